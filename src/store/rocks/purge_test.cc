// What was purged is on the disk no more, whenever the store is killed meanwhile.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "store/purge_words_test.h"
#include "store/rocks/compression.h"
#include "store/rocks/database.h"
#include "store/rocks/frame.h"
#include "store/rocks/keys.h"
#include "store/rocks/load.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_child.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

namespace fs = std::filesystem;

/// Stands in id, values and text of what is purged, in pieces that the others have nothing of.
constexpr std::string_view kMarker = "qzjxv-0815";
constexpr const char* kDirectoryVariable = "OSLER_PURGE_DIRECTORY";

RocksOptions small_options() {
  RocksOptions options;
  options.index_memory_bytes = 20 << 10U;  // Part of the index is on disk, part is not.
  return options;
}

void commit(Store& store, WriteSet writes) {
  BlockingLoop loop;
  const Result<Outcome> outcome = loop.run(store.commit(std::move(writes), loop));
  OSLER_ASSERT(outcome.ok() && std::holds_alternative<Committed>(*outcome));
}

void write(Store& store, Put one) {
  WriteSet writes(kLive);
  writes.puts.push_back(std::move(one));
  commit(store, std::move(writes));
}

std::string name_of(int n) { return std::string(kMarker) + "-" + std::to_string(n); }

std::vector<RecordKey> purged_keys() {
  return {{kPatient, name_of(0)}, {kPatient, name_of(1)}, {kEncounter, name_of(2)}};
}

/// Others before, between and behind; versions, a deletion, and values of every kind.
void fill(Store& store) {
  for (int n = 0; n < 120; ++n) {
    write(store, put(kPatient, "other" + std::to_string(n), {code("s", std::to_string(n)), name("word" + std::to_string(n % 7)), date(n, n + 1)},
                     ExpectAny{}, std::string(300, 'x')));
    if (n % 20 != 10) continue;
    const std::string marker(kMarker);
    for (const int k : {0, 1}) {
      write(store, put(kPatient, name_of(k), {code(marker, marker), name(marker, marker), url("urn:" + marker), date(n, n + 2)}, ExpectAny{}, marker));
    }
    write(store, put(kEncounter, name_of(2), {subject(name_of(0)), weight("kg", n, n + 1)}, ExpectAny{}, marker));
  }
  WriteSet deletion(kLive);
  deletion.removes = {{{kPatient, name_of(1)}, ExpectLive{}}};
  commit(store, std::move(deletion));
  for (int n = 0; n < 40; ++n) write(store, put(kPatient, "later" + std::to_string(n), {code("s", std::to_string(n))}));
}

/// Versions 2 and 1 of two that are purged, among others, in one staged set.
Result<Outcome> commit_staged(Store& store, std::vector<Guard> guards = {}) {
  const std::string marker(kMarker);
  BlockingLoop loop;
  WriteSet writes(kLive);
  writes.guards = std::move(guards);
  writes.stage = store.stage(kLive).value();
  for (int n = 0; n < 40; ++n) {
    const bool is_purged = n == 13 || n == 14;
    const std::string id = is_purged ? name_of(n) : "staged" + std::to_string(n);
    OSLER_ASSERT(writes.stage->put(put(kPatient, id, {code("s", is_purged ? marker : "x"), name(is_purged ? marker : "y", "z")}, ExpectAny{}, is_purged ? marker : "")).ok());
  }
  return loop.run(store.commit(std::move(writes), loop));
}

std::vector<RecordKey> staged_keys() { return {{kPatient, name_of(13)}, {kPatient, name_of(14)}}; }

