#pragma once
// The intervals of one parameter of one type, version by version, in memory: dates as a rule. Candidates are put in order
// and tested by it without reading them.

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "store/query.h"
#include "store/rocks/index.h"
#include "store/rocks/kept_column.h"

namespace osler::store::rocks {

/// What a version's intervals reach from and to.
struct Extent {
  std::uint64_t low = 0;   ///< The least beginning: the first 64 bits of its ordinal.
  std::uint64_t high = 0;  ///< The greatest end.
  bool exact = false;      ///< There is one interval, and nothing of its ordinals is cut off.
};

/// Of these entries; nothing if none is of the parameter. `fits` becomes false if a value is no interval or has a unit.
std::optional<Extent> extent_of(const std::vector<IndexEntry>& entries, ParameterId parameter, bool& fits);

/// Never changes: a later one takes its place.
class ExtentColumn final : public KeptColumn {
 public:
  /// All versions up to the index's moment. Null if a value is no interval or has a unit, or if it was stopped meanwhile.
  /// Errors: kInternal (damage).
  static Result<std::shared_ptr<const ExtentColumn>> make(const Index& index, const Scope& scope,
                                                          ParameterId parameter, const std::atomic<bool>& stopped);
  std::uint64_t until() const override { return until_; }
  /// Whether nearly all versions that have a value need not be read to be tested.
  bool is_mostly_exact() const { return inexact_ <= ends_.size() / kInexactOneIn; }
  /// Nothing: the version has no value, or is not of the type.
  std::optional<Extent> find(std::uint64_t position) const;
  /// Calls `visit(position, extent)` for every version that has a value, ascending.
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t block = 0; block + 1 < starts_.size(); ++block) {
      for (std::size_t i = starts_[block]; i < starts_[block + 1]; ++i) {
        const std::uint64_t position = block * kBlock + (offsets_[i] & ~kInexact);
        visit(position, Extent{ends_[i].low, ends_[i].high, (offsets_[i] & kInexact) == 0});
      }
    }
  }
  /// How many versions about have an extent that meets `test`, from a few of them.
  template <class Test>
  std::uint64_t about(const Test& test) const {
    const std::size_t step = ends_.size() / kSamples + 1;
    std::uint64_t met = 0;
    for (std::size_t i = 0; i < ends_.size(); i += step) met += test(Extent{ends_[i].low, ends_[i].high, true}) ? 1U : 0U;
    return met * step;
  }
  std::size_t bytes() const override;

 private:
  static constexpr std::size_t kSamples = 256;
  static constexpr std::size_t kInexactOneIn = 16;
  static constexpr std::uint64_t kBlock = 512;  ///< Positions that share an entry of `starts_`.
  static constexpr std::uint16_t kInexact = 0x8000;
  struct Ends {
    std::uint64_t low;
    std::uint64_t high;
  };
  struct Row;
  explicit ExtentColumn(std::vector<Row> rows, std::uint64_t until);

  std::uint64_t until_;
  std::vector<std::uint32_t> starts_;   ///< By block: where its versions begin in the others; and where all end.
  std::vector<std::uint16_t> offsets_;  ///< Position within the block, ascending; with kInexact.
  std::vector<Ends> ends_;
  std::size_t inexact_ = 0;
};

}  // namespace osler::store::rocks
