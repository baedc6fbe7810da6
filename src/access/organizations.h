#pragma once
// Who owns data here. An organization's number is part of every partition and never used again; nothing deletes one.

#include <memory>
#include <string>
#include <vector>

#include "access/caller.h"
#include "access/row_cache.h"
#include "access/row_commit.h"
#include "base/result.h"
#include "store/store.h"

namespace osler::access {

inline constexpr std::size_t kOrganizationNameCharactersMax = 120;
/// The organization that `osler init` made: its admins look after the others.
inline constexpr std::uint32_t kFirstOrganization = 1;

/// What becomes of an organization's own settings. Nothing: as it was.
struct OrganizationChange {
  std::optional<std::optional<ProfilePolicy>> profiles = {};  ///< An empty one: the server's setting again.
};

class Organizations {
 public:
  /// Both must outlive this.
  Organizations(store::Store& store, Clock& clock);

  /// Errors: kNotFound.
  Result<Organization> find(const std::string& id);
  /// All, in order of creation.
  Result<std::vector<Organization>> list() const;

  /// Whether an admin of `admin` may act for `other`: the same one, a descendant, or any for the first organization.
  Result<bool> may_manage(const Organization& admin, const Organization& other);

  /// Callers that other rooms keep hold the organization as it was: ApiKeys::forget_callers(). Errors: kNotFound.
  Task<Result<Organization>> change(std::string id, OrganizationChange change, AuditTrail* trail, Loop& loop);

  /// The number the next organization gets, and the row that claims it: commit it with the organization's own row.
  struct NextNumber {
    std::uint32_t number = 0;
    store::RowChange claim;
  };
  Result<NextNumber> next_number() const;
  static store::RowChange row_for(const Organization& organization, std::int64_t created_ms);

 private:
  store::Store& store_;
  RowCache<Organization> cache_;
};

}  // namespace osler::access
