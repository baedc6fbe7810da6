#include "store/rocks/extent_column.h"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "store/contract_fixture_test.h"
#include "store/rocks/columns.h"
#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

constexpr Scope kScope{kLive, kPatient};

/// An index that is filled by hand.
class ExtentColumnTest : public testing::Test {
 protected:
  void add(std::uint64_t position, const IndexEntry& entry) {
    TermList terms;
    append_terms(kScope, entry, terms);
    for (std::size_t i = 0; i < terms.size(); ++i) postings_->add(terms[i], position);
    newest_ = position;
  }
  Result<std::shared_ptr<const ExtentColumn>> made() {
    Budget no_limit;
    const Index index(*postings_, timeline_, newest_, no_limit);
    return ExtentColumn::make(index, kScope, kDate, stopped_);
  }

  TestDirectory directory_;
  std::unique_ptr<Database> database_ = std::move(Database::open(directory_.path() / "records", {}, 0).value());
  std::unique_ptr<Postings> postings_ = std::move(Postings::open(*database_, {}, 0).value());
  Timeline timeline_;
  std::uint64_t newest_ = 0;
  std::atomic<bool> stopped_ = false;
};

TEST_F(ExtentColumnTest, TellsWhatEachVersionReachesFromAndTo) {
  const std::uint64_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  std::map<std::uint64_t, std::vector<IndexEntry>> entries;
  std::uint64_t position = 0;
  for (int i = 0; i < 3'000; ++i) {
    // Stretches where each version has a value, and stretches with few.
    position += i / 600 % 2 == 0 ? 1 : 1 + random() % 700;
    for (std::uint64_t values = random() % 8 == 0 ? 2 : 1; values > 0; --values) {
      const auto low = static_cast<std::int64_t>(random() % 50) - 25;
      entries[position].push_back(date(low, low + static_cast<std::int64_t>(random() % 50)));
      add(position, entries[position].back());
    }
    if (random() % 20 == 0) {
      entries[position].push_back({kDate, {Interval{"", Ordinal{7, 0}, Ordinal{7, random() % 2}}}});
      add(position, entries[position].back());
    }
  }
  const auto column = made();
  ASSERT_TRUE(column.ok() && *column != nullptr);
  EXPECT_EQ((*column)->until(), newest_);
  EXPECT_GT((*column)->bytes(), entries.size() * 16);
  for (std::uint64_t at = 0; at <= newest_ + 600; ++at) {
    const auto found = (*column)->find(at);
    ASSERT_EQ(found.has_value(), entries.contains(at)) << at;
    if (!found) continue;
    bool fits = true;
    const std::optional<Extent> expected = extent_of(entries[at], kDate, fits);
    EXPECT_TRUE(fits);
    EXPECT_EQ(found->low, expected->low) << at;
    EXPECT_EQ(found->high, expected->high) << at;
    EXPECT_EQ(found->exact, expected->exact) << at;
  }
}

TEST_F(ExtentColumnTest, IsNotMadeOfOtherValues) {
  add(1, date(0, 10));
  EXPECT_NE(*made(), nullptr);
  add(2, {kDate, {Interval{"kg", Ordinal{1, 0}, Ordinal{2, 0}}}});
  EXPECT_EQ(*made(), nullptr);
}

TEST_F(ExtentColumnTest, IsNotMadeOfWords) {
  add(1, date(0, 10));
  add(2, {kDate, {Token{"", "unknown"}}});
  EXPECT_EQ(*made(), nullptr);
  bool fits = true;
  EXPECT_FALSE(extent_of({{kDate, {Token{"", "unknown"}}}}, kDate, fits).has_value());
  EXPECT_FALSE(fits);
}

TEST_F(ExtentColumnTest, LeavesOutWhatCameAfterItsMoment) {
  add(1, date(0, 10));
  add(2, date(5, 10));
  newest_ = 1;
  const auto column = *made();
  EXPECT_TRUE(column->find(1).has_value());
  EXPECT_FALSE(column->find(2).has_value());
  EXPECT_EQ(column->until(), 1U);
}

TEST(Columns, KeepThoseAskedForLast) {
  const TestDirectory directory;
  const auto database = std::move(Database::open(directory.path() / "records", {}, 0).value());
  const auto postings = std::move(Postings::open(*database, {}, 0).value());
  Published published;
  const RecentTerms recent{16};
  const Compressor compressor;
  const RecordCache cache{0};
  const Records records{*database, compressor, published, cache};
  published.tallies.of(kScope).versions = 1'000;
  published.begin();
  for (std::uint64_t position = 1; position <= 1'000; ++position) {
    for (int parameter = 20; parameter < 24; ++parameter) {
      TermList made;
      append_terms(kScope, {static_cast<ParameterId>(parameter), {Interval{"", Ordinal{position, 0}, Ordinal{position, 0}}}}, made);
      for (std::size_t i = 0; i < made.size(); ++i) postings->add(made[i], position);
    }
  }
  published.end(1'000, 1);
  const Columns columns(*postings, published, recent, records, {std::size_t{45'000}, 20'000});  // Two of about 18,000 bytes.
  const auto first = columns.find(kScope, ParameterId{20});
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(columns.find(kScope, ParameterId{20}), first) << "made once";
  const auto second = columns.find(kScope, ParameterId{21});
  EXPECT_EQ(columns.find(kScope, ParameterId{20}), first);
  EXPECT_NE(columns.find(kScope, ParameterId{22}), nullptr);
  EXPECT_EQ(columns.find(kScope, ParameterId{20}), first) << "asked for later than the second";
  EXPECT_NE(columns.find(kScope, ParameterId{21}), second) << "made anew";
  const Columns none(*postings, published, recent, records, {0, 20'000});
  EXPECT_EQ(none.find(kScope, ParameterId{20}), nullptr);
  const Columns small(*postings, published, recent, records, {1'000, 20'000});
  EXPECT_EQ(small.find(kScope, ParameterId{20}), nullptr);
  const Columns later(*postings, published, recent, records, {std::size_t{45'000}, 10});
  EXPECT_EQ(later.find(kScope, ParameterId{20}), nullptr) << "left to the thread";
}

}  // namespace
}  // namespace osler::store::rocks
