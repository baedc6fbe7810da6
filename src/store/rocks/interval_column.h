#pragma once
// The intervals of one parameter of one type in order, unit by unit, each with the versions that have it, in memory: of a
// range, asked for the first time or not, the versions are found without going to the index. For quantities and numbers,
// and whatever has several values in one version; extent_column.h is for what has one.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "store/query.h"
#include "store/rocks/index.h"
#include "store/rocks/kept_column.h"

namespace osler::store::rocks {

class IntervalColumn final : public KeptColumn {
 public:
  /// All versions up to the index's moment. Null if it was stopped meanwhile, or positions are beyond 32 bits.
  /// Errors: kInternal (damage).
  static Result<std::shared_ptr<const IntervalColumn>> make(const Index& index, const Scope& scope, ParameterId parameter,
                                                            const std::atomic<bool>& stopped);
  /// The same with what came since: `later` has the versions of the type after until(), up to `until`. Null if so many came
  /// that it should be made anew.
  std::shared_ptr<const IntervalColumn> with(const std::vector<RecentTerms::Version>& later, const Scope& scope,
                                             ParameterId parameter, std::uint64_t until) const;

  std::uint64_t until() const override { return until_; }
  std::size_t bytes() const override;
  /// Adds every version with an interval in the box, visible or not.
  void add(const InBox& box, PositionBits& out) const;

 private:
  struct Ends {
    Ordinal low, high;
  };
  struct Unit {
    std::string name;
    std::size_t begin, end;  ///< Its part of `ends`.
  };
  struct Sorted {
    std::vector<Unit> units;
    std::vector<Ends> ends;             ///< Of each unit ascending.
    std::vector<std::uint32_t> starts;  ///< For each of them where its versions begin in `positions`; and where all end.
    std::vector<std::uint32_t> positions;
  };
  struct Later {
    Interval interval;
    std::uint64_t position;
  };
  IntervalColumn(std::shared_ptr<const Sorted> sorted, std::vector<Later> later, std::uint64_t until)
      : sorted_(std::move(sorted)), later_(std::move(later)), until_(until) {}
  void add(const Unit& unit, const InBox& box, PositionBits& out) const;

  std::shared_ptr<const Sorted> sorted_;  ///< Shared with those that came before and after.
  std::vector<Later> later_;
  std::uint64_t until_;
};

}  // namespace osler::store::rocks
