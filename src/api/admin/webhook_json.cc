#include "api/admin/webhook_json.h"

#include "access/caller.h"
#include "fhir/model/date_time.h"

namespace osler::api::admin {

void write_webhook(json::Writer& writer, const events::Webhook& webhook, std::int64_t now_ms, ShowSecret show) {
  writer.begin_object();
  writer.member("id", webhook.id);
  writer.member("url", webhook.url);
  if (!webhook.description.empty()) writer.member("description", webhook.description);
  writer.key("events");
  writer.begin_array();
  for (const std::string& pattern : webhook.patterns) writer.value(pattern);
  writer.end_array();
  if (webhook.environment) writer.member("environment", access::word_for(*webhook.environment));
  writer.member("organization", webhook.organization);
  if (!webhook.only_tenant.empty()) writer.member("subOrganization", webhook.only_tenant);
  writer.member("active", webhook.active);
  if (!webhook.disabled_reason.empty()) writer.member("disabledReason", webhook.disabled_reason);
  writer.member("createdAt", fhir::format_instant(webhook.created_ms));
  if (webhook.secrets_at(now_ms).size() > 1) {
    writer.member("previousSecretUntil", fhir::format_instant(webhook.old_secret_until_ms));
  }
  if (show == ShowSecret::kYes) writer.member("secret", webhook.secret);
  writer.end_object();
}

void write_delivery_members(json::Writer& writer, const events::Delivery& delivery) {
  writer.member("id", delivery.id);
  writer.member("event", delivery.event);
  writer.member("status", events::word_for(delivery.status));
  writer.member("attempts", std::uint64_t{delivery.attempts});
  if (delivery.status == events::DeliveryStatus::kPending) {
    writer.member("nextAttemptAt", fhir::format_instant(delivery.next_ms));
  }
  writer.member("createdAt", fhir::format_instant(delivery.created_ms));
}

void write_attempt(json::Writer& writer, const events::Attempt& attempt) {
  writer.begin_object();
  writer.member("attempt", std::uint64_t{attempt.number});
  writer.member("at", fhir::format_instant(attempt.at_ms));
  writer.member("durationMs", attempt.duration_ms);
  if (attempt.status != 0) writer.member("status", attempt.status);
  if (!attempt.problem.empty()) writer.member("error", attempt.problem);
  if (attempt.status != 0) writer.member("answer", attempt.answer);
  writer.end_object();
}

}  // namespace osler::api::admin
