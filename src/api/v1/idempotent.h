#pragma once
// Idempotency-Key on /v1: a write that is sent again is answered again, not carried out again. Spec: v1.md, section 6.

#include "api/v1/exchange.h"
#include "base/task.h"

namespace osler::api::v1 {

/// Looks up the key of a POST, PATCH or DELETE, and holds it for this exchange. Does nothing for a request without one.
/// Errors: kConflict and kUnprocessable, as Engine::begin_idempotent().
Status begin_idempotent(Exchange& exchange);

/// The answer that exchange.idempotent keeps, in the frame it was given in: exchange.meta becomes that of the first answer.
http::Response replayed(Exchange& exchange);

/// Remembers an answer that no commit carried, if it is final. If that fails, the response says so instead.
Task<Status> keep_answer(Exchange& exchange, const http::Response& response);

}  // namespace osler::api::v1
