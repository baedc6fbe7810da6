#include <charconv>

#include "api/fhir/interactions.h"
#include "api/fhir/page_links.h"
#include "api/fhir/shape.h"
#include "fhir/model/date_time.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kCountDefault = 50;
constexpr std::uint32_t kCountMax = 1'000;

Result<std::int64_t> instant_of(const std::string& name, const std::string& value) {
  const auto date = osler::fhir::parse_search_date(value);
  if (!date) return invalid_input(name + ": expected a date or an instant, for example 2026-11-21T09:30:00Z");
  return date->range().begin_ms;
}

Result<std::uint32_t> count_of(const std::string& value) {
  std::uint32_t count = 0;
  const auto [rest, failure] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (failure != std::errc{} || rest != value.data() + value.size()) return invalid_input("_count: expected a whole number from 0 up");
  return std::min(count, kCountMax);
}

// Spec: FHIR R4, http.html#history.
Result<store::HistoryQuery> history_query(const Exchange& exchange) {
  store::HistoryQuery query;
  if (exchange.target.type != TypeId::kNone) query.type = exchange.target.type;
  query.id = exchange.target.id;
  query.count = kCountDefault;
  for (const auto& [name, value] : exchange.parameters) {
    if (name == "_since") {
      OSLER_TRY(query.since_ms, instant_of(name, value));
    } else if (name == "_at") {
      OSLER_TRY(query.at_ms, instant_of(name, value));
    } else if (name == "_count") {
      OSLER_TRY(query.count, count_of(value));
    } else if (name != kCursorParameter && !is_general_parameter(name)) {
      return Error{ErrorKind::kInvalidInput, name + ": history knows _since, _at and _count", {},
                   {{Severity::kError, IssueType::kNotSupported, name + ": history knows _since, _at and _count"}}};
    }
  }
  return query;
}

void write_entry(json::Writer& writer, const Exchange& exchange, const engine::Resource& resource) {
  const bool created = resource.header.action == store::Action::kCreate;
  const bool deleted = resource.header.is_deleted();
  const std::string type(exchange.engine.definitions().name_of(resource.key.type));
  writer.begin_object();
  writer.member("fullUrl", resource_url(exchange, resource.key));
  if (!deleted) {
    writer.key("resource");
    writer.raw(resource.text);
  }
  writer.key("request");
  writer.begin_object();
  writer.member("method", created ? "POST" : deleted ? "DELETE" : "PUT");
  writer.member("url", created ? type : type + "/" + resource.key.id);
  writer.end_object();
  writer.key("response");
  writer.begin_object();
  writer.member("status", created ? "201" : deleted ? "204" : "200");
  writer.member("location", version_url(exchange, resource.key, resource.version()));
  writer.member("etag", weak_etag(resource.version()));
  writer.member("lastModified", osler::fhir::format_instant(resource.header.time_ms));
  writer.end_object();
  writer.end_object();
}

std::string scope_path(const Exchange& exchange) {
  std::string path;
  if (exchange.target.type != TypeId::kNone) path += "/" + std::string(exchange.engine.definitions().name_of(exchange.target.type));
  if (!exchange.target.id.empty()) path += "/" + exchange.target.id;
  return path + "/_history";
}

}  // namespace

Result<http::Response> handle_history(Exchange& exchange) {
  OSLER_TRY(store::HistoryQuery query, history_query(exchange));
  const std::string question = encoded_question(exchange.parameters);
  OSLER_TRY(query.cursor, opened_cursor(exchange, question));
  OSLER_TRY(store::HistoryPage page, exchange.engine.history(exchange.session, query));
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "history");
  writer.member("total", page.total);
  write_links(writer, exchange, exchange.base_url + scope_path(exchange), question, page.next, {});
  if (!page.records.empty()) {
    writer.key("entry");
    writer.begin_array();
    for (store::Record& record : page.records) {
      write_entry(writer, exchange, exchange.engine.present_version(exchange.session, std::move(record)));
    }
    writer.end_array();
  }
  writer.end_object();
  return response;
}

}  // namespace osler::fhir_api
