// The durability rule, tried by force: a process that writes is killed at a random moment, or at a named point inside a
// commit or an opening, and what it had confirmed must be there, whole, and found. OSLER_KILL_ROUNDS sets how often.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "base/clock.h"
#include "store/contract_fixture_test.h"
#include "store/rocks/index_settings_test.h"
#include "store/rocks/test_child.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

constexpr int kThreads = 6;
constexpr int kIds = 30;
constexpr int kLargeIds = 300;     ///< Of large sets, which take more than one turn to be settled.
constexpr int kLargeOneIn = 12;
constexpr int kBesideLargeOneIn = 40;
constexpr std::uint64_t kPurgeOneIn = 5;
const std::string kOfPurged = "gone ";  ///< Begins the confirmation of a purge.
constexpr const char* kDirectoryVariable = "OSLER_KILL_DIRECTORY";
constexpr const char* kPipeVariable = "OSLER_KILL_PIPE";
constexpr const char* kFirstVariable = "OSLER_KILL_FIRST";
constexpr const char* kSettingsVariable = "OSLER_KILL_SETTINGS";

/// A number of all_index_settings().
RocksOptions options_of(int settings) { return all_index_settings()[static_cast<std::size_t>(settings)].options; }

/// Everything about a set follows from its number: keys, texts, entries, rows. So a confirmation is a number and the
/// versions it got.
WriteSet set_number(std::uint64_t number) {
  std::mt19937_64 random(number);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  WriteSet writes(below(4) == 0 ? kTest : kLive);
  const bool is_large = number % kLargeOneIn == 0;
  const bool is_beside_large = below(kBesideLargeOneIn) == 0;
  const int records = is_large ? kLargeIds : 1 + below(4);
  const std::string name_of_set = std::to_string(number);
  const std::string family = is_large || is_beside_large ? "large" : "r";
  const int ids = is_large || is_beside_large ? kLargeIds : kIds;
  const int first = below(ids);
  for (int i = 0; i < records; ++i) {
    const std::string id = family + std::to_string((first + i) % ids);
    if (i > 0 && below(4) == 0) {
      writes.removes.push_back({{kPatient, id}, ExpectAny{}});
      continue;
    }
    const std::string padding(static_cast<std::size_t>(below(3) == 0 && !is_large ? below(20'000) : below(500)),
                              static_cast<char>('a' + below(26)));
    writes.puts.push_back(put(kPatient, id,
                              {code("set", name_of_set), code("part", name_of_set + "-" + id), date(below(50), 60)},
                              ExpectAny{}, name_of_set + " " + std::to_string(records) + padding));
  }
  writes.rows.push_back({"sets", name_of_set, std::to_string(records), 0});
  writes.audit = "set " + name_of_set;
  writes.origin = {"key_1", "fhir", name_of_set};
  return writes;
}

// --- the process that is killed

std::vector<std::int64_t> write(RocksStore& store, BlockingLoop& loop, std::uint64_t number) {
  const Result<Outcome> outcome = loop.run(store.commit(set_number(number), loop));
  OSLER_ASSERT(outcome.ok() && std::holds_alternative<Committed>(*outcome));
  std::vector<std::int64_t> versions;
  for (const VersionHeader& header : std::get<Committed>(*outcome).headers) versions.push_back(header.version.number);
  return versions;
}

/// Staged, and again as long as others change the same records meanwhile.
std::vector<std::int64_t> write_staged(RocksStore& store, BlockingLoop& loop, std::uint64_t number) {
  while (true) {
    WriteSet set = set_number(number);
    set.stage = store.stage(set.partition).value();
    std::vector<std::int64_t> versions;
    for (Put& put : std::exchange(set.puts, {})) versions.push_back(set.stage->put(std::move(put))->number);
    for (Remove& remove : std::exchange(set.removes, {})) versions.push_back(set.stage->remove(std::move(remove))->number);
    const Result<Outcome> outcome = loop.run(store.commit(std::move(set), loop));
    OSLER_ASSERT(outcome.ok());
    if (std::holds_alternative<Committed>(*outcome)) return versions;
  }
}

RecordKey key_to_purge(std::uint64_t number) { return {kPatient, "gone" + std::to_string(number)}; }

/// A record of its own is written, staged or not, and purged while others write.
void write_and_purge(RocksStore& store, BlockingLoop& loop, std::uint64_t number) {
  const RecordKey key = key_to_purge(number);
  Result<Outcome> outcome = Outcome(Stale{});
  while (std::holds_alternative<Stale>(*outcome)) {
    WriteSet writes(kLive);
    writes.origin.request_id = kOfPurged;
    const Put one = put(key.type, key.id, {code("gone", key.id)});
    if (number % 2 == 0) writes.stage = store.stage(kLive).value();
    if (writes.stage) OSLER_ASSERT(writes.stage->put(one).ok());
    else writes.puts.push_back(one);
    outcome = loop.run(store.commit(std::move(writes), loop));
    OSLER_ASSERT(outcome.ok() && !std::holds_alternative<Refused>(*outcome));
  }
  WriteSet purge(kLive);
  purge.purges.push_back({key});
  outcome = loop.run(store.commit(std::move(purge), loop));
  OSLER_ASSERT(outcome.ok() && std::holds_alternative<Committed>(*outcome));
}

void write_until_killed(RocksStore& store, int pipe, std::uint64_t number) {
  BlockingLoop loop;
  while (true) {
    if (number % kPurgeOneIn == 0) {
      write_and_purge(store, loop, number);
      const std::string line = kOfPurged + std::to_string(number) + "\n";
      if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(1);
    }
    const std::vector<std::int64_t> versions = number % 3 == 0 ? write_staged(store, loop, number) : write(store, loop, number);
    std::string line = std::to_string(number);
    for (const std::int64_t version : versions) line += " " + std::to_string(version);
    line += "\n";
    // Shorter than PIPE_BUF: written whole or not at all.
    if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(1);
    if (number % 7 == 0) OSLER_ASSERT(store.append_audit(kLive, "read " + line).ok());
    ++number;
  }
}

TEST(KillChild, DISABLED_WritesUntilKilled) {
  const char* directory = std::getenv(kDirectoryVariable);
  ASSERT_NE(directory, nullptr);
  const int pipe = std::atoi(std::getenv(kPipeVariable));
  const std::uint64_t first = std::strtoull(std::getenv(kFirstVariable), nullptr, 10);
  SystemClock clock;
  const TestExtractor extractor;
  RocksOptions options = options_of(std::atoi(std::getenv(kSettingsVariable)));
  options.buffer_bytes = 256 << 10;  // Small, so that flushes happen under fire.
  options.index_memory_bytes = std::min<std::size_t>(options.index_memory_bytes, 256 << 10);
  options.log_bytes_max = 1 << 20;
  Result<std::unique_ptr<RocksStore>> store = RocksStore::open(directory, options, clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE((*store)->open_index(extractor).ok());
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { write_until_killed(**store, pipe, first + i * 100'000); });
  }
  for (std::thread& thread : threads) thread.join();
}

// --- the one that kills and checks

/// Numbers and versions of the sets that were confirmed.
using Confirmed = std::map<std::uint64_t, std::vector<std::int64_t>>;

class KillTest : public testing::Test {
 protected:
  /// Runs the child until it dies: by itself at `fault`, or by our hand so many milliseconds after its first word.
  void run_child(const std::string& fault, int milliseconds) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const std::string pipe_number = std::to_string(ends[1]);
    const std::string first = std::to_string((rounds_++ + 1) * 10'000'000);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      setenv(kDirectoryVariable, directory_.path().c_str(), 1);
      setenv(kPipeVariable, pipe_number.c_str(), 1);
      setenv(kFirstVariable, first.c_str(), 1);
      setenv(kSettingsVariable, settings_.c_str(), 1);
      if (!fault.empty()) setenv("OSLER_FAULT_AT", fault.c_str(), 1);
      become_test("KillChild.*");
    }
    close(ends[1]);
    const std::string lines = read_until_dead(ends[0], child, milliseconds);
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status << " at " << fault;
    take_lines(lines);
  }

  static std::string read_until_dead(int pipe, pid_t child, int milliseconds) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kLongest = std::chrono::seconds(60);  // Until the first word; a child that hangs fails the test.
    std::string lines;
    Clock::time_point deadline = Clock::now() + kLongest;
    while (true) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      pollfd waiting{pipe, POLLIN, 0};
      if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) {
        kill(child, SIGKILL);
        deadline = Clock::now() + kLongest;
        continue;
      }
      char bytes[4096];
      const ssize_t count = read(pipe, bytes, sizeof bytes);
      if (count <= 0) return lines;
      if (lines.empty()) deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
      lines.append(bytes, static_cast<std::size_t>(count));
    }
  }

  void take_lines(const std::string& lines) {
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
      const bool is_purge = line.starts_with(kOfPurged);
      std::istringstream words(is_purge ? line.substr(kOfPurged.size()) : line);
      std::uint64_t number = 0;
      words >> number;
      if (is_purge) purged_.push_back(number);
      if (is_purge) continue;
      for (std::int64_t version = 0; words >> version;) confirmed_[number].push_back(version);
    }
  }

  void check() {
    const Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(directory_.path(), {}, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    RocksStore& store = **opened;
    ASSERT_TRUE(store.open_index(extractor_).ok());
    const Result<VerifyReport> report = store.verify(VerifyDepth::kDeep);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_THAT(report->findings, testing::IsEmpty());
    for (const auto& [number, versions] : confirmed_) check_confirmed(store, number, versions);
    check_whole_sets(store);
    for (const std::uint64_t number : purged_) check_purged(store, number);
  }

  static void check_purged(const RocksStore& store, std::uint64_t number) {
    const RecordKey key = key_to_purge(number);
    EXPECT_FALSE(store.current(kLive, key)->has_value()) << key.id;
    EXPECT_FALSE(store.version(kLive, key, Version{1})->has_value()) << key.id;
    const Query query{{kPatient}, has_code(key.id), {}, {}, Totals::kExact};
    EXPECT_EQ(store.search(kLive, authorize(query, SeesAll()))->total, 0U) << key.id;
  }

  void check_confirmed(const RocksStore& store, std::uint64_t number, const std::vector<std::int64_t>& versions) {
    const WriteSet set = set_number(number);
    ASSERT_EQ(versions.size(), set.puts.size() + set.removes.size());
    for (std::size_t i = 0; i < set.puts.size(); ++i) {
      const Put& put = set.puts[i];
      const std::optional<Record> there = *store.version(set.partition, put.key, Version{versions[i]});
      ASSERT_TRUE(there.has_value()) << "set " << number << " is lost";
      EXPECT_EQ(there->text, put.text) << "set " << number;
      EXPECT_EQ(there->header.origin, set.origin);
      const Version newest = (*store.header(set.partition, put.key))->version;
      ASSERT_GE(newest.number, versions[i]);
      if (newest.number != versions[i]) continue;
      const store::Test by_part = IsToken{"part", std::to_string(number) + "-" + put.key.id};
      const Query query{{kPatient}, {Where{kCode, {by_part}}}, {}, {}, Totals::kExact};
      EXPECT_EQ(store.search(set.partition, authorize(query, SeesAll()))->total, 1U)
          << "set " << number << " is not found";
    }
    for (std::size_t i = 0; i < set.removes.size(); ++i) {
      const Version version{versions[set.puts.size() + i]};
      if (version.number == 0) continue;
      const std::optional<Record> there = *store.version(set.partition, set.removes[i].key, version);
      EXPECT_TRUE(there && there->header.is_deleted()) << "set " << number;
    }
    EXPECT_TRUE(store.row(set.partition, "sets", std::to_string(number))->has_value()) << "set " << number;
  }

  /// Of every set in the feed, confirmed or not, all puts are there, and its row.
  static void check_whole_sets(const RocksStore& store) {
    std::map<std::string, std::size_t> puts;
    const std::vector<Change> changes = *store.changes(Position{}, 1'000'000);
    for (const Change& change : changes) {
      if (change.header.origin.request_id == kOfPurged) continue;
      if (!change.header.is_deleted()) puts[change.header.origin.request_id] += 1;
    }
    for (const auto& [name, count] : puts) {
      const WriteSet set = set_number(std::stoull(name));
      EXPECT_EQ(count, set.puts.size()) << "half of set " << name;
      EXPECT_TRUE(store.row(set.partition, "sets", name)->has_value()) << "set " << name;
    }
    std::size_t rows = store.rows(kLive, "sets", "", "", 1'000'000)->size();
    rows += store.rows(kTest, "sets", "", "", 1'000'000)->size();
    EXPECT_EQ(rows, puts.size());
  }

  SystemClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
  Confirmed confirmed_;
  std::vector<std::uint64_t> purged_;  ///< Confirmed too.
  std::uint64_t rounds_ = 0;
  std::string settings_ = "0";  ///< A number of all_index_settings(), for the child.
};

