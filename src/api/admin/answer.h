#pragma once
// Answers of /api/auth, /api/admin and /api/public: JSON, and errors as {message}. The only place that makes them.

#include <string>
#include <string_view>

#include "access/rate_limit.h"
#include "base/error.h"
#include "http/message.h"

namespace osler::api::admin {

/// `body` is complete JSON.
http::Response json_answer(int status, std::string body);
/// 204.
http::Response empty_answer();
http::Response message_answer(int status, std::string_view message);

/// {message}; of kInvalidInput with findings: {message: "Validation error", issues: [{path, message}]}. Says nothing
/// about the inside of the server.
http::Response error_answer(const Error& error);

/// The error behind the second form. `path` is the member or parameter.
Error validation_error(std::string path, std::string message);

/// RateLimit headers for a window of `window_s`; a refusal gets Retry-After too.
void add_rate_headers(http::Headers& headers, const access::RateDecision& decision, std::uint32_t window_s);

}  // namespace osler::api::admin
