#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "access/email_address.h"
#include "access/passwords.h"
#include "api/admin/account_json.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "base/ascii.h"

namespace osler::api::admin {
namespace {

using access::User;

Result<bool> is_of_organization(Rooms& rooms, const User& user, std::string_view named) {
  if (named == user.organization || equals_ignoring_case(named, user.organization_label)) return true;
  OSLER_TRY(const access::Organization organization, rooms.accounts.organizations.find(user.organization));
  return equals_ignoring_case(named, organization.name);
}

/// The oldest account with that e-mail, of the named organization if one is named.
Result<std::optional<User>> account_for(Rooms& rooms, std::string_view email_text,
                                        const std::optional<std::string>& organization) {
  const std::optional<std::string> email = access::canonical_email(email_text);
  if (!email) return std::optional<User>();
  OSLER_TRY(std::vector<User> users, rooms.accounts.users.with_email(*email));
  for (User& user : users) {
    if (!organization || organization->empty()) return std::optional(std::move(user));
    OSLER_TRY(const bool fits, is_of_organization(rooms, user, *organization));
    if (fits) return std::optional(std::move(user));
  }
  return std::optional<User>();
}

/// Whose deed it is. An e-mail that belongs to no account is not written down: it may be a password in the wrong field.
void name_actor(access::AuditTrail& trail, const User& user, const access::Organization& organization,
                store::Environment environment) {
  trail.partition = store::Partition::of(organization.number, environment);
  trail.record.actor_id = "user_" + user.id;
  trail.record.actor_email = user.email;
  trail.record.actor_role = access::word_for(user.role);
}

// Spec: fhir.md, section 3.
http::Response needs_code(std::string_view message) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("message", message);
  writer.member("mfa", "totp");
  writer.end_object();
  return json_answer(401, std::move(body));
}

}  // namespace

Error wrong_credentials(Rooms& rooms, const Exchange& exchange) {
  if (rooms.wrong_credentials.admit(exchange.request.remote_address).admitted) {
    return {ErrorKind::kUnauthenticated, "Invalid credentials", {}, {}};
  }
  return {ErrorKind::kThrottled, "too many wrong credentials from this address; try again in a minute", {}, {}};
}

Answer login(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string email = body.required_text("email", {0, 1'000});
  const std::string password = body.required_secret("password");
  const std::optional<std::string> named = body.optional_text("organization", {0, 1'000});
  const std::optional<std::string> code = body.optional_text("code", {0, 40});
  const store::Environment environment = read_environment(body).value_or(store::Environment::kLive);
  OSLER_CO_RETURN_IF_ERROR(body.finish());

  OSLER_CO_TRY(const std::optional<User> account, account_for(rooms, email, named));
  const std::string stored = account ? account->password_hash : std::string();
  OSLER_CO_TRY(const bool is_right, co_await rooms.passwords.matches(password, stored, exchange.loop));
  if (account) {
    OSLER_CO_TRY(const access::Organization organization, rooms.accounts.organizations.find(account->organization));
    name_actor(exchange.trail, *account, organization, environment);
  }
  if (!is_right || !account || !account->active) co_return wrong_credentials(rooms, exchange);
  if (!account->totp_secret.empty()) {
    if (!code) co_return needs_code("the one-time password of this account is needed too, as code");
    OSLER_CO_TRY(const bool is_taken, co_await rooms.accounts.users.take_code(account->organization, account->id, *code, exchange.loop));
    if (!is_taken) {
      const Error refused = wrong_credentials(rooms, exchange);
      if (refused.kind == ErrorKind::kThrottled) co_return refused;
      co_return needs_code(refused.message);
    }
  }

  rooms.accounts.users.note_login(*account);
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  writer.member("token", rooms.accounts.tokens.issue(*account, environment));
  writer.key("user");
  OSLER_CO_RETURN_IF_ERROR(write_user(writer, rooms, *account));
  writer.end_object();
  co_return json_answer(200, std::move(answer));
}

Answer logout(Rooms& rooms, Exchange& exchange) {
  exchange.will_answer(204);
  access::TokenClaims claims = exchange.bearer.claims;
  OSLER_CO_RETURN_IF_ERROR(co_await rooms.accounts.tokens.revoke(std::move(claims), &exchange.trail, exchange.loop));
  co_return empty_answer();
}

Answer change_password(Rooms& rooms, Exchange& exchange) {
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string current = body.required_secret("currentPassword");
  const std::optional<std::string> wanted = body.optional_secret("newPassword");
  if (!wanted) body.add_fault("newPassword", "Required");
  for (std::string& fault : access::password_faults(wanted.value_or("Nothing-to-check-1"))) {
    body.add_fault("newPassword", std::move(fault));
  }
  OSLER_CO_RETURN_IF_ERROR(body.finish());

  const access::TokenClaims& claims = exchange.bearer.claims;
  OSLER_CO_TRY(const std::shared_ptr<const User> user, rooms.accounts.users.find(claims.organization, claims.user));
  if (user == nullptr) co_return not_found("this account is gone");
  OSLER_CO_TRY(const bool is_right, co_await rooms.passwords.matches(current, user->password_hash, exchange.loop));
  if (!is_right) co_return wrong_credentials(rooms, exchange);

  access::UserChange change;
  OSLER_CO_TRY(std::string hash, co_await rooms.passwords.hash(*wanted, exchange.loop));
  change.password_hash = std::move(hash);
  change.kept_token = claims.id;
  exchange.will_answer(204);
  OSLER_CO_TRY(const User changed,
               co_await rooms.accounts.users.change(claims.organization, claims.user, std::move(change),
                                                    &exchange.trail, exchange.loop));
  co_return empty_answer();
}

Answer get_me(Rooms& rooms, Exchange& exchange) {
  const access::TokenClaims& claims = exchange.bearer.claims;
  OSLER_CO_TRY(const std::shared_ptr<const User> user, rooms.accounts.users.find(claims.organization, claims.user));
  if (user == nullptr) co_return not_found("this account is gone");
  exchange.trail.record.resource_type = "User";
  exchange.trail.record.resource_id = user->id;
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  writer.key("user");
  OSLER_CO_RETURN_IF_ERROR(write_user(writer, rooms, *user));
  writer.end_object();
  co_return json_answer(200, std::move(answer));
}

}  // namespace osler::api::admin
