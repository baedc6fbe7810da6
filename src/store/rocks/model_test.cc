// The embedded store against the memory store: the same random write sets, the same random questions, equal answers.
// The seed is printed; OSLER_MODEL_SEED repeats one run, OSLER_MODEL_ROUNDS runs more.

#include <cstdlib>
#include <iostream>
#include <map>

#include "store/memory/memory_store.h"
#include "store/purge_words_test.h"
#include "store/rocks/index_settings_test.h"
#include "store/rocks/random_questions.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

/// A number from the environment, or another.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Positions of the embedded store and what they are in the memory store, which leaves none out for staged runs.
std::map<std::uint64_t, std::uint64_t> places;

std::uint64_t place(Position by_rocks) {
  const auto found = places.find(by_rocks.number);
  return found == places.end() ? 0 : found->second;
}

bool same(const VersionHeader& a, const VersionHeader& b) {
  return place(a.position) == b.position.number && place(a.first) == b.first.number && a.version == b.version && a.action == b.action &&
         a.time_ms == b.time_ms && a.created_ms == b.created_ms && a.splice_at == b.splice_at && a.origin == b.origin;
}
bool same(const Record& a, const Record& b) { return a.key == b.key && same(a.header, b.header) && a.text == b.text; }

std::string listed(const std::vector<Record>& records) {
  std::string list;
  for (const Record& r : records) {
    list += std::to_string(number_of(r.key.type)) + "/" + r.key.id + "/" + std::to_string(r.header.version.number) + " ";
  }
  return list;
}

void expect_same(const std::vector<Record>& rocks, const std::vector<Record>& memory) {
  ASSERT_EQ(listed(rocks), listed(memory));
  for (std::size_t i = 0; i < rocks.size(); ++i) EXPECT_TRUE(same(rocks[i], memory[i])) << rocks[i].key.id;
}

class ModelTest : public testing::TestWithParam<IndexSettings> {
 protected:
  ModelTest() : memory_(clock_) {
    places.clear();
    reopen();
    OSLER_ASSERT(memory_.open_index(extractor_).ok());
  }

  void reopen() {
    rocks_.reset();
    rocks_ = std::move(RocksStore::open(directory_.path(), options_, clock_).value());
    OSLER_ASSERT(rocks_->open_index(extractor_).ok());
  }

  /// What was written since `before` has the same order in both.
  void note_places(Position before) {
    std::uint64_t by_rocks = rocks_->newest().number;
    for (std::uint64_t by_memory = memory_.newest().number; by_memory > before.number; --by_memory) places[by_rocks--] = by_memory;
  }

  /// The same set with its records staged; nothing for a set that cannot be.
  static std::optional<WriteSet> staged(Store& store, const WriteSet& writes) {
    Result<std::shared_ptr<Stage>> stage = store.stage(writes.partition);
    if (!stage.ok() || writes.rows_after) return std::nullopt;
    WriteSet moved = writes;
    for (Put& put : moved.puts) {
      if (!(*stage)->put(std::move(put)).ok()) return std::nullopt;
    }
    for (Remove& remove : moved.removes) {
      if (!(*stage)->remove(std::move(remove)).ok()) return std::nullopt;
    }
    moved.puts.clear();
    moved.removes.clear();
    moved.stage = *stage;
    return moved;
  }

  void write_both_staged(const WriteSet& writes) {
    std::optional<WriteSet> for_rocks = staged(*rocks_, writes);
    std::optional<WriteSet> for_memory = staged(memory_, writes);
    ASSERT_EQ(for_rocks.has_value(), for_memory.has_value());
    if (for_rocks) write_both(*std::move(for_rocks), *std::move(for_memory));
  }
  void write_both(const WriteSet& writes) { write_both(writes, writes); }

