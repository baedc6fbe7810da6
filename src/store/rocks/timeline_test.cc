#include "store/rocks/timeline.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "store/rocks/positions.h"
#include "store/rocks/recent_changes.h"

namespace osler::store::rocks {
namespace {

TEST(Timeline, TellsWhatWasVisibleWhen) {
  Timeline timeline;
  timeline.add(1, 1, Action::kCreate);
  timeline.add(2, 2, Action::kCreate);
  timeline.add(3, 1, Action::kUpdate);
  timeline.supersede(1, 3);
  timeline.add(4, 1, Action::kDelete);
  timeline.supersede(3, 4);
  EXPECT_TRUE(timeline.visible(1, 1));
  EXPECT_TRUE(timeline.visible(1, 2));
  EXPECT_FALSE(timeline.visible(1, 3));
  EXPECT_TRUE(timeline.visible(3, 3));
  EXPECT_FALSE(timeline.visible(3, 2)) << "not yet";
  EXPECT_FALSE(timeline.visible(3, 4));
  EXPECT_FALSE(timeline.visible(4, 4)) << "a deletion";
  EXPECT_TRUE(timeline.newest(4, 4));
  EXPECT_TRUE(timeline.visible(2, 4));
  EXPECT_EQ(timeline.first(4), 1U);
  EXPECT_EQ(timeline.visible_from(1, 2), 1U);
  EXPECT_EQ(timeline.visible_from(1, 3), 3U);
  EXPECT_EQ(timeline.visible_from(1, 4), 0U);
  EXPECT_EQ(timeline.visible_from(2, 1), 0U);
}

TEST(Timeline, KnowsNothingOfPositionsNeverGiven) {
  const Timeline timeline;
  EXPECT_FALSE(timeline.knows(1));
  EXPECT_FALSE(timeline.knows(~0ULL));
  EXPECT_FALSE(timeline.visible(0, 100));
}

TEST(Timeline, GrowsOverManyChunks) {
  Timeline timeline;
  for (std::uint64_t position = 1; position <= 200'000; ++position) timeline.add(position, position, Action::kCreate);
  for (std::uint64_t position = 1; position <= 200'000; position += 9'973)
    EXPECT_EQ(timeline.first(position), position);
}

TEST(Positions, AreCombinedLikeSets) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const auto draw = [&](std::size_t size) {
      std::map<std::uint64_t, bool> drawn;
      for (std::size_t k = 0; k < size; ++k) drawn[random() % 500] = true;
      Positions positions;
      for (const auto& [position, ignored] : drawn) positions.push_back(position);
      return positions;
    };
    const Positions a = draw(random() % 10);
    const Positions b = draw(random() % 400);
    for (std::uint64_t position = 0; position < 500; ++position) {
      const bool in_a = contains(a, position);
      const bool in_b = contains(b, position);
      EXPECT_EQ(contains(intersection(a, b), position), in_a && in_b);
      EXPECT_EQ(contains(difference(a, b), position), in_a && !in_b);
      EXPECT_EQ(contains(united(a, b), position), in_a || in_b);
    }
  }
}

TEST(RecentChanges, ForgetsTheOldestAndKnowsThatItDid) {
  RecentChanges<int> recent(3);
  recent.set("a", 1, 1);
  recent.set("b", 2, 2);
  recent.set("a", 3, 3);
  EXPECT_TRUE(recent.knows_all_since(0));
  recent.set("c", 4, 4);  // The first change of "a" is forgotten, its later one is not.
  ASSERT_NE(recent.find("a"), nullptr);
  EXPECT_EQ(*recent.find("a"), 3);
  EXPECT_TRUE(recent.knows_all_since(0)) << "nothing unknown yet: a's later change stands for both";
  recent.set("d", 5, 5);
  EXPECT_EQ(recent.find("b"), nullptr);
  EXPECT_FALSE(recent.knows_all_since(1));
  EXPECT_TRUE(recent.knows_all_since(2));
  EXPECT_LE(recent.size(), 3U);
}

TEST(RecentChanges, DoesNotRememberWhatWasToBeForgotten) {
  RecentChanges<int> recent(1);
  recent.set("a", 1, 1);
  recent.forget_before(5);
  EXPECT_FALSE(recent.knows_all_since(4));
  recent.set("b", 2, 6);  // Drives out "a", which is older than what is forgotten anyway.
  EXPECT_EQ(recent.find("a"), nullptr);
  EXPECT_FALSE(recent.knows_all_since(4));
  EXPECT_TRUE(recent.knows_all_since(5));
}

TEST(RecentChanges, SurvivesManyChangesOfOneKeyInOneBatch) {
  RecentChanges<int> recent(2);
  for (int i = 0; i < 100; ++i) recent.set("a", i, 1);
  EXPECT_EQ(*recent.find("a"), 99);
  recent.set("b", 1, 2);
  recent.set("c", 1, 2);
  EXPECT_EQ(recent.find("a"), nullptr);
  EXPECT_FALSE(recent.knows_all_since(0));
  EXPECT_TRUE(recent.knows_all_since(1));
}

}  // namespace
}  // namespace osler::store::rocks
