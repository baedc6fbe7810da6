// What the embedded store costs: durable writes by 64 writers at once, point reads, searches. The floor beside it is
// what this disk takes for 4 KiB appended and synced. Figures count only from the release preset.
// OSLER_BENCH_RECORDS: so many are written beforehand. OSLER_BENCH_OWN_DATES=1: each with a date of its own. OSLER_BENCH_RECORD_CACHE: its bytes; 0 shows what lies beyond it.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/loop.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"
#include "store/test_texts.h"

namespace osler::store {
namespace {

constexpr std::size_t kWriters = 64;
constexpr std::size_t kTextBytes = 2'400;
constexpr TypeId kType{3};
constexpr Partition kPartition = Partition::of(1, Environment::kLive);

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

std::string id_of(std::uint64_t n) {
  std::string digits = std::to_string(n);
  return "0192f0c1a2b3c4d5" + std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
}

/// A number from the environment, or another.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Whether no two records have the same date, as with instants; else the dates of eight years.
bool has_own_dates() {
  static const bool kOwn = number_from("OSLER_BENCH_OWN_DATES", 0) != 0;
  return kOwn;
}

/// Sixteen entries, as an Observation has them.
std::vector<IndexEntry> entries_of(std::uint64_t n) {
  const auto parameter = [](int number) { return static_cast<ParameterId>(number); };
  const auto token = [&](int number, std::string system, std::string code) {
    return IndexEntry{parameter(number), {Token{std::move(system), std::move(code)}}};
  };
  const std::string loinc = "http://loinc.org";
  const std::int64_t own_ms = has_own_dates() ? static_cast<std::int64_t>(n / 3'000) * 1'000 : 0;
  const std::int64_t day_ms = 1'600'000'000'000 + static_cast<std::int64_t>(n % 3'000) * 86'400'000 + own_ms;
  const Interval day{"", Ordinal::of_ms(day_ms), Ordinal::of_ms(day_ms + 1000)};
  const Interval value{"mg/dL", Ordinal::of_ms(static_cast<std::int64_t>(n % 200)),
                       Ordinal::of_ms(static_cast<std::int64_t>(n % 200 + 1))};
  const std::string code = std::to_string(8000 + n % 97) + "-4";
  return {token(1, "http://hl7.org/fhir/observation-status", n % 10 == 0 ? "preliminary" : "final"),
          token(2, "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"),
          token(3, loinc, code),
          token(4, loinc, code),
          {parameter(5), {day}},
          {parameter(6), {Reference{TypeId{1}, id_of(n % 1000)}}},
          {parameter(7), {Reference{TypeId{1}, id_of(n % 1000)}}},
          {parameter(8), {Reference{TypeId{2}, id_of(n % 5000)}}},
          {parameter(9), {Reference{TypeId{4}, id_of(n % 50)}}},
          {parameter(10), {value}},
          token(11, "http://hospital.example.org", "O-" + std::to_string(n)),
          {parameter(12), {Token{loinc, code}, value}},
          {parameter(13), {Token{loinc, code}, day}},
          token(14, "", "N"),
          {parameter(15), {Text{"glucose mass volume", "Glucose [Mass/volume]"}}},
          {parameter(16), {Reference{kType, id_of(n / 10)}}}};
}

Put put_of(std::uint64_t n) {
  std::vector<IndexEntry> entries = entries_of(n);
  std::string note =
      R"({"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/)"
      R"(CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org",)"
      R"("code":"2339-0","display":"Glucose"}]},"note":")";
  std::uint64_t state = n * 0x9E3779B97F4A7C15ULL + 1;
  while (note.size() + 900 < kTextBytes) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    note += "value " + std::to_string(state >> 44U) + " measured; ";
  }
  std::string text = text_of(entries, note);
  return {{kType, id_of(n)}, ExpectAbsent{}, std::move(text), 0, std::move(entries)};
}

