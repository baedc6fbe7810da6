#pragma once
// How many requests an organization may make: a rolling window of sixty one-second steps on the monotonic clock, over
// all its keys and those of its sub-organizations, test and live together.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "access/organizations.h"
#include "base/clock.h"
#include "base/result.h"

namespace osler::access {

/// Stands for "unlimited" in headers: clients parse it as a 32-bit integer.
inline constexpr std::uint32_t kUnlimited = 2'147'483'647;
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

 private:
  void forget_before(std::int64_t now_s);
  std::uint32_t seconds_to_reset(std::int64_t now_s) const;

  std::array<std::uint32_t, kRateWindowSeconds> counts_{};
  std::int64_t newest_s_ = 0;  ///< The second that was last counted in.
  std::uint32_t total_ = 0;
};

/// What an organization has bought, or been given.
struct RatePlan {
  std::string name = "unlimited";
  std::uint32_t requests_per_minute = kUnlimited;
};

/// The plans of the configuration, by the organization they are for.
struct RatePlans {
  RatePlan standard;                             ///< For organizations that are not named.
  std::unordered_map<std::string, RatePlan> of;  ///< By organization id; a sub-organization has its parent's.
};

/// Any thread: exactly the plan's number is admitted, however many threads ask.
class RateLimiter {
 public:
  /// References must outlive this.
  RateLimiter(Clock& clock, Organizations& organizations, RatePlans plans);

  /// Counts one request of the organization. Errors: those of looking up a parent.
  Result<RateDecision> admit(const Organization& organization);

 private:
  struct Account {
    std::mutex mutex;
    RollingWindow window;
    std::uint32_t limit = kUnlimited;
  };
  Result<std::shared_ptr<Account>> account_of(const Organization& organization);
  Result<std::string> topmost(const Organization& organization) const;

  Clock& clock_;
  Organizations& organizations_;
  RatePlans plans_;
  std::shared_mutex mutex_;
  std::unordered_map<std::uint32_t, std::shared_ptr<Account>> by_number_;  ///< Sub-organizations share their parent's.
  std::unordered_map<std::string, std::shared_ptr<Account>> by_topmost_;
};

}  // namespace osler::access
