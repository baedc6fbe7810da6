#include "access/founding.h"

#include <optional>
#include <utility>
#include <vector>

#include "access/account_id.h"
#include "access/email_address.h"

namespace osler::access {
namespace {

using store::Environment;

struct Prepared {
  FoundedOrganization founded;
  std::vector<store::RowChange> rows;
};

Result<Prepared> prepare(const Organizations& organizations, const ApiKeys& keys, Clock& clock, Rng& rng,
                         const std::string& name, const std::string& parent) {
  OSLER_TRY(Organizations::NextNumber next, organizations.next_number());
  Prepared prepared;
  Organization& organization = prepared.founded.organization;
  organization = {.number = next.number, .id = "org_" + new_account_id(clock, rng), .name = name, .parent = parent};
  prepared.rows = {std::move(next.claim), Organizations::row_for(organization, clock.now_ms())};
  for (const Environment environment : {Environment::kTest, Environment::kLive}) {
    IssuedKey issued =
        keys.make({.organization = organization.id, .environment = environment, .name = "Default", .expires_ms = {}});
    for (store::RowChange& row : ApiKeys::rows_for_new(issued.key)) prepared.rows.push_back(std::move(row));
    (environment == Environment::kTest ? prepared.founded.test_key : prepared.founded.live_key) = issued.text;
  }
  return prepared;
}

Error refused_member(std::string_view member, std::string_view fault) {
  return {ErrorKind::kInvalidInput, std::string(member) + ": " + std::string(fault), {}, {}};
}

/// The e-mail as it will be stored, if everything wanted is in order.
Result<std::string> check(const NewInstallation& wanted) {
  if (wanted.organization_name.empty() || wanted.organization_name.size() > kOrganizationNameCharactersMax) {
    return refused_member("organization", "expected 1 to 120 characters");
  }
  const std::optional<std::string> email = canonical_email(wanted.admin_email);
  if (!email) return refused_member("admin e-mail", "expected an address like name@example.org");
  if (wanted.admin_password.empty()) return *email;
  Error error = refused_member("admin password", "breaks the rules for passwords");
  for (std::string& fault : password_faults(wanted.admin_password)) {
    error.issues.push_back({.diagnostics = std::move(fault), .expression = "password"});
  }
  if (!error.issues.empty()) return error;
  return *email;
}

}  // namespace

Task<Result<Installation>> create_installation(store::Store& store, Clock& clock, Rng& rng, NewInstallation wanted,
                                               Loop& loop) {
  OSLER_CO_TRY(const std::string email, check(wanted));
  const std::string password = wanted.admin_password.empty() ? generate_password(rng) : wanted.admin_password;
  OSLER_CO_TRY(std::string password_hash, hash_password(password, wanted.password_cost, rng));

  const Secrets secrets = make_secrets(rng);
  LastUsed last_used(store);
  Organizations organizations(store, clock);
  const ApiKeys keys(store, clock, rng, organizations, last_used, secrets.key_hash);
  const Users users(store, clock, rng, last_used);

  OSLER_CO_TRY(Prepared prepared, prepare(organizations, keys, clock, rng, wanted.organization_name, ""));
  const User admin = users.make({.organization = prepared.founded.organization.id,
                                 .email = email,
                                 .full_name = "Administrator",
                                 .organization_label = {},
                                 .role = Role::kAdmin,
                                 .password_hash = std::move(password_hash),
                                 .sees_restricted = std::nullopt});
  for (store::RowChange& row : Users::rows_for_new(admin)) prepared.rows.push_back(std::move(row));
  prepared.rows.push_back(row_for_new(secrets));
  OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store, std::move(prepared.rows), nullptr, loop));
  if (done != RowCommit::kDone)
    co_return Error{ErrorKind::kConflict, "the store holds an installation already", {}, {}};
  co_return Installation{.organization = std::move(prepared.founded.organization),
                         .test_key = std::move(prepared.founded.test_key),
                         .live_key = std::move(prepared.founded.live_key),
                         .admin_email = email,
                         .admin_password = password};
}

Task<Result<FoundedOrganization>> found_organization(Accounts& accounts, std::string name, std::string parent,
                                                     AuditTrail* trail, Loop& loop) {
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    if (!parent.empty()) OSLER_CO_RETURN_IF_ERROR(accounts.organizations.find(parent));
    OSLER_CO_TRY(Prepared prepared,
                 prepare(accounts.organizations, accounts.keys, accounts.clock, accounts.rng, name, parent));
    if (trail != nullptr) {
      trail->record.resource_type = "Organization";
      trail->record.resource_id = prepared.founded.organization.id;
    }
    OSLER_CO_TRY(const RowCommit done, co_await commit_rows(accounts.store, std::move(prepared.rows), trail, loop));
    if (done == RowCommit::kDone) co_return std::move(prepared.founded);
  }
  co_return too_many_races();
}

}  // namespace osler::access
