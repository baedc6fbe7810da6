// Opening a store again: after a clean end, with somebody else there, with damage. Never a crash, never a wrong record.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "store/contract_fixture_test.h"
#include "store/rocks/bytes.h"
#include "store/rocks/database.h"
#include "store/rocks/posting_block.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/terms.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

namespace fs = std::filesystem;

class RecoveryTest : public testing::Test {
 protected:
  Result<std::unique_ptr<RocksStore>> open(const fs::path& directory, const RocksOptions& options = {}) {
    Result<std::unique_ptr<RocksStore>> store = RocksStore::open(directory, options, clock_);
    EXPECT_TRUE(!store.ok() || (*store)->open_index(extractor_).ok());
    return store;
  }
  static Result<Outcome> write(RocksStore& store, Put one) {
    BlockingLoop loop;
    WriteSet writes(kLive);
    writes.puts.push_back(std::move(one));
    writes.audit = "entry";
    return loop.run(store.commit(std::move(writes), loop));
  }
  static std::string id_of(int n) { return "p" + std::to_string(n); }
  static std::string text_of_record(int n) {
    std::mt19937_64 random(static_cast<std::uint64_t>(n));
    std::string noise;
    for (int i = 0; i < 300; ++i) noise.push_back(static_cast<char>('a' + random() % 26));
    return text_of({code("s", id_of(n))}, noise);
  }
  /// So many records, each with a text that follows from its number.
  void fill(const fs::path& directory, int records, const RocksOptions& options = {}) {
    const auto store = open(directory, options);
    ASSERT_TRUE(store.ok()) << store.error().message;
    for (int n = 0; n < records; ++n) {
      ASSERT_TRUE(
          write(**store, {{kPatient, id_of(n)}, ExpectAbsent{}, text_of_record(n), 0, {code("s", id_of(n))}}).ok());
    }
  }
  /// Opens a damaged store. What it gives must be right; it may refuse, by name, what it cannot give. True: opened.
  bool opens_without_lies(const fs::path& directory, int records) {
    const auto store = open(directory);
    if (!store.ok()) {
      EXPECT_EQ(store.error().kind, ErrorKind::kInternal) << store.error().message;
      EXPECT_NE(store.error().message.find("damaged"), std::string::npos) << store.error().message;
      return false;
    }
    for (int n = 0; n < records; ++n) {
      const Result<std::optional<Record>> record = (*store)->current(kLive, {kPatient, id_of(n)});
      EXPECT_TRUE(!record.ok() || (record->has_value() && (*record)->text == text_of_record(n))) << n;
    }
    const Result<VerifyReport> report = (*store)->verify(VerifyDepth::kDeep);
    EXPECT_TRUE(report.ok() || report.error().kind == ErrorKind::kInternal);
    return true;
  }
  static fs::path newest_file(const fs::path& directory, const char* extension) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(directory / "records")) {
      if (entry.path().extension() == extension && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }

  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
};

TEST_F(RecoveryTest, FindsEverythingAgain) {
  {
    const auto store = open(directory_.path());
    ASSERT_TRUE(store.ok());
    for (int i = 0; i < 3; ++i)
      ASSERT_TRUE(write(**store, put(kPatient, "p1", {code("s", "v" + std::to_string(i))})).ok());
    ASSERT_TRUE((*store)->append_audit(kLive, "read").ok());
  }
  clock_.set_now(5);  // The clock went back while the store was closed.
  const auto store = open(directory_.path());
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*store)->newest(), Position{3});
  const std::int64_t before_ms = (*store)->header(kLive, {kPatient, "p1"})->value().time_ms;
  const Result<Outcome> outcome = write(**store, put(kPatient, "p1", {code("s", "v3")}, ExpectVersion{Version{3}}));
  const VersionHeader& header = std::get<Committed>(*outcome).headers.front();
  EXPECT_EQ(header.version, Version{4});
  EXPECT_EQ(header.position, Position{4});
  EXPECT_EQ(header.first, Position{1});
  EXPECT_GE(header.time_ms, before_ms);
  const Query query{{kPatient}, {All{}}, {}, {}, Totals::kExact};
  EXPECT_EQ((*store)->search(kLive, authorize(query, SeesAll()))->total, 1U);
  const Result<VerifyReport> report = (*store)->verify(VerifyDepth::kDeep);
  EXPECT_THAT(report->findings, testing::IsEmpty());
  EXPECT_EQ(report->audit_entries, 5U);
}

