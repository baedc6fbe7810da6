#include "api/v1/idempotent.h"

#include "api/v1/errors.h"
#include "api/v1/operations.h"
#include "http/response_text.h"

namespace osler::api::v1 {
namespace {

bool is_write(http::Method method) {
  return method == http::Method::kPost || method == http::Method::kPatch || method == http::Method::kDelete;
}

/// The answer that speaks of a version, made again.
Result<Answer> rendered(Exchange& exchange, const engine::AnswerRecord& kept) {
  OSLER_TRY(const std::vector<engine::Written> written, exchange.engine.written_before(exchange.session, kept));
  const engine::Resource& resource = written.front().resource;
  if (resource.text.empty()) return Answer{kept.status, {}, {}};  // A deletion.
  OSLER_TRY(const json::Tree fhir,
            exchange.session.parser.parse(json::PaddedBytes(resource.text), exchange.engine.definitions().names()));
  Answer answer = shown_resource(exchange, fhir.root(), resource.key, resource.header);
  if (kept.status == 201) add_location(exchange, resource.key.id, answer.headers);
  answer.status = kept.status;
  return answer;
}

}  // namespace

Status begin_idempotent(Exchange& exchange) {
  const http::Request& request = exchange.request;
  const auto key = request.headers.get("Idempotency-Key");
  if (!key || !is_write(request.method)) return {};
  std::string fingerprint = engine::request_fingerprint(request.method_text, request.path, request.body.view());
  OSLER_TRY(exchange.idempotent, exchange.engine.begin_idempotent(exchange.session, *key, std::move(fingerprint)));
  exchange.idempotent->set_context(meta_text(exchange.meta));
  exchange.session.idempotent = exchange.idempotent.get();
  return {};
}

http::Response replayed(Exchange& exchange) {
  const engine::AnswerRecord& kept = *exchange.idempotent->kept();
  http::Response response;
  if (kept.versions.empty()) {
    response = http::response_of_text(kept.status, kept.text);
    exchange.session.audit.action = "replay";
  } else {
    Result<Answer> answer = rendered(exchange, kept);
    if (!answer.ok()) return error_response(hidden_if_absent(std::move(answer).error()), exchange.request.request_id);
    read_meta(kept.context, exchange.meta);
    response = wrapped(*std::move(answer), exchange.meta);
  }
  read_meta(kept.context, exchange.meta);
  response.headers.add("Idempotent-Replayed", "true");
  return response;
}

Task<Status> keep_answer(Exchange& exchange, const http::Response& response) {
  const bool is_kept = exchange.idempotent == nullptr || exchange.idempotent->is_recorded();
  if (is_kept || !engine::is_final(response.status)) co_return Status{};
  co_return co_await exchange.engine.keep_answer(exchange.session, response.status, http::response_text(response));
}

}  // namespace osler::api::v1
