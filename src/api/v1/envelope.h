#pragma once
// What stands around every answer of /v1: {"data": …, "meta": {…}}, and the headers that repeat meta.
// Spec: v1.md, sections 3 and 9.

#include <string>
#include <string_view>

#include "access/rate_limit.h"
#include "http/message.h"

namespace osler::api::v1 {

/// What a handler makes: a status, a body that begins with begin_data(), and headers of its own.
struct Answer {
  int status = 200;
  std::string body;  ///< Empty: no body at all (204).
  http::Headers headers;
};

/// The facts of meta.
struct AnswerMeta {
  std::string_view request_id;
  std::int64_t now_ms = 0;
  access::RateState rate;
};

/// Opens the envelope; what is appended next is the value of "data".
std::string begin_data();
/// Closes the envelope of an answer.
void end_data(const AnswerMeta& meta, Answer& answer);
/// x-timestamp, x-ratelimit-…, RateLimit and RateLimit-Policy. The server itself sends x-request-id.
void add_meta_headers(const AnswerMeta& meta, http::Headers& headers);

}  // namespace osler::api::v1