/// Where the marker stands: in a family of keys and values, unpacked, or in the bytes of a file.
std::vector<std::string> traces(const fs::path& directory) {
  std::vector<std::string> found;
  {
    auto database = rocks::Database::open(directory / "records", {}, 0).value();
    rocks::Compressor compressor;
    OSLER_ASSERT(rocks::load_meta(*database, compressor).ok());
    for (std::size_t column = 0; column < rocks::kColumns; ++column) {
      rocks::Scan scan = database->scan(static_cast<rocks::Column>(column), {}, std::string(600, '\xff'));
      for (; scan.valid(); scan.next()) {
        std::string value(scan.value());
        if (static_cast<rocks::Column>(column) == rocks::Column::kVersion) {
          const auto frame = rocks::read_frame(value, Position{rocks::position_of_key(scan.key())}, rocks::FrameCheck::kContent);
          OSLER_ASSERT(frame.ok());
          if (!frame->head.header.is_deleted()) value += *compressor.text_of(*frame);
        }
        const bool has = scan.key().find(kMarker) != std::string_view::npos || value.find(kMarker) != std::string::npos;
        if (has) found.push_back("family " + std::to_string(column));
      }
      OSLER_ASSERT(scan.status().ok());
    }
  }
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.find(kMarker) != std::string::npos) found.push_back(entry.path().filename().string());
  }
  return found;
}

class PurgeTest : public testing::Test {
 protected:
  std::unique_ptr<RocksStore> open(bool with_index = true) {
    auto store = RocksStore::open(directory_.path(), small_options(), clock_);
    OSLER_ASSERT(store.ok());
    if (with_index) OSLER_ASSERT((*store)->open_index(extractor_).ok());
    return *std::move(store);
  }
  void expect_verified(const Store& store) { EXPECT_THAT(store.verify(VerifyDepth::kDeep)->findings, testing::IsEmpty()); }

  SystemClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
};

TEST_F(PurgeTest, LeavesNothingOnTheDisk) {
  std::uint64_t versions = 0;
  {
    const auto store = open();
    fill(*store);
    versions = store->newest().number;
  }
  EXPECT_THAT(traces(directory_.path()), testing::Not(testing::IsEmpty())) << "the test must see what there is";
  {
    const auto store = open();
    for (const RecordKey& key : purged_keys()) EXPECT_TRUE(is_anywhere(*store, kLive, key));
    commit(*store, purge_of(purged_keys()));
    for (const RecordKey& key : purged_keys()) EXPECT_FALSE(is_anywhere(*store, kLive, key));
    ASSERT_TRUE(erase_remains(*store).ok());
    expect_verified(*store);
  }
  EXPECT_EQ(open()->newest().number, versions);  // A start writes the list of files anew, which names first and last keys.
  EXPECT_THAT(traces(directory_.path()), testing::IsEmpty());
  const auto store = open();
  expect_verified(*store);
  EXPECT_EQ(store->verify(VerifyDepth::kDeep)->versions, versions);
  for (const RecordKey& key : purged_keys()) EXPECT_FALSE(is_anywhere(*store, kLive, key));
  write(*store, put(kPatient, name_of(0)));
  EXPECT_EQ((*store->header(kLive, {kPatient, name_of(0)}))->version, Version{1});
}

TEST_F(PurgeTest, LeavesNothingOfTheNewestVersions) {
  {
    const auto store = open();
    write(*store, put(kPatient, "other"));
    write(*store, put(kPatient, name_of(0), {code("s", std::string(kMarker))}));
    commit(*store, purge_of({{kPatient, name_of(0)}}));
    ASSERT_TRUE(erase_remains(*store).ok());
  }
  {
    const auto store = open();
    EXPECT_EQ(store->newest().number, 2U) << "a position is never given twice";
    expect_verified(*store);
  }
  fs::remove(directory_.path() / "timeline");
  const auto store = open();
  EXPECT_EQ(store->newest().number, 2U);
  write(*store, put(kPatient, "next"));
  EXPECT_EQ(store->newest().number, 3U);
  expect_verified(*store);
}

