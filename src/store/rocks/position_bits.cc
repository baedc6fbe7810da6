#include "store/rocks/position_bits.h"

#include <algorithm>
#include <bit>

namespace osler::store::rocks {

PositionBits::PositionBits(std::uint64_t greatest) : words_(greatest / 64 + 1) {}

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
