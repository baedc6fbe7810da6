#pragma once
// Where the references of one parameter of one type lead, among the records of another: for each record the versions that
// refer to it, in memory. A record is named by the position of its first version, from which the timeline leads to the
// one that is visible: so no id has to be looked up to follow a reference in either direction.

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/rocks/index.h"
#include "store/rocks/kept_column.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {

/// What of versions is referred to, as it is written.
struct NamedLink {
  std::string id;
  std::uint64_t position;
};
/// The links of such versions by `parameter` to records of `target`.
std::vector<NamedLink> named_links(const std::vector<RecentTerms::Version>& versions, ParameterId parameter, TypeId target);

/// Right until something is purged: then another record may have the id.
class LinkColumn final : public KeptColumn {
 public:
  /// All versions up to the index's moment. Null if it was stopped meanwhile, positions are beyond 32 bits, or many references
  /// lead nowhere. Errors: kInternal (damage).
  static Result<std::shared_ptr<const LinkColumn>> make(const Index& index, const Records& records, const Scope& source,
                                                        ParameterId parameter, TypeId target, const std::atomic<bool>& stopped);
  /// The same with what came since, up to `until`. Null if so much came that it should be made anew.
  Result<std::shared_ptr<const LinkColumn>> with(const Records& records, Partition partition, TypeId target,
                                                 const std::vector<NamedLink>& since, std::uint64_t until) const;

  std::uint64_t until() const override { return until_; }
  std::size_t bytes() const override;

  /// References to records that were not there when they were looked for.
  const std::vector<NamedLink>& unresolved() const { return unresolved_; }
  /// How many versions refer to something.
  std::size_t size() const { return sorted_->positions.size() + later_.size(); }

  /// Calls `visit(first)` for each record that a version of `sources` refers to; some more than once.
  template <class Visit>
  void each_target(const PositionBits& sources, const Visit& visit) const {
    const Sorted& all = *sorted_;
    for (std::size_t i = 0; i < all.firsts.size(); ++i) {
      for (std::uint32_t k = all.starts[i]; k < all.starts[i + 1]; ++k) {
        if (!sources.has(all.positions[k])) continue;
        visit(std::uint64_t{all.firsts[i]});
        break;
      }
    }
    for (const Later& later : later_) {
      if (sources.has(later.position)) visit(later.first);
    }
  }
  /// Calls `visit(position)` for each version that refers to one of `firsts`, visible or not; some more than once.
  template <class Visit>
  void each_source(const PositionBits& firsts, const Visit& visit) const {
    const Sorted& all = *sorted_;
    for (std::size_t i = 0; i < all.firsts.size(); ++i) {
      if (!firsts.has(all.firsts[i])) continue;
      for (std::uint32_t k = all.starts[i]; k < all.starts[i + 1]; ++k) visit(std::uint64_t{all.positions[k]});
    }
    for (const Later& later : later_) {
      if (firsts.has(later.first)) visit(later.position);
    }
  }

 private:
  struct Sorted {
    std::vector<std::uint32_t> firsts;  ///< Of records, in the order of their ids.
    std::vector<std::uint32_t> starts;  ///< For each of them where its versions begin in `positions`; and where all end.
    std::vector<std::uint32_t> positions;
  };
  struct Later {
    std::uint64_t first, position;
  };
  LinkColumn(std::shared_ptr<const Sorted> sorted, std::vector<Later> later, std::vector<NamedLink> unresolved, std::uint64_t until)
      : sorted_(std::move(sorted)), later_(std::move(later)), unresolved_(std::move(unresolved)), until_(until) {}

  std::shared_ptr<const Sorted> sorted_;  ///< Shared with those that came before and after.
  std::vector<Later> later_;
  std::vector<NamedLink> unresolved_;
  std::uint64_t until_;
};

}  // namespace osler::store::rocks
