#pragma once
// Runs jobs on threads of its own. A job that was running when the process ended, however it ended, goes on from its last
// saved progress at the next start. To add a kind of job: write a function that does the work from progress().checkpoint
// on, saves now and then, and looks at should_stop(); register it before start().

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/loop.h"
#include "jobs/jobs.h"

namespace osler::jobs {

struct JobSettings {
  std::uint32_t workers = 2;             ///< `jobs.workers`: jobs that run at one time.
  std::uint32_t errors_kept_max = 1'000; ///< `jobs.errors_kept`: faults whose text is kept; the rest are counted.
  std::uint32_t retry_ms = 5'000;        ///< `jobs.retry_ms`: after a fault that may pass (kUnavailable, kStorageFull).
  std::uint32_t kept_hours = 168;        ///< `jobs.kept_hours`: a job that is over, and its files, are then forgotten.
};

class JobRunner;

/// What a kind's function works with. Its own thread only.
class JobRun {
 public:
  const Job& job() const { return job_; }
  /// As last saved; change it, then save().
  JobProgress& progress() { return progress_; }
  BlockingLoop& loop() { return loop_; }
  const JobSettings& settings() const;
  store::Store& store() const;
  Clock& clock() const;

  /// The server is stopping, or the job was cancelled: return JobEnd::kStopped soon (within a second). Cheap enough for
  /// every record.
  bool should_stop() const;
  /// Durable when it returns.
  Status save();
  /// The same for a commit of the caller's own, so that progress and what it counts happen together: for
  /// WriteSet::system_rows.
  store::RowChange saved_row() const;
  /// Counts a fault, keeping the text of the first ones.
  void add_error(std::string text) { progress_.add_error(std::move(text), settings().errors_kept_max); }

 private:
  friend class JobRunner;
  JobRun(JobRunner& runner, Job job, JobProgress progress);
  JobRunner& runner_;
  Job job_;
  std::string key_;
  JobProgress progress_;
  BlockingLoop loop_;
};

enum class JobEnd : std::uint8_t {
  kDone,
  kStopped,  ///< Because of should_stop(): to be gone on with, unless it was cancelled.
};

struct JobKind {
  std::string name;
  /// Errors: kUnavailable and kStorageFull are tried again later; any other ends the job as failed, its message shown
  /// to the customer.
  std::function<Result<JobEnd>(JobRun& run)> work;
  /// Removes what the job made outside the store, once it is cancelled or forgotten. May be empty.
  std::function<void(const Job& job)> clean = {};
};

class JobRunner {
 public:
  /// `jobs` must outlive the runner.
  JobRunner(Jobs& jobs, JobSettings settings);
  /// Stops if stop() was not called.
  ~JobRunner();
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  void add(JobKind kind);
  /// Takes up what is open. Call once, after every add().
  void start();
  /// Asks running jobs to stop, waits for them. They go on at the next start. Idempotent.
  void stop();

 private:
  friend class JobRun;
  void work();
  void wake(const Job& changed);
  /// The key of a job that nobody runs and that is due; empty: none now.
  std::string take();
  void release(const std::string& key, std::int64_t again_ms);
  void run(const std::string& key, BlockingLoop& loop);
  void settle(JobRun& run, const Result<JobEnd>& end, BlockingLoop& loop, std::int64_t& again_ms);
  void forget_old(BlockingLoop& loop);
  const JobKind* kind_of(const Job& job) const;

  Jobs& jobs_;
  const JobSettings settings_;
  std::map<std::string, JobKind> kinds_;
  std::vector<std::thread> threads_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool look_again_ = true;              ///< There may be an open job that is not known of.
  std::set<std::string> running_;       ///< Keys.
  std::set<std::string> cancelled_;     ///< Of the running ones.
  std::map<std::string, std::int64_t> not_before_ms_;  ///< On the monotonic clock.
  std::int64_t forget_at_ms_ = 0;
};

}  // namespace osler::jobs
