#include "store/rocks/record_cache.h"

#include <gtest/gtest.h>

#include "store/contract_fixture_test.h"
#include "store/rocks/keys.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

TEST(RecordCache, GivesBackWhatItWasGiven) {
  const RecordCache cache(1 << 20U);
  std::string bytes = "untouched";
  EXPECT_FALSE(cache.frame(7, bytes));
  EXPECT_EQ(bytes, "untouched");
  cache.keep_frame(7, "seven");
  cache.keep_frame(8, "");
  EXPECT_TRUE(cache.frame(7, bytes));
  EXPECT_EQ(bytes, "seven");
  EXPECT_TRUE(cache.frame(8, bytes));
  EXPECT_EQ(bytes, "");
  EXPECT_EQ(cache.some_version("partition, type, id"), 0U);
  cache.keep_version("partition, type, id", 5);
  cache.keep_version("partition, type, id", 0xFFFF'FFFFU);
  EXPECT_EQ(cache.some_version("partition, type, id"), 0xFFFF'FFFFU);
}

/// The shortest key of a record, and one of two characters, as long as a position.
TEST(RecordCache, TakesNoRecordForAFrame) {
  const RecordCache cache(1 << 20U);
  for (const std::string id : {"a", "ab", "abc"}) {
    const std::string key = current_key(Partition::of(1, Environment::kLive), {TypeId{2}, id});
    cache.keep_version(key, 3);
    std::uint64_t as_position = 0;
    for (const char c : key) as_position = as_position << 8U | static_cast<unsigned char>(c);
    std::string bytes;
    EXPECT_FALSE(cache.frame(as_position, bytes)) << id;
    cache.keep_frame(as_position, "a frame");
    EXPECT_EQ(cache.some_version(key), 3U) << id;
  }
}

TEST(RecordCache, HoldsNoMoreThanItMay) {
  constexpr std::size_t kBytesMax = 256 << 10U;
  constexpr std::size_t kFrameBytes = 1'000;
  const RecordCache cache(kBytesMax);
  std::size_t kept = 0;
  std::string bytes;
  for (std::uint64_t position = 1; position <= 2'000; ++position) {
    cache.keep_frame(position, std::string(kFrameBytes, 'x'));
    cache.keep_version("a record's key " + std::to_string(position), position);
  }
  for (std::uint64_t position = 1; position <= 2'000; ++position) kept += cache.frame(position, bytes) ? 1 : 0;
  EXPECT_GT(kept, 0U);
  EXPECT_LE(kept * kFrameBytes, kBytesMax);
  cache.keep_frame(3'000, std::string(kBytesMax / 64 + 1, 'x'));
  EXPECT_FALSE(cache.frame(3'000, bytes)) << "too large beside others";
}

TEST(RecordCache, KeepsNothingIfItMayNot) {
  const RecordCache cache(0);
  cache.keep_frame(1, "one");
  cache.keep_version("key", 1);
  std::string bytes;
  EXPECT_FALSE(cache.frame(1, bytes));
  EXPECT_EQ(cache.some_version("key"), 0U);
}

TEST(RecordCache, IsNeverBehindAWrite) {
  SharedClock clock;
  const TestExtractor extractor;
  const TestDirectory directory;
  const std::unique_ptr<RocksStore> store = RocksStore::open(directory.path(), {}, clock).value();
  ASSERT_TRUE(store->open_index(extractor).ok());
  const RecordKey key{kPatient, "a"};
  const auto read = [&] { return store->current(kLive, key).value(); };
  EXPECT_FALSE(read().has_value());
  for (int version = 1; version <= 6; ++version) {
    BlockingLoop loop;
    WriteSet writes(kLive);
    if (version % 3 == 0) writes.removes.push_back({key, ExpectAny{}});
    if (version % 3 != 0) writes.puts.push_back(put(key.type, key.id, {}, ExpectAny{}, std::to_string(version)));
    ASSERT_TRUE(loop.run(store->commit(std::move(writes), loop)).ok());
    for (int again = 0; again < 2; ++again) {
      const std::optional<Record> record = read();
      ASSERT_TRUE(record.has_value());
      EXPECT_EQ(record->header.version, Version{version});
      EXPECT_EQ(record->header.is_deleted(), version % 3 == 0);
      EXPECT_EQ(record->text.find(std::to_string(version)) != std::string::npos, version % 3 != 0);
      EXPECT_EQ(store->header(kLive, key).value()->version, Version{version});
    }
  }
}

}  // namespace
}  // namespace osler::store::rocks