int rounds_wanted(int otherwise) {
  const char* text = std::getenv("OSLER_KILL_ROUNDS");
  return text == nullptr ? otherwise : std::atoi(text);
}

TEST_F(KillTest, KeepsWhatItConfirmedWheneverItIsKilled) {
  std::mt19937_64 random{std::random_device()()};
  const int rounds = rounds_wanted(10);
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    const int milliseconds = 5 + static_cast<int>(random() % 200);
    settings_ = std::to_string(round % 4);
    SCOPED_TRACE("round " + std::to_string(round) + ", settings " + settings_ + ", killed after " +
                 std::to_string(milliseconds) + " ms");
    run_child("", milliseconds);
    check();
  }
  std::cout << rounds << " rounds, " << confirmed_.size() << " confirmed sets checked in the last\n";
}

#ifdef OSLER_FAULTS

TEST_F(KillTest, KeepsWhatItConfirmedAtEveryNamedPoint) {
  int passes = 0;
  for (const std::string point :
       {"open.before_format", "open.after_format", "open.after_recovery", "commit.before_write", "commit.after_sync",
        "commit.before_publish", "commit.before_answer", "audit.before_write", "index.before_freeze",
        "index.before_file", "index.after_file", "index.after_write", "index.merge", "run.while_staging", "run.after_staging",
        "run.before_files", "run.before_taking", "run.after_taking", "run.before_commit", "run.before_publish",
        "run.before_settling", "run.after_settling", "purge.before_erasing", "purge.postings", "purge.before_compaction",
        "purge.before_end", "purge.after_end"}) {
    settings_ = point.starts_with("index.") ? "1" : "0";
    const bool at_open = point.starts_with("open.");
    const bool is_slow = point.starts_with("purge.");  // Everything is rewritten in between.
    for (const int pass : at_open ? std::vector{1} : is_slow ? std::vector{1, 2} : std::vector{1, 2, 17}) {
      SCOPED_TRACE(point + ":" + std::to_string(pass));
      run_child(point + ":" + std::to_string(pass), 30'000);
      // A store that was never made has nothing to check, and checking would make it.
      if (point != "open.before_format") check();
      if (HasFailure()) return;
      ++passes;
    }
    if (point == "open.after_format") run_child("", 50);
  }
  std::cout << passes << " deaths at named points, " << confirmed_.size() << " confirmed sets and " << purged_.size() << " purges checked\n";
}

/// It dies, and while what it left is put in order it dies again.
TEST_F(KillTest, KeepsWhatItConfirmedWhenItDiesAgainWhileItIsOpened) {
  const std::pair<const char*, const char*> deaths[] = {
      {"run.before_settling:3", "open.before_settled"}, {"run.after_settling:3", "open.after_settled"},
      {"run.before_publish:2", "open.before_settled"},  {"run.after_taking:2", "open.before_given_up"},
      {"run.before_commit:2", "open.before_given_up"},  {"run.after_taking:2", "open.after_given_up"}};
  for (const auto& [first, then] : deaths) {
    SCOPED_TRACE(std::string(first) + ", " + then);
    run_child(first, 30'000);
    run_child(then, 30'000);
    check();
    if (HasFailure()) return;
  }
}

#endif

}  // namespace
}  // namespace osler::store
