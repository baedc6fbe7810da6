#pragma once
// A rolling window of sixty one-second steps on the monotonic clock: how many requests were admitted lately.

#include <array>
#include <cstdint>

#include "access/plans.h"

namespace osler::access {

inline constexpr std::uint32_t kRateWindowSeconds = 60;

/// For the headers of an answer, refused or not.
struct RateState {
  std::uint32_t limit = kUnlimited;
  std::uint32_t remaining = kUnlimited;
  std::uint32_t reset_s = kRateWindowSeconds;  ///< Until the oldest counted request leaves the window: 1 to 60.
};

struct RateDecision {
  bool admitted = true;
  RateState state;
};

/// Counts what was admitted in the current second and the 59 before it. Not safe for threads by itself.
class RollingWindow {
 public:
  /// Admits, and counts, if fewer than `limit` were. `now_s` never goes back.
  RateDecision admit(std::int64_t now_s, std::uint32_t limit);
  /// The state without a request.
  RateState look(std::int64_t now_s, std::uint32_t limit);

 private:
  void forget_before(std::int64_t now_s);
  std::uint32_t seconds_to_reset(std::int64_t now_s) const;

  std::array<std::uint32_t, kRateWindowSeconds> counts_{};
  std::int64_t newest_s_ = 0;  ///< The second that was last counted in.
  std::uint32_t total_ = 0;
};

}  // namespace osler::access
