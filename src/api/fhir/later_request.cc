#include "api/fhir/later_request.h"

#include <array>

#include "access/caller_row.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::array<std::string_view, 7> kKeptHeaders{"Accept", "Content-Type", "Prefer", "Host", "User-Agent", "X-Request-Id", "X-Explain"};

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
  access::write_caller(writer, caller);
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
  OSLER_TRY(later.caller, access::read_caller(row));
  return later;
}

}  // namespace osler::fhir_api
