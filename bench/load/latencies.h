#pragma once
// How long answers took, in buckets that are 1.6 % wide at most.

#include <array>
#include <bit>
#include <cstdint>

namespace osler::load {

class Latencies {
 public:
  void add(std::uint64_t us) {
    ++buckets_[bucket_of(us)];
    ++count_;
    if (us > max_) max_ = us;
  }
  void add(const Latencies& other) {
    for (std::size_t at = 0; at < buckets_.size(); ++at) buckets_[at] += other.buckets_[at];
    count_ += other.count_;
    if (other.max_ > max_) max_ = other.max_;
  }
  std::uint64_t count() const { return count_; }
  std::uint64_t max_us() const { return max_; }
  /// The microseconds that `share` (0 to 1) of all answers took at most; 0 of none.
  std::uint64_t quantile_us(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.999999);
    std::uint64_t seen = 0;
    for (std::size_t at = 0; at < buckets_.size(); ++at) {
      seen += buckets_[at];
      if (seen >= wanted && seen > 0) return top_of(at) < max_ ? top_of(at) : max_;
    }
    return 0;
  }

 private:
  static constexpr unsigned kBits = 6;  // 64 buckets for each power of two.
  static std::size_t bucket_of(std::uint64_t us) {
    if (us < (2U << kBits)) return us;
    const auto shift = static_cast<unsigned>(std::bit_width(us)) - kBits - 1;
    const std::size_t at = (static_cast<std::size_t>(shift) << kBits) + (us >> shift);
    return at < kBuckets ? at : kBuckets - 1;
  }
  static std::uint64_t top_of(std::size_t at) {
    if (at < (2U << kBits)) return at;
    const std::size_t shift = (at >> kBits) - 1;
    return ((at - (shift << kBits) + 1) << shift) - 1;
  }
  static constexpr std::size_t kBuckets = 32U << kBits;
  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0, max_ = 0;
};

}  // namespace osler::load
