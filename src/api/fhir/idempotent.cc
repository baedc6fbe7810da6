#include "api/fhir/idempotent.h"

#include "http/response_text.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kKeyBytesMax = 255;

bool takes_key(http::Method method) {
  return method == http::Method::kPost || method == http::Method::kPatch || method == http::Method::kDelete;
}

}  // namespace

Status begin_idempotent(Exchange& exchange, std::string_view body) {
  const http::Request& request = exchange.request;
  const auto key = request.headers.get("Idempotency-Key");
  if (!key || !takes_key(request.method)) return {};
  if (key->empty() || key->size() > kKeyBytesMax) {
    return invalid_input("Idempotency-Key: expected 1 to 255 characters", "INVALID_HEADER");
  }
  const std::string target = request.path + "?" + request.query;
  OSLER_TRY(exchange.idempotent,
            exchange.engine.begin_idempotent(exchange.session, *key,
                                             engine::request_fingerprint(request.method_text, target, body)));
  exchange.session.idempotent = exchange.idempotent.get();
  return {};
}

const engine::AnswerRecord* kept_answer(const Exchange& exchange) {
  return exchange.idempotent == nullptr ? nullptr : exchange.idempotent->kept();
}

Result<http::Response> replayed(Exchange& exchange, const engine::AnswerRecord& kept) {
  http::Response response;
  if (kept.versions.empty()) {
    response = http::response_of_text(kept.status, kept.text);
    exchange.session.audit.action = "replay";
  } else {
    OSLER_TRY(std::vector<engine::Written> written, exchange.engine.written_before(exchange.session, kept));
    engine::Written& one = written.front();
    const bool is_shown = kept.status != 204;
    one.effect = kept.status == 201 ? engine::WriteEffect::kCreated : engine::WriteEffect::kUpdated;
    const bool needs_etag = !is_shown && written.size() == 1;
    if (needs_etag) response.headers.add("ETag", weak_etag(one.resource.version()));
    if (is_shown) response = written_response(exchange, std::move(one));
    response.status = kept.status;
  }
  response.headers.set("Idempotent-Replayed", "true");
  return response;
}

Task<Status> keep_answer(Exchange& exchange, const http::Response& response) {
  const bool is_kept = exchange.idempotent == nullptr || exchange.idempotent->is_recorded();
  if (is_kept || !engine::is_final(response.status)) co_return Status{};
  co_return co_await exchange.engine.keep_answer(exchange.session, response.status, http::response_text(response));
}

}  // namespace osler::fhir_api
