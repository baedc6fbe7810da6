#pragma once
// When keys were last used and people last signed in: noted in memory for each request, written to rows now and then.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "store/store.h"

namespace osler::access {

/// Coarse: after a crash the times since the last save() are lost. Any thread.
class LastUsed {
 public:
  /// Milliseconds since 1970; 0: not used by this process yet.
  using Slot = std::shared_ptr<std::atomic<std::int64_t>>;

  /// `store` must outlive this.
  explicit LastUsed(store::Store& store) : store_(store) {}

  /// Where the uses of `id` are noted; the same one for all who ask.
  Slot slot(const std::string& id);
  /// Nothing: never. Errors: as Store::row.
  Result<std::optional<std::int64_t>> read(const std::string& id) const;
  /// Writes what changed since the last save, at most 1,000 rows in one commit. Errors: as Store::commit.
  Task<Status> save(Loop& loop);

 private:
  struct Use {
    Slot slot;
    std::int64_t saved_ms = 0;
  };
  store::Store& store_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Use> uses_;
};

}  // namespace osler::access
