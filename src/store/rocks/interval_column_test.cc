#include "store/rocks/interval_column.h"

#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <random>

#include "store/contract_fixture_test.h"
#include "store/matches.h"
#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

constexpr Scope kScope{kLive, kPatient};
constexpr Scope kOtherType{kLive, kEncounter};
constexpr Scope kOtherPartition{kTest, kPatient};

/// An index that is filled by hand with weights, several of a version, beside those of another type and partition.
class IntervalColumnTest : public testing::Test {
 protected:
  IntervalColumnTest() { std::cout << "seed " << seed_ << "\n"; }

  std::uint64_t number(std::uint64_t below) { return random_() % below; }
  Ordinal amount() { return {number(40), number(3)}; }
  std::string unit() { return std::array{std::string(), std::string("g"), std::string("kg"), std::string("k\0g", 3)}[number(4)]; }

  /// The terms of the next version.
  RecentTerms::Version version() {
    const std::uint64_t position = next_ += 1 + number(5);
    const Scope& scope = number(5) == 0 ? kOtherType : number(5) == 0 ? kOtherPartition : kScope;
    const auto terms = std::make_shared<TermList>();
    append_terms(scope, code("s", "c"), *terms);
    for (std::uint64_t values = number(4); values > 0; --values) {
      const Ordinal low = amount();
      const IndexEntry entry{kWeight, {Interval{unit(), low, std::max(low, amount())}}};
      append_terms(scope, entry, *terms);
      if (scope == kScope) entries_[position].push_back(entry);
    }
    return {scope, position, terms};
  }
  void index_one() {
    const RecentTerms::Version one = version();
    for (std::size_t i = 0; i < one.terms->size(); ++i) postings_->add((*one.terms)[i], one.position);
  }
  Result<std::shared_ptr<const IntervalColumn>> made(std::uint64_t moment) {
    Budget no_limit;
    const Index index(*postings_, timeline_, moment, no_limit);
    return IntervalColumn::make(index, kScope, kWeight, stopped_);
  }
  void expect_all(const IntervalColumn& column) {
    for (int i = 0; i < 200; ++i) {
      InBox box;
      if (number(2) == 0) box.unit = unit();
      if (number(2) == 0) box.low_min = amount();
      if (number(3) == 0) box.low_max = amount();
      if (number(3) == 0) box.high_min = amount();
      if (number(2) == 0) box.high_max = amount();
      PositionBits found(next_);
      column.add(box, found);
      Positions expected;
      for (const auto& [position, entries] : entries_) {
        if (position <= column.until() && meets(entries, Where{kWeight, {box}})) expected.push_back(position);
      }
      ASSERT_EQ(found.positions(), expected);
    }
  }

  std::uint64_t seed_ = std::random_device()();
  std::mt19937_64 random_{seed_};
  TestDirectory directory_;
  std::unique_ptr<Database> database_ = std::move(Database::open(directory_.path() / "records", {}, 0).value());
  std::unique_ptr<Postings> postings_ = std::move(Postings::open(*database_, {}, 0).value());
  Timeline timeline_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, std::vector<IndexEntry>> entries_;
  std::atomic<bool> stopped_ = false;
};

TEST_F(IntervalColumnTest, FindsWhatHasAnIntervalInTheBox) {
  for (int i = 0; i < 2'000; ++i) index_one();
  const auto column = made(next_).value();
  ASSERT_NE(column, nullptr);
  EXPECT_EQ(column->until(), next_);
  expect_all(*column);
  EXPECT_GT(column->bytes(), 2'000 * sizeof(std::uint32_t));
  EXPECT_LT(column->bytes(), 400'000U);
}

TEST_F(IntervalColumnTest, EndsWithItsMoment) {
  for (int i = 0; i < 500; ++i) index_one();
  const std::uint64_t moment = next_ / 2;
  const auto column = made(moment).value();
  ASSERT_EQ(column->until(), moment);
  expect_all(*column);
}

TEST_F(IntervalColumnTest, GrowsByWhatCameSince) {
  for (int i = 0; i < 500; ++i) index_one();
  auto column = made(next_).value();
  const auto first = column;
  const std::uint64_t before = next_;
  for (int round = 0; round < 5; ++round) {
    std::vector<RecentTerms::Version> later;
    for (int i = 0; i < 100; ++i) later.push_back(version());
    std::erase_if(later, [](const RecentTerms::Version& v) { return v.scope != kScope; });
    column = column->with(later, kScope, kWeight, next_);
    ASSERT_NE(column, nullptr);
    expect_all(*column);
  }
  ASSERT_EQ(first->until(), before) << "which never changes";
  expect_all(*first);
}

TEST_F(IntervalColumnTest, IsMadeAnewAfterMuch) {
  index_one();
  const auto column = made(next_).value();
  std::vector<RecentTerms::Version> later;
  for (int i = 0; i < 8'000; ++i) later.push_back(version());
  std::erase_if(later, [](const RecentTerms::Version& v) { return v.scope != kScope; });
  EXPECT_EQ(column->with(later, kScope, kWeight, next_), nullptr);
}

TEST_F(IntervalColumnTest, IsNotMadeBeyond32Bits) {
  index_one();
  EXPECT_EQ(made(std::uint64_t{1} << 32U).value(), nullptr);
  EXPECT_NE(made(next_).value(), nullptr);
}

}  // namespace
}  // namespace osler::store::rocks