TEST_F(RecoveryTest, LetsNobodyElseIn) {
  const auto first = open(directory_.path());
  ASSERT_TRUE(first.ok());
  const auto second = open(directory_.path());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(second.error().message.find("another osler serves"), std::string::npos);
}

TEST_F(RecoveryTest, SaysWhyADirectoryCannotBeUsed) {
  const fs::path file = directory_.path() / "file";
  std::ofstream(file) << "x";
  const auto store = open(file / "store");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(store.error().message.find(file.string()), std::string::npos);
}

TEST_F(RecoveryTest, RefusesANewerFormat) {
  fill(directory_.path(), 1);
  {
    const auto database = rocks::Database::open(directory_.path() / "records", {}, 0);
    rocks::Batch batch(**database);
    std::string format;
    rocks::append_u32(format, 5);
    batch.put(rocks::Column::kMeta, "format", format);
    (*database)->write(batch);
  }
  const auto store = open(directory_.path());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().kind, ErrorKind::kUnavailable);
}

TEST_F(RecoveryTest, RefusesWhatItCannotQueueOrStore) {
  RocksOptions no_queue;
  no_queue.queue_sets_max = 0;
  no_queue.queue_audits_max = 0;
  {
    const auto store = open(directory_.path(), no_queue);
    EXPECT_EQ(write(**store, put(kPatient, "p1")).error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ((*store)->append_audit(kLive, "x").error().kind, ErrorKind::kUnavailable);
  }
  RocksOptions no_room;
  no_room.room_bytes_min = std::uint64_t{1} << 60U;
  const auto store = open(directory_.path(), no_room);
  ASSERT_TRUE(store.ok()) << "reading needs no room";
  EXPECT_EQ(write(**store, put(kPatient, "p1")).error().kind, ErrorKind::kStorageFull);
  EXPECT_FALSE((*store)->current(kLive, {kPatient, "p1"})->has_value());
}

TEST_F(RecoveryTest, EndsTheProcessWhenAWriteFails) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto write_too_much = [&] {
    const auto store = open(directory_.path());
    signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &small);
    std::string noise;
    for (std::uint64_t i = 0, state = 1; i < 3'000'000; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      noise.push_back(static_cast<char>(state >> 56U));
    }
    const Result<Outcome> outcome = write(**store, {{kPatient, "p1"}, ExpectAny{}, noise, 0, {}});
    std::_Exit(outcome.ok() ? 0 : 1);  // An answer, whatever it is, would be wrong.
  };
  EXPECT_EXIT(write_too_much(), testing::ExitedWithCode(74), "nothing unwritten is confirmed");
  const auto store = open(directory_.path());
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_FALSE((*store)->current(kLive, {kPatient, "p1"})->has_value());
}