  void write_both(WriteSet for_rocks, WriteSet for_memory) {
    BlockingLoop loop;
    const Position before = memory_.newest();
    const Result<Outcome> by_rocks = loop.run(rocks_->commit(std::move(for_rocks), loop));
    const Result<Outcome> by_memory = loop.run(memory_.commit(std::move(for_memory), loop));
    note_places(before);
    ASSERT_EQ(by_rocks.ok(), by_memory.ok());
    if (!by_rocks.ok()) return;
    ASSERT_EQ(by_rocks->index(), by_memory->index());
    if (const auto* committed = std::get_if<Committed>(&*by_rocks)) {
      const auto& other = std::get<Committed>(*by_memory);
      ASSERT_EQ(place(committed->position), other.position.number);
      ASSERT_EQ(committed->time_ms, other.time_ms);
      ASSERT_EQ(committed->purged_versions, other.purged_versions);
      ASSERT_EQ(committed->headers.size(), other.headers.size());
      for (std::size_t i = 0; i < other.headers.size(); ++i) EXPECT_TRUE(same(committed->headers[i], other.headers[i]));
    } else {
      const auto& refused = std::get<Refused>(*by_rocks);
      const auto& other = std::get<Refused>(*by_memory);
      ASSERT_EQ(refused.by, other.by);
      ASSERT_EQ(refused.index, other.index);
      ASSERT_EQ(refused.found.has_value(), other.found.has_value());
      EXPECT_TRUE(!other.found || same(*refused.found, *other.found));
    }
  }

  /// Some pages forwards, then one back.
  void search_both(Query query, Partition partition, int pages) {
    SCOPED_TRACE(described(query));
    for (int page = 0; page < pages; ++page) {
      const AuthorizedQuery by_rocks_query = authorize(query, SeesAll());
      Query for_memory = query;
      for_memory.page.cursor = memory_cursor_;
      const Result<SearchResult> by_rocks = rocks_->search(partition, by_rocks_query);
      const Result<SearchResult> by_memory = memory_.search(partition, authorize(for_memory, SeesAll()));
      ASSERT_TRUE(by_rocks.ok()) << by_rocks.error().message;
      ASSERT_TRUE(by_memory.ok());
      ASSERT_EQ(by_rocks->total, by_memory->total);
      expect_same(by_rocks->records, by_memory->records);
      ASSERT_EQ(by_rocks->next.empty(), by_memory->next.empty());
      const bool back = page + 2 == pages && !by_rocks->previous.empty() && !by_memory->previous.empty();
      query.page.cursor = back ? by_rocks->previous : by_rocks->next;
      memory_cursor_ = back ? by_memory->previous : by_memory->next;
      if (query.page.cursor.empty()) break;
    }
    memory_cursor_.clear();
  }

  void history_both(HistoryQuery query, Partition partition) {
    HistoryQuery for_memory = query;
    for (int page = 0; page < 3; ++page) {
      const Result<HistoryPage> by_rocks = rocks_->history(partition, query);
      const Result<HistoryPage> by_memory = memory_.history(partition, for_memory);
      ASSERT_TRUE(by_rocks.ok()) << by_rocks.error().message;
      ASSERT_EQ(by_rocks->total, by_memory->total);
      expect_same(by_rocks->records, by_memory->records);
      ASSERT_EQ(by_rocks->next.empty(), by_memory->next.empty());
      query.cursor = by_rocks->next;
      for_memory.cursor = by_memory->next;
      if (query.cursor.empty()) break;
    }
  }

