#include "store/rocks/visible_bits.h"

#include <algorithm>

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kCarriedMax = 16'384;  ///< Over more versions it is cheaper to begin anew.

}  // namespace

std::shared_ptr<const PositionBits> VisibleBits::at(std::uint64_t moment) const {
  std::shared_ptr<const PositionBits> known;
  std::uint64_t from = 0;
  std::uint64_t forgotten = 0;
  {
    const std::lock_guard lock(mutex_);
    known = newest_;
    from = newest_moment_;
    forgotten = forgotten_;
  }
  if (known && from == moment) return known;
  const std::uint64_t between = std::max(from, moment) - std::min(from, moment);
  const auto bits = std::make_shared<const PositionBits>(known && between <= kCarriedMax ? carried(*known, from, moment)
                                                                                         : made(moment));
  const std::lock_guard lock(mutex_);
  if (moment > newest_moment_ && forgotten == forgotten_) {
    newest_ = bits;
    newest_moment_ = moment;
  }
  return bits;
}

void VisibleBits::forget() {
  const std::lock_guard lock(mutex_);
  newest_.reset();
  newest_moment_ = 0;
  ++forgotten_;
}

PositionBits VisibleBits::made(std::uint64_t moment) const {
  PositionBits bits(moment);
  for (std::uint64_t position = 1; position <= moment; ++position) {
    if (timeline_.visible(position, moment)) bits.add(position);
  }
  return bits;
}

/// Each version between the moments belongs to a record of which one version was visible, and one is now.
PositionBits VisibleBits::carried(const PositionBits& bits, std::uint64_t from, std::uint64_t to) const {
  PositionBits changed = bits;
  changed.resize(to);
  const std::uint64_t last = std::max(from, to);
  for (std::uint64_t position = std::min(from, to) + 1; position <= last; ++position) {
    changed.remove(position);
    if (!timeline_.newest(position, last)) continue;  // A later version of the record comes yet.
    const std::uint64_t first = timeline_.first(position);
    changed.remove(timeline_.visible_from(first, from));
    if (const std::uint64_t visible = timeline_.visible_from(first, to); visible != 0) changed.add(visible);
  }
  return changed;
}

}  // namespace osler::store::rocks
