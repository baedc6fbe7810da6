#pragma once
// Who refers to a resource: guards that nobody does, and the names of those who do.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/parts.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

/// So many referrers are named.
inline constexpr std::uint32_t kReferrersNamedMax = 10;

/// Makes guards; what they share is made once.
class Unreferencing {
 public:
  /// Both must outlive it.
  Unreferencing(const Parts& parts, const Session& session) : parts_(parts), session_(session) {}
  store::Unreferenced guard(const store::RecordKey& key);

 private:
  const Parts& parts_;
  const Session& session_;
  std::map<TypeId, std::shared_ptr<const std::vector<store::ReferringType>>> by_target_;
};

struct Referrers {
  std::uint64_t count = 0;              ///< Of all.
  std::vector<store::RecordKey> named;  ///< Newest first: at most kReferrersNamedMax that the caller may see.
};

/// What is live and refers to the target now, but for it and `left_out`. Errors: those of Store::search.
Result<Referrers> find_referrers(const Parts& parts, const Session& session, const store::Unreferenced& target,
                                 const std::vector<store::RecordKey>& left_out);
/// All of them, whoever may see them: at most `count_max`. Errors: as find_referrers().
Result<std::vector<store::RecordKey>> all_referrers(const Parts& parts, store::Partition partition, const store::Unreferenced& target,
                                                    std::uint32_t count_max);

/// Error: kConflict.
Error still_referred_to(const Parts& parts, const store::RecordKey& target, const Referrers& referrers);

}  // namespace osler::engine