TEST_F(PurgeTest, LeavesNothingOfWhatWasStaged) {
  {
    const auto store = open();
    write(*store, put(kPatient, name_of(13), {code("s", std::string(kMarker))}));
    ASSERT_TRUE(std::holds_alternative<Committed>(*commit_staged(*store)));
    commit(*store, purge_of(staged_keys()));
    for (const RecordKey& key : staged_keys()) EXPECT_FALSE(is_anywhere(*store, kLive, key));
    ASSERT_TRUE(erase_remains(*store).ok());
    expect_verified(*store);
  }
  open();
  EXPECT_THAT(traces(directory_.path()), testing::IsEmpty());
  fs::remove(directory_.path() / "timeline");
  const auto store = open();
  expect_verified(*store);
  EXPECT_EQ(store->verify(VerifyDepth::kDeep)->resources, 38U);
}

/// A staged set that is refused has been written to files: with the next purge they lose it, or after the next start.
TEST_F(PurgeTest, LeavesNothingOfStagedSetsThatWereRefused) {
  for (const bool purges : {true, false}) {
    SCOPED_TRACE(purges);
    fs::remove_all(directory_.path());
    {
      const auto store = open();
      write(*store, put(kEncounter, "other"));
      ASSERT_TRUE(std::holds_alternative<Refused>(*commit_staged(*store, {MustExist{{kPatient, "missing"}}})));
      for (const RecordKey& key : staged_keys()) EXPECT_FALSE(is_anywhere(*store, kLive, key));
      expect_verified(*store);
      if (purges) commit(*store, purge_of({{kEncounter, "other"}}));
      ASSERT_TRUE(!purges || erase_remains(*store).ok());
    }
    EXPECT_TRUE(purges || !traces(directory_.path()).empty()) << "the test must see what there is";
    {
      const auto store = open();
      ASSERT_TRUE(erase_remains(*store).ok());
      expect_verified(*store);
    }
    open();
    EXPECT_THAT(traces(directory_.path()), testing::IsEmpty());
  }
}

TEST_F(PurgeTest, SeesWhatTheIndexKeptOfIt) {
  {
    const auto store = open();
    fill(*store);
    commit(*store, purge_of(purged_keys()));
    ASSERT_TRUE(erase_remains(*store).ok());
  }
  {
    auto database = rocks::Database::open(directory_.path() / "records", {}, 0).value();
    rocks::TermList terms;
    append_terms({kLive, kPatient}, code("s", "left"), terms);
    rocks::Batch batch(*database);
    std::string key(terms[0]);
    key += rocks::version_key(Position{0});
    batch.merge(rocks::Column::kPostings, key, std::string("\x01\x0c\x00", 3));  // Position 12: the first that is purged.
    database->write(batch);
  }
  const auto store = open();
  EXPECT_THAT(store->verify(VerifyDepth::kDeep)->findings, testing::ElementsAre("position 12: was purged, but the index has entries of it"));
}

#ifdef OSLER_FAULTS

