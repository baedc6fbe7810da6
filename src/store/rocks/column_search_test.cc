// Searches over many dates, and searches asked again: columns and what is known from before decide there, and must agree with
// the memory store.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <random>

#include "store/contract_fixture_test.h"
#include "store/memory/memory_store.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

class ColumnSearchTest : public testing::Test {
 protected:
  explicit ColumnSearchTest(const RocksOptions& options = {}) : rocks_(RocksStore::open(directory_.path(), options, clock_).value()) {
    std::cout << "seed " << seed_ << "\n";
    OSLER_ASSERT(rocks_->open_index(extractor_).ok() && memory_.open_index(extractor_).ok());
  }

  std::int64_t number(std::int64_t below) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below)); }

  /// Most records have one date, some several or none. What is asked for is of one type and partition, what is written is not.
  void write(int records) {
    WriteSet writes(number(6) == 0 ? kTest : kLive);
    for (int i = 0; i < records; ++i) {
      const std::string id = "p" + std::to_string(next_++ % 400);
      std::vector<IndexEntry> entries{code("s", "c" + std::to_string(number(10)))};
      for (std::int64_t dates = number(10) == 0 ? number(3) : 1; dates > 0; --dates) {
        const std::int64_t low = number(1'000);
        entries.push_back(date(low, low + number(30)));
      }
      for (std::int64_t weights = number(4); weights > 0; --weights) {
        const Ordinal low = amount();
        entries.push_back({kWeight, {Interval{unit(), low, std::max(low, amount())}}});
      }
      if (number(12) == 0) {
        writes.removes.push_back({{kPatient, id}, ExpectAny{}});
      } else {
        writes.puts.push_back(put(number(4) == 0 ? kObservation : kPatient, id, entries));
      }
    }
    BlockingLoop loop;
    OSLER_ASSERT(loop.run(rocks_->commit(writes, loop)).ok() && loop.run(memory_.commit(writes, loop)).ok());
  }

  Expr within(std::int64_t begin, std::int64_t end) {
    InBox box;
    if (number(2) == 0) box.unit = "";
    if (number(2) == 0) box.low_min = Ordinal::of_ms(begin);
    if (number(3) == 0) box.low_max = Ordinal::of_ms(end);
    if (number(3) == 0) box.high_min = Ordinal::of_ms(begin);
    if (number(2) == 0) box.high_max = Ordinal::of_ms(end);
    return where(kDate, box);
  }

  Ordinal amount() { return {Ordinal::of_ms(number(300)).high, static_cast<std::uint64_t>(number(3))}; }
  std::string unit() { return std::array{"", "g", "kg"}[static_cast<std::size_t>(number(3))]; }
  /// One or two boxes, of one unit or whatever has it, as prefixes make them.
  Expr weighing() {
    const std::optional<std::string> of_unit = number(3) == 0 ? std::nullopt : std::optional(unit());
    std::vector<Expr> parts;
    for (std::int64_t left = 1 + number(2); left > 0; --left) {
      InBox box{of_unit, {}, {}, {}, {}};
      if (number(2) == 0) box.low_min = amount();
      if (number(3) == 0) box.low_max = amount();
      if (number(3) == 0) box.high_min = amount();
      if (number(2) == 0) box.high_max = amount();
      parts.push_back(where(kWeight, box));
    }
    return parts.size() == 1 ? std::move(parts.front()) : any(std::move(parts));
  }

  /// Whether the column was used, for a step of that kind.
  bool ask(const Query& query, std::string_view step_says = "column") {
    const Result<SearchResult> by_rocks = rocks_->search(kLive, authorize(query, SeesAll()));
    const Result<SearchResult> by_memory = memory_.search(kLive, authorize(query, SeesAll()));
    EXPECT_TRUE(by_rocks.ok());
    EXPECT_EQ(by_rocks->total, by_memory->total);
    EXPECT_EQ(ids_of(by_rocks->records), ids_of(by_memory->records));
    return std::any_of(by_rocks->plan.begin(), by_rocks->plan.end(),
                       [&](const PlanStep& step) { return step.action.find(step_says) != std::string_view::npos; });
  }

  std::uint64_t seed_ = std::random_device()();
  std::mt19937_64 random_{seed_};
  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
  std::unique_ptr<RocksStore> rocks_;
  MemoryStore memory_{clock_};
  int next_ = 0;
};

