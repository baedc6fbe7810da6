#include "store/rocks/timeline_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <random>

#include "store/contract_fixture_test.h"
#include "store/rocks/database.h"
#include "store/rocks/load.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

void expect_same(const Published& a, const Published& b) {
  ASSERT_EQ(a.newest(), b.newest());
  for (std::uint64_t position = 0; position <= a.newest() + 1; ++position) {
    EXPECT_EQ(a.timeline.first(position), b.timeline.first(position)) << position;
    EXPECT_EQ(a.timeline.superseded_at(position), b.timeline.superseded_at(position)) << position;
    EXPECT_EQ(a.timeline.is_deletion(position), b.timeline.is_deletion(position)) << position;
  }
  for (const TypeId type : {kPatient, kEncounter, kObservation}) {
    for (const Partition partition : {kLive, kTest}) {
      const Scope scope{partition, type};
      EXPECT_EQ(a.live(scope, a.newest()), b.live(scope, b.newest()));
      EXPECT_EQ(a.versions(scope, a.newest()), b.versions(scope, b.newest()));
    }
  }
}

class TimelineFileTest : public testing::Test {
 protected:
  void write(RocksStore& store, int sets) {
    for (int i = 0; i < sets; ++i) {
      WriteSet writes(random_() % 3 == 0 ? kTest : kLive);
      const RecordKey key{TypeId{static_cast<std::uint16_t>(1 + random_() % 3)}, "r" + std::to_string(random_() % 9)};
      if (random_() % 4 == 0) {
        writes.removes.push_back({key, ExpectAny{}});
      } else {
        writes.puts.push_back(put(key.type, key.id, {code("s", "c")}));
      }
      BlockingLoop loop;
      ASSERT_TRUE(loop.run(store.commit(std::move(writes), loop)).ok());
    }
  }
  std::unique_ptr<RocksStore> open() {
    std::unique_ptr<RocksStore> store = RocksStore::open(directory_.path(), {}, clock_).value();
    EXPECT_TRUE(store->open_index(extractor_).ok());
    return store;
  }

  std::uint64_t seed_ = std::random_device()();
  std::mt19937_64 random_{seed_};
  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
};

TEST_F(TimelineFileTest, HasWhatTheHistoryHas) {
  std::cout << "seed " << seed_ << "\n";
  for (int round = 0; round < 4; ++round) {
    write(*open(), 25 * round);
    const auto database = std::move(Database::open(directory_.path() / "records", {}, 0).value());
    Published by_file;
    ASSERT_TRUE(read_timeline_file(directory_.path(), database->sequence(), by_file)) << "after a clean end it is used";
    Published by_history;
    ASSERT_TRUE(load_history(*database, by_history).ok());
    expect_same(by_file, by_history);
  }
}

TEST_F(TimelineFileTest, IsNotUsedForAnotherState) {
  write(*open(), 10);
  Published published;
  const std::uint64_t sequence = [&] { return std::move(Database::open(directory_.path() / "records", {}, 0).value())->sequence(); }();
  EXPECT_FALSE(read_timeline_file(directory_.path(), sequence + 1, published));
  EXPECT_FALSE(read_timeline_file(directory_.path(), sequence - 1, published));
  EXPECT_FALSE(read_timeline_file(directory_.path() / "elsewhere", sequence, published));
  EXPECT_EQ(published.newest(), 0U);
}

TEST_F(TimelineFileTest, IsNotUsedIfAnyByteIsAnother) {
  write(*open(), 10);
  const std::uint64_t sequence = [&] { return std::move(Database::open(directory_.path() / "records", {}, 0).value())->sequence(); }();
  const std::filesystem::path path = directory_.path() / "timeline";
  std::ifstream in(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(whole.empty());
  const auto is_used = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    Published published;
    const bool used = read_timeline_file(directory_.path(), sequence, published);
    EXPECT_EQ(published.newest() != 0, used);
    return used;
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(is_used(damaged)) << i;
    EXPECT_FALSE(is_used(whole.substr(0, i))) << i;
  }
  EXPECT_TRUE(is_used(whole));
}

}  // namespace
}  // namespace osler::store::rocks