class PurgeKill : public PurgeTest {
 protected:
  void run_child(const std::string& fault, const char* test = "PurgingChild.*") {
    const pid_t child = fork();
    if (child == 0) {
      setenv(kDirectoryVariable, directory_.path().c_str(), 1);
      setenv("OSLER_FAULT_AT", fault.c_str(), 1);
      become_test(test);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status << " at " << fault;
  }
};

TEST(PurgingChild, DISABLED_WorksUntilKilled) {
  SystemClock clock;
  const TestExtractor extractor;
  const auto store = RocksStore::open(std::getenv(kDirectoryVariable), small_options(), clock);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE((*store)->open_index(extractor).ok());
  commit(**store, purge_of(purged_keys()));
  static_cast<void>(erase_remains(**store));
}

TEST_F(PurgeKill, IsWholeOrNotAtAllAndGoesOn) {
  TestDirectory filled;
  {
    const auto store = RocksStore::open(filled.path() / "store", small_options(), clock_).value();
    ASSERT_TRUE(store->open_index(extractor_).ok());
    fill(*store);
  }
  for (const std::string point : {"commit.before_write", "commit.after_sync", "commit.before_publish", "purge.before_erasing", "purge.postings",
                                  "purge.before_compaction", "purge.before_end", "purge.after_end"}) {
    SCOPED_TRACE(point);
    fs::remove_all(directory_.path());
    fs::copy(filled.path() / "store", directory_.path(), fs::copy_options::recursive);
    run_child(point + ":1");
    {
      const auto store = open();
      const bool is_purged = point != "commit.before_write";
      for (const RecordKey& key : purged_keys()) EXPECT_EQ(is_anywhere(*store, kLive, key), !is_purged);
      EXPECT_EQ(store->search(kLive, authorize({{kPatient}, {All{}}, {}, {}, Totals::kExact}, SeesAll()))->total, is_purged ? 160U : 161U);
      if (!is_purged) commit(*store, purge_of(purged_keys()));
      ASSERT_TRUE(erase_remains(*store).ok());
      expect_verified(*store);
    }
    open();
    EXPECT_THAT(traces(directory_.path()), testing::IsEmpty());
  }
}

TEST(PurgingStagedChild, DISABLED_WorksUntilKilled) {
  SystemClock clock;
  const TestExtractor extractor;
  RocksOptions options = small_options();
  options.settled_at_once_max = 1;
  options.settle_pause_ms = 3'600'000;  // Only who needs it has it settled.
  const auto store = RocksStore::open(std::getenv(kDirectoryVariable), options, clock);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE((*store)->open_index(extractor).ok());
  write(**store, put(kPatient, name_of(13), {code("s", std::string(kMarker))}));
  ASSERT_TRUE(std::holds_alternative<Committed>(*commit_staged(**store)));
  commit(**store, purge_of(staged_keys()));
  static_cast<void>(erase_remains(**store));
}

/// Killed while the set is staged and settled, and while part of it is purged: the set is whole or not there, and of
/// the purged ones either everything is there or nothing.
TEST_F(PurgeKill, KeepsStagedSetsWholeButForWhatIsPurged) {
  struct Death {
    std::string at;
    bool is_committed;
    bool is_purged;
  };
  const Death deaths[] = {{"run.before_commit:1", false, false},    {"run.before_settling:1", true, false},
                          {"run.after_settling:20", true, false},   {"run.after_settling:40", true, false},
                          {"commit.before_write:3", true, false},   {"commit.after_sync:3", true, true},
                          {"commit.before_publish:3", true, true},  {"purge.before_erasing:1", true, true},
                          {"purge.before_compaction:1", true, true}, {"purge.before_end:1", true, true}};
  for (const Death& death : deaths) {
    SCOPED_TRACE(death.at);
    fs::remove_all(directory_.path());
    run_child(death.at, "PurgingStagedChild.*");
    {
      const auto store = open();
      for (const RecordKey& key : staged_keys()) {
        const std::optional<VersionHeader> header = *store->header(kLive, key);
        const bool is_first = key == staged_keys().front();  // It was there before.
        EXPECT_EQ(header.has_value(), !death.is_purged && (death.is_committed || is_first)) << key.id;
        EXPECT_TRUE(!header || header->version == Version{death.is_committed && is_first ? 2 : 1});
      }
      const std::uint64_t others = death.is_committed ? 38 : 0;
      EXPECT_EQ(store->search(kLive, authorize({{kPatient}, has_code("x"), {}, {}, Totals::kExact}, SeesAll()))->total, others);
      expect_verified(*store);
      for (const RecordKey& key : staged_keys()) {
        if (store->header(kLive, key)->has_value()) commit(*store, purge_of({key}));
      }
      ASSERT_TRUE(erase_remains(*store).ok());
      expect_verified(*store);
    }
    open();
    EXPECT_THAT(traces(directory_.path()), testing::IsEmpty());
  }
}

#endif

}  // namespace
}  // namespace osler::store