/// A store that many benchmarks share; filled once.
struct Filled {
  TestDirectory directory;
  SystemClock clock;
  TestExtractor extractor;
  std::unique_ptr<RocksStore> store;
  std::atomic<std::uint64_t> next{0};

  Filled() {
    RocksOptions options;
    options.record_cache_bytes = number_from("OSLER_BENCH_RECORD_CACHE", options.record_cache_bytes);
    store = std::move(RocksStore::open(directory.path(), options, clock).value());
    OSLER_ASSERT(store->open_index(extractor).ok());
    fill(number_from("OSLER_BENCH_RECORDS", 0));
  }
  void fill(std::uint64_t records);
};
Filled& filled() {
  static Filled shared;
  return shared;
}

/// One writer: commits until its share is done.
struct Writer {
  struct promise_type {
    Writer get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::abort(); }
  };
};
Writer write_many(Filled& ground, Loop& loop, std::vector<Put>& puts, std::size_t& next, std::size_t end, std::size_t& running) {
  while (next < end) {
    WriteSet writes(kPartition);
    writes.puts.push_back(std::move(puts[next++]));
    writes.origin = {"key_0192f0c1a2b3", "fhir", "req_0192f0c1a2b3c4d5"};
    writes.audit = std::string(120, 'a');
    const Result<Outcome> outcome = co_await ground.store->commit(std::move(writes), loop);
    OSLER_ASSERT(outcome.ok() && std::holds_alternative<Committed>(*outcome));
  }
  --running;
}

