#include "cli/accounts_directory.h"

#include "server/config.h"

namespace osler::cli {

access::AuditTrail AccountsDirectory::trail(const std::string& action, const std::string& resource_type) const {
  access::AuditTrail trail{store::Partition::of(organization.number, store::Environment::kLive), {}, false};
  trail.record.time_ms = rooms->clock.now_ms();
  trail.record.actor_id = "system";
  trail.record.action = action;
  trail.record.resource_type = resource_type;
  trail.record.method = "CLI";
  trail.record.outcome = "success";
  return trail;
}

Result<AccountsDirectory> open_accounts_directory(const std::string& data, const std::string& organization) {
  OSLER_RETURN_IF_ERROR(server::require_data(data));
  AccountsDirectory directory;
  OSLER_TRY(directory.rooms, server::Rooms::open(data, server::Config{}.store, {}));
  OSLER_RETURN_IF_ERROR(directory.rooms->open_accounts());
  OSLER_TRY(const auto organizations, directory.accounts().organizations.list());
  for (const access::Organization& one : organizations) {
    if (!organization.empty() && one.id != organization) continue;
    directory.organization = one;
    return directory;
  }
  return not_found("there is no organization " + organization + " in " + data);
}

}  // namespace osler::cli
