#include "access/users.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "access/email_address.h"
#include "access/passwords.h"
#include "api/admin/account_json.h"
#include "api/admin/acting_for.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "api/admin/query_fields.h"

namespace osler::api::admin {
namespace {

using access::User;

constexpr TextLength kFullName = {2, 120};
constexpr TextLength kOrganization = {0, 120};
constexpr std::size_t kOrganizationIdBytes = 28;

bool is_organization_id(std::string_view text) {
  return text.starts_with("org_") && text.size() == kOrganizationIdBytes;
}

Result<std::string> user_answer(Rooms& rooms, const User& user) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("user");
  OSLER_RETURN_IF_ERROR(write_user(writer, rooms, user));
  writer.end_object();
  return body;
}

/// A practitioner's account owns a resource of the same id.
Task<Status> ensure_practitioner(Rooms& rooms, const Exchange& exchange, User user, access::Organization organization) {
  if (user.role != access::Role::kPractitioner || !rooms.doors.create_practitioner) co_return Status();
  std::string request_id = exchange.request.request_id;
  co_return co_await rooms.doors.create_practitioner(std::move(user), std::move(organization), std::move(request_id),
                                                     exchange.loop);
}

/// What a new account is to be, without its password's hash.
struct WantedUser {
  access::NewUser user;
  access::Organization organization;
  std::string password;
};

Result<WantedUser> read_new_user(Rooms& rooms, Exchange& exchange) {
  OSLER_TRY(BodyFields body, BodyFields::read(exchange.request));
  WantedUser wanted;
  const std::string email = body.required_text("email", {0, 1'000});
  wanted.user.full_name = body.required_text("fullName", kFullName);
  const std::optional<std::string> organization = body.optional_text("organization", kOrganization);
  const std::optional<std::string> password = body.optional_secret("password");
  wanted.user.role = read_role(body).value_or(access::Role::kPractitioner);
  wanted.user.sees_restricted = body.optional_flag("seesRestricted");
  const std::optional<std::string> canonical = access::canonical_email(email);
  if (!email.empty() && !canonical) body.add_fault("email", "Invalid email");
  if (!password) body.add_fault("password", "Required");
  for (std::string& fault : access::password_faults(password.value_or("Nothing-to-check-1"))) {
    body.add_fault("password", std::move(fault));
  }
  OSLER_RETURN_IF_ERROR(body.finish());
  if (!canonical) return validation_error("email", "Invalid email");

  wanted.user.email = *canonical;
  wanted.password = *password;
  // An id chooses another organization; any other text is only shown.
  const bool names_one = organization && is_organization_id(*organization);
  OSLER_TRY(wanted.organization,
            organization_for(rooms, exchange.caller(), names_one ? organization : std::nullopt, "organization"));
  if (organization && !names_one) wanted.user.organization_label = *organization;
  wanted.user.organization = wanted.organization.id;
  return wanted;
}

}  // namespace

Answer list_users(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "User";
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(const std::vector<User> users, rooms.accounts.users.list(organization.id));
  OSLER_CO_TRY(std::string body, list_json(users, [&](json::Writer& writer, const User& user) {
                 return write_user(writer, rooms, user);
               }));
  co_return json_answer(200, std::move(body));
}

Answer create_user(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "User";
  OSLER_CO_TRY(WantedUser wanted, read_new_user(rooms, exchange));
  OSLER_CO_TRY(std::string hash, co_await rooms.passwords.hash(wanted.password, exchange.loop));
  wanted.user.password_hash = std::move(hash);
  exchange.will_answer(201);
  OSLER_CO_TRY(const User user, co_await rooms.accounts.users.create(wanted.user, &exchange.trail, exchange.loop));
  OSLER_CO_RETURN_IF_ERROR(co_await ensure_practitioner(rooms, exchange, user, wanted.organization));
  OSLER_CO_TRY(std::string body, user_answer(rooms, user));
  co_return json_answer(201, std::move(body));
}

Answer change_user(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "User";
  exchange.trail.record.resource_id = exchange.id;
  OSLER_CO_TRY(const access::Organization organization, organization_in_query(rooms, exchange));
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  access::UserChange change;
  change.full_name = body.optional_text("fullName", kFullName);
  change.role = read_role(body);
  change.active = body.optional_flag("active");
  change.sees_restricted = body.optional_flag("seesRestricted");
  // Of somebody who lost it. Only that person can enrol one.
  const std::optional<bool> second_factor = body.optional_flag("secondFactor");
  if (second_factor && *second_factor) body.add_fault("secondFactor", "Expected false: it can only be taken away here");
  if (second_factor) change.totp_secret = "";
  const std::optional<std::string> password = body.optional_secret("password");
  for (std::string& fault : access::password_faults(password.value_or("Nothing-to-check-1"))) {
    body.add_fault("password", std::move(fault));
  }
  OSLER_CO_RETURN_IF_ERROR(body.finish());

  if (password) {
    OSLER_CO_TRY(std::string hash, co_await rooms.passwords.hash(*password, exchange.loop));
    change.password_hash = std::move(hash);
    // An admin who changes the own password here stays signed in.
    if (exchange.id == exchange.bearer.claims.user) change.kept_token = exchange.bearer.claims.id;
  }
  exchange.will_answer(200);
  OSLER_CO_TRY(const User user, co_await rooms.accounts.users.change(organization.id, exchange.id, std::move(change),
                                                                     &exchange.trail, exchange.loop));
  OSLER_CO_RETURN_IF_ERROR(co_await ensure_practitioner(rooms, exchange, user, organization));
  OSLER_CO_TRY(std::string answer, user_answer(rooms, user));
  co_return json_answer(200, std::move(answer));
}

Answer list_practitioners(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "User";
  OSLER_CO_TRY(QueryFields query, QueryFields::read(exchange.request));
  OSLER_CO_RETURN_IF_ERROR(query.finish());
  const access::Caller& caller = exchange.caller();
  OSLER_CO_TRY(std::vector<User> users, rooms.accounts.users.list(caller.organization.id));
  std::erase_if(users, [&](const User& user) {
    const bool hidden = caller.role == access::Role::kPractitioner && user.id != caller.practitioner_id;
    return hidden || !user.active || user.role != access::Role::kPractitioner;
  });
  std::ranges::sort(users, {}, [](const User& user) { return std::pair(user.full_name, user.id); });
  OSLER_CO_TRY(std::string body, list_json(users, [&](json::Writer& writer, const User& user) {
                 return write_user(writer, rooms, user);
               }));
  co_return json_answer(200, std::move(body));
}

}  // namespace osler::api::admin
