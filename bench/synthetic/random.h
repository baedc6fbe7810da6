#pragma once
// A stream of numbers that is the same on every machine and with every library: SplitMix64. Not for secrets.

#include <cstdint>

namespace osler::synthetic {

class Random {
 public:
  /// The stream of one subject: equal seeds and subjects give equal streams, whatever else is made.
  Random(std::uint64_t seed, std::uint64_t subject)
      : state_(seed * 0x9E3779B97F4A7C15ULL ^ (subject + 1) * 0xD1B54A32D192ED03ULL) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// 0 to `bound` - 1; `bound` is above 0.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U); }
  /// `low` to `high`, both inside.
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low + 1))); }
  /// True in `n` of 1,000 cases.
  bool per_mille(std::uint32_t n) { return below(1000) < n; }

 private:
  std::uint64_t state_;
};

}  // namespace osler::synthetic
