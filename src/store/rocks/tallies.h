#pragma once
// How many records and versions each type of each partition has, kept up to date so that nobody has to count.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "store/rocks/terms.h"

namespace osler::store::rocks {

struct Tally {
  std::atomic<std::uint64_t> live{0};
  std::atomic<std::uint64_t> versions{0};
};

/// One thread counts; any number read.
class Tallies {
 public:
  /// Makes the tally if there is none. Stays where it is.
  Tally& of(const Scope& scope);
  /// Null if the type never had a version.
  const Tally* find(const Scope& scope) const;
  std::vector<TypeId> types(Partition partition) const;
  std::vector<Scope> scopes() const;

 private:
  using Key = std::pair<Partition, TypeId>;
  mutable std::shared_mutex mutex_;
  std::map<Key, std::unique_ptr<Tally>> tallies_;
};

}  // namespace osler::store::rocks
