// POST [base]: batch, and what a batch and a transaction share. Spec: FHIR R4, http.html#transaction.

#include "api/fhir/bundle_answer.h"
#include "api/fhir/bundle_reader.h"
#include "api/fhir/exchange.h"
#include "api/fhir/fhir_api.h"
#include "api/fhir/outcome.h"
#include "base/yield.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kEntriesInARow = 16;  ///< Of a batch, before others on the same loop have their turn.

// An entry's url is relative to the base, or absolute under it.
std::string_view relative_url(std::string_view url, std::string_view base) {
  if (url.starts_with(base)) url.remove_prefix(base.size());
  while (url.starts_with('/')) url.remove_prefix(1);
  return url;
}

http::Request request_of(const Exchange& outer, const BundleEntry& entry, std::string_view prefix) {
  http::Request request;
  request.method = entry.method.value_or(http::Method::kOther);
  request.method_text = entry.method_text;
  const std::string_view relative = relative_url(entry.url, outer.base_url);
  const std::size_t question = relative.find('?');
  request.path = std::string(prefix) + "/" + std::string(relative.substr(0, question));
  if (question != std::string_view::npos) request.query = relative.substr(question + 1);
  request.request_id = outer.request.request_id;
  request.remote_address = outer.request.remote_address;
  request.headers = entry.conditions;
  request.headers.add("Content-Type", "application/fhir+json");
  request.headers.add("Accept", "application/fhir+json");
  if (const auto preference = outer.request.headers.get("Prefer")) request.headers.add("Prefer", std::string(*preference));
  request.body = json::PaddedBytes(entry.resource);
  return request;
}

}  // namespace

Task<http::Response> FhirApi::run_entry(Exchange& outer, const BundleEntry& entry) {
  http::Request request = request_of(outer, entry, base_.prefix);
  engine::Session session{outer.session.caller, outer.session.loop, outer.session.parser, outer.session.surface, outer.session.base_url,
                          outer.session.audit};
  session.audit.method = request.method_text;
  session.audit.path = request.path;
  Exchange exchange{request, engine_, session, {}, {}, outer.base_url, outer.cursor_key};
  exchange.is_entry = true;
  const bool nested = request.path == base_.prefix + "/" && request.method == http::Method::kPost;
  Result<http::Response> result = internal_error("not answered");
  if (!entry.has_request) {
    result = entry_error(entry.index, ".request", "every entry needs a request", IssueType::kRequired);
  } else if (!entry.method) {
    result = entry_error(entry.index, ".request.method", "expected GET, HEAD, POST, PUT, PATCH or DELETE");
  } else if (nested) {
    result = entry_error(entry.index, ".request.url", "a Bundle cannot be an entry's request");
  } else {
    result = co_await run(exchange);
  }
  http::Response response = result.ok() ? std::move(*result) : error_response(result.error(), request.request_id);
  finish(session, response);
  if (request.method == http::Method::kHead) response.body.clear();
  co_return response;
}

Task<Result<http::Response>> FhirApi::handle_batch(Exchange& exchange, std::vector<BundleEntry> entries) {
  std::vector<http::Response> answers;
  answers.reserve(entries.size());
  for (const BundleEntry& entry : entries) {
    if (exchange.watcher != nullptr && !exchange.watcher->goes_on(answers.size(), entries.size())) co_return unavailable("called off");
    answers.push_back(co_await run_entry(exchange, entry));
    if (answers.size() % kEntriesInARow == 0) co_await yield_to(exchange.session.loop);
  }
  exchange.session.audit.action = "batch";
  co_return bundle_response("batch-response", [&](json::Writer& writer) {
    for (const http::Response& answer : answers) write_response_entry(writer, exchange, answer);
  });
}

Task<Result<http::Response>> FhirApi::handle_bundle(Exchange& exchange) {
  OSLER_CO_TRY(BundleRequest bundle, read_bundle(exchange, engine_.settings().bundle_entries_max));
  if (bundle.is_transaction) co_return co_await handle_transaction(exchange, std::move(bundle.entries));
  co_return co_await handle_batch(exchange, std::move(bundle.entries));
}

}  // namespace osler::fhir_api
