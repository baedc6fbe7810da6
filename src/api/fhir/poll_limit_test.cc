#include "api/fhir/poll_limit.h"

#include <gtest/gtest.h>

namespace osler::fhir_api {
namespace {

TEST(PollLimit, AdmitsSoManyOfOneJobInAMinute) {
  ManualClock clock;
  PollLimit limit(clock, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.wait_s("a"), 0U) << i;
  const std::uint32_t wait_s = limit.wait_s("a");
  EXPECT_GE(wait_s, 1U);
  EXPECT_LE(wait_s, access::kRateWindowSeconds);
  EXPECT_EQ(limit.wait_s("b"), 0U) << "each job for itself";
  clock.advance(std::int64_t{wait_s} * 1000);
  EXPECT_EQ(limit.wait_s("a"), 0U) << "whoever waited as told is admitted";
}

TEST(PollLimit, ForgetsNobodyWhoStillLooks) {
  ManualClock clock;
  PollLimit limit(clock, 2);
  for (int minute = 0; minute < 5; ++minute) {
    EXPECT_EQ(limit.wait_s("a"), 0U);
    EXPECT_EQ(limit.wait_s("a"), 0U);
    EXPECT_GE(limit.wait_s("a"), 1U);
    clock.advance(61'000);
  }
}

TEST(PollLimit, OfNoneIsNoLimit) {
  ManualClock clock;
  PollLimit limit(clock, 0);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(limit.wait_s("a"), 0U);
}

}  // namespace
}  // namespace osler::fhir_api
