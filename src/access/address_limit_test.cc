#include "access/address_limit.h"

#include <gtest/gtest.h>

#include <string>

namespace osler::access {
namespace {

TEST(AddressLimiter, AdmitsTheNumberAndOpensAgainAfterTheWindow) {
  ManualClock clock;
  AddressLimiter limiter(clock, {.requests_max = 3, .window_s = 900});
  for (std::uint32_t left = 3; left > 0; --left) {
    const RateDecision decision = limiter.admit("10.0.0.1");
    EXPECT_TRUE(decision.admitted);
    EXPECT_EQ(decision.state.remaining, left - 1);
    EXPECT_EQ(decision.state.limit, 3U);
  }
  const RateDecision refused = limiter.admit("10.0.0.1");
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.state.reset_s, 900U);
  EXPECT_TRUE(limiter.admit("10.0.0.2").admitted) << "others are unharmed";
  clock.advance(std::int64_t{refused.state.reset_s} * 1000 - 1);
  EXPECT_FALSE(limiter.admit("10.0.0.1").admitted);
  clock.advance(1);
  EXPECT_TRUE(limiter.admit("10.0.0.1").admitted);
}

TEST(AddressLimiter, RefusedRequestsDoNotProlongTheWait) {
  ManualClock clock;
  AddressLimiter limiter(clock, {.requests_max = 1, .window_s = 60});
  EXPECT_TRUE(limiter.admit("10.0.0.1").admitted);
  for (int i = 0; i < 59; ++i) {
    clock.advance(1'000);
    EXPECT_FALSE(limiter.admit("10.0.0.1").admitted);
  }
  clock.advance(1'000);
  EXPECT_TRUE(limiter.admit("10.0.0.1").admitted);
}

TEST(AddressLimiter, NeverAdmitsMoreThanTheNumberWithinAnyWindow) {
  ManualClock clock;
  constexpr std::int64_t kWindowMs = 60'000;
  AddressLimiter limiter(clock, {.requests_max = 20, .window_s = 60});
  std::vector<std::int64_t> admitted;
  std::uint64_t state = 99;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    clock.advance(static_cast<std::int64_t>((state >> 40U) % 2'000));
    if (limiter.admit("10.0.0.1").admitted) admitted.push_back(clock.steady_ms());
  }
  // Steps of four seconds: what was admitted at the very beginning of a step leaves up to a step early.
  for (std::size_t i = 20; i < admitted.size(); ++i) {
    ASSERT_GT(admitted[i] - admitted[i - 20], kWindowMs - kWindowMs / 15) << i;
  }
  EXPECT_GT(admitted.size(), 1'000U);
}

TEST(AddressLimiter, HoldsABoundedNumberOfAddresses) {
  ManualClock clock;
  AddressLimiter limiter(clock, {.requests_max = 1, .window_s = 60, .addresses_max = 1'000});
  for (int i = 0; i < 1'000'000; ++i) {
    std::string address = "10.";
    address += std::to_string(i % 256) + "." + std::to_string(i / 256 % 256) + "." + std::to_string(i / 65536);
    ASSERT_TRUE(limiter.admit(address).admitted);
  }
  EXPECT_EQ(limiter.addresses(), 1'000U);
}

TEST(AddressLimiter, ForgetsTheAddressSeenLongestAgo) {
  ManualClock clock;
  AddressLimiter limiter(clock, {.requests_max = 1, .window_s = 60, .addresses_max = 2});
  EXPECT_TRUE(limiter.admit("a").admitted);
  EXPECT_TRUE(limiter.admit("b").admitted);
  EXPECT_FALSE(limiter.admit("a").admitted);
  EXPECT_TRUE(limiter.admit("c").admitted) << "takes the place of b";
  EXPECT_FALSE(limiter.admit("a").admitted);
  EXPECT_TRUE(limiter.admit("b").admitted);
}

TEST(CountedAddress, TakesAnIpv6NetworkForOneAddress) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"::ffff:192.0.2.1", "192.0.2.1"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"2001:DB8:1:2::9", "2001:db8:1:2::/64"},
      {"fe80::1%eth0", "fe80::/64"},
      {"::1", "::/64"},
      {"", ""},
      {"unknown", "unknown"},
  };
  for (const auto& [address, counted] : cases) EXPECT_EQ(counted_address(address), counted) << address;
}

}  // namespace
}  // namespace osler::access
