#pragma once
// What stands around every answer of /v1: {"data": …, "meta": {…}}, and the headers that repeat meta.
// Spec: v1.md, sections 3 and 9.

#include <string>
#include <string_view>

#include "access/usage.h"
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
  std::string request_id;
  std::int64_t now_ms = 0;
  access::Usage usage;
  std::uint32_t retry_after_s = 0;  ///< Of a refusal that waiting mends; else 0.
};

/// Opens the envelope; what is appended next is the value of "data".
std::string begin_data();
/// The whole response to an answer, but for add_meta_headers().
http::Response wrapped(Answer answer, const AnswerMeta& meta);
/// x-timestamp, retry-after, and those of add_usage_headers(). The server itself sends x-request-id.
void add_meta_headers(const AnswerMeta& meta, http::Headers& headers);
/// x-ratelimit-…, RateLimit, RateLimit-Policy, x-quota-…, and x-sandbox-… with a test key.
void add_usage_headers(const access::Usage& usage, http::Headers& headers);

/// The facts as one text and back, to make the same envelope again. Text of another form leaves `meta` as it is.
std::string meta_text(const AnswerMeta& meta);
void read_meta(std::string_view text, AnswerMeta& meta);

}  // namespace osler::api::v1
