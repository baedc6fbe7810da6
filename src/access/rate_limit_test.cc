#include "access/rate_limit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "base/rng.h"

namespace osler::access {
namespace {

/// The window as its definition says it: every admitted request by its second.
class Reference {
 public:
  RateDecision admit(std::int64_t now_s, std::uint32_t limit) {
    std::erase_if(admitted_, [&](std::int64_t second) { return second <= now_s - 60; });
    const bool admitted = admitted_.size() < limit;
    if (admitted) admitted_.push_back(now_s);
    const std::int64_t oldest = admitted_.empty() ? now_s : admitted_.front();
    return {.admitted = admitted,
            .state = {.limit = limit,
                      .remaining = limit - static_cast<std::uint32_t>(std::min<std::size_t>(admitted_.size(), limit)),
                      .reset_s = static_cast<std::uint32_t>(oldest + 60 - now_s)}};
  }

 private:
  std::deque<std::int64_t> admitted_;
};

TEST(RollingWindow, AgreesWithTheExactReferenceOnRandomInput) {
  SeededRng rng(2026);
  for (int plan = 0; plan < 50; ++plan) {
    const auto limit = static_cast<std::uint32_t>(rng.next() % 200);
    RollingWindow window;
    Reference reference;
    std::int64_t now_s = static_cast<std::int64_t>(rng.next() % 200);
    for (int i = 0; i < 20'000; ++i) {
      // Mostly bursts, some steps, rarely a gap around or beyond the window.
      const std::uint64_t draw = rng.next() % 100;
      if (draw < 8) now_s += 1;
      if (draw == 98) now_s += static_cast<std::int64_t>(rng.next() % 70);
      if (draw == 99 && rng.next() % 20 == 0) now_s += 1'000'000;
      const RateDecision got = window.admit(now_s, limit);
      const RateDecision expected = reference.admit(now_s, limit);
      ASSERT_EQ(got.admitted, expected.admitted) << "plan " << plan << " limit " << limit << " step " << i;
      ASSERT_EQ(got.state.remaining, expected.state.remaining) << "plan " << plan << " step " << i;
      ASSERT_EQ(got.state.reset_s, expected.state.reset_s) << "plan " << plan << " step " << i;
    }
  }
}

TEST(RollingWindow, OpensAgainOneStepAfterAnother) {
  RollingWindow window;
  for (std::int64_t second = 1'000; second < 1'003; ++second) EXPECT_TRUE(window.admit(second, 3).admitted);
  EXPECT_FALSE(window.admit(1'059, 3).admitted);
  EXPECT_EQ(window.admit(1'059, 3).state.reset_s, 1U);
  EXPECT_TRUE(window.admit(1'060, 3).admitted);
  EXPECT_FALSE(window.admit(1'060, 3).admitted);
  EXPECT_TRUE(window.admit(1'061, 3).admitted);
}

}  // namespace
}  // namespace osler::access
