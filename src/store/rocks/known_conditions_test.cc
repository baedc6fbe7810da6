#include "store/rocks/known_conditions.h"

#include <gtest/gtest.h>

namespace osler::store::rocks {
namespace {

const Scope kScope{Partition::of(1, Environment::kLive), TypeId{2}};
const Scope kOther{Partition::of(1, Environment::kTest), TypeId{2}};

Positions every(std::uint64_t step, std::uint64_t until) {
  Positions positions;
  for (std::uint64_t position = step; position <= until; position += step) positions.push_back(position);
  return positions;
}

TEST(EntrySet, IsAListOrBitsWhicheverIsSmaller) {
  for (const std::uint64_t step : {1U, 3U, 63U, 64U, 65U, 200U, 5'000U}) {
    const Positions positions = every(step, 10'000);
    PositionBits bits(10'000);
    for (const std::uint64_t position : positions) bits.add(position);
    for (const EntrySet& set : {EntrySet(positions, 0, 10'000), EntrySet(bits, 0, 10'000)}) {
      EXPECT_EQ(set.size(), positions.size());
      EXPECT_EQ(set.bits().has_value(), positions.size() >= 10'000 / 64) << step;
      EXPECT_LE(set.bytes(), 10'000 / 8 + 8 + sizeof set);
      for (std::uint64_t position = 0; position <= 10'100; ++position) {
        EXPECT_EQ(set.has(position), position != 0 && position % step == 0 && position <= 10'000) << position;
      }
    }
  }
}

TEST(KnownEntries, AddAndKeepWithWhatCameLater) {
  for (const std::uint64_t step : {2U, 100U}) {
    const KnownEntries known{std::make_shared<const EntrySet>(every(step, 1'000), 0, 1'000), {1'001, 1'200}};
    EXPECT_EQ(known.size(), every(step, 1'000).size() + 2);
    PositionBits added(1'100);  // What it cannot hold is left out.
    added.add(1);
    known.add_to(added);
    PositionBits kept(1'300);
    for (std::uint64_t position = 3; position <= 1'300; position += 3) kept.add(position);
    known.keep_in(kept);
    for (std::uint64_t position = 1; position <= 1'300; ++position) {
      const bool is_known = (position % step == 0 && position <= 1'000) || position == 1'001 || position == 1'200;
      EXPECT_EQ(known.has(position), is_known) << position;
      EXPECT_EQ(added.has(position), (is_known || position == 1) && position <= 1'100) << position;
      EXPECT_EQ(kept.has(position), is_known && position % 3 == 0) << position;
    }
  }
}

TEST(KnownConditions, HoldNoMoreThanTheyMay) {
  constexpr std::size_t kBytesMax = 256 << 10U;
  const KnownConditions conditions({kBytesMax, 10});
  EXPECT_TRUE(conditions.is_worth(10));
  EXPECT_FALSE(conditions.is_worth(9));
  for (int i = 0; i < 100; ++i) conditions.keep("condition " + std::to_string(i), std::make_shared<const EntrySet>(every(2, 100'000), 0, 100'000));
  std::size_t bytes = 0;
  for (int i = 0; i < 100; ++i) {
    const std::shared_ptr<const EntrySet> set = conditions.find("condition " + std::to_string(i));
    if (set) bytes += set->bytes();
  }
  EXPECT_GT(bytes, 0U);
  EXPECT_LE(bytes, kBytesMax);
  EXPECT_NE(conditions.find("condition 99"), nullptr);
  conditions.keep("large", std::make_shared<const EntrySet>(every(2, 400'000), 0, 400'000));
  EXPECT_EQ(conditions.find("large"), nullptr) << "too large beside others";
}

TEST(KnownConditions, KeepNothingWhenTheyMayNot) {
  const KnownConditions conditions({0, 0});
  EXPECT_TRUE(conditions.is_off());
  EXPECT_FALSE(conditions.is_worth(~std::uint64_t{0}));
  conditions.keep("a", std::make_shared<const EntrySet>(Positions{1}, 0, 1));
  EXPECT_EQ(conditions.find("a"), nullptr);
}

std::vector<std::uint64_t> positions_of(const std::optional<std::vector<RecentTerms::Version>>& versions) {
  std::vector<std::uint64_t> positions;
  for (const RecentTerms::Version& version : versions.value()) positions.push_back(version.position);
  return positions;
}

TEST(RecentTerms, KnowTheLastVersionsOfEachType) {
  RecentTerms recent(4);
  EXPECT_FALSE(recent.of(kScope, 0, 10)) << "nobody said where it begins";
  recent.begin_after(10);
  EXPECT_FALSE(recent.of(kScope, 9, 10));
  EXPECT_EQ(positions_of(recent.of(kScope, 10, 10)), Positions{});
  const auto terms = std::make_shared<const TermList>();
  std::vector<RecentTerms::Version> some{{kScope, 11, terms}, {kOther, 12, terms}, {kScope, 14, terms}};
  recent.add(some);
  EXPECT_TRUE(some.empty());
  EXPECT_EQ(positions_of(recent.of(kScope, 10, 20)), (Positions{11, 14}));
  EXPECT_EQ(positions_of(recent.of(kScope, 11, 20)), Positions{14});
  EXPECT_EQ(positions_of(recent.of(kScope, 10, 13)), Positions{11});
  EXPECT_EQ(positions_of(recent.of(kOther, 10, 20)), Positions{12});
  some = {{kScope, 15, terms}, {kScope, 16, terms}};
  recent.add(some);
  EXPECT_FALSE(recent.of(kScope, 10, 20)) << "the first had to go";
  EXPECT_EQ(positions_of(recent.of(kScope, 11, 20)), (Positions{14, 15, 16}));
  recent.begin_after(40);
  EXPECT_FALSE(recent.of(kScope, 16, 40));
  EXPECT_EQ(positions_of(recent.of(kScope, 40, 40)), Positions{});
}

TEST(RecentTerms, HoldNoMoreBytesThanTheyMay) {
  RecentTerms recent(1'000'000);
  recent.begin_after(0);
  auto large = std::make_shared<TermList>();
  large->open().append(1 << 20U, 'x');
  large->close();
  for (std::uint64_t position = 1; position <= 4; ++position) {
    std::vector<RecentTerms::Version> one{{kScope, position, large}};
    recent.add(one);
  }
  EXPECT_FALSE(recent.of(kScope, 1, 4));
  EXPECT_EQ(positions_of(recent.of(kScope, 2, 4)), (Positions{3, 4}));
}

}  // namespace
}  // namespace osler::store::rocks
