#include "store/rocks/zeroed_log.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <fstream>
#include <random>
#include <set>

#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

namespace fs = std::filesystem;

constexpr int kPieces = 100;

std::string bytes_of(const fs::path& path) {
  std::string bytes(fs::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::string noise(std::mt19937_64& random, std::size_t bytes) {
  std::string text(bytes, ' ');
  for (char& c : text) c = static_cast<char>(1 + random() % 255);
  return text;
}

/// Writes pieces; returns them in one, and the sizes that the file had in between.
std::string write_pieces(rocksdb::Env& env, const fs::path& path, std::set<std::uintmax_t>& sizes) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  EXPECT_TRUE(env.GetFileSystem()->NewWritableFile(path.string(), {}, &file, nullptr).ok());
  std::mt19937_64 random(11);
  std::string all;
  for (int i = 0; i < kPieces; ++i) {
    const std::string piece = noise(random, i == kPieces / 2 ? 700'000 : 1 + random() % 16'000);
    EXPECT_TRUE(file->Append(piece, {}, nullptr).ok());
    EXPECT_TRUE(file->Sync({}, nullptr).ok());
    all += piece;
    sizes.insert(fs::file_size(path));
    const std::string found = bytes_of(path);
    EXPECT_EQ(found.substr(0, all.size()), all);
    EXPECT_EQ(found.find_first_not_of('\0', all.size()), std::string::npos);
  }
  EXPECT_TRUE(file->Close({}, nullptr).ok());
  return all;
}

TEST(ZeroedLog, SeldomChangesItsSize) {
  const TestDirectory directory;
  std::set<std::uintmax_t> sizes;
  const fs::path log = directory.path() / "000004.log";
  const std::string written = write_pieces(*logs_over_zeros(), log, sizes);
  EXPECT_LT(sizes.size(), 9U);
  EXPECT_TRUE(bytes_of(log) == written);
}

TEST(ZeroedLog, OtherFilesAreNone) {
  const TestDirectory directory;
  std::set<std::uintmax_t> sizes;
  write_pieces(*logs_over_zeros(), directory.path() / "MANIFEST-000004", sizes);
  EXPECT_EQ(sizes.size(), std::size_t{kPieces});
}

/// A database whose process ended, as its files are before it is closed. Each write is a record of the log.
class CutLogTest : public testing::Test {
 protected:
  CutLogTest() {
    rocksdb::Options options = options_of();
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    OSLER_ASSERT(rocksdb::DB::Open(options, (directory_.path() / "open").string(), &opened).ok());
    database_.reset(opened);
  }

  static rocksdb::Options options_of() {
    rocksdb::Options options;
    options.env = logs_over_zeros();
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    return options;
  }

  std::uintmax_t put(const std::string& key, std::size_t bytes) {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    OSLER_ASSERT(database_->Put(synced, key, std::string(bytes, 'v')).ok());
    return bytes_of(log(directory_.path() / "open")).find_last_not_of('\0') + 1;
  }

  fs::path left_behind() {
    const fs::path copy = directory_.path() / "copy";
    fs::remove_all(copy);
    fs::copy(directory_.path() / "open", copy);
    return copy;
  }

  static fs::path log(const fs::path& database) {
    for (const auto& entry : fs::directory_iterator(database)) {
      if (entry.path().extension() == ".log") return entry.path();
    }
    return {};
  }

  static std::string keys(const fs::path& database) {
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options_of(), database.string(), &opened);
    if (!status.ok()) return status.ToString();
    const std::unique_ptr<rocksdb::DB> owned(opened);
    const std::unique_ptr<rocksdb::Iterator> all(owned->NewIterator({}));
    std::string found;
    for (all->SeekToFirst(); all->Valid(); all->Next()) found += all->key().ToString();
    return found;
  }

  TestDirectory directory_;
  std::unique_ptr<rocksdb::DB> database_;
};

TEST_F(CutLogTest, EndsWhereItsRecordsDo) {
  put("a", 100);
  put("b", 100'000);
  const std::uintmax_t end = put("c", 1'000);
  const fs::path left = left_behind();
  ASSERT_GT(fs::file_size(log(left)), end);
  ASSERT_TRUE(cut_logs_at_zeros(left).ok());
  EXPECT_EQ(fs::file_size(log(left)), end);
  ASSERT_TRUE(cut_logs_at_zeros(left).ok());
  EXPECT_EQ(fs::file_size(log(left)), end);
  EXPECT_EQ(keys(left), "abc");
}

/// A power cut in the middle of a sync: a later block is on disk, an earlier one is not. RocksDB alone would go on behind the gap.
TEST_F(CutLogTest, HasNothingBehindAGap) {
  constexpr std::size_t kBlock = std::size_t{32} << 10U;
  constexpr std::size_t kHeads = 7 + 12 + 1 + 1 + 3 + 1;  // Of the record, the batch and the put: so that "b" fills the first block.
  const std::uintmax_t begin = put("a", 1'000);
  const std::uintmax_t end = put("b", kBlock - begin - kHeads);
  ASSERT_EQ(end, kBlock);
  put("c", 1'000);
  const fs::path left = left_behind();
  std::fstream gap(log(left), std::ios::binary | std::ios::in | std::ios::out);
  gap.seekp(static_cast<std::streamoff>(begin));
  gap << std::string(end - begin, '\0');
  gap.close();
  const fs::path uncut = directory_.path() / "uncut";
  fs::copy(left, uncut);
  EXPECT_EQ(keys(uncut), "ac");
  ASSERT_TRUE(cut_logs_at_zeros(left).ok());
  EXPECT_EQ(fs::file_size(log(left)), begin);
  EXPECT_EQ(keys(left), "a");
}

TEST_F(CutLogTest, IsNoneInADirectoryToCome) { EXPECT_TRUE(cut_logs_at_zeros(directory_.path() / "none").ok()); }

}  // namespace
}  // namespace osler::store::rocks
