#include "engine/new_id.h"

#include <gtest/gtest.h>

#include <set>

namespace osler::engine {
namespace {

TEST(IdMaker, WritesTimeBucketAndCounter) {
  ManualClock clock(1'700'000'000'000);
  SeededRng rng(1);
  IdMaker ids(clock, rng);
  const std::string id = ids.make(0xbeef);
  ASSERT_EQ(id.size(), 24U);
  EXPECT_EQ(id.substr(0, 12), "018bcfe56800");
  EXPECT_EQ(id.substr(12, 4), "beef");
  EXPECT_EQ(bucket_of(id, "org|Patient"), 0xbeef);
}

TEST(IdMaker, NeverGoesBackInTime) {
  ManualClock clock(1'700'000'000'000);
  SeededRng rng(1);
  IdMaker ids(clock, rng);
  const std::string before = ids.make(1);
  clock.set_now(1'600'000'000'000);
  EXPECT_EQ(ids.make(1).substr(0, 12), before.substr(0, 12));
}

TEST(IdMaker, MakesNoIdTwiceInOneMillisecondAndBucket) {
  ManualClock clock;
  SeededRng rng(7);
  IdMaker ids(clock, rng);
  std::set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(seen.insert(ids.make(3)).second) << i;
}

TEST(BucketOf, HashesWhatOthersChose) {
  EXPECT_EQ(bucket_of("abc123", "org|Patient"), bucket_of("abc123", "org|Patient"));
  EXPECT_NE(bucket_of("abc123", "org|Patient"), bucket_of("abc124", "org|Patient"));
  // Foreign ids count seconds first; they would all fall into their process's bucket.
  EXPECT_NE(bucket_of("65f1234567890abcdef12345", "a"), 0xabcd);
  EXPECT_NE(bucket_of("65f1234567890abcdef12345", "a"), bucket_of("65f1234567890abcdef12345", "b"));
}

}  // namespace
}  // namespace osler::engine
