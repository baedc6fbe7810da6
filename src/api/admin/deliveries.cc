// What was sent to an endpoint, and sending it again. Spec: the /v1 contract, section 10.

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "api/admin/acting_for.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "api/admin/query_fields.h"
#include "api/admin/webhook_json.h"
#include "fhir/model/date_time.h"

namespace osler::api::admin {
namespace {

using events::Delivery;
using events::DeliveryStatus;

constexpr std::size_t kIdCharactersMax = 64;
constexpr std::int64_t kDeliveriesMax = 100;
constexpr std::int64_t kDeliveriesDefault = 20;
constexpr std::string_view kStatusExpected = "Invalid enum value. Expected 'pending' | 'delivered' | 'failed'";

std::optional<DeliveryStatus> status_for(std::string_view word) {
  for (const DeliveryStatus status : {DeliveryStatus::kPending, DeliveryStatus::kDelivered, DeliveryStatus::kFailed}) {
    if (events::word_for(status) == word) return status;
  }
  return std::nullopt;
}

/// The endpoint that the path means, if it is the caller's.
Result<events::Webhook> webhook_of(Rooms& rooms, Exchange& exchange, const std::optional<std::string>& named) {
  exchange.trail.record.resource_type = "Webhook";
  exchange.trail.record.resource_id = exchange.id;
  if (rooms.doors.webhooks == nullptr) return not_found("there are no webhooks here");
  OSLER_TRY(const access::Organization organization, organization_for(rooms, exchange.caller(), named, "organization"));
  return rooms.doors.webhooks->find(organization.id, exchange.id);
}

/// One delivery with its attempts and its body.
Result<std::string> delivery_json(const events::Webhooks& webhooks, const Delivery& delivery) {
  OSLER_TRY(const std::vector<events::Attempt> attempts, webhooks.attempts(delivery));
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  write_delivery_members(writer, delivery);
  writer.key("body");
  writer.raw(delivery.body);
  writer.key("log");
  writer.begin_array();
  for (const events::Attempt& attempt : attempts) write_attempt(writer, attempt);
  writer.end_array();
  writer.end_object();
  return body;
}

std::string page_json(const events::Webhooks::Deliveries& page) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("data");
  writer.begin_array();
  for (const Delivery& delivery : page.deliveries) {
    writer.begin_object();
    write_delivery_members(writer, delivery);
    writer.end_object();
  }
  writer.end_array();
  writer.key("before");
  if (page.next.empty()) writer.null();
  else writer.value(page.next);
  writer.end_object();
  return body;
}

std::optional<std::int64_t> read_instant(BodyFields& body, std::string_view name) {
  const std::optional<std::string> text = body.optional_text(name, {0, 40});
  if (!text) return std::nullopt;
  const std::optional<fhir::DateTime> instant = fhir::parse_instant(*text);
  if (!instant) {
    body.add_fault(std::string(name), "Expected an instant like 2027-01-31T00:00:00Z");
    return std::nullopt;
  }
  return instant->range().begin_ms;
}

}  // namespace

/// GET …/deliveries?status=&before=&count=, or ?id=evt_… for one with its attempts.
Answer list_deliveries(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(QueryFields query, QueryFields::read(exchange.request));
  const std::optional<std::string> named = query.text("organization");
  const std::optional<std::string> id = query.text("id");
  const std::string before = query.text("before").value_or("");
  const std::int64_t count = query.number("count", kDeliveriesDefault, 1, kDeliveriesMax);
  const std::optional<std::string> word = query.text("status");
  const std::optional<DeliveryStatus> status = status_for(word.value_or(""));
  if (word && !status) query.add_fault("status", std::string(kStatusExpected));
  OSLER_CO_RETURN_IF_ERROR(query.finish());
  OSLER_CO_TRY(const events::Webhook webhook, webhook_of(rooms, exchange, named));
  const events::Webhooks& webhooks = *rooms.doors.webhooks;
  if (id) {
    OSLER_CO_TRY(const Delivery delivery, webhooks.delivery(webhook.id, *id));
    OSLER_CO_TRY(std::string body, delivery_json(webhooks, delivery));
    co_return json_answer(200, std::move(body));
  }
  OSLER_CO_TRY(const auto page, webhooks.deliveries(webhook.id, before, static_cast<std::size_t>(count), status));
  co_return json_answer(200, page_json(page));
}

/// POST …/resend with {id}, or {from, until, status}.
Answer resend_deliveries(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::optional<std::string> named = body.optional_text("organization", {0, 120});
  const std::optional<std::string> id = body.optional_text("id", {1, kIdCharactersMax});
  const std::optional<std::int64_t> from_ms = read_instant(body, "from");
  const std::optional<std::int64_t> until_ms = read_instant(body, "until");
  const std::optional<std::string> word = body.optional_text("status", {1, 20});
  const std::optional<DeliveryStatus> status = status_for(word.value_or(""));
  if (word && !status) body.add_fault("status", std::string(kStatusExpected));
  if (id && (from_ms || until_ms || word)) body.add_fault("id", "Expected either id, or from with until and status");
  if (!id && !from_ms) body.add_fault("id", "Expected id, or from");
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  OSLER_CO_TRY(const events::Webhook webhook, webhook_of(rooms, exchange, named));
  exchange.will_answer(202);
  std::uint64_t count = 1;
  if (id) {
    OSLER_CO_TRY(const Delivery again,
                 co_await rooms.doors.webhooks->resend(webhook.id, *id, &exchange.trail, exchange.loop));
  } else {
    events::Webhooks::Range range{*from_ms, until_ms.value_or(rooms.accounts.clock.now_ms() + 1), status};
    OSLER_CO_TRY(count, co_await rooms.doors.webhooks->resend_range(webhook.id, range, &exchange.trail, exchange.loop));
  }
  co_return json_answer(202, "{\"resent\":" + std::to_string(count) + "}");
}

Answer test_webhook(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(QueryFields query, QueryFields::read(exchange.request));
  const std::optional<std::string> named = query.text("organization");
  OSLER_CO_RETURN_IF_ERROR(query.finish());
  OSLER_CO_TRY(const events::Webhook webhook, webhook_of(rooms, exchange, named));
  exchange.will_answer(202);
  OSLER_CO_TRY(const Delivery sent, co_await rooms.doors.webhooks->send_test(webhook, &exchange.trail, exchange.loop));
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  write_delivery_members(writer, sent);
  writer.end_object();
  co_return json_answer(202, std::move(answer));
}

}  // namespace osler::api::admin
