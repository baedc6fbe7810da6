// Indexing again, killed at its named points: what a step reported is found after the store is opened again, and going on from
// there makes the index whole.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "base/clock.h"
#include "store/late_parameter_test.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_child.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

#ifdef OSLER_FAULTS

constexpr int kRecords = 200;
constexpr const char* kDirectoryVariable = "OSLER_INDEX_AGAIN_DIRECTORY";
constexpr const char* kPipeVariable = "OSLER_INDEX_AGAIN_PIPE";

RocksOptions small_options() {
  RocksOptions options;
  options.index_memory_bytes = 20 << 10U;  // The watermark rises meanwhile.
  return options;
}

void commit(RocksStore& store, Put one) {
  BlockingLoop loop;
  WriteSet writes(kLive);
  writes.puts.push_back(std::move(one));
  OSLER_ASSERT(loop.run(store.commit(std::move(writes), loop)).ok());
}

TEST(IndexAgainChild, DISABLED_WorksUntilKilled) {
  SystemClock clock;
  const TestExtractor extractor;
  const auto store = RocksStore::open(std::getenv(kDirectoryVariable), small_options(), clock);
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE((*store)->open_index(extractor).ok());
  for (int i = 0; i < kRecords; ++i) {
    const std::string name = std::to_string(i);
    commit(**store, put_before(kPatient, "p" + name, "urn:" + name, {code("s", name), code("s", std::string(400, 'x') + name)}));
  }
  const int pipe = std::atoi(std::getenv(kPipeVariable));
  IndexedRange range{kLive, kPatient, {}, (*store)->newest()};
  for (int n = 0; n < kRecords; ++n) {
    const Result<IndexedAgain> step = (*store)->index_again(range, UrlExtractor(), 10);
    ASSERT_TRUE(step.ok());
    const std::string line = std::to_string(step->last.number) + "\n";
    if (write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(1);
    range.after = step->is_done ? Position{} : step->last;
    const std::string name = std::to_string(n);
    commit(**store, put(kPatient, "later" + name, {url("urn:later" + name)}));
  }
}

class IndexAgainKill : public testing::Test {
 protected:
  /// What the child reported before it died at `fault`.
  std::uint64_t run_child(const std::string& fault) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const std::string pipe_number = std::to_string(ends[1]);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      setenv(kDirectoryVariable, directory_.path().c_str(), 1);
      setenv(kPipeVariable, pipe_number.c_str(), 1);
      setenv("OSLER_FAULT_AT", fault.c_str(), 1);
      become_test("IndexAgainChild.*");
    }
    close(ends[1]);
    std::string lines;
    char bytes[4096];
    for (ssize_t count = 0; (count = read(ends[0], bytes, sizeof bytes)) > 0;) lines.append(bytes, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status << " at " << fault;
    std::istringstream in(lines);
    std::uint64_t greatest = 0;
    for (std::uint64_t last = 0; in >> last;) greatest = std::max(greatest, last);
    return greatest;
  }

  std::uint64_t with_url(const RocksStore& store) {
    const Query query{{kPatient}, {Where{kUrl, {IsUri{UriMatch::kBelow, "urn:"}}}}, {}, {}, Totals::kExact};
    return *store.search(kLive, authorize(query, SeesAll()))->total;
  }

  TestDirectory directory_;
};

TEST_F(IndexAgainKill, KeepsWhatItReported) {
  int deaths = 0;
  for (const std::string point : {"index_again.before_file", "index.after_file", "index_again.after_write", "index.after_write"}) {
    for (const int pass : {1, 4, 7}) {
      SCOPED_TRACE(point + ":" + std::to_string(pass));
      std::filesystem::remove_all(directory_.path());
      const std::uint64_t reported = run_child(point + ":" + std::to_string(pass));
      SystemClock clock;
      TestExtractor extractor;
      extractor.incomplete = kUrl;
      const auto opened = RocksStore::open(directory_.path(), small_options(), clock);
      ASSERT_TRUE(opened.ok()) << opened.error().message;
      RocksStore& store = **opened;
      ASSERT_TRUE(store.open_index(extractor).ok());
      EXPECT_GE(with_url(store), reported);
      EXPECT_THAT(store.verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
      const Result<IndexedAgain> rest = store.index_again({kLive, kPatient, Position{reported}, store.newest()}, UrlExtractor(), 10'000);
      ASSERT_TRUE(rest.ok() && rest->is_done);
      extractor.incomplete = ParameterId::kNone;
      EXPECT_THAT(store.verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
      EXPECT_EQ(with_url(store), store.newest().number) << "every version is the only one of its record";
      deaths += 1;
    }
  }
  std::cout << deaths << " deaths at named points\n";
}

#endif

}  // namespace
}  // namespace osler::store