TEST_F(ColumnSearchTest, FilterAsTheMemoryStoreDoes) {
  int by_column = 0;
  for (int round = 0; round < 60; ++round) {
    write(round < 30 ? 14 : 1 + static_cast<int>(number(20)));
    for (int i = 0; i < 8; ++i) {
      const std::int64_t begin = number(800);
      Expr dates = number(3) == 0 ? any({within(begin, begin + number(600)), within(number(800), 900)}) : within(begin, begin + number(600));
      Query query{{kPatient}, all({has_code("c" + std::to_string(number(10))), std::move(dates)}), {}, {50, "", 0}, Totals::kExact};
      query.explain = true;
      by_column += ask(query) ? 1 : 0;
    }
  }
  EXPECT_GT(by_column, 100);
}

class ColumnBitsTest : public ColumnSearchTest {
 protected:
  ColumnBitsTest() : ColumnSearchTest(always_as_bits()) {}
  static RocksOptions always_as_bits() {
    RocksOptions options;
    options.bits_from = 0;
    return options;
  }
};

TEST_F(ColumnBitsTest, CountAsTheMemoryStoreDoes) {
  int by_column = 0;
  for (int round = 0; round < 60; ++round) {
    write(round < 30 ? 14 : 1 + static_cast<int>(number(20)));
    for (int i = 0; i < 8; ++i) {
      const std::int64_t begin = number(800);
      Expr dates = number(3) == 0 ? any({within(begin, begin + number(600)), within(number(800), 900)}) : within(begin, begin + number(600));
      Query query{{kPatient}, std::move(dates), {}, {50, "", 0}, Totals::kExact};
      if (number(2) == 0) query.where = all({no(has_code("c" + std::to_string(number(10)))), std::move(query.where)});
      query.explain = true;
      by_column += ask(query, "column as bits") ? 1 : 0;
    }
  }
  EXPECT_GT(by_column, 100);
}

TEST_F(ColumnSearchTest, SortAsTheMemoryStoreDoes) {
  int by_column = 0;
  for (int round = 0; round < 60; ++round) {
    write(round < 30 ? 14 : 1 + static_cast<int>(number(20)));
    for (int i = 0; i < 8; ++i) {
      std::vector<SortKey> keys{{SortBy::kParameter, kDate, number(2) == 0, number(4) == 0}};
      if (number(3) == 0) keys.push_back({SortBy::kParameter, kCode, number(2) == 0});
      const Page page{static_cast<std::uint32_t>(1 + number(60)), "", static_cast<std::uint64_t>(number(3) == 0 ? number(60) : 0)};
      Expr codes = any({has_code("c" + std::to_string(number(10))), has_code("c" + std::to_string(number(10)))});
      Query query{{kPatient}, number(3) == 0 ? all({}) : std::move(codes), keys, page, Totals::kExact};
      query.explain = true;
      by_column += ask(query) ? 1 : 0;
    }
  }
  EXPECT_GT(by_column, 100);
}

/// The same conditions again and again between writes, by walks that see the store as it was when they began.
class AskedAgainTest : public ColumnSearchTest, public testing::WithParamInterface<std::uint64_t> {
 protected:
  AskedAgainTest() : ColumnSearchTest(always_known(GetParam())) {}
  static RocksOptions always_known(std::uint64_t bits_from) {
    RocksOptions options;
    options.bits_from = bits_from;
    options.condition_work_min = 0;
    options.recent_versions_max = 60;
    return options;
  }
  static constexpr std::int64_t kAskedTogether = 24;
  struct Asked {
    Query query;
    std::string in_rocks;  ///< Where the walk goes on; empty: it begins.
    std::string in_memory;
  };
  /// Whether something was known from before.
  bool next_page(Asked& asked, std::string_view step_says = "known from before") {
    asked.query.page.cursor = asked.in_rocks;
    const Result<SearchResult> by_rocks = rocks_->search(kLive, authorize(asked.query, SeesAll()));
    asked.query.page.cursor = asked.in_memory;
    const Result<SearchResult> by_memory = memory_.search(kLive, authorize(asked.query, SeesAll()));
    EXPECT_TRUE(by_rocks.ok() && by_memory.ok());
    EXPECT_EQ(by_rocks->total, by_memory->total);
    EXPECT_EQ(ids_of(by_rocks->records), ids_of(by_memory->records));
    asked.in_rocks = by_rocks->next;
    asked.in_memory = by_memory->next;
    return std::any_of(by_rocks->plan.begin(), by_rocks->plan.end(),
                       [&](const PlanStep& step) { return step.action.find(step_says) != std::string_view::npos; });
  }

