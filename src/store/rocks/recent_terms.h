#pragma once
// The terms of the versions that were written last: who knows what was true a moment ago looks at these only.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "store/rocks/terms.h"

namespace osler::store::rocks {

/// The committer adds; any thread reads.
class RecentTerms {
 public:
  struct Version {
    Scope scope;
    std::uint64_t position;
    std::shared_ptr<const TermList> terms;
  };

  /// Of versions before the first that is added nothing is known. 0: nothing is kept.
  explicit RecentTerms(std::size_t versions_max) : versions_max_(versions_max) {}

  /// Everything up to here is not among them, and everything that comes after it will be. (The committer, and at first.)
  void begin_after(std::uint64_t position);
  /// The next ones, in order of position, which are published after it; versions without terms may be left out. They are moved from.
  void add(std::vector<Version>& versions);

  /// Those of a type after `after`, not after `until`, ascending; nothing if some are not known any more.
  std::optional<std::vector<Version>> of(const Scope& scope, std::uint64_t after, std::uint64_t until) const;
  /// Whether all after `after` are known.
  bool knows_after(std::uint64_t after) const;

 private:
  static constexpr std::size_t kBytesMax = std::size_t{2} << 20U;

  const std::size_t versions_max_;
  mutable std::mutex mutex_;  ///< Held for moments only.
  std::uint64_t known_after_ = ~std::uint64_t{0};
  std::size_t bytes_ = 0;
  std::deque<Version> versions_;
};

}  // namespace osler::store::rocks
