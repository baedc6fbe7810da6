#include "store/rocks/position_bits.h"

#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <set>

#include "store/rocks/posting_block.h"
#include "store/rocks/visible_bits.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kGreatest = 200'000;

Positions listed(const std::set<std::uint64_t>& set) { return {set.begin(), set.end()}; }

TEST(PositionBits, AreASet) {
  const std::uint64_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  std::set<std::uint64_t> model[2];
  PositionBits bits[2] = {PositionBits(kGreatest), PositionBits(kGreatest)};
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t which = random() % 2;
    const std::uint64_t position = random() % 2 == 0 ? random() % 300 : random() % (kGreatest + 1);
    if (random() % 3 == 0) {
      model[which].erase(position);
      bits[which].remove(position);
    } else {
      model[which].insert(position);
      bits[which].add(position);
    }
    EXPECT_EQ(bits[0].has(position), model[0].contains(position));
  }
  EXPECT_EQ(bits[0].positions(), listed(model[0]));
  EXPECT_EQ(bits[0].count(), model[0].size());
  const Positions a = listed(model[0]);
  const Positions b = listed(model[1]);
  PositionBits both = bits[0];
  both.keep(bits[1]);
  EXPECT_EQ(both.positions(), intersection(a, b));
  PositionBits rest = bits[0];
  rest.take_away(bits[1]);
  EXPECT_EQ(rest.positions(), difference(a, b));
  PositionBits either = bits[0];
  either.unite(bits[1]);
  EXPECT_EQ(either.positions(), united(a, b));
}

TEST(PositionBits, LeaveOutWhatTheyCannotHold) {
  PositionBits bits(63);
  bits.add(64);
  bits.add_word(64, ~std::uint64_t{0});
  bits.remove(1'000'000);
  EXPECT_EQ(bits.count(), 0U);
  EXPECT_FALSE(bits.has(64));
  bits.add(63);
  bits.resize(64);
  bits.add(64);
  EXPECT_EQ(bits.positions(), (Positions{63, 64}));
}

TEST(PositionBits, TakeBlocksOfEitherKind) {
  for (const std::uint64_t step : {3U, 50U}) {  // A bitmap, a list.
    Positions positions;
    for (std::uint64_t position = kBlockPositions; position < 2 * kBlockPositions; position += step) positions.push_back(position);
    std::string block;
    append_block(block, positions);
    PositionBits bits(3 * kBlockPositions);
    ASSERT_TRUE(read_block(block, kBlockPositions, bits));
    EXPECT_EQ(bits.positions(), positions);
    EXPECT_FALSE(read_block("\x07", 0, bits));
  }
}

/// Some thousand versions of few and of many records, looked at from many moments, in no order.
TEST(VisibleBits, AgreeWithTheTimelineAtEveryMoment) {
  const std::uint64_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  for (const std::uint64_t records : {5U, 3'000U}) {
    Timeline timeline;
    const VisibleBits visible(timeline);
    std::vector<std::uint64_t> first(records);
    std::vector<std::uint64_t> newest(records);
    std::uint64_t moment = 0;
    for (int round = 0; round < 200; ++round) {
      for (std::uint64_t left = random() % 40; left > 0; --left) {
        const std::uint64_t record = random() % records;
        ++moment;
        if (first[record] == 0) first[record] = moment;
        timeline.add(moment, first[record], random() % 4 == 0 ? Action::kDelete : Action::kUpdate);
        if (newest[record] != 0) timeline.supersede(newest[record], moment);
        newest[record] = moment;
      }
      const std::uint64_t at = random() % 2 == 0 ? moment : random() % (moment + 1);
      Positions expected;
      for (std::uint64_t position = 1; position <= at; ++position) {
        if (timeline.visible(position, at)) expected.push_back(position);
      }
      ASSERT_EQ(visible.at(at)->positions(), expected) << "at " << at << " of " << moment;
    }
  }
}

}  // namespace
}  // namespace osler::store::rocks