  /// A record as it stands, and one of its versions.
  void read_both(Partition partition, const RecordKey& key, Version version) {
    SCOPED_TRACE(key.id);
    const Result<std::optional<Record>> by_rocks = rocks_->current(partition, key);
    const Result<std::optional<Record>> by_memory = memory_.current(partition, key);
    ASSERT_TRUE(by_rocks.ok()) << by_rocks.error().message;
    ASSERT_EQ(by_rocks->has_value(), by_memory->has_value());
    EXPECT_TRUE(!*by_memory || same(**by_rocks, **by_memory));
    const Result<std::optional<VersionHeader>> header = rocks_->header(partition, key);
    ASSERT_TRUE(header.ok()) << header.error().message;
    ASSERT_EQ(header->has_value(), by_memory->has_value());
    EXPECT_TRUE(!*by_memory || same(**header, (*by_memory)->header));
    const Result<std::optional<Record>> old_by_rocks = rocks_->version(partition, key, version);
    const Result<std::optional<Record>> old_by_memory = memory_.version(partition, key, version);
    ASSERT_TRUE(old_by_rocks.ok()) << old_by_rocks.error().message;
    ASSERT_EQ(old_by_rocks->has_value(), old_by_memory->has_value());
    EXPECT_TRUE(!*old_by_memory || same(**old_by_rocks, **old_by_memory));
  }

