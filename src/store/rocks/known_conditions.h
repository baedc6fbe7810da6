#pragma once
// Which versions meet conditions that were asked before. Terms of a version never change and versions only come behind
// the others, so what was found once stays right: only what came since has to be looked at. docs/adr/0063.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/rocks/position_bits.h"
#include "store/rocks/positions.h"
#include "store/rocks/recent_terms.h"

namespace rocksdb {
class Cache;
}

namespace osler::store::rocks {

/// The versions that meet a condition, visible or not: a list or, if they are many, bits. Never changes.
class EntrySet {
 public:
  /// All versions up to `until` that ever were visible at `since` or later. `ascending`: each once.
  EntrySet(Positions ascending, std::uint64_t since, std::uint64_t until);
  EntrySet(PositionBits bits, std::uint64_t since, std::uint64_t until);

  std::uint64_t since() const { return since_; }
  std::uint64_t until() const { return until_; }
  std::uint64_t size() const { return size_; }
  bool has(std::uint64_t position) const;
  const std::optional<PositionBits>& bits() const { return bits_; }
  /// Without bits.
  const Positions& list() const { return list_; }
  std::size_t bytes() const;

 private:
  std::uint64_t since_;
  std::uint64_t until_;
  std::uint64_t size_;
  Positions list_;
  std::optional<PositionBits> bits_;
};

/// Such a set, with what came after it.
struct KnownEntries {
  std::shared_ptr<const EntrySet> set;
  Positions later;  ///< Ascending, all after the set's until().
  bool is_new = false;  ///< Nobody asked before: a column has just told.

  std::uint64_t size() const { return set->size() + later.size(); }
  bool has(std::uint64_t position) const { return set->has(position) || contains(later, position); }
  /// Of what is visible, what is among them.
  PositionBits visible_in(const PositionBits& visible) const;
  void add_to(PositionBits& out) const;
  /// Takes away what is not among them.
  void keep_in(PositionBits& out) const;
};

struct KnownConditionsOptions {
  std::size_t bytes_max = std::size_t{64} << 20U;  ///< 0: nothing is kept.
  std::uint64_t work_min = 32;  ///< What took less than going to two terms, or reading so many entries, is found again as quickly.
};

/// Any thread. What was used longest ago goes first.
class KnownConditions {
 public:
  explicit KnownConditions(const KnownConditionsOptions& options);

  bool is_off() const { return !cache_; }
  bool is_worth(std::uint64_t work) const { return cache_ && work >= options_.work_min; }
  /// Null: not known.
  std::shared_ptr<const EntrySet> find(std::string_view key) const;
  /// In place of an older one. Larger ones than an eighth of everything are not kept.
  void keep(std::string_view key, std::shared_ptr<const EntrySet> set) const;

 private:
  KnownConditionsOptions options_;
  std::shared_ptr<rocksdb::Cache> cache_;  ///< Null: nothing is kept.
};

}  // namespace osler::store::rocks
