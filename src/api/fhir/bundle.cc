// POST [base]: batch and transaction. Spec: FHIR R4, http.html#transaction.

#include <charconv>

#include "api/fhir/exchange.h"
#include "api/fhir/fhir_api.h"
#include "api/fhir/outcome.h"
#include "api/fhir/route.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

std::optional<http::Method> method_of(json::View request) {
  for (const auto method : {http::Method::kGet, http::Method::kHead, http::Method::kPost, http::Method::kPut, http::Method::kPatch,
                            http::Method::kDelete}) {
    if (request.member("method").equals(http::name_of(method))) return method;
  }
  return std::nullopt;
}

Error entry_error(std::size_t index, std::string_view member, std::string what, IssueType type = IssueType::kInvalid) {
  const std::string expression = "Bundle.entry[" + std::to_string(index) + "]" + std::string(member);
  return {ErrorKind::kInvalidInput, expression + ": " + what, {}, {{Severity::kError, type, what, expression}}};
}

// An entry's url is relative to the base, or absolute under it.
std::string_view relative_url(std::string_view url, std::string_view base) {
  if (url.starts_with(base)) url.remove_prefix(base.size());
  return url;
}

Status read_conditions(json::View request, engine::WriteConditions& conditions, std::size_t index) {
  if (request.member("ifNoneExist").exists()) {
    return entry_error(index, ".request.ifNoneExist", "conditional create is not offered yet", IssueType::kNotSupported);
  }
  http::Headers headers;
  if (const json::View match = request.member("ifMatch")) headers.add("If-Match", match.text());
  if (const json::View none = request.member("ifNoneMatch")) headers.add("If-None-Match", none.text());
  Result<engine::WriteConditions> read = write_conditions(headers);
  if (!read.ok()) return entry_error(index, ".request", read.error().message);
  conditions = std::move(*read);
  return {};
}

/// A transaction's entries: the writes, and which entry each belongs to.
struct TransactionPlan {
  std::vector<engine::TransactionEntry> writes;
  std::vector<json::View> reads;            ///< GET and HEAD entries, run afterwards.
  std::vector<std::pair<bool, std::size_t>> places;  ///< For each entry: is it a write, and its place in that list.
};

Status add_entry(const Exchange& exchange, json::View entry, std::size_t index, TransactionPlan& plan) {
  const json::View request = entry.member("request");
  if (!request.is_object()) return entry_error(index, ".request", "every entry needs a request", IssueType::kRequired);
  const auto method = method_of(request);
  if (!method) return entry_error(index, ".request.method", "expected GET, HEAD, POST, PUT, PATCH or DELETE");
  if (*method == http::Method::kGet || *method == http::Method::kHead) {
    plan.places.emplace_back(false, plan.reads.size());
    plan.reads.push_back(entry);
    return {};
  }
  const std::string url = request.member("url").text();
  const std::string_view relative = relative_url(url, exchange.base_url);
  if (relative.find('?') != std::string_view::npos) {
    return entry_error(index, ".request.url", "conditional update, patch and delete are not offered yet", IssueType::kNotSupported);
  }
  Result<Route> route = find_route(exchange.engine.definitions(), *method, relative);
  if (!route.ok()) return entry_error(index, ".request.url", route.error().message, IssueType::kNotSupported);
  engine::TransactionEntry write;
  write.index = index;
  write.type = route->target.type;
  write.id = route->target.id;
  switch (route->interaction) {
    case Interaction::kCreate: write.kind = engine::EntryKind::kCreate; break;
    case Interaction::kUpdate: write.kind = engine::EntryKind::kUpdate; break;
    case Interaction::kDelete: write.kind = engine::EntryKind::kDelete; break;
    default: return entry_error(index, ".request", "a transaction takes POST, PUT, DELETE and GET entries; PATCH is not offered yet", IssueType::kNotSupported);
  }
  if (write.kind != engine::EntryKind::kCreate && write.id.empty()) {
    return entry_error(index, ".request.url", "expected Type/id", IssueType::kNotSupported);
  }
  if (const json::View full_url = entry.member("fullUrl")) write.full_url = relative_url(full_url.text(), exchange.base_url + "/");
  write.resource = entry.member("resource");
  if (write.kind != engine::EntryKind::kDelete && !write.resource.is_object()) {
    return entry_error(index, ".resource", "this entry needs a resource", IssueType::kRequired);
  }
  if (write.kind == engine::EntryKind::kUpdate && !write.resource.member("id").equals(write.id)) {
    return entry_error(index, ".resource.id", "the id in the resource must equal the id in the url");
  }
  OSLER_RETURN_IF_ERROR(read_conditions(request, write.conditions, index));
  plan.places.emplace_back(true, plan.writes.size());
  plan.writes.push_back(std::move(write));
  return {};
}

