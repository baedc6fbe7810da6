#pragma once
// The accounts of a stopped server's data directory, for the commands that look after keys and users.

#include <memory>
#include <string>

#include "access/row_commit.h"
#include "base/result.h"
#include "server/rooms.h"

namespace osler::cli {

/// The rooms of `data` with their accounts, and the organization that is meant (empty: the first one).
struct AccountsDirectory {
  std::unique_ptr<server::Rooms> rooms;
  access::Organization organization;

  access::Accounts& accounts() const { return *rooms->accounts; }
  /// What the ledger says about a change made by this command.
  access::AuditTrail trail(const std::string& action, const std::string& resource_type) const;
};

/// Errors: kNotFound (no directory, installation or organization), kUnavailable (a server is using it).
Result<AccountsDirectory> open_accounts_directory(const std::string& data, const std::string& organization);

}  // namespace osler::cli
