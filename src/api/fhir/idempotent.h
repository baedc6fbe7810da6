#pragma once
// Idempotency-Key on the FHIR bases: a create, patch, delete or transaction that is sent again is answered again, not
// carried out again. Keys on batches and searches have no meaning and are ignored. Spec: v1.md, section 6.

#include <string_view>

#include "api/fhir/exchange.h"
#include "base/task.h"

namespace osler::fhir_api {

/// Looks up the key of a request and holds it for this exchange. Does nothing for a request without one, and for PUT.
/// Errors: kInvalidInput for a key that is empty or too long; else as Engine::begin_idempotent().
Status begin_idempotent(Exchange& exchange, std::string_view body);

/// What was answered to the first request with this key; null if this is the first.
const engine::AnswerRecord* kept_answer(const Exchange& exchange);

/// The kept answer to a request about one resource, or one that is kept as text.
Result<http::Response> replayed(Exchange& exchange, const engine::AnswerRecord& kept);

/// Remembers an answer that no commit carried, if it is final.
Task<Status> keep_answer(Exchange& exchange, const http::Response& response);

}  // namespace osler::fhir_api
