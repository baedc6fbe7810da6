#pragma once
// Which records were referred to by what was written lately: the other half of a look-up of referrers.

#include <optional>
#include <vector>

#include "store/rocks/recent_changes.h"
#include "store/write_set.h"

namespace osler::store::rocks {

/// One thread. Remembers nothing until watch_after().
class RecentReferences {
 public:
  explicit RecentReferences(std::size_t keys_max) : last_(keys_max) {}

  bool is_watching() const { return watched_after_.has_value(); }
  /// Everything in batches after `seen` will be given to add(), or is said to be unknown.
  void watch_after(BatchNumber seen) { watched_after_ = seen; }

  /// A version was collected.
  void add(Partition partition, const std::vector<IndexEntry>& entries, std::uint64_t position, BatchNumber batch);
  /// Batch `batch` has versions that were not given to add().
  void forget_before(BatchNumber batch) { last_.forget_before(batch); }
  /// Whether a version after `moment` refers to the record; nothing if that cannot be said of what came after batch
  /// `seen`. By whatever parameter: whoever is refused for one that does not count asks again.
  std::optional<bool> added(Partition partition, const Unreferenced& target, std::uint64_t moment, BatchNumber seen) const;

 private:
  std::optional<BatchNumber> watched_after_;
  RecentChanges<std::uint64_t> last_;  ///< The newest position that refers, by key of `current`.
};

}  // namespace osler::store::rocks
