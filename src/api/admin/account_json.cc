#include "api/admin/account_json.h"

#include "fhir/model/date_time.h"

namespace osler::api::admin {
namespace {

void write_instant(json::Writer& writer, std::string_view name, std::optional<std::int64_t> time_ms) {
  writer.key(name);
  if (time_ms) {
    writer.value(fhir::format_instant(*time_ms));
  } else {
    writer.null();
  }
}

void write_scopes(json::Writer& writer, const access::ApiKey& key) {
  writer.key("scopes");
  writer.begin_array();
  if (key.may_read && key.may_write) {
    writer.value("*");
  } else {
    writer.value(key.may_read ? "read" : "write");
  }
  writer.end_array();
}

}  // namespace

Status write_user(json::Writer& writer, Rooms& rooms, const access::User& user) {
  OSLER_TRY(const access::Organization organization, rooms.accounts.organizations.find(user.organization));
  OSLER_TRY(const std::optional<std::int64_t> last_login_ms, rooms.accounts.users.last_login_ms(user));
  writer.begin_object();
  writer.member("id", user.id);
  writer.member("email", user.email);
  writer.member("fullName", user.full_name);
  writer.member("organization", user.organization_label.empty() ? organization.name : user.organization_label);
  writer.member("role", access::word_for(user.role));
  writer.member("active", user.active);
  write_instant(writer, "lastLoginAt", last_login_ms);
  write_instant(writer, "createdAt", user.created_ms);
  writer.end_object();
  return {};
}

Status write_key(json::Writer& writer, Rooms& rooms, const access::ApiKey& key, std::string_view text) {
  OSLER_TRY(const std::optional<std::int64_t> last_used_ms, rooms.accounts.keys.last_used(key.id));
  writer.begin_object();
  writer.member("id", key.id);
  if (!text.empty()) writer.member("key", text);
  writer.member("name", key.name);
  writer.member("organization", key.organization);
  writer.member("environment", access::word_for(key.environment));
  write_scopes(writer, key);
  writer.member("prefix", access::api_key_prefix(key.environment));
  writer.member("lastFour", key.last_four);
  write_instant(writer, "createdAt", key.created_ms);
  write_instant(writer, "lastUsedAt", last_used_ms);
  write_instant(writer, "expiresAt", key.expires_ms);
  write_instant(writer, "revokedAt", key.revoked_ms);
  writer.end_object();
  return {};
}

std::optional<access::Role> read_role(BodyFields& body) {
  const std::optional<std::string> word = body.optional_text("role", {0, 40});
  if (!word) return std::nullopt;
  const std::optional<access::Role> role = access::role_for(*word);
  if (!role) body.add_fault("role", "Invalid enum value. Expected 'admin' | 'practitioner' | 'auditor'");
  return role;
}

std::optional<store::Environment> read_environment(BodyFields& body) {
  const std::optional<std::string> word = body.optional_text("environment", {0, 40});
  if (!word) return std::nullopt;
  const std::optional<store::Environment> environment = access::environment_for(*word);
  if (!environment) body.add_fault("environment", "Invalid enum value. Expected 'test' | 'live'");
  return environment;
}

}  // namespace osler::api::admin