  void compare_rows_and_changes() {
    for (const Partition partition : {kLive, kTest, Partition::system()}) {
      for (const char* table : {"jobs", "answers"}) {
        const std::vector<Row> by_rocks = *rocks_->rows(partition, table, "", "", 100);
        const std::vector<Row> by_memory = *memory_.rows(partition, table, "", "", 100);
        ASSERT_EQ(by_rocks.size(), by_memory.size());
        for (std::size_t i = 0; i < by_rocks.size(); ++i) {
          EXPECT_EQ(by_rocks[i].key, by_memory[i].key);
          EXPECT_EQ(by_rocks[i].bytes, by_memory[i].bytes);
          EXPECT_EQ(by_rocks[i].revision, by_memory[i].revision);
        }
      }
    }
    const std::vector<Change> by_rocks = *rocks_->changes(Position{}, 100'000);
    const std::vector<Change> by_memory = *memory_.changes(Position{}, 100'000);
    ASSERT_EQ(by_rocks.size(), by_memory.size());
    for (std::size_t i = 0; i < by_rocks.size(); ++i) {
      EXPECT_EQ(by_rocks[i].partition, by_memory[i].partition);
      EXPECT_EQ(by_rocks[i].key, by_memory[i].key);
      EXPECT_TRUE(same(by_rocks[i].header, by_memory[i].header));
    }
  }

  void expect_verified() {
    const Result<VerifyReport> by_rocks = rocks_->verify(VerifyDepth::kDeep);
    const Result<VerifyReport> by_memory = memory_.verify(VerifyDepth::kDeep);
    ASSERT_TRUE(by_rocks.ok()) << by_rocks.error().message;
    EXPECT_THAT(by_rocks->findings, testing::IsEmpty());
    EXPECT_EQ(by_rocks->versions, by_memory->versions);
    EXPECT_EQ(by_rocks->resources, by_memory->resources);
    EXPECT_EQ(by_rocks->audit_entries, by_memory->audit_entries);
  }

  /// A record that the set does not write otherwise is purged with it, whether it is there or not.
  static WriteSet with_purge(WriteSet set, const RecordKey& key) {
    const auto is_key = [&](const auto& write) { return write.key == key; };
    if (set.partition == Partition::system() || std::ranges::any_of(set.puts, is_key) || std::ranges::any_of(set.removes, is_key)) return set;
    set.purges.push_back({key});
    return set;
  }

  /// One in so many sets is staged, or purges something; 0: none.
  void run(std::uint64_t seed, int ids, int writes, int queries_each, int staged_one_in = 0, int purges_one_in = 0) {
    SCOPED_TRACE("OSLER_MODEL_SEED=" + std::to_string(seed));
    RandomQuestions random(seed, ids);
    const std::int64_t start_ms = clock_.now_ms();
    for (int i = 0; i < writes && !HasFailure(); ++i) {
      const WriteSet set = random.write_set();
      if (staged_one_in != 0 && random.one_in(staged_one_in)) write_both_staged(set);
      else if (purges_one_in != 0 && random.one_in(purges_one_in)) write_both(with_purge(set, {random.type(), random.id()}));
      else write_both(set);
      const bool waits = purges_one_in != 0 && random.one_in(20);
      EXPECT_TRUE(!waits || erase_remains(*rocks_).ok());
      clock_.advance(random.number(20));
      for (int q = 0; q < queries_each; ++q) search_both(random.query(), random.partition(), 1 + random.number(4));
      for (int r = 0; r < 3; ++r) read_both(random.partition(), {random.type(), random.id()}, Version{1 + random.number(3)});
      if (random.one_in(3)) history_both(random.history_query(start_ms), random.partition());
      if (random.one_in(100)) reopen();
    }
    compare_rows_and_changes();
    expect_verified();
  }

  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
  RocksOptions options_ = GetParam().options;
  std::unique_ptr<RocksStore> rocks_;
  MemoryStore memory_;
  std::string memory_cursor_;
};

TEST_P(ModelTest, FewRecordsMuchChanged) {
  const std::uint64_t seed = number_from("OSLER_MODEL_SEED", std::random_device()());
  std::cout << "OSLER_MODEL_SEED=" << seed << "\n";
  const auto rounds = static_cast<int>(number_from("OSLER_MODEL_ROUNDS", 1));
  run(seed, 12, 400 * rounds, 4);
}

TEST_P(ModelTest, FewRecordsMuchChangedPartlyStaged) {
  const std::uint64_t seed = number_from("OSLER_MODEL_SEED", std::random_device()());
  std::cout << "OSLER_MODEL_SEED=" << seed << "\n";
  run(seed, 12, 200 * static_cast<int>(number_from("OSLER_MODEL_ROUNDS", 1)), 4, 2);
}

/// Most questions are asked while the rows of some record of the last staged set are not written yet.
TEST_P(ModelTest, FewRecordsMuchChangedPartlyStagedAndSettledLate) {
  const std::uint64_t seed = number_from("OSLER_MODEL_SEED", std::random_device()());
  std::cout << "OSLER_MODEL_SEED=" << seed << "\n";
  options_.settled_at_once_max = 1;
  options_.settle_pause_ms = 8;
  reopen();
  run(seed, 12, 100 * static_cast<int>(number_from("OSLER_MODEL_ROUNDS", 1)), 4, 3);
}

TEST_P(ModelTest, FewRecordsMuchChangedAndPurged) {
  const std::uint64_t seed = number_from("OSLER_MODEL_SEED", std::random_device()());
  std::cout << "OSLER_MODEL_SEED=" << seed << "\n";
  options_.settled_at_once_max = 1;
  options_.settle_pause_ms = 8;
  reopen();
  run(seed, 12, 200 * static_cast<int>(number_from("OSLER_MODEL_ROUNDS", 1)), 4, 4, 3);
}

TEST_P(ModelTest, ManyRecords) {
  const std::uint64_t seed = number_from("OSLER_MODEL_SEED", std::random_device()());
  std::cout << "OSLER_MODEL_SEED=" << seed << "\n";
  RandomQuestions random(seed, 1'500);
  for (int i = 0; i < 60; ++i) {  // In large sets, so that few syncs are waited for.
    WriteSet writes(kLive);
    for (int k = 0; k < 60; ++k) {
      const std::string id = "r" + std::to_string(i * 25 + k % 25);
      const TypeId type = std::array{kPatient, kEncounter, kObservation}[static_cast<std::size_t>(k / 25)];
      writes.puts.push_back(put(type, id, random.entries()));
    }
    write_both(writes);
    clock_.advance(7);
  }
  run(seed + 1, 1'500, 25, 3 * static_cast<int>(number_from("OSLER_MODEL_ROUNDS", 1)));
}

INSTANTIATE_TEST_SUITE_P(Rocks, ModelTest, testing::ValuesIn(all_index_settings()),
                         [](const auto& settings) { return settings.param.name; });

}  // namespace
}  // namespace osler::store
