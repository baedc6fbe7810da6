#pragma once
// How webhooks and deliveries look from outside. The secret only where it has just been made.

#include <string>

#include "access/row_commit.h"
#include "events/webhooks.h"
#include "json/writer.h"

namespace osler::api::admin {

enum class ShowSecret : std::uint8_t { kNo, kYes };

/// {id, url, description, events, environment, organization, subOrganization, active, disabledReason, createdAt,
/// previousSecretUntil} and, if shown, secret.
void write_webhook(json::Writer& writer, const events::Webhook& webhook, std::int64_t now_ms, ShowSecret show);
/// {id, event, status, attempts, nextAttemptAt, createdAt}.
void write_delivery_members(json::Writer& writer, const events::Delivery& delivery);
/// {attempt, at, durationMs, status, error, answer}.
void write_attempt(json::Writer& writer, const events::Attempt& attempt);

}  // namespace osler::api::admin
