// One attempt to deliver: sent, judged, written down. The other half of dispatcher.h; runs on threads of the pool.

#include <algorithm>
#include <utility>

#include "events/dispatcher.h"
#include "events/retry_schedule.h"
#include "events/signature.h"
#include "json/scan_faults.h"

namespace osler::events {
namespace {

constexpr std::int64_t kCommitAgainMs = 1'000;
constexpr int kGone = 410;

bool asks_to_wait(int status) { return status == 429 || status == 503; }

/// What can stand in a log: text as it came, with a question mark for each byte that is none.
std::string readable(std::string text) {
  for (std::size_t at = json::first_invalid_utf8(text); at < text.size(); at = json::first_invalid_utf8(text)) text[at] = '?';
  return text;
}

}  // namespace

Attempt Dispatcher::send(const Webhook& webhook, const Delivery& delivery, std::int64_t& retry_after, bool& is_final) const {
  Attempt attempt;
  attempt.number = delivery.attempts + 1;
  attempt.at_ms = clock_.now_ms();
  http::Headers headers;
  headers.set("Content-Type", "application/json");
  headers.set("User-Agent", "Osler-Webhooks/1");
  sign({delivery.id, delivery.event, attempt.at_ms / 1000, delivery.body}, webhook.secrets_at(attempt.at_ms), headers);
  SystemClock stopwatch;
  const std::int64_t began_ms = stopwatch.steady_ms();
  Result<http::Response> answer = webhooks_.egress().send(http::Method::kPost, webhook.url, headers, delivery.body);
  attempt.duration_ms = stopwatch.steady_ms() - began_ms;
  if (!answer.ok()) {
    attempt.problem = answer.error().message;
    is_final = answer.error().kind != ErrorKind::kUnavailable;  // An address that must not be called is not tried again.
    return attempt;
  }
  attempt.status = answer->status;
  attempt.answer = readable(std::move(answer->body));
  const bool redirects = answer->status >= 300 && answer->status < 400;
  if (redirects) attempt.problem = "redirects are not followed";
  if (asks_to_wait(answer->status)) {
    retry_after = retry_after_ms(answer->headers.get("Retry-After").value_or(""), attempt.at_ms).value_or(0);
  }
  is_final = answer->status == kGone;
  return attempt;
}

void Dispatcher::judge(const Webhook&, const Attempt& attempt, std::int64_t retry_after, bool is_final, Delivery& delivery) {
  const WebhookSettings& settings = webhooks_.settings();
  delivery.attempts = attempt.number;
  ++delivery.round;
  if (attempt.status >= 200 && attempt.status < 300) {
    delivery.status = DeliveryStatus::kDelivered;
    return;
  }
  const auto wait_ms = wait_after(settings.retry_s, delivery.round, settings.jitter_percent_max, rng_);
  if (is_final || !wait_ms) {
    delivery.status = DeliveryStatus::kFailed;
    return;
  }
  delivery.next_ms = attempt.at_ms + std::max(*wait_ms, retry_after);
}

void Dispatcher::attempt(const std::shared_ptr<Endpoint>& endpoint, Delivery delivery) {
  Webhook webhook;
  {
    const std::lock_guard lock(endpoint->mutex);
    webhook = endpoint->webhook;
  }
  std::int64_t retry_after = 0;
  bool is_final = false;
  const Attempt made = send(webhook, delivery, retry_after, is_final);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ && made.status == 0) return;  // Ended by us, not by the endpoint: made again after the restart.
  }
  judge(webhook, made, retry_after, is_final, delivery);
  if (made.status == kGone) {
    BlockingLoop loop;
    // Fails only for an endpoint that was removed meanwhile, or to be told 410 again.
    static_cast<void>(loop.run(webhooks_.disable(webhook.organization, webhook.id, "the endpoint answered 410 Gone", loop)));
  }
  settle(*endpoint, delivery, made);
  wake();
}

void Dispatcher::settle(Endpoint& endpoint, const Delivery& delivery, const Attempt& attempt) {
  std::vector<store::RowChange> rows = rows_for(delivery);
  rows.push_back(row_for(delivery, attempt));
  {
    const std::lock_guard lock(endpoint.mutex);
    if (endpoint.is_removed) return;
  }
  BlockingLoop loop;
  const auto done = loop.run(access::commit_rows(store_, std::move(rows), nullptr, loop));

  const std::lock_guard lock(endpoint.mutex);
  endpoint.answers = attempt.status != 0;
  if (!done.ok()) {
    Delivery again = delivery;
    again.status = DeliveryStatus::kPending;
    again.attempts = attempt.number - 1;
    again.round -= 1;
    again.next_ms = clock_.now_ms() + kCommitAgainMs;
    endpoint.queue.put_back(std::move(again));
    return;
  }
  endpoint.fresh.erase(delivery.place);
  if (delivery.status == DeliveryStatus::kPending) {
    endpoint.queue.put_back(delivery);
  } else {
    endpoint.queue.finish(delivery.place);
    ++endpoint.kept;
  }
}

}  // namespace osler::events