  /// Pages of questions chosen by chance, while more is written. How many of them knew a condition from before.
  int known_while_written(std::vector<Asked>& pool) {
    int known = 0;
    for (int round = 0; round < 120; ++round) {
      write(number(8) == 0 ? 70 : 1 + static_cast<int>(number(6)));
      for (int i = 0; i < 10; ++i) known += next_page(pool[static_cast<std::size_t>(number(static_cast<std::int64_t>(pool.size())))]) ? 1 : 0;
    }
    return known;
  }
};

TEST_P(AskedAgainTest, AnswersAsTheMemoryStoreDoes) {
  std::vector<Asked> pool;
  for (int i = 0; i < 24; ++i) {
    const std::int64_t begin = number(800);
    Expr dates = i % 3 == 0 ? any({within(begin, begin + number(600)), within(number(800), 900)}) : within(begin, begin + number(600));
    Expr code = has_code("c" + std::to_string(number(10)));
    if (i % 4 == 1) code = no(std::move(code));
    if (i % 4 == 2) code = any({std::move(code), has_code("c" + std::to_string(number(10)))});
    Query query{{kPatient}, i % 2 == 0 ? all({std::move(code), std::move(dates)}) : i % 3 == 0 ? std::move(dates) : std::move(code), {}, {7, "", 0}, Totals::kExact};
    query.explain = true;
    pool.push_back({std::move(query), "", ""});
  }
  EXPECT_GT(known_while_written(pool), 200);
}

/// What is there and what is not, of parameters with few values, many, or several of a version.
TEST_P(AskedAgainTest, KnowsWhatIsThereAsTheMemoryStoreDoes) {
  std::vector<Asked> pool;
  for (int i = 0; i < 18; ++i) {
    Expr there{Present{std::array{kCode, kDate, kWeight}[static_cast<std::size_t>(i % 3)]}};
    if (i % 2 == 0) there = no(std::move(there));
    if (i >= 6 && i < 12) there = all({std::move(there), has_code("c" + std::to_string(number(10)))});
    if (i >= 12) there = any({std::move(there), weighing()});
    Query query{{kPatient}, std::move(there), {}, {7, "", 0}, Totals::kExact};
    query.explain = true;
    pool.push_back({std::move(query), "", ""});
  }
  EXPECT_GT(known_while_written(pool), 100);
}

/// Quantities, each asked for the first time in the middle of walks that began with others.
TEST_P(AskedAgainTest, FindsQuantitiesAsTheMemoryStoreDoes) {
  std::vector<Asked> pool(kAskedTogether);
  int in_memory = 0;
  for (int round = 0; round < 240; ++round) {
    write(number(8) == 0 ? 70 : 1 + static_cast<int>(number(6)));
    for (int i = 0; i < 10; ++i) {
      Asked& asked = pool[static_cast<std::size_t>(number(kAskedTogether))];
      if (asked.in_rocks.empty()) {
        Expr weight = number(4) == 0 ? no(weighing()) : weighing();
        Expr both = all({has_code("c" + std::to_string(number(10))), weight});
        asked.query = {{kPatient}, number(3) == 0 ? std::move(both) : std::move(weight), {}, {7, "", 0}, Totals::kExact};
        asked.query.explain = true;
      }
      in_memory += next_page(asked, "found in memory") ? 1 : 0;
    }
  }
  EXPECT_GT(in_memory, 200);
}

/// References between three types, to what is there, was there, comes later, or comes again after it was purged.
class LinksTest : public AskedAgainTest {
 protected:
  TypeId type() { return std::array{kPatient, kEncounter, kObservation}[static_cast<std::size_t>(number(3))]; }
  std::string id() { return "r" + std::to_string(number(40 + next_++ / 10)); }

