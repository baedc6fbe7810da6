#include <optional>
#include <string>
#include <utility>

#include "access/api_keys.h"
#include "api/admin/account_json.h"
#include "api/admin/acting_for.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "api/admin/query_fields.h"
#include "fhir/model/date_time.h"

namespace osler::api::admin {
namespace {

using access::ApiKey;
using access::IssuedKey;

constexpr std::int64_t kOverlapSecondsMax = access::kRotationOverlapMsMax / 1000;

/// "read", "write" or "*"; absent: both.
void read_scopes(BodyFields& body, access::NewApiKey& wanted) {
  const json::View scopes = body.optional_member("scopes");
  if (!scopes) return;
  wanted.may_read = false;
  wanted.may_write = false;
  bool known = scopes.is_array() && scopes.count() > 0;
  for (const json::View scope : scopes) {
    const bool both = scope.equals("*");
    known = known && (both || scope.equals("read") || scope.equals("write"));
    wanted.may_read = wanted.may_read || both || scope.equals("read");
    wanted.may_write = wanted.may_write || both || scope.equals("write");
  }
  if (!known) body.add_fault("scopes", "Expected a list of 'read' | 'write' | '*', not empty");
}

void read_expiry(BodyFields& body, std::int64_t now_ms, access::NewApiKey& wanted) {
  const std::optional<std::string> text = body.optional_text("expiresAt", {0, 40});
  if (!text) return;
  const std::optional<fhir::DateTime> instant = fhir::parse_instant(*text);
  if (!instant) {
    body.add_fault("expiresAt", "Expected an instant like 2027-01-31T00:00:00Z");
    return;
  }
  wanted.expires_ms = instant->range().begin_ms;
  if (*wanted.expires_ms <= now_ms) body.add_fault("expiresAt", "Expected an instant in the future");
}

Result<std::string> key_answer(Rooms& rooms, const IssuedKey& issued) {
  std::string body;
  json::Writer writer(body);
  OSLER_RETURN_IF_ERROR(write_key(writer, rooms, issued.key, issued.text));
  return body;
}

}  // namespace

Answer list_keys(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "ApiKey";
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(const std::vector<ApiKey> keys, rooms.accounts.keys.list(organization.id));
  OSLER_CO_TRY(std::string body,
               list_json(keys, [&](json::Writer& writer, const ApiKey& key) { return write_key(writer, rooms, key); }));
  co_return json_answer(200, std::move(body));
}

Answer create_key(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "ApiKey";
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  access::NewApiKey wanted;
  wanted.name = body.required_text("name", {1, access::kKeyNameCharactersMax});
  const std::optional<store::Environment> environment = read_environment(body);
  if (!environment && !body.optional_member("environment")) body.add_fault("environment", "Required");
  read_scopes(body, wanted);
  read_expiry(body, rooms.accounts.clock.now_ms(), wanted);
  wanted.sees_restricted = body.optional_flag("seesRestricted").value_or(true);
  const std::optional<std::string> named = body.optional_text("organization", {0, 120});
  OSLER_CO_RETURN_IF_ERROR(body.finish());

  OSLER_CO_TRY(const access::Organization organization,
               organization_for(rooms, exchange.caller(), named, "organization"));
  wanted.organization = organization.id;
  wanted.environment = *environment;
  exchange.will_answer(201);
  OSLER_CO_TRY(const IssuedKey issued,
               co_await rooms.accounts.keys.issue(std::move(wanted), &exchange.trail, exchange.loop));
  OSLER_CO_TRY(std::string answer, key_answer(rooms, issued));
  co_return json_answer(201, std::move(answer));
}

Answer rotate_key(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "ApiKey";
  exchange.trail.record.resource_id = exchange.id;
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::int64_t overlap_s =
      body.optional_number("overlapSeconds", 0, kOverlapSecondsMax).value_or(access::kRotationOverlapMsDefault / 1000);
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  exchange.will_answer(201);
  OSLER_CO_TRY(const IssuedKey issued,
               co_await rooms.accounts.keys.rotate(organization.id, exchange.id, overlap_s * 1000, &exchange.trail,
                                                   exchange.loop));
  OSLER_CO_TRY(std::string answer, key_answer(rooms, issued));
  co_return json_answer(201, std::move(answer));
}

Answer revoke_key(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "ApiKey";
  exchange.trail.record.resource_id = exchange.id;
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  exchange.will_answer(204);
  OSLER_CO_TRY(const ApiKey revoked,
               co_await rooms.accounts.keys.revoke(organization.id, exchange.id, &exchange.trail, exchange.loop));
  co_return empty_answer();
}

}  // namespace osler::api::admin