void write_answer(json::Writer& writer, const Exchange& exchange, const engine::Written& written) {
  const bool created = written.effect == engine::WriteEffect::kCreated;
  const bool stored = !written.resource.text.empty();
  writer.begin_object();
  if (stored) writer.member("fullUrl", resource_url(exchange, written.resource.key));
  if (stored && exchange.prefers_representation) {
    writer.key("resource");
    writer.raw(written.resource.text);
  }
  writer.key("response");
  writer.begin_object();
  writer.member("status", created ? "201 Created" : stored ? "200 OK" : "204 No Content");
  if (written.resource.version().number > 0) {
    const std::string type(exchange.engine.definitions().name_of(written.resource.key.type));
    writer.member("location", type + "/" + written.resource.key.id + "/_history/" + std::to_string(written.resource.version().number));
    writer.member("etag", weak_etag(written.resource.version()));
    writer.member("lastModified", osler::fhir::format_instant(written.resource.header.time_ms));
  }
  if (!written.warnings.empty()) {
    writer.key("outcome");
    writer.raw(outcome_text(written.warnings, {}));
  }
  writer.end_object();
  writer.end_object();
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "200 OK";
    case 201: return "201 Created";
    case 204: return "204 No Content";
    case 304: return "304 Not Modified";
    default: return {};
  }
}

void write_response_entry(json::Writer& writer, const http::Response& response) {
  const bool failed = response.status >= 400;
  writer.begin_object();
  if (!failed && !response.body.empty()) {
    writer.key("resource");
    writer.raw(response.body);
  }
  writer.key("response");
  writer.begin_object();
  const std::string_view reason = reason_of(response.status);
  writer.member("status", reason.empty() ? std::to_string(response.status) : std::string(reason));
  if (const auto location = response.headers.get("Location")) writer.member("location", *location);
  if (const auto etag = response.headers.get("ETag")) writer.member("etag", *etag);
  if (failed && !response.body.empty()) {
    writer.key("outcome");
    writer.raw(response.body);
  }
  writer.end_object();
  writer.end_object();
}

http::Response bundle_response(std::string body) {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = std::move(body);
  return response;
}

}  // namespace

