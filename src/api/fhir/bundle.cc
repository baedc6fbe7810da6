// POST [base]: batch, and what a batch and a transaction share. Spec: FHIR R4, http.html#transaction.

#include "api/fhir/bundle_answer.h"
#include "api/fhir/bundle_reader.h"
#include "api/fhir/exchange.h"
#include "api/fhir/fhir_api.h"
#include "api/fhir/outcome.h"
#include "base/yield.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kOnLoopEntriesMax = 100;  ///< Of a transaction; more would hold up the event loop.
constexpr std::size_t kOnLoopBytesMax = 1024 * 1024;
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
  request.method_text = std::string(entry.method_text);
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

namespace {

engine::Session session_of(const Exchange& outer, const http::Request& request) {
  engine::Session session{outer.session.caller, outer.session.loop, outer.session.parser, outer.session.surface, outer.session.base_url,
                          outer.session.audit};
  session.audit.method = request.method_text;
  session.audit.path = request.path;
  return session;
}

}  // namespace

Task<Result<http::Response>> FhirApi::ask_entry(Exchange& outer, const BundleEntry& entry, http::Request& request, engine::Session& session) {
  Exchange exchange{request, engine_, session, {}, {}, outer.base_url, outer.cursor_key};
  exchange.is_entry = true;
  const bool nested = request.path == base_.prefix + "/" && request.method == http::Method::kPost;
  if (!entry.has_request) co_return entry_error(entry.index, ".request", "every entry needs a request", IssueType::kRequired);
  if (!entry.method) co_return entry_error(entry.index, ".request.method", "expected GET, HEAD, POST, PUT, PATCH or DELETE");
  if (nested) co_return entry_error(entry.index, ".request.url", "a Bundle cannot be an entry's request");
  co_return co_await run(exchange);
}

Task<http::Response> FhirApi::run_entry(Exchange& outer, const BundleEntry& entry) {
  http::Request request = request_of(outer, entry, base_.prefix);
  engine::Session session = session_of(outer, request);
  Result<http::Response> result = co_await ask_entry(outer, entry, request, session);
  http::Response response = result.ok() ? std::move(*result) : error_response(result.error(), request.request_id);
  finish(session, response);
  if (request.method == http::Method::kHead) response.body.clear();
  co_return response;
}

/// As run_entry(), but for the audit: a reading entry that will be run once more.
Task<Result<http::Response>> FhirApi::try_entry(Exchange& outer, const BundleEntry& entry) {
  http::Request request = request_of(outer, entry, base_.prefix);
  engine::Session session = session_of(outer, request);
  co_return co_await ask_entry(outer, entry, request, session);
}

Task<Result<http::Response>> FhirApi::handle_batch(Exchange& exchange, BundleRequest bundle) {
  const std::deque<BundleEntry>& entries = bundle.entries;
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

/// Runs `work` on the background thread, with a loop and a parser of its own; the loop of this exchange serves others meanwhile.
Task<Status> FhirApi::run_aside(Background& background, Exchange& exchange, std::function<void(Exchange&)> work) {
  co_return co_await background.run(
      [&] {
        BlockingLoop loop;
        json::Parser parser;
        engine::Session& outer = exchange.session;
        engine::Session session{outer.caller, loop, parser, outer.surface, outer.base_url, outer.audit, outer.idempotent};
        Exchange inner{exchange.request, engine_, session, exchange.target, exchange.parameters, exchange.base_url, exchange.cursor_key};
        inner.preference = exchange.preference;
        inner.prefers_representation = exchange.prefers_representation;
        inner.handling = exchange.handling;
        inner.handling_named = exchange.handling_named;
        inner.idempotent = std::move(exchange.idempotent);
        inner.subset = exchange.subset;
        inner.wants_later = exchange.wants_later;
        inner.is_entry = exchange.is_entry;
        inner.watcher = exchange.watcher;
        work(inner);
        exchange.is_shaped = inner.is_shaped;
        exchange.subset = std::move(inner.subset);
        exchange.idempotent = std::move(inner.idempotent);
        outer.idempotent = session.idempotent;
        outer.audit = std::move(session.audit);
        outer.audited = session.audited;
      },
      exchange.session.loop);
}

Task<Result<http::Response>> FhirApi::handle_bundle(Exchange& exchange) {
  const std::size_t entries_max = engine_.settings().bundle_entries_max;
  const bool reads_aside = !options_.loop_is_callers && exchange.request.body.size() > kOnLoopBytesMax;
  Result<BundleRequest> bundle = internal_error("not read");
  Result<http::Response> response = internal_error("not run");
  const auto write = [&](Exchange& aside) {
    auto& loop = static_cast<BlockingLoop&>(aside.session.loop);
    response = loop.run(handle_transaction(aside, *std::move(bundle)));
  };
  if (reads_aside) {
    OSLER_CO_RETURN_IF_ERROR(co_await run_aside(background_, exchange, [&](Exchange& aside) {
      bundle = read_bundle(aside, entries_max);
      if (bundle.ok() && bundle->is_transaction) write(aside);
    }));
  } else {
    bundle = read_bundle(exchange, entries_max);
  }
  if (!bundle.ok()) co_return std::move(bundle).error();
  if (!bundle->is_transaction) co_return co_await handle_batch(exchange, *std::move(bundle));
  if (reads_aside) co_return response;
  if (options_.loop_is_callers || bundle->entries.size() <= kOnLoopEntriesMax) co_return co_await handle_transaction(exchange, *std::move(bundle));
  OSLER_CO_RETURN_IF_ERROR(co_await run_aside(background_, exchange, write));
  co_return response;
}

}  // namespace osler::fhir_api
