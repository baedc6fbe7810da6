// Searches find the same wherever the index is at the moment: in memory, on disk, in both, being written or being merged.
// The seed is printed.

#include <atomic>
#include <iostream>
#include <random>
#include <thread>

#include "store/memory/memory_store.h"
#include "store/rocks/random_questions.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

constexpr int kSets = 120;
constexpr int kQueries = 150;

class IndexStatesTest : public testing::Test {
 protected:
  IndexStatesTest() {
    std::cout << "seed " << seed_ << "\n";
    RandomQuestions random(seed_, 150);
    for (int i = 0; i < kSets; ++i) {
      WriteSet writes(kLive);
      for (int k = 0; k < 8; ++k) {
        const RecordKey key{random.type(), "r" + std::to_string((i * 8 + k) % 150)};
        if (random.one_in(9)) {
          writes.removes.push_back({key, ExpectAny{}});
        } else {
          writes.puts.push_back(put(key.type, key.id, random.entries()));
        }
      }
      sets_.push_back(std::move(writes));
    }
    OSLER_ASSERT(memory_.open_index(extractor_).ok());
    write(memory_, 0, kSets);
    while (queries_.size() < kQueries) queries_.push_back(random.query());
  }

  static void write_one(Store& store, const WriteSet& writes) {
    BlockingLoop loop;
    const Result<Outcome> outcome = loop.run(store.commit(writes, loop));
    OSLER_ASSERT(outcome.ok() && std::holds_alternative<Committed>(*outcome));
  }
  void write(Store& store, int begin, int end) {
    for (int i = begin; i < end; ++i) write_one(store, sets_[static_cast<std::size_t>(i)]);
  }
  std::unique_ptr<RocksStore> open(std::size_t index_memory_bytes) {
    RocksOptions options;
    options.index_memory_bytes = index_memory_bytes;
    std::unique_ptr<RocksStore> store = RocksStore::open(directory_.path(), options, clock_).value();
    OSLER_ASSERT(store->open_index(extractor_).ok());
    return store;
  }
  void expect_the_same(const Store& store) {
    for (const Query& query : queries_) {
      const AuthorizedQuery asked = authorize(query, SeesAll());
      const Result<SearchResult> found = store.search(kLive, asked);
      const Result<SearchResult> expected = memory_.search(kLive, asked);
      ASSERT_TRUE(found.ok()) << found.error().message;
      ASSERT_EQ(found->total, expected->total) << described(query);
      ASSERT_EQ(ids_of(found->records), ids_of(expected->records)) << described(query);
    }
  }

  static constexpr std::size_t kMuch = std::size_t{64} << 20U;
  std::uint64_t seed_ = std::random_device()();
  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
  MemoryStore memory_{clock_};
  std::vector<WriteSet> sets_;
  std::vector<Query> queries_;
};

TEST_F(IndexStatesTest, AllInMemory) {
  const auto store = open(kMuch);
  write(*store, 0, kSets);
  expect_the_same(*store);
}

TEST_F(IndexStatesTest, AllOnDisk) {
  write(*open(kMuch), 0, kSets);  // What is in memory is written as the store closes.
  expect_the_same(*open(kMuch));
}

TEST_F(IndexStatesTest, HalfOnDiskAndHalfInMemory) {
  write(*open(kMuch), 0, kSets / 2);
  const auto store = open(kMuch);
  write(*store, kSets / 2, kSets);
  expect_the_same(*store);
}

TEST_F(IndexStatesTest, PartInSeveralFilesPartOnItsWayToThem) {
  const auto store = open(40 << 10U);
  write(*store, 0, kSets);
  expect_the_same(*store);
}

/// Each commit freezes what is in memory and writes a file; some files are soon merged into one.
TEST_F(IndexStatesTest, WhileFilesAreWrittenAndMerged) {
  const auto store = open(1);
  write(*store, 0, kSets);
  std::atomic<bool> asked = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    RandomQuestions random(seed_ + 1, 150);
    while (!asked) {
      WriteSet writes(kTest);  // The other environment: answers stay.
      for (int k = 0; k < 8; ++k) writes.puts.push_back(put(kPatient, "r" + std::to_string(k), random.entries()));
      write_one(*store, writes);
      ++written;
    }
  });
  do {
    expect_the_same(*store);
  } while (written < 40 && !HasFailure());
  asked = true;
  writer.join();
  EXPECT_GE(written, 40) << "merges begin with a few files";
}

}  // namespace
}  // namespace osler::store
