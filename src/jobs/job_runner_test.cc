#include "jobs/job_runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/memory/memory_store.h"

namespace osler::jobs {
namespace {

constexpr std::uint64_t kSteps = 10;

struct Bench {
  SystemClock clock;
  SystemRng rng;
  store::MemoryStore store{clock};
  Jobs jobs{store, clock, rng};
  BlockingLoop loop;

  Job ask(const std::string& kind) {
    NewJob wanted;
    wanted.kind = kind;
    wanted.organization = "org_1";
    wanted.organization_number = 1;
    wanted.actor = "key_1";
    wanted.request = R"({"types":["Patient"]})";
    return *loop.run(jobs.create(std::move(wanted), nullptr, loop));
  }
  JobState state(const Job& job) { return *jobs.find("org_1", job.id); }
  Job cancel(const Job& job) { return *loop.run(jobs.cancel("org_1", job.id, nullptr, loop)); }

  template <class Condition>
  static bool eventually(Condition holds) {
    for (int i = 0; i < 1'000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return holds();
  }
  bool ends_as(const Job& job, JobStatus status) {
    return eventually([&] { return state(job).job.status == status; });
  }
};

/// Counts to kSteps, saving each step; `at_step` may hold it up.
JobKind counting(std::function<void(std::uint64_t)> at_step = [](std::uint64_t) {}) {
  return {.name = "count",
          .work = [at_step](JobRun& run) -> Result<JobEnd> {
            run.progress().total = kSteps;
            while (run.progress().processed < kSteps) {
              if (run.should_stop()) return JobEnd::kStopped;
              run.progress().checkpoint = "after " + std::to_string(++run.progress().processed);
              OSLER_RETURN_IF_ERROR(run.save());
              at_step(run.progress().processed);
            }
            return JobEnd::kDone;
          }};
}

TEST(JobRunner, RunsAJobToItsEnd) {
  Bench bench;
  JobRunner runner(bench.jobs, {});
  runner.add(counting());
  runner.start();
  const Job job = bench.ask("count");
  EXPECT_EQ(job.status, JobStatus::kPending);
  ASSERT_TRUE(bench.ends_as(job, JobStatus::kCompleted));
  const JobState state = bench.state(job);
  EXPECT_EQ(state.progress.processed, kSteps);
  EXPECT_EQ(state.progress.checkpoint, "after 10");
  EXPECT_EQ(state.job.request, R"({"types":["Patient"]})");
  EXPECT_TRUE(state.job.finished_ms.has_value());
  EXPECT_TRUE(bench.jobs.open_keys()->empty());
}

TEST(JobRunner, GoesOnWhereItStoppedAfterARestart) {
  Bench bench;
  const Job job = bench.ask("count");
  std::atomic<bool> at_three = false;
  std::vector<std::uint64_t> steps;
  {
    JobRunner first(bench.jobs, {});
    first.add(counting([&](std::uint64_t step) {
      steps.push_back(step);
      if (step < 3) return;
      at_three = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }));
    first.start();
    ASSERT_TRUE(Bench::eventually([&] { return at_three.load(); }));
    first.stop();
  }
  EXPECT_EQ(bench.state(job).job.status, JobStatus::kProcessing);
  JobRunner second(bench.jobs, {});
  second.add(counting([&](std::uint64_t step) { steps.push_back(step); }));
  second.start();
  ASSERT_TRUE(bench.ends_as(job, JobStatus::kCompleted));
  second.stop();
  EXPECT_EQ(steps, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

TEST(JobRunner, CancelsWaitingAndRunningJobsAndCleansUp) {
  Bench bench;
  const Job waiting = bench.ask("count");
  EXPECT_EQ(bench.cancel(waiting).status, JobStatus::kCancelled);
  EXPECT_TRUE(bench.jobs.open_keys()->empty());

  std::atomic<int> cleaned = 0;
  std::atomic<bool> running = false;
  JobRunner runner(bench.jobs, {});
  JobKind endless{.name = "endless", .work = {}, .clean = [&](const Job&) { ++cleaned; }};
  endless.work = [&](JobRun& run) -> Result<JobEnd> {
    running = true;
    while (!run.should_stop()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return JobEnd::kStopped;
  };
  runner.add(std::move(endless));
  runner.start();
  const Job job = bench.ask("endless");
  ASSERT_TRUE(Bench::eventually([&] { return running.load(); }));
  EXPECT_TRUE(bench.cancel(job).cancel_asked);
  ASSERT_TRUE(bench.ends_as(job, JobStatus::kCancelled));
  EXPECT_TRUE(Bench::eventually([&] { return cleaned == 1; }));
  EXPECT_EQ(bench.cancel(job).status, JobStatus::kCancelled);

  // One that waits behind others is over, and its traces are gone, before anybody has time for it.
  JobSettings one_worker;
  one_worker.workers = 1;
  runner.stop();
  JobRunner busy(bench.jobs, one_worker);
  JobKind again{.name = "endless", .work = {}, .clean = [&](const Job&) { ++cleaned; }};
  again.work = [&](JobRun& run) -> Result<JobEnd> {
    while (!run.should_stop()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return JobEnd::kStopped;
  };
  busy.add(std::move(again));
  busy.start();
  const Job first = bench.ask("endless");
  ASSERT_TRUE(bench.ends_as(first, JobStatus::kProcessing));
  const Job behind = bench.ask("endless");
  cleaned = 0;
  EXPECT_EQ(bench.cancel(behind).status, JobStatus::kCancelled);
  EXPECT_EQ(cleaned, 1);
}

TEST(JobRunner, SaysWhyAJobFailedButNothingOfTheInside) {
  Bench bench;
  JobRunner runner(bench.jobs, {});
  runner.add({.name = "refused", .work = [](JobRun&) -> Result<JobEnd> { return invalid_input("since: expected an instant"); }});
  runner.add({.name = "broken", .work = [](JobRun&) -> Result<JobEnd> { return internal_error("block 7 of file x"); }});
  runner.start();
  const Job refused = bench.ask("refused");
  const Job broken = bench.ask("broken");
  const Job unknown = bench.ask("unheard-of");
  for (const Job& job : {refused, broken, unknown}) ASSERT_TRUE(bench.ends_as(job, JobStatus::kFailed));
  EXPECT_EQ(bench.state(refused).job.failure, "since: expected an instant");
  EXPECT_EQ(bench.state(broken).job.failure, "an internal error occurred");
  EXPECT_EQ(bench.state(unknown).job.failure, "this server knows no such kind of job");
}

TEST(JobRunner, TriesAgainAfterAFaultThatMayPass) {
  Bench bench;
  std::atomic<int> tries = 0;
  JobSettings settings;
  settings.retry_ms = 20;
  JobRunner runner(bench.jobs, settings);
  runner.add({.name = "shy", .work = [&](JobRun&) -> Result<JobEnd> {
                if (++tries < 3) return unavailable("the queue is full");
                return JobEnd::kDone;
              }});
  runner.start();
  const Job job = bench.ask("shy");
  EXPECT_TRUE(bench.ends_as(job, JobStatus::kCompleted));
  EXPECT_EQ(tries, 3);
}

TEST(JobRunner, RunsAsManyAtOnceAsItHasWorkers) {
  Bench bench;
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  JobSettings settings;
  settings.workers = 3;
  JobRunner runner(bench.jobs, settings);
  runner.add({.name = "slow", .work = [&](JobRun&) -> Result<JobEnd> {
                const int now = ++at_once;
                int seen = most;
                while (seen < now && !most.compare_exchange_weak(seen, now)) {
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(30));
                --at_once;
                return JobEnd::kDone;
              }});
  runner.start();
  std::vector<Job> jobs;
  for (int i = 0; i < 9; ++i) jobs.push_back(bench.ask("slow"));
  for (const Job& job : jobs) ASSERT_TRUE(bench.ends_as(job, JobStatus::kCompleted));
  EXPECT_EQ(most, 3);
}

TEST(JobRunner, ForgetsOldJobsWithWhatTheyMade) {
  Bench bench;
  JobSettings settings;
  settings.kept_hours = 0;
  std::atomic<int> cleaned = 0;
  const Job old = bench.ask("count");
  bench.cancel(old);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  JobRunner runner(bench.jobs, settings);
  JobKind kind = counting();
  kind.clean = [&](const Job&) { ++cleaned; };
  runner.add(std::move(kind));
  runner.start();
  EXPECT_TRUE(Bench::eventually([&] { return !bench.jobs.find("org_1", old.id).ok(); }));
  EXPECT_EQ(cleaned, 1);
}

TEST(JobProgress, KeepsTheFirstFaultsAndCountsTheRest) {
  JobProgress progress;
  for (int i = 0; i < 5; ++i) progress.add_error("line " + std::to_string(i), 3);
  EXPECT_EQ(progress.error_count, 5U);
  EXPECT_EQ(progress.errors.size(), 3U);
  const Result<JobProgress> read = decode_progress(encode(progress));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->errors, progress.errors);
  EXPECT_EQ(read->error_count, 5U);
}

TEST(Jobs, AreTheirOrganizationsAlone) {
  Bench bench;
  const Job job = bench.ask("count");
  EXPECT_EQ(bench.jobs.find("org_2", job.id).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(bench.jobs.list("org_1", 10)->size(), 1U);
  EXPECT_TRUE(bench.jobs.list("org_2", 10)->empty());
  EXPECT_EQ(*bench.jobs.count_since("org_1", 0, {"count"}), 1U);
  EXPECT_EQ(*bench.jobs.count_since("org_1", 0, {"other"}), 0U);
  EXPECT_EQ(*bench.jobs.count_since("org_1", job.created_ms, {"count"}), 0U);
  EXPECT_FALSE(decode_job("org_1/job_1", "{}").ok());
}

}  // namespace
}  // namespace osler::jobs
