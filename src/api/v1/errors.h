#pragma once
// The one place where an error becomes an answer of /v1: status, code, message and issues. Spec: v1.md, section 8.

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/message.h"

namespace osler::api::v1 {

/// One row of the table of codes: what documentation lists and Link points to.
struct ErrorCode {
  std::string_view code;  ///< "VALIDATION_ERROR".
  int status;
  std::string_view title;  ///< "Validation Error".
};
std::span<const ErrorCode> error_codes();

/// The code of an error: its own, or the one that stands for its kind. 410 and 412 do not exist on /v1: what is deleted
/// is NOT_FOUND, a precondition that fails is CONFLICT.
const ErrorCode& code_of(const Error& error);

/// {"error","message","code","requestId"} and, for 400 and 422, "issues" and "issue"; Link to the documentation;
/// WWW-Authenticate with 401, Retry-After with 429 and 503. A fault of the server is not explained.
http::Response error_response(const Error& error, std::string_view request_id);

/// The same answer for absent, deleted and foreign resources and for unknown routes.
Error nothing_here();

}  // namespace osler::api::v1
