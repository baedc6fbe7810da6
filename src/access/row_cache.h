#pragma once
// Decoded rows kept in memory, so that authentication costs a look-up in a map. An entry is read again after
// `refresh_ms`, for changes made by other processes; a change made by this one is seen at once, because it forgets the
// entry.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace osler::access {

struct RowCacheLimits {
  std::size_t entries_max = 100'000;  ///< Beyond it everything is forgotten and read again.
  std::int64_t refresh_ms = 5'000;
};

/// Any thread.
template <class T>
class RowCache {
 public:
  /// Null: there is no such row; that is not kept.
  using Found = std::shared_ptr<const T>;
  using Load = std::function<Result<Found>(const std::string& key)>;

  RowCache(Clock& clock, Load load, RowCacheLimits limits = {})
      : clock_(clock), load_(std::move(load)), limits_(limits) {}

  /// Errors: those of `load`.
  Result<Found> find(std::string_view key) {
    const std::int64_t now_ms = clock_.steady_ms();
    std::uint64_t changes_seen = 0;
    {
      const std::shared_lock lock(mutex_);
      const auto entry = entries_.find(key);
      if (entry != entries_.end() && now_ms - entry->second.loaded_ms < limits_.refresh_ms) return entry->second.value;
      changes_seen = changes_;
    }
    OSLER_TRY(Found value, load_(std::string(key)));
    const std::unique_lock lock(mutex_);
    // What was read before somebody's forget() may be older than the change behind it: use it once, do not keep it.
    if (changes_ != changes_seen) return value;
    if (entries_.size() >= limits_.entries_max) entries_.clear();
    if (value == nullptr) {
      entries_.erase(std::string(key));
    } else {
      entries_.insert_or_assign(std::string(key), Entry{value, now_ms});
    }
    return value;
  }

  /// Call after the commit that changed the row.
  void forget(const std::string& key) {
    const std::unique_lock lock(mutex_);
    entries_.erase(key);
    ++changes_;
  }

  /// Call after the commit that changed something all entries rest on.
  void forget_all() {
    const std::unique_lock lock(mutex_);
    entries_.clear();
    ++changes_;
  }

  std::size_t size() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
  }

 private:
  struct Entry {
    Found value;
    std::int64_t loaded_ms = 0;
  };
  struct HashText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Clock& clock_;
  Load load_;
  RowCacheLimits limits_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Entry, HashText, std::equal_to<>> entries_;
  std::uint64_t changes_ = 0;
};

}  // namespace osler::access