TEST_F(RecoveryTest, NoticesThatTheLogLostWhatWasSynced) {
  constexpr int kRecords = 30;
  fill(directory_.path() / "whole", kRecords);
  const fs::path log = newest_file(directory_.path() / "whole", ".log");
  const auto size = static_cast<std::int64_t>(fs::file_size(log));
  ASSERT_GT(size, 8'000);
  const fs::path copy = directory_.path() / "copy";
  int cuts = 0;
  for (std::int64_t length = size - 1; length > size - 6'000; length -= 131, ++cuts) {
    fs::remove_all(copy);
    fs::copy(directory_.path() / "whole", copy, fs::copy_options::recursive);
    fs::resize_file(copy / "records" / log.filename(), static_cast<std::uintmax_t>(length));
    EXPECT_FALSE(opens_without_lies(copy, kRecords)) << "cut to " << length << " of " << size;
  }
  std::cout << cuts << " cut logs refused\n";
}

/// A short log stays: it is read again as quickly.
TEST_F(RecoveryTest, LeavesNoLongLogWhenClosed) {
  for (const int records : {10, 400}) {
    SCOPED_TRACE(records);
    const fs::path directory = directory_.path() / std::to_string(records);
    {
      const auto store = open(directory);
      ASSERT_TRUE(store.ok());
      std::mt19937_64 random(7);
      for (int n = 0; n < records; ++n) {
        std::string noise;
        while (noise.size() < 8'000) noise.push_back(static_cast<char>('a' + random() % 26));
        ASSERT_TRUE(write(**store, {{kPatient, id_of(n)}, ExpectAbsent{}, R"({"noise":")" + noise + R"("})", 0, {}}).ok());
      }
    }
    std::uintmax_t log_bytes = 0;
    for (const auto& entry : fs::directory_iterator(directory / "records")) {
      if (entry.path().extension() == ".log") log_bytes += entry.file_size();
    }
    EXPECT_EQ(log_bytes == 0, records == 400) << log_bytes;
    const auto store = open(directory);
    ASSERT_TRUE(store.ok());
    EXPECT_EQ((*store)->newest(), Position{static_cast<std::uint64_t>(records)});
    EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
  }
}

TEST_F(RecoveryTest, CutsOffATornEnd) {
  constexpr int kRecords = 30;
  fill(directory_.path() / "whole", kRecords);
  const fs::path log = newest_file(directory_.path() / "whole", ".log");
  const fs::path copy = directory_.path() / "copy";
  for (const char* what : {"half a record", "zeros", "noise"}) {
    SCOPED_TRACE(what);
    fs::remove_all(copy);
    fs::copy(directory_.path() / "whole", copy, fs::copy_options::recursive);
    // What a power cut can leave behind the last synced batch.
    std::ofstream tail(copy / "records" / log.filename(), std::ios::binary | std::ios::app);
    if (what[0] == 'h') tail << std::string("\x12\x34\x56\x78\xff\x00\x01", 7) << std::string(80, 'x');
    if (what[0] == 'z') tail << std::string(5'000, '\0');
    if (what[0] == 'n') tail << std::string("\x01\x02\x03\x04\x20\x00\x01", 7) << std::string(500, '\xa5');
    tail.close();
    ASSERT_TRUE(opens_without_lies(copy, kRecords));
    const auto store = open(copy);
    EXPECT_EQ((*store)->newest(), Position{kRecords});
    EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
  }
}

TEST_F(RecoveryTest, NeverLiesAboutFlippedBits) {
  constexpr int kRecords = 200;
  RocksOptions small;
  small.index_memory_bytes = small.buffer_bytes = 64 << 10;
  small.log_bytes_max = 64 << 10;
  fill(directory_.path() / "whole", kRecords, small);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory_.path() / "whole" / "records")) {
    const fs::path extension = entry.path().extension();
    if (extension == ".sst" || extension == ".log") files.push_back(entry.path().filename());
  }
  ASSERT_GT(files.size(), 3U);
  const std::uint64_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  const fs::path copy = directory_.path() / "copy";
  int opened = 0;
  constexpr int kFlips = 40;
  for (int flip = 0; flip < kFlips; ++flip) {
    fs::remove_all(copy);
    fs::copy(directory_.path() / "whole", copy, fs::copy_options::recursive);
    const fs::path file = copy / "records" / files[random() % files.size()];
    const auto size = fs::file_size(file);
    if (size == 0) continue;
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    const auto at = static_cast<std::streamoff>(random() % size);
    bytes.seekg(at);
    const char byte = static_cast<char>(bytes.get() ^ (1 << (random() % 8)));
    bytes.seekp(at);
    bytes.put(byte);
    bytes.close();
    SCOPED_TRACE(file.filename().string() + " at " + std::to_string(at));
    opened += opens_without_lies(copy, kRecords) ? 1 : 0;
  }
  std::cout << kFlips << " flipped bits, " << opened << " times opened with what was whole\n";
}

std::uint64_t matches(const RocksStore& store, Expr where_expr) {
  const Query query{{kPatient}, std::move(where_expr), {}, {}, Totals::kExact};
  return store.search(kLive, authorize(query, SeesAll()))->total.value();
}

/// What a program that knew format 1 left: a key of `index` for each entry, and no postings.
void take_back_to_format_1(const fs::path& directory, int records) {
  const auto database = rocks::Database::open(directory / "records", {}, 0);
  rocks::Batch batch(**database);
  batch.erase(rocks::Column::kPostings, {}, std::string(16, '\xff'));
  for (int n = 0; n < records; ++n) {
    rocks::TermList terms;
    rocks::append_terms({kLive, kPatient}, code("s", "p" + std::to_string(n)), terms);
    std::string key(terms[0]);
    rocks::append_u64(key, static_cast<std::uint64_t>(n) + 1);
    batch.put(rocks::Column::kIndex, key, {});
  }
  std::string format;
  rocks::append_u32(format, 1);
  batch.put(rocks::Column::kMeta, "format", format);
  (*database)->write(batch);
}

TEST_F(RecoveryTest, BringsAStoreOfFormat1ToPostings) {
  constexpr int kRecords = 50;
  fill(directory_.path(), kRecords);
  take_back_to_format_1(directory_.path(), kRecords);
  for (int opening = 0; opening < 2; ++opening) {
    const auto store = open(directory_.path());
    ASSERT_TRUE(store.ok()) << store.error().message;
    for (int n = 0; n < kRecords; ++n) EXPECT_EQ(matches(**store, has_code(id_of(n))), 1U);
    EXPECT_EQ(matches(**store, all({})), std::uint64_t{kRecords});
    EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
  }
}

TEST_F(RecoveryTest, GoesOnWithStoresOfFormats2And3) {
  for (const std::uint32_t number : {2U, 3U}) {
    SCOPED_TRACE(number);
    const fs::path directory = directory_.path() / std::to_string(number);
    fill(directory, 5);
    {
      const auto database = rocks::Database::open(directory / "records", {}, 0);
      rocks::Batch batch(**database);
      std::string format;
      rocks::append_u32(format, number);
      batch.put(rocks::Column::kMeta, "format", format);
      (*database)->write(batch);
    }
    {
      const auto store = open(directory);
      ASSERT_TRUE(store.ok()) << store.error().message;
      ASSERT_TRUE(write(**store, put(kPatient, "another")).ok());
      for (int i = 0; i < 10; ++i) ASSERT_TRUE((*store)->append_audit(kLive, "read").ok());
      WriteSet staged(kLive);
      staged.stage = (*store)->stage(kLive).value();
      ASSERT_TRUE(staged.stage->put(put(kPatient, "staged", {code("s", "staged")})).ok());
      BlockingLoop loop;
      ASSERT_TRUE(loop.run((*store)->commit(std::move(staged), loop)).ok());
      const Result<VerifyReport> report = (*store)->verify(VerifyDepth::kDeep);
      EXPECT_THAT(report->findings, testing::IsEmpty());
      EXPECT_EQ(report->audit_entries, 16U);
      EXPECT_EQ(matches(**store, has_code("staged")), 1U);
    }
    const auto database = rocks::Database::open(directory / "records", {}, 0);
    std::string format;
    ASSERT_TRUE((*database)->get(rocks::Column::kMeta, "format", format).value());
    EXPECT_EQ(rocks::ByteReader(format).u32(), 4U) << "older programs do not know what runs leave out";
  }
}

TEST_F(RecoveryTest, SaysWhichVersionsTheIndexHasWrongly) {
  fill(directory_.path(), 5);
  {
    const auto database = rocks::Database::open(directory_.path() / "records", {}, 0);
    rocks::TermList terms;
    rocks::append_terms({kLive, kPatient}, code("s", id_of(1)), terms);
    rocks::append_terms({kLive, kPatient}, code("s", "phantom"), terms);
    rocks::Batch batch(**database);
    std::string lost(terms[0]);
    rocks::append_u64(lost, 0);
    batch.erase(rocks::Column::kPostings, lost);
    std::string phantom(terms[1]);
    rocks::append_u64(phantom, 0);
    std::string block;
    rocks::append_block(block, rocks::Positions{4});
    batch.merge(rocks::Column::kPostings, phantom, block);
    (*database)->write(batch);
  }
  const auto store = open(directory_.path());
  ASSERT_TRUE(store.ok());
  EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings,
              testing::ElementsAre(testing::HasSubstr("position 2: the index"), testing::HasSubstr("position 4:")));
}

