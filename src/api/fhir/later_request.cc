#include "api/fhir/later_request.h"

#include <array>

#include "access/json_row.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::array<std::string_view, 7> kKeptHeaders{"Accept", "Content-Type", "Prefer", "Host", "User-Agent", "X-Request-Id", "X-Explain"};
constexpr std::string_view kUser = "user";

void write_caller(json::Writer& writer, const access::Caller& caller) {
  writer.member("callerKind", caller.kind == access::CallerKind::kUser ? kUser : "key");
  writer.member("callerId", caller.id);
  writer.member("callerEmail", caller.email);
  writer.member("callerName", caller.name);
  writer.member("role", access::word_for(caller.role));
  writer.member("mayRead", caller.may_read);
  writer.member("mayWrite", caller.may_write);
  writer.member("seesRestricted", caller.sees_restricted);
  writer.member("practitioner", caller.practitioner_id);
  writer.member("organization", caller.organization.id);
  writer.member("organizationName", caller.organization.name);
  writer.member("organizationParent", caller.organization.parent);
  writer.member("organizationNumber", std::uint64_t{caller.organization.number});
  writer.member("environment", access::word_for(caller.environment));
}

Result<access::Caller> read_caller(const access::JsonRow& row) {
  access::Caller caller;
  const auto role = access::role_for(row.text("role"));
  const auto environment = access::environment_for(row.text("environment"));
  const auto number = row.number("organizationNumber");
  if (!role || !environment || !number) return internal_error("a request that was to be answered later is damaged");
  caller.kind = row.text("callerKind") == kUser ? access::CallerKind::kUser : access::CallerKind::kKey;
  caller.id = row.text("callerId");
  caller.email = row.text("callerEmail");
  caller.name = row.text("callerName");
  caller.role = *role;
  caller.may_read = row.flag("mayRead");
  caller.may_write = row.flag("mayWrite");
  caller.sees_restricted = row.flag("seesRestricted");
  caller.practitioner_id = row.text("practitioner");
  caller.organization = {static_cast<std::uint32_t>(*number), row.text("organization"), row.text("organizationName"), row.text("organizationParent")};
  caller.environment = *environment;
  return caller;
}

}  // namespace

std::string encode(const http::Request& request, const access::Caller& caller) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("method", request.method_text);
  writer.member("path", request.path);
  writer.member("query", request.query);
  writer.member("requestId", request.request_id);
  writer.member("address", request.remote_address);
  writer.member("secure", request.secure);
  for (const std::string_view name : kKeptHeaders) {
    if (const auto value = request.headers.get(name)) writer.member(name, *value);
  }
  write_caller(writer, caller);
  writer.end_object();
  return text;
}

Result<LaterRequest> decode_later(std::string_view text) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(text));
  LaterRequest later;
  http::Request& request = later.request;
  request.method_text = row.text("method");
  request.method = request.method_text == http::name_of(http::Method::kPost) ? http::Method::kPost : http::Method::kGet;
  request.path = row.text("path");
  request.query = row.text("query");
  request.target = request.query.empty() ? request.path : request.path + "?" + request.query;
  request.request_id = row.text("requestId");
  request.remote_address = row.text("address");
  request.secure = row.flag("secure");
  for (const std::string_view name : kKeptHeaders) {
    if (std::string value = row.text(name); !value.empty()) request.headers.add(std::string(name), std::move(value));
  }
  OSLER_TRY(later.caller, read_caller(row));
  return later;
}

}  // namespace osler::fhir_api