class PumpLoop final : public Loop {
 public:
  void post(std::coroutine_handle<> handle) override {
    const std::lock_guard lock(mutex_);
    ready_.push_back(handle);
    wake_.notify_one();
  }
  /// Until no writer runs any more, and nothing is left that the store posted for itself.
  void run_while(const std::size_t& running) {
    while (true) {
      std::vector<std::coroutine_handle<>> ready;
      {
        std::unique_lock lock(mutex_);
        if (running == 0 && ready_.empty()) return;
        wake_.wait(lock, [this] { return !ready_.empty(); });
        std::swap(ready, ready_);
      }
      for (const std::coroutine_handle<> handle : ready) handle.resume();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::coroutine_handle<>> ready_;
};

/// Durable puts of one record each, 64 in flight on one loop. cpu_us_per_put counts all threads, compaction included.
void commit_from_64_writers(benchmark::State& state) {
  Filled& ground = filled();
  double cpu = 0;
  std::uint64_t written = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Put> puts;
    for (int i = 0; i < 20'000; ++i) puts.push_back(put_of(ground.next++));
    state.ResumeTiming();
    const double before = cpu_us();
    PumpLoop loop;
    std::size_t next = 0;
    std::size_t running = kWriters;
    for (std::size_t i = 0; i < kWriters; ++i) write_many(ground, loop, puts, next, puts.size(), running);
    loop.run_while(running);
    cpu += cpu_us() - before;
    written += puts.size();
  }
  state.counters["cpu_us_per_put"] = cpu / static_cast<double>(written);
  state.counters["puts_per_s"] = benchmark::Counter(static_cast<double>(written), benchmark::Counter::kIsRate);
}
BENCHMARK(commit_from_64_writers)->Iterations(10)->Unit(benchmark::kMillisecond)->UseRealTime();

void Filled::fill(std::uint64_t records) {
  BlockingLoop loop;
  while (next < records) {
    WriteSet writes(kPartition);
    for (int i = 0; i < 500; ++i) writes.puts.push_back(put_of(next++));
    OSLER_ASSERT(loop.run(store->commit(std::move(writes), loop)).ok());
  }
}

/// One client that waits for each of its commits; run_bench.py sets it beside the disk's synced writes of the same moment.
void commit_alone(benchmark::State& state) {
  Filled& ground = filled();
  PumpLoop loop;
  std::vector<Put> puts;
  for (benchmark::IterationCount i = 0; i < state.max_iterations; ++i) puts.push_back(put_of(ground.next++));
  std::size_t next = 0;
  std::size_t running = 1;
  for (auto _ : state) {
    write_many(ground, loop, puts, next, next + 1, running = 1);
    loop.run_while(running);
  }
}
BENCHMARK(commit_alone)->Iterations(3'000)->Unit(benchmark::kMicrosecond)->UseRealTime();

void append_4k_and_fdatasync(benchmark::State& state) {
  const std::string path = (filled().directory.path() / "floor").string();
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  const std::string bytes(4'096, 'x');
  for (auto _ : state) {
    OSLER_ASSERT(write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    OSLER_ASSERT(fdatasync(file) == 0);
  }
  close(file);
}
BENCHMARK(append_4k_and_fdatasync)->Iterations(3'000)->Unit(benchmark::kMicrosecond)->UseRealTime();

void read_current(benchmark::State& state) {
  Filled& ground = filled();
  std::uint64_t n = 1;
  for (auto _ : state) {
    n = (n * 7919 + 13) % ground.next;
    benchmark::DoNotOptimize(ground.store->current(kPartition, {kType, id_of(n)}));
  }
}
BENCHMARK(read_current)->Unit(benchmark::kMicrosecond);

void read_header(benchmark::State& state) {
  Filled& ground = filled();
  std::uint64_t n = 1;
  for (auto _ : state) {
    n = (n * 7919 + 13) % ground.next;
    benchmark::DoNotOptimize(ground.store->header(kPartition, {kType, id_of(n)}));
  }
}
BENCHMARK(read_header)->Unit(benchmark::kMicrosecond);

Expr has(int parameter, Test test) { return {Where{static_cast<ParameterId>(parameter), {std::move(test)}}}; }

void run_search(benchmark::State& state, const Query& query) {
  Filled& ground = filled();
  const AuthorizedQuery authorized = authorize(query, SeesAll());
  // The first one may have the store make a column beside it.
  OSLER_ASSERT(ground.store->search(kPartition, authorized).ok());
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::uint64_t total = 0;
  for (auto _ : state) {
    const Result<SearchResult> result = ground.store->search(kPartition, authorized);
    OSLER_ASSERT(result.ok());
    total = result->total.value_or(0);
  }
  state.counters["total"] = static_cast<double>(total);
  state.counters["records"] = static_cast<double>(ground.next);
}

void search_whole_type(benchmark::State& state) {
  run_search(state, {{kType}, {All{}}, {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_whole_type)->Unit(benchmark::kMicrosecond);

void search_unique_identifier(benchmark::State& state) {
  run_search(state,
             {{kType}, has(11, IsToken{"http://hospital.example.org", "O-777"}), {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_unique_identifier)->Unit(benchmark::kMicrosecond);

void search_patient_and_status(benchmark::State& state) {
  const Expr where{All{{has(6, IsReference{TypeId{1}, id_of(77)}), has(1, IsToken{{}, "final"})}}};
  run_search(state, {{kType}, where, {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_patient_and_status)->Unit(benchmark::kMicrosecond);

/// One in 97 of all: the page is small, the matches are many.
void search_code(benchmark::State& state) {
  run_search(state, {{kType}, has(3, IsToken{"http://loinc.org", "8042-4"}), {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_code)->Unit(benchmark::kMicrosecond);

void search_patient_and_code(benchmark::State& state) {
  const Expr where{All{{has(6, IsReference{TypeId{1}, id_of(77)}), has(3, IsToken{"http://loinc.org", "8042-4"})}}};
  run_search(state, {{kType}, where, {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_patient_and_code)->Unit(benchmark::kMicrosecond);

void search_five_codes(benchmark::State& state) {
  std::vector<Expr> codes;
  for (int i = 0; i < 5; ++i) codes.push_back(has(3, IsToken{"http://loinc.org", std::to_string(8040 + i) + "-4"}));
  run_search(state, {{kType}, {Any{std::move(codes)}}, {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_five_codes)->Unit(benchmark::kMicrosecond);

Expr in_a_year() {
  const std::int64_t begin_ms = 1'600'000'000'000;
  const std::int64_t year_ms = 365LL * 86'400'000;
  return has(5, InBox{"", Ordinal::of_ms(begin_ms), Ordinal::of_ms(begin_ms + year_ms), {}, {}});
}

/// Nothing but the total: a code within a year.
void count_code_in_a_year(benchmark::State& state) {
  const Expr where{All{{has(3, IsToken{"http://loinc.org", "8042-4"}), in_a_year()}}};
  run_search(state, {{kType}, where, {}, {0, "", 0}, Totals::kExact});
}
BENCHMARK(count_code_in_a_year)->Unit(benchmark::kMicrosecond);

void count_final_in_a_year(benchmark::State& state) {
  const Expr where{All{{has(1, IsToken{{}, "final"}), in_a_year()}}};
  run_search(state, {{kType}, where, {}, {0, "", 0}, Totals::kExact});
}
BENCHMARK(count_final_in_a_year)->Unit(benchmark::kMicrosecond);

/// A range that seven of eight meet, and one that is nearly all.
void count_since(benchmark::State& state) {
  const std::int64_t begin_ms = 1'600'000'000'000 + (state.range(0) == 0 ? 0 : 365LL * 86'400'000);
  run_search(state, {{kType}, has(5, InBox{"", {}, {}, Ordinal::of_ms(begin_ms + 1), {}}), {}, {0, "", 0}, Totals::kExact});
}
BENCHMARK(count_since)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

/// Records that something refers to; the benchmark's records refer to themselves by parameter 16, ten to one.
void count_referred_to_by_a_code(benchmark::State& state) {
  PointedAt pointed{kType, ParameterId{16}, {}};
  pointed.where.push_back(has(3, IsToken{"http://loinc.org", "8042-4"}));
  run_search(state, {{kType}, {std::move(pointed)}, {}, {0, "", 0}, Totals::kExact});
}
BENCHMARK(count_referred_to_by_a_code)->Unit(benchmark::kMicrosecond);

void count_that_refer_to_a_code(benchmark::State& state) {
  Points points{ParameterId{16}, kType, {}};
  points.where.push_back(has(3, IsToken{"http://loinc.org", "8042-4"}));
  run_search(state, {{kType}, {std::move(points)}, {}, {0, "", 0}, Totals::kExact});
}
BENCHMARK(count_that_refer_to_a_code)->Unit(benchmark::kMicrosecond);

void search_not_final(benchmark::State& state) {
  Not negated;
  negated.part.push_back(has(1, IsToken{{}, "final"}));
  run_search(state, {{kType}, {std::move(negated)}, {}, {25, "", 0}, Totals::kExact});
}
BENCHMARK(search_not_final)->Unit(benchmark::kMicrosecond);

void search_patient_by_date(benchmark::State& state) {
  run_search(state, {{kType},
                     has(6, IsReference{TypeId{1}, id_of(77)}),
                     {{SortBy::kParameter, ParameterId{5}, true}},
                     {25, "", 0},
                     Totals::kExact});
}
BENCHMARK(search_patient_by_date)->Unit(benchmark::kMicrosecond);

void search_code_and_value(benchmark::State& state) {
  const InBox high{"mg/dL", Ordinal::of_ms(180), {}, {}, {}};
  run_search(state, {{kType},
                     {Where{ParameterId{12}, {IsToken{"http://loinc.org", "8042-4"}, high}}},
                     {},
                     {25, "", 0},
                     Totals::kExact});
}
BENCHMARK(search_code_and_value)->Unit(benchmark::kMicrosecond);

void search_status_by_date(benchmark::State& state) {
  run_search(state, {{kType},
                     has(1, IsToken{{}, "final"}),
                     {{SortBy::kParameter, ParameterId{5}, true}},
                     {25, "", 0},
                     Totals::kExact});
}
BENCHMARK(search_status_by_date)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace osler::store
