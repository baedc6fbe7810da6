#include "api/v1/request_rules.h"

#include <algorithm>

#include "api/v1/code_table.h"
#include "http/method_override.h"

namespace osler::api::v1 {
namespace {

constexpr std::size_t kIdempotencyKeyBytesMax = 255;
constexpr std::string_view kPostTypes[] = {"application/json", "application/fhir+json"};
constexpr std::string_view kPatchTypes[] = {"application/json", "application/fhir+json", "application/merge-patch+json",
                                            "application/json-patch+json"};

bool is_write(http::Method method) {
  return method == http::Method::kPost || method == http::Method::kPatch || method == http::Method::kDelete;
}

std::string_view media_type(std::string_view header) {
  const std::string_view type = header.substr(0, header.find(';'));
  const std::size_t end = type.find_last_not_of(" \t");
  return end == std::string_view::npos ? std::string_view{} : type.substr(0, end + 1);
}

}  // namespace

bool has_key_in_url(const http::Request& request) {
  for (const std::string_view mark : {"clk_test_", "clk_live_"}) {
    if (request.path.find(mark) != std::string::npos || request.query.find(mark) != std::string::npos) return true;
  }
  return false;
}

Status check_headers(const http::Request& request) {
  if (const auto name = http::method_override(request.headers)) {
    return invalid_input(std::string(*name) + " is not accepted; send the request with its own method",
                         "METHOD_OVERRIDE_REJECTED");
  }
  if (has_key_in_url(request)) {
    return invalid_input("an API key must not stand in the URL; send it in the header x-api-key, and replace this one",
                         "INVALID_PARAMETER");
  }
  const auto key = request.headers.get("Idempotency-Key");
  if (key && is_write(request.method) && (key->empty() || key->size() > kIdempotencyKeyBytesMax)) {
    return invalid_input("Idempotency-Key: expected 1 to 255 characters", "INVALID_HEADER");
  }
  return {};
}

Status check_content_type(const http::Request& request) {
  const bool patch = request.method == http::Method::kPatch;
  if (!patch && request.method != http::Method::kPost) return {};
  const std::string_view sent = media_type(request.headers.get("Content-Type").value_or(""));
  const auto matches = [sent](std::string_view type) { return equal_without_case(type, sent); };
  const bool accepted = patch ? std::any_of(std::begin(kPatchTypes), std::end(kPatchTypes), matches)
                              : std::any_of(std::begin(kPostTypes), std::end(kPostTypes), matches);
  if (accepted) return {};
  std::string what = "Content-Type must be application/json or application/fhir+json";
  if (patch)
    what =
        "Content-Type must be application/json, application/fhir+json, application/merge-patch+json or "
        "application/json-patch+json";
  return Error{ErrorKind::kUnsupportedMedia, std::move(what), {}, {}};
}

}  // namespace osler::api::v1
