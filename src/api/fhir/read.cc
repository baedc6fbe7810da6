#include "api/fhir/interactions.h"
#include "api/fhir/outcome.h"
#include "api/fhir/shape.h"
#include "fhir/model/date_time.h"

#include <charconv>

namespace osler::fhir_api {
namespace {

// If-None-Match decides when both are sent. Spec: RFC 9110, section 13.2.2.
bool is_unmodified(const http::Headers& headers, const store::VersionHeader& header) {
  if (const auto none = headers.get("If-None-Match")) {
    const std::string etag = weak_etag(header.version);
    return headers.has_token("If-None-Match", etag) || headers.has_token("If-None-Match", etag.substr(2)) || *none == "*";
  }
  if (const auto since = headers.get("If-Modified-Since")) {
    const auto ms = osler::fhir::parse_http_date(*since);
    return ms && header.time_ms / 1000 <= *ms / 1000;
  }
  return false;
}

// What a read does not know is refused, not ignored.
Status check_offered(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.parameters) {
    if (is_general_parameter(name)) continue;
    const std::string what = name + ": a read takes _format, _pretty, _summary and _elements";
    return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
  }
  return {};
}

// What was there before the deletion can still be read.
http::Response gone(const Exchange& exchange, const Error& error, Version deletion) {
  http::Response response = error_response(error, exchange.request.request_id);
  const store::RecordKey key{exchange.target.type, exchange.target.id};
  if (deletion.number > 1) response.headers.add("Location", version_url(exchange, key, Version{deletion.number - 1}));
  return response;
}

// The answer of a read (without `version`) and a vread.
Result<http::Response> answer_version(const Exchange& exchange, Result<engine::Resource> found, std::optional<Version> version) {
  if (!found.ok() && found.error().kind == ErrorKind::kGone) {
    if (version) return gone(exchange, found.error(), *version);
    const store::RecordKey key{exchange.target.type, exchange.target.id};
    OSLER_TRY(const auto deletion, exchange.engine.store().header(exchange.session.caller.partition(), key));
    return gone(exchange, found.error(), deletion ? deletion->version : Version{});
  }
  OSLER_TRY(engine::Resource resource, std::move(found));
  const bool is_known = is_unmodified(exchange.request.headers, resource.header);
  http::Response response = resource_response(is_known ? 304 : 200, std::move(resource));
  if (is_known) response.body.clear();
  return response;
}

}  // namespace

Result<http::Response> handle_read(Exchange& exchange) {
  OSLER_RETURN_IF_ERROR(check_offered(exchange));
  return answer_version(exchange, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id), std::nullopt);
}

Result<Version> version_in_path(const Exchange& exchange) {
  const std::string& text = exchange.target.version;
  Version version;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), version.number);
  if (failure != std::errc{} || rest != text.data() + text.size() || version.number < 1) {
    return not_found("versions of a resource are numbered from 1");
  }
  return version;
}

Result<http::Response> handle_vread(Exchange& exchange) {
  OSLER_RETURN_IF_ERROR(check_offered(exchange));
  OSLER_TRY(const Version version, version_in_path(exchange));
  return answer_version(exchange, exchange.engine.vread(exchange.session, exchange.target.type, exchange.target.id, version), version);
}

}  // namespace osler::fhir_api
