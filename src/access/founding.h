#pragma once
// How an organization comes to be: its row, its number and its two keys in one commit; for the first one also the
// installation's secrets and an admin.

#include <string>

#include "access/accounts.h"
#include "access/passwords.h"
#include "base/loop.h"
#include "base/task.h"

namespace osler::access {

struct NewInstallation {
  std::string organization_name = "My organization";
  std::string admin_email = "admin@localhost";
  std::string admin_password;  ///< Empty: one is generated.
  PasswordCost password_cost;
};

/// What `osler init` prints, this once.
struct Installation {
  Organization organization;
  std::string test_key;
  std::string live_key;
  std::string admin_email;
  std::string admin_password;
};

/// Makes an installation in an empty store. Hashes one password on this thread. Errors: kConflict if there is one;
/// kInvalidInput for a name, e-mail or password that breaks the rules, with one issue each.
Task<Result<Installation>> create_installation(store::Store& store, Clock& clock, Rng& rng, NewInstallation wanted,
                                               Loop& loop);

struct FoundedOrganization {
  Organization organization;
  std::string test_key;
  std::string live_key;
};

/// A further organization. `parent` is the id of an existing one, or empty. Errors: kNotFound for the parent.
Task<Result<FoundedOrganization>> found_organization(Accounts& accounts, std::string name, std::string parent,
                                                     AuditTrail* trail, Loop& loop);

}  // namespace osler::access
