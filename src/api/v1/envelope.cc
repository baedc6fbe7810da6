#include "api/v1/envelope.h"

#include <sstream>

#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::api::v1 {

std::string begin_data() { return "{\"data\":"; }

namespace {

/// Closes the envelope of an answer.
void end_data(const AnswerMeta& meta, Answer& answer) {
  answer.body += ",\"meta\":";
  json::Writer writer(answer.body);
  writer.begin_object();
  writer.member("requestId", meta.request_id);
  writer.member("timestamp", fhir::format_instant(meta.now_ms));
  writer.member("status", answer.status);
  writer.member("rateLimitTotal", std::uint64_t{meta.usage.rate.limit});
  writer.member("rateLimitRemaining", std::uint64_t{meta.usage.rate.remaining});
  writer.member("rateLimitReset", std::uint64_t{meta.usage.rate.reset_s});
  writer.end_object();
  answer.body += '}';
}

}  // namespace

http::Response wrapped(Answer answer, const AnswerMeta& meta) {
  http::Response response;
  response.status = answer.status;
  if (!answer.body.empty()) {
    end_data(meta, answer);
    response.headers.add("Content-Type", "application/json; charset=utf-8");
  }
  response.body = std::move(answer.body);
  for (const auto& [name, value] : answer.headers.fields()) response.headers.add(name, value);
  return response;
}

void add_meta_headers(const AnswerMeta& meta, http::Headers& headers) {
  headers.add("X-Timestamp", fhir::format_instant(meta.now_ms));
  if (meta.retry_after_s > 0) headers.set("Retry-After", std::to_string(meta.retry_after_s));
  add_usage_headers(meta.usage, headers);
}

// Spec: v1.md, section 9; draft-ietf-httpapi-ratelimit-headers for the two without x-.
void add_usage_headers(const access::Usage& usage, http::Headers& headers) {
  const std::string limit = std::to_string(usage.rate.limit);
  const std::string remaining = std::to_string(usage.rate.remaining);
  const std::string reset = std::to_string(usage.rate.reset_s);
  headers.add("X-RateLimit-Limit", limit);
  headers.add("X-RateLimit-Remaining", remaining);
  headers.add("X-RateLimit-Reset", reset);
  headers.add("RateLimit", "\"default\";r=" + remaining + ";t=" + reset);
  headers.add("RateLimit-Policy", "\"default\";q=" + limit + ";w=" + std::to_string(access::kRateWindowSeconds));
  headers.add("X-Quota-Limit", std::to_string(usage.month.limit));
  headers.add("X-Quota-Used", std::to_string(usage.month.used));
  headers.add("X-Quota-Remaining", std::to_string(usage.month.remaining()));
  headers.add("X-Quota-Billable", usage.is_billable ? "true" : "false");
  headers.add("X-Quota-Reset", fhir::format_instant(usage.reset_ms));
  if (usage.month.overage() > 0) headers.add("X-Quota-Overage", std::to_string(usage.month.overage()));
  if (!usage.sandbox) return;
  headers.add("X-Sandbox-Limit", std::to_string(usage.sandbox->limit));
  headers.add("X-Sandbox-Used", std::to_string(usage.sandbox->used));
  headers.add("X-Sandbox-Remaining", std::to_string(usage.sandbox->remaining()));
}

std::string meta_text(const AnswerMeta& meta) {
  const access::Usage& usage = meta.usage;
  std::ostringstream text;
  text << meta.request_id << ' ' << meta.now_ms << ' ' << usage.rate.limit << ' ' << usage.rate.remaining << ' '
       << usage.rate.reset_s << ' ' << usage.month.limit << ' ' << usage.month.used << ' ' << usage.is_billable << ' '
       << usage.reset_ms;
  if (usage.sandbox) text << ' ' << usage.sandbox->limit << ' ' << usage.sandbox->used;
  return text.str();
}

void read_meta(std::string_view text, AnswerMeta& meta) {
  std::istringstream words{std::string(text)};
  AnswerMeta read;
  access::Usage& usage = read.usage;
  words >> read.request_id >> read.now_ms >> usage.rate.limit >> usage.rate.remaining >> usage.rate.reset_s >>
      usage.month.limit >> usage.month.used >> usage.is_billable >> usage.reset_ms;
  if (!words) return;
  access::Quota sandbox;
  if (words >> sandbox.limit >> sandbox.used) usage.sandbox = sandbox;
  meta = std::move(read);
}

}  // namespace osler::api::v1