TEST_F(RecoveryTest, RefusesAnIndexThatIsAheadOfItsRecords) {
  fill(directory_.path(), 5);
  {
    const auto database = rocks::Database::open(directory_.path() / "records", {}, 0);
    rocks::Batch batch(**database);
    std::string watermark;
    rocks::append_u64(watermark, 6);
    batch.put(rocks::Column::kPostings, std::string(1, '\0'), watermark);
    (*database)->write(batch);
  }
  const auto store = open(directory_.path());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().kind, ErrorKind::kInternal);
  EXPECT_NE(store.error().message.find("damaged"), std::string::npos);
}

TEST_F(RecoveryTest, RefusesWritesWhileTheIndexCannotBeWritten) {
  RocksOptions small;
  small.index_memory_bytes = 1;
  const auto store = open(directory_.path(), small);
  ASSERT_TRUE(write(**store, put(kPatient, "p0", {code("s", "x")})).ok());
  const fs::path folder = directory_.path() / "records.new";
  const auto until = [](const std::function<bool()>& holds) {
    for (int i = 0; i < 3'000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return holds();
  };
  fs::rename(folder, directory_.path() / "gone");  // At once, with whatever is being written there.
  std::uint64_t written = 1;
  Result<Outcome> outcome = Outcome(Stale{});
  EXPECT_TRUE(until([&] {
    outcome = write(**store, put(kPatient, "p" + std::to_string(written), {code("s", "x")}));
    written += outcome.ok() ? 1 : 0;
    return !outcome.ok();
  }));
  EXPECT_EQ(outcome.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(matches(**store, has_code("x")), written) << "what was confirmed is found";
  fs::create_directories(folder);
  EXPECT_TRUE(until([&] { return write(**store, put(kPatient, "after", {code("s", "x")})).ok(); }));
  EXPECT_EQ(matches(**store, has_code("x")), written + 1);
  EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
}

TEST_F(RecoveryTest, CopiesItselfWhileItIsWritten) {
  const fs::path copy = directory_.path() / "copy";
  fs::create_directories(copy);
  {
    const auto store = open(directory_.path() / "whole");
    for (int n = 0; n < 10; ++n) {
      ASSERT_TRUE(
          write(**store, {{kPatient, id_of(n)}, ExpectAbsent{}, text_of_record(n), 0, {code("s", id_of(n))}}).ok());
    }
    ASSERT_TRUE((*store)->checkpoint(copy / "records").ok());
    ASSERT_FALSE((*store)->checkpoint(copy / "records").ok()) << "it is there already";
    ASSERT_TRUE(write(**store, put(kPatient, "later")).ok());
  }
  const auto store = open(copy);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ((*store)->newest(), Position{10});
  EXPECT_THAT((*store)->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
}

}  // namespace
}  // namespace osler::store
