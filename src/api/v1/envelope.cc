#include "api/v1/envelope.h"

#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::api::v1 {

std::string begin_data() { return "{\"data\":"; }

void end_data(const AnswerMeta& meta, Answer& answer) {
  answer.body += ",\"meta\":";
  json::Writer writer(answer.body);
  writer.begin_object();
  writer.member("requestId", meta.request_id);
  writer.member("timestamp", fhir::format_instant(meta.now_ms));
  writer.member("status", answer.status);
  writer.member("rateLimitTotal", std::uint64_t{meta.rate.limit});
  writer.member("rateLimitRemaining", std::uint64_t{meta.rate.remaining});
  writer.member("rateLimitReset", std::uint64_t{meta.rate.reset_s});
  writer.end_object();
  answer.body += '}';
}

// Spec: v1.md, section 9; draft-ietf-httpapi-ratelimit-headers for the two without x-.
void add_meta_headers(const AnswerMeta& meta, http::Headers& headers) {
  const std::string limit = std::to_string(meta.rate.limit);
  const std::string remaining = std::to_string(meta.rate.remaining);
  const std::string reset = std::to_string(meta.rate.reset_s);
  headers.add("X-Timestamp", fhir::format_instant(meta.now_ms));
  headers.add("X-RateLimit-Limit", limit);
  headers.add("X-RateLimit-Remaining", remaining);
  headers.add("X-RateLimit-Reset", reset);
  headers.add("RateLimit", "\"default\";r=" + remaining + ";t=" + reset);
  headers.add("RateLimit-Policy", "\"default\";q=" + limit + ";w=" + std::to_string(access::kRateWindowSeconds));
}

}  // namespace osler::api::v1
