// Endpoints of webhooks: made, shown, changed, rotated, removed. Spec: the /v1 contract, section 10.

#include "events/webhooks.h"

#include <optional>
#include <string>
#include <utility>

#include "api/admin/account_json.h"
#include "api/admin/acting_for.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "api/admin/webhook_json.h"

namespace osler::api::admin {
namespace {

using events::Webhook;

constexpr std::size_t kPatternCharactersMax = 100;

Result<events::Webhooks*> webhooks_of(Rooms& rooms) {
  if (rooms.doors.webhooks == nullptr) return not_found("there are no webhooks here");
  return rooms.doors.webhooks;
}

std::optional<std::vector<std::string>> read_patterns(BodyFields& body) {
  const json::View sent = body.optional_member("events");
  if (!sent) return std::nullopt;
  std::vector<std::string> patterns;
  bool fits = sent.is_array();
  for (const json::View pattern : sent) {
    fits = fits && pattern.is_string() && pattern.raw().size() <= kPatternCharactersMax;
    if (fits) patterns.push_back(pattern.text());
  }
  if (!fits) body.add_fault("events", "Expected a list of patterns such as \"*\", \"patient.*\" or \"patient.created\"");
  return patterns;
}

http::Response webhook_answer(Rooms& rooms, int status, const Webhook& webhook, ShowSecret show) {
  std::string body;
  json::Writer writer(body);
  write_webhook(writer, webhook, rooms.accounts.clock.now_ms(), show);
  return json_answer(status, std::move(body));
}

void describe(Exchange& exchange) {
  exchange.trail.record.resource_type = "Webhook";
  exchange.trail.record.resource_id = exchange.id;
}

}  // namespace

Answer list_webhooks(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(const std::vector<Webhook> all, webhooks->list(organization.id));
  const std::int64_t now_ms = rooms.accounts.clock.now_ms();
  OSLER_CO_TRY(std::string body, list_json(all, [now_ms](json::Writer& writer, const Webhook& webhook) {
                 write_webhook(writer, webhook, now_ms, ShowSecret::kNo);
                 return Status();
               }));
  co_return json_answer(200, std::move(body));
}

Answer get_webhook(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(const Webhook webhook, webhooks->find(organization.id, exchange.id));
  co_return webhook_answer(rooms, 200, webhook, ShowSecret::kNo);
}

Answer create_webhook(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  Webhook wanted;
  wanted.url = body.required_text("url", {1, http::kOutgoingUrlBytesMax});
  wanted.patterns = read_patterns(body).value_or(std::vector<std::string>{"*"});
  wanted.environment = read_environment(body);
  wanted.description = body.optional_text("description", {0, events::kDescriptionCharactersMax}).value_or("");
  wanted.only_tenant = body.optional_text("subOrganization", {0, 120}).value_or("");
  const std::optional<std::string> named = body.optional_text("organization", {0, 120});
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  OSLER_CO_TRY(const access::Organization organization, organization_for(rooms, exchange.caller(), named, "organization"));
  wanted.organization = organization.id;
  exchange.will_answer(201);
  OSLER_CO_TRY(const Webhook made, co_await webhooks->create(std::move(wanted), &exchange.trail, exchange.loop));
  co_return webhook_answer(rooms, 201, made, ShowSecret::kYes);
}

Answer change_webhook(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  events::WebhookChange change;
  change.url = body.optional_text("url", {1, http::kOutgoingUrlBytesMax});
  change.patterns = read_patterns(body);
  change.description = body.optional_text("description", {0, events::kDescriptionCharactersMax});
  change.active = body.optional_flag("active");
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  exchange.will_answer(200);
  OSLER_CO_TRY(const Webhook changed, co_await webhooks->change(organization.id, exchange.id, std::move(change),
                                                                &exchange.trail, exchange.loop));
  co_return webhook_answer(rooms, 200, changed, ShowSecret::kNo);
}

Answer rotate_webhook(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::int64_t overlap_s = body.optional_number("overlapSeconds", 0, events::kSecretOverlapMsMax / 1000)
                                     .value_or(events::kSecretOverlapMsDefault / 1000);
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  exchange.will_answer(201);
  OSLER_CO_TRY(const Webhook rotated, co_await webhooks->rotate(organization.id, exchange.id, overlap_s * 1000,
                                                                &exchange.trail, exchange.loop));
  co_return webhook_answer(rooms, 201, rotated, ShowSecret::kYes);
}

Answer remove_webhook(Rooms& rooms, Exchange& exchange) {
  describe(exchange);
  OSLER_CO_TRY(events::Webhooks* const webhooks, webhooks_of(rooms));
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  exchange.will_answer(204);
  const Status removed = co_await webhooks->remove(organization.id, exchange.id, &exchange.trail, exchange.loop);
  if (!removed.ok()) co_return removed.error();
  co_return empty_answer();
}

}  // namespace osler::api::admin
