#pragma once
// Which versions are visible at a moment, as bits: made from the timeline once, and carried from one moment to the next.

#include <memory>
#include <mutex>

#include "store/rocks/position_bits.h"
#include "store/rocks/timeline.h"

namespace osler::store::rocks {

/// Any thread. Bits that were given away never change.
class VisibleBits {
 public:
  /// `timeline` must outlive it.
  explicit VisibleBits(const Timeline& timeline) : timeline_(timeline) {}

  /// Visible versions of all types and partitions at `moment`, which must be published. Holds positions up to `moment`.
  std::shared_ptr<const PositionBits> at(std::uint64_t moment) const;
  /// Versions that were visible are not any more: what was made before is not given away again.
  void forget();

 private:
  PositionBits made(std::uint64_t moment) const;
  PositionBits carried(const PositionBits& bits, std::uint64_t from, std::uint64_t to) const;

  const Timeline& timeline_;
  mutable std::mutex mutex_;  ///< Held for moments only.
  mutable std::shared_ptr<const PositionBits> newest_;
  mutable std::uint64_t newest_moment_ = 0;
  std::uint64_t forgotten_ = 0;  ///< How often.
};

}  // namespace osler::store::rocks