Task<http::Response> FhirApi::run_entry(Exchange& outer, json::View entry) {
  const json::View wanted = entry.member("request");
  const auto method = method_of(wanted);
  const std::string url = wanted.member("url").text();
  http::Request request;
  request.method = method.value_or(http::Method::kOther);
  request.method_text = wanted.member("method").text();
  std::string_view relative = relative_url(url, outer.base_url);
  while (relative.starts_with('/')) relative.remove_prefix(1);
  const std::size_t question = relative.find('?');
  request.path = base_.prefix + "/" + std::string(relative.substr(0, question));
  if (question != std::string_view::npos) request.query = relative.substr(question + 1);
  request.request_id = outer.request.request_id;
  request.remote_address = outer.request.remote_address;
  request.headers.add("Content-Type", "application/fhir+json");
  for (const auto& [member, header] : {std::pair{"ifMatch", "If-Match"}, std::pair{"ifNoneMatch", "If-None-Match"},
                                       std::pair{"ifNoneExist", "If-None-Exist"}, std::pair{"ifModifiedSince", "If-Modified-Since"}}) {
    if (const json::View condition = wanted.member(std::string_view(member))) request.headers.add(header, condition.text());
  }
  if (const json::View resource = entry.member("resource")) request.body = json::PaddedBytes(resource.raw());
  engine::Session session{outer.session.caller, outer.session.loop, outer.session.parser, outer.session.surface, outer.session.base_url,
                          outer.session.audit};
  session.audit.method = request.method_text;
  session.audit.path = request.path;
  Exchange exchange{request, engine_, session, {}, {}, outer.base_url, outer.cursor_key};
  const bool nested = relative.substr(0, question).empty() && request.method == http::Method::kPost;
  Result<http::Response> result = internal_error("not answered");
  if (!method) {
    result = invalid_input("request.method: expected GET, HEAD, POST, PUT, PATCH or DELETE");
  } else if (nested) {
    result = invalid_input("a Bundle cannot be an entry's request");
  } else {
    result = co_await run(exchange);
  }
  http::Response response = result.ok() ? std::move(*result) : error_response(result.error(), request.request_id);
  finish(session, response);
  co_return response;
}

Task<Result<http::Response>> FhirApi::handle_batch(Exchange& exchange, const json::Tree& bundle) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "batch-response");
  writer.key("entry");
  writer.begin_array();
  for (const json::View entry : bundle.root().member("entry")) {
    const http::Response response = co_await run_entry(exchange, entry);
    write_response_entry(writer, response);
  }
  writer.end_array();
  writer.end_object();
  exchange.session.audit.action = "batch";
  co_return bundle_response(std::move(body));
}

Task<Result<http::Response>> FhirApi::handle_transaction(Exchange& exchange, const json::Tree& bundle) {
  TransactionPlan plan;
  std::size_t index = 0;
  for (const json::View entry : bundle.root().member("entry")) {
    OSLER_CO_RETURN_IF_ERROR(add_entry(exchange, entry, index, plan));
    ++index;
  }
  auto written = co_await engine_.transaction(exchange.session, std::move(plan.writes));
  if (!written.ok()) co_return std::move(written).error();
  std::vector<http::Response> reads;
  for (const json::View entry : plan.reads) reads.push_back(co_await run_entry(exchange, entry));
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "transaction-response");
  writer.key("entry");
  writer.begin_array();
  for (const auto& [is_write, place] : plan.places) {
    if (is_write) {
      write_answer(writer, exchange, (*written)[place]);
    } else {
      write_response_entry(writer, reads[place]);
    }
  }
  writer.end_array();
  writer.end_object();
  co_return bundle_response(std::move(body));
}

Task<Result<http::Response>> FhirApi::handle_bundle(Exchange& exchange) {
  OSLER_CO_TRY(const json::Tree bundle, parse_body(exchange));
  const json::View root = bundle.root();
  if (!root.member("resourceType").equals("Bundle")) {
    co_return Error{ErrorKind::kInvalidInput, "expected a Bundle of type batch or transaction", {},
                    {{Severity::kError, IssueType::kStructure, "expected a Bundle of type batch or transaction", "Bundle"}}};
  }
  const json::View entries = root.member("entry");
  if (entries.exists() && !entries.is_array()) co_return invalid_input("Bundle.entry: expected an array");
  if (entries.count() > engine_.settings().bundle_entries_max) {
    co_return Error{ErrorKind::kTooLarge, "Bundle.entry: more entries than bundle.entries_max allows", {}, {}};
  }
  if (root.member("type").equals("transaction")) co_return co_await handle_transaction(exchange, bundle);
  if (root.member("type").equals("batch")) co_return co_await handle_batch(exchange, bundle);
  co_return Error{ErrorKind::kInvalidInput, "Bundle.type: expected batch or transaction", {},
                  {{Severity::kError, IssueType::kValue, "expected batch or transaction", "Bundle.type"}}};
}

}  // namespace osler::fhir_api