  void write(const WriteSet& writes) {
    BlockingLoop loop;
    OSLER_ASSERT(loop.run(rocks_->commit(writes, loop)).ok() && loop.run(memory_.commit(writes, loop)).ok());
  }
  /// Whether something was purged.
  bool write_links(int records) {
    WriteSet writes(number(6) == 0 ? kTest : kLive);
    std::vector<std::pair<TypeId, std::string>> used;
    for (int i = 0; i < records; ++i) {
      const RecordKey key{type(), id()};
      if (std::find(used.begin(), used.end(), std::pair{key.type, key.id}) != used.end()) continue;
      used.emplace_back(key.type, key.id);
      std::vector<IndexEntry> entries{code("s", "c" + std::to_string(number(4)))};
      for (std::int64_t links = number(4); links > 0; --links) entries.push_back(subject(id(), type()));
      const std::int64_t what = number(12);
      if (what == 0) writes.removes.push_back({key, ExpectAny{}});
      else if (what == 1 && number(4) == 0) writes.purges.push_back({key});
      else writes.puts.push_back(put(key.type, key.id, entries));
    }
    write(writes);
    return !writes.purges.empty();
  }
  Expr has_link() {
    std::vector<Expr> met;
    if (number(4) != 0) met.push_back(has_code("c" + std::to_string(number(4))));
    if (number(6) == 0) met.push_back({PointedAt{type(), kSubject, {}}});
    return number(2) == 0 ? Expr{Points{kSubject, type(), std::move(met)}} : Expr{PointedAt{type(), kSubject, std::move(met)}};
  }
};

TEST_P(LinksTest, LeadWhereTheMemoryStoreSays) {
  std::vector<Asked> pool(kAskedTogether);
  int by_column = 0;
  for (int round = 0; round < 150; ++round) {
    const bool purged = write_links(number(8) == 0 ? 80 : 1 + static_cast<int>(number(6)));
    if (purged) pool.assign(kAskedTogether, {});  // A walk over what was purged may go another way.
    for (int i = 0; i < 10; ++i) {
      Asked& asked = pool[static_cast<std::size_t>(number(kAskedTogether))];
      if (asked.in_rocks.empty()) {
        Expr link = number(5) == 0 ? no(has_link()) : has_link();
        asked.query = {{type()}, number(3) == 0 ? all({has_code("c" + std::to_string(number(4))), std::move(link)}) : std::move(link), {}, {7, "", 0}, Totals::kExact};
        asked.query.explain = true;
      }
      by_column += next_page(asked, "column of") ? 1 : 0;
    }
  }
  EXPECT_GT(by_column, 200);
}

/// The id leads to another record then, though the reference was written before.
TEST_P(LinksTest, LeadToTheRecordThatHasTheIdAgain) {
  WriteSet first(kLive);
  first.puts.push_back(put(kPatient, "p", {code("s", "old")}));
  first.puts.push_back(put(kObservation, "o", {subject("p")}));
  write(first);
  Asked old{{{kObservation}, {Points{kSubject, kPatient, {has_code("old")}}}, {}, {7, "", 0}, Totals::kExact}, "", ""};
  Asked again{{{kObservation}, {Points{kSubject, kPatient, {has_code("new")}}}, {}, {7, "", 0}, Totals::kExact}, "", ""};
  Asked pointed{{{kPatient}, {PointedAt{kObservation, kSubject, {}}}, {}, {7, "", 0}, Totals::kExact}, "", ""};
  old.query.explain = pointed.query.explain = true;
  EXPECT_TRUE(next_page(old, "column of"));
  EXPECT_TRUE(next_page(pointed, "column of"));
  WriteSet purge(kLive);
  purge.purges.push_back({{kPatient, "p"}});
  write(purge);
  next_page(old);
  next_page(pointed);
  WriteSet back(kLive);
  back.puts.push_back(put(kPatient, "p", {code("s", "new")}));
  write(back);
  next_page(old);
  next_page(pointed);
  next_page(again);
}
INSTANTIATE_TEST_SUITE_P(BitsFrom, LinksTest, testing::Values(0, 40, 16'384));
INSTANTIATE_TEST_SUITE_P(BitsFrom, AskedAgainTest, testing::Values(0, 40, 16'384));

}  // namespace
}  // namespace osler::store
