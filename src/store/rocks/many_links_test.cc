// References from and to more records than are looked up one by one, against the memory store.
#include <gtest/gtest.h>

#include <atomic>

#include "store/contract_fixture_test.h"
#include "store/memory/memory_store.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

constexpr int kPatients = 1'200;

/// A millisecond passes whenever somebody asks.
class PassingClock final : public Clock {
 public:
  std::int64_t now_ms() override { return 1'700'000'000'000; }
  std::int64_t steady_ms() override { return ++steady_ms_; }

 private:
  std::atomic<std::int64_t> steady_ms_ = 0;
};

/// With columns of where references lead, and without.
class ManyLinksTest : public testing::TestWithParam<std::size_t> {
 protected:
  ManyLinksTest() { OSLER_ASSERT(rocks_->open_index(extractor_).ok() && memory_.open_index(extractor_).ok()); }

  void write(std::vector<Put> puts, std::vector<Remove> removes = {}) {
    WriteSet writes(kLive);
    writes.puts = std::move(puts);
    writes.removes = std::move(removes);
    BlockingLoop loop;
    OSLER_ASSERT(loop.run(rocks_->commit(writes, loop)).ok() && loop.run(memory_.commit(writes, loop)).ok());
  }

  /// Patients 0 to n, and an observation of each that says whether its number is even; every seventh is deleted again, every
  /// fifth patient too.
  void fill() {
    std::vector<Put> puts;
    for (int n = 0; n < kPatients; ++n) {
      puts.push_back(put(kPatient, "p" + std::to_string(n), {code("s", n % 3 == 0 ? "third" : "other")}));
      puts.push_back(put(kObservation, "o" + std::to_string(n), {subject("p" + std::to_string(n)), code("s", n % 2 == 0 ? "even" : "odd")}));
    }
    write(std::move(puts));
    std::vector<Remove> removes;
    for (int n = 0; n < kPatients; n += 7) removes.push_back({{kObservation, "o" + std::to_string(n)}, ExpectAny{}});
    for (int n = 0; n < kPatients; n += 5) removes.push_back({{kPatient, "p" + std::to_string(n)}, ExpectAny{}});
    write({}, std::move(removes));
  }

  /// What both find, which must be the same.
  std::uint64_t found(TypeId type, Expr where) {
    const Query query{{type}, std::move(where), {}, {2'000, "", 0}, Totals::kExact};
    const Result<SearchResult> by_rocks = rocks_->search(kLive, authorize(query, SeesAll()));
    const Result<SearchResult> by_memory = memory_.search(kLive, authorize(query, SeesAll()));
    EXPECT_TRUE(by_rocks.ok());
    EXPECT_EQ(by_rocks->total, by_memory->total);
    EXPECT_EQ(ids_of(by_rocks->records), ids_of(by_memory->records));
    return by_rocks->total.value_or(0);
  }

  static RocksOptions with_columns(std::size_t bytes) {
    RocksOptions options;
    options.column_bytes = bytes;
    return options;
  }

  SharedClock clock_;
  PassingClock passing_;
  TestExtractor extractor_;
  TestDirectory directory_;
  std::unique_ptr<RocksStore> rocks_ = RocksStore::open(directory_.path(), with_columns(GetParam()), passing_).value();
  MemoryStore memory_{clock_};
};

TEST_P(ManyLinksTest, LeadToTheSameRecords) {
  fill();
  EXPECT_GT(found(kPatient, {PointedAt{kObservation, kSubject, {has_code("even")}}}), 400U);
  EXPECT_GT(found(kPatient, {PointedAt{kObservation, kSubject, {Expr{All{}}}}}), 800U);
  EXPECT_GT(found(kObservation, {Points{kSubject, kPatient, {has_code("other")}}}), 500U);
  EXPECT_GT(found(kObservation, {Points{kSubject, kPatient, {Expr{All{}}}}}), 800U);
  Ids ids;
  for (int n = 0; n < kPatients; ++n) ids.ids.push_back("p" + std::to_string((n * 7) % kPatients));
  ids.ids.push_back("p1");
  ids.ids.push_back("zzz");
  ids.ids.push_back("");
  EXPECT_EQ(found(kPatient, {std::move(ids)}), static_cast<std::uint64_t>(kPatients - kPatients / 5));
}

class ManyLinksWithoutColumnTest : public ManyLinksTest {};

TEST_P(ManyLinksWithoutColumnTest, TakeNoLongerThanTheyMay) {
  fill();
  Query query{{kPatient}, {PointedAt{kObservation, kSubject, {has_code("even")}}}, {}, {10, "", 0}, Totals::kExact};
  query.duration_ms_max = 1;
  const Result<SearchResult> cut = rocks_->search(kLive, authorize(query, SeesAll()));
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().kind, ErrorKind::kInvalidInput);
  EXPECT_NE(cut.error().message.find("limits.search_ms"), std::string::npos) << cut.error().message;
  query.duration_ms_max = 1'000;
  EXPECT_TRUE(rocks_->search(kLive, authorize(query, SeesAll())).ok());
  query.duration_ms_max = 1;
  query.where = has_code("even");
  query.page.count = 1;
  EXPECT_TRUE(rocks_->search(kLive, authorize(query, SeesAll())).ok()) << "a small one is not asked about the time";
}

TEST_P(ManyLinksTest, LeadToWhatWasThereAtTheCursorsMoment) {
  fill();
  Query query{{kPatient}, {PointedAt{kObservation, kSubject, {Expr{All{}}}}}, {}, {10, "", 0}, Totals::kExact};
  const Result<SearchResult> first = rocks_->search(kLive, authorize(query, SeesAll()));
  ASSERT_TRUE(first.ok());
  write({put(kPatient, "p1", {code("s", "changed")})}, {{{kPatient, "p2"}, ExpectAny{}}});
  query.page.cursor = first->next;
  query.page.count = 2'000;
  const Result<SearchResult> rest = rocks_->search(kLive, authorize(query, SeesAll()));
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(first->records.size() + rest->records.size(), *first->total);
}

INSTANTIATE_TEST_SUITE_P(ColumnBytes, ManyLinksTest, testing::Values(0, std::size_t{64} << 20U));
INSTANTIATE_TEST_SUITE_P(ColumnBytes, ManyLinksWithoutColumnTest, testing::Values(0));

}  // namespace
}  // namespace osler::store
