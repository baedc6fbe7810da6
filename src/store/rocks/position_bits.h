#pragma once
// A set of positions with one bit for each that there could be: for sets that are a good part of all.

#include <cstdint>
#include <vector>

#include "store/rocks/positions.h"

namespace osler::store::rocks {

class PositionBits {
 public:
  /// Empty. Can hold positions up to `greatest`; others are left out wherever they come.
  explicit PositionBits(std::uint64_t greatest);

  /// What stands in both; can hold what `a` can.
  static PositionBits of_both(const PositionBits& a, const PositionBits& b);

  void add(std::uint64_t position);
  void remove(std::uint64_t position);
  /// Adds 64 positions from `first` on, a multiple of 64: those whose bit is set.
  void add_word(std::uint64_t first, std::uint64_t word);
  bool has(std::uint64_t position) const;
  std::uint64_t count() const;
  /// Ascending.
  Positions positions() const;
  void clear() { words_.assign(words_.size(), 0); }
  std::size_t bytes() const { return words_.capacity() * sizeof(std::uint64_t); }
  /// Holds positions up to `greatest` from now on.
  void resize(std::uint64_t greatest) { words_.resize(greatest / 64 + 1); }

  // What the other cannot hold is not in it.
  void keep(const PositionBits& others);
  void take_away(const PositionBits& others);
  void unite(const PositionBits& others);

 private:
  PositionBits() = default;

  std::vector<std::uint64_t> words_;
};

inline void PositionBits::add(std::uint64_t position) {
  if (position / 64 < words_.size()) words_[position / 64] |= std::uint64_t{1} << (position % 64);
}

inline void PositionBits::remove(std::uint64_t position) {
  if (position / 64 < words_.size()) words_[position / 64] &= ~(std::uint64_t{1} << (position % 64));
}

inline void PositionBits::add_word(std::uint64_t first, std::uint64_t word) {
  if (first / 64 < words_.size()) words_[first / 64] |= word;
}

inline bool PositionBits::has(std::uint64_t position) const {
  return position / 64 < words_.size() && (words_[position / 64] >> (position % 64) & 1U) != 0;
}

}  // namespace osler::store::rocks
