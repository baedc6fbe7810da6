#include "store/rocks/position_bits.h"

#include <algorithm>
#include <bit>

namespace osler::store::rocks {

PositionBits::PositionBits(std::uint64_t greatest) : words_(greatest / 64 + 1) {}

PositionBits PositionBits::of_both(const PositionBits& a, const PositionBits& b) {
  PositionBits both;
  const std::size_t shared = std::min(a.words_.size(), b.words_.size());
  both.words_.reserve(a.words_.size());
  std::transform(a.words_.begin(), a.words_.begin() + static_cast<std::ptrdiff_t>(shared), b.words_.begin(), std::back_inserter(both.words_),
                 [](std::uint64_t of_a, std::uint64_t of_b) { return of_a & of_b; });
  both.words_.resize(a.words_.size());
  return both;
}

std::uint64_t PositionBits::count() const {
  std::uint64_t count = 0;
  for (const std::uint64_t word : words_) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

Positions PositionBits::positions() const {
  Positions positions;
  positions.reserve(count());
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
      positions.push_back(i * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
    }
  }
  return positions;
}

void PositionBits::keep(const PositionBits& others) {
  const std::size_t shared = std::min(words_.size(), others.words_.size());
  for (std::size_t i = 0; i < shared; ++i) words_[i] &= others.words_[i];
  std::fill(words_.begin() + static_cast<std::ptrdiff_t>(shared), words_.end(), 0);
}

void PositionBits::take_away(const PositionBits& others) {
  const std::size_t shared = std::min(words_.size(), others.words_.size());
  for (std::size_t i = 0; i < shared; ++i) words_[i] &= ~others.words_[i];
}

void PositionBits::unite(const PositionBits& others) {
  const std::size_t shared = std::min(words_.size(), others.words_.size());
  for (std::size_t i = 0; i < shared; ++i) words_[i] |= others.words_[i];
}

}  // namespace osler::store::rocks
