#include "jobs/job_runner.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/thread_name.h"

namespace osler::jobs {
namespace {

constexpr std::int64_t kForgetEveryMs = 600'000;
constexpr std::int64_t kMsPerHour = 3'600'000;
constexpr auto kLookEvery = std::chrono::milliseconds(500);  // For what is to be tried again.

bool may_pass(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kStorageFull;
}

/// What a customer may read of a failure. A fault of the server is not explained.
std::string failure_text(const Error& error) {
  return error.kind == ErrorKind::kInternal ? "an internal error occurred" : error.message;
}

}  // namespace

JobRun::JobRun(JobRunner& runner, Job job, JobProgress progress)
    : runner_(runner), job_(std::move(job)), key_(Jobs::key_of(job_)), progress_(std::move(progress)) {}

const JobSettings& JobRun::settings() const { return runner_.settings_; }
store::Store& JobRun::store() const { return runner_.jobs_.store(); }
Clock& JobRun::clock() const { return runner_.jobs_.clock(); }
store::RowChange JobRun::saved_row() const { return Jobs::progress_row(key_, progress_); }

bool JobRun::should_stop() const {
  const std::lock_guard lock(runner_.mutex_);
  return runner_.stopping_ || runner_.cancelled_.contains(key_);
}

Status JobRun::save() {
  std::vector<store::RowChange> rows;
  rows.push_back(saved_row());
  const auto done = loop_.run(access::commit_rows(store(), std::move(rows), nullptr, loop_));
  return done.ok() ? Status() : done.error();
}

JobRunner::JobRunner(Jobs& jobs, JobSettings settings) : jobs_(jobs), settings_(settings) {}
JobRunner::~JobRunner() { stop(); }

void JobRunner::add(JobKind kind) { kinds_.emplace(kind.name, std::move(kind)); }

void JobRunner::start() {
  jobs_.on_change([this](const Job& job) { wake(job); });
  for (std::uint32_t i = 0; i < std::max(settings_.workers, 1U); ++i) threads_.emplace_back([this] { work(); });
}

void JobRunner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

/// A job was made or cancelled. One that waited is over at once; one that runs is told, and its worker cleans up.
void JobRunner::wake(const Job& changed) {
  const std::string key = Jobs::key_of(changed);
  bool is_running = false;
  {
    const std::lock_guard lock(mutex_);
    look_again_ = true;
    is_running = running_.contains(key);
    if (is_running && changed.cancel_asked) cancelled_.insert(key);
  }
  changed_.notify_all();
  const JobKind* kind = kind_of(changed);
  if (!is_running && changed.status == JobStatus::kCancelled && kind != nullptr && kind->clean) kind->clean(changed);
}

const JobKind* JobRunner::kind_of(const Job& job) const {
  const auto found = kinds_.find(job.kind);
  return found == kinds_.end() ? nullptr : &found->second;
}

void JobRunner::work() {
  name_this_thread("jobs");
  BlockingLoop loop;
  while (true) {
    const std::string key = take();
    if (!key.empty()) run(key, loop);
    forget_old(loop);
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (!key.empty() || look_again_) continue;
    changed_.wait_for(lock, kLookEvery, [this] { return stopping_ || look_again_; });
    const std::int64_t now_ms = jobs_.clock().steady_ms();
    for (const auto& [waiting, from_ms] : not_before_ms_) look_again_ = look_again_ || from_ms <= now_ms;
  }
}

std::string JobRunner::take() {
  const std::lock_guard lock(mutex_);
  if (stopping_) return {};
  look_again_ = false;
  const auto open = jobs_.open_keys();
  if (!open.ok()) return {};
  const std::int64_t now_ms = jobs_.clock().steady_ms();
  // Oldest first, whoever asked: ids begin with the time.
  const std::string* oldest = nullptr;
  for (const std::string& key : *open) {
    const auto waits = not_before_ms_.find(key);
    if (running_.contains(key) || (waits != not_before_ms_.end() && waits->second > now_ms)) continue;
    if (oldest == nullptr || key.substr(key.find('/')) < oldest->substr(oldest->find('/'))) oldest = &key;
  }
  if (oldest == nullptr) return {};
  look_again_ = open->size() > running_.size() + 1;
  not_before_ms_.erase(*oldest);
  running_.insert(*oldest);
  return *oldest;
}

void JobRunner::release(const std::string& key, std::int64_t again_ms) {
  const std::lock_guard lock(mutex_);
  running_.erase(key);
  cancelled_.erase(key);
  if (again_ms > 0) not_before_ms_[key] = jobs_.clock().steady_ms() + again_ms;
  look_again_ = true;
}

void JobRunner::run(const std::string& key, BlockingLoop& loop) {
  std::int64_t again_ms = settings_.retry_ms;  // Unless it ends.
  const auto begin = [this](Job& job) {
    if (job.status == JobStatus::kPending) job.status = kind_of(job) ? JobStatus::kProcessing : JobStatus::kFailed;
    if (job.cancel_asked) job.status = JobStatus::kCancelled;
    if (job.status == JobStatus::kFailed) job.failure = "this server knows no such kind of job";
  };
  Result<Job> job = loop.run(jobs_.change(key, begin, nullptr, loop));
  const JobKind* kind = job.ok() ? kind_of(*job) : nullptr;
  Result<JobProgress> progress = jobs_.progress(key);
  if (job.ok() && is_over(job->status)) {
    if (kind != nullptr && kind->clean) kind->clean(*job);
    again_ms = 0;
  } else if (kind != nullptr && progress.ok()) {
    JobRun running(*this, *std::move(job), *std::move(progress));
    const Result<JobEnd> end = kind->work(running);
    settle(running, end, loop, again_ms);
  }
  release(key, again_ms);
}

/// Writes down how the work ended; `again_ms` is 0 when there is nothing left to do.
void JobRunner::settle(JobRun& run, const Result<JobEnd>& end, BlockingLoop& loop, std::int64_t& again_ms) {
  if (!end.ok() && may_pass(end.error())) return;
  const auto finish = [&end](Job& job) {
    if (job.cancel_asked) job.status = JobStatus::kCancelled;
    else if (!end.ok()) job.status = JobStatus::kFailed;
    else if (*end == JobEnd::kDone) job.status = JobStatus::kCompleted;
    if (job.status == JobStatus::kFailed) job.failure = failure_text(end.error());
  };
  const Result<Job> settled = loop.run(jobs_.change(run.key_, finish, nullptr, loop));
  if (!settled.ok()) return;
  if (!is_over(settled->status)) return;
  again_ms = 0;
  const JobKind* kind = kind_of(*settled);
  if (settled->status != JobStatus::kCompleted && kind != nullptr && kind->clean) kind->clean(*settled);
}

void JobRunner::forget_old(BlockingLoop& loop) {
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t now_ms = jobs_.clock().steady_ms();
    if (stopping_ || now_ms < forget_at_ms_) return;
    forget_at_ms_ = now_ms + kForgetEveryMs;
  }
  const auto old = jobs_.finished_before(jobs_.clock().now_ms() - settings_.kept_hours * kMsPerHour);
  if (!old.ok()) return;
  for (const Job& job : *old) {
    const JobKind* kind = kind_of(job);
    if (kind != nullptr && kind->clean) kind->clean(job);
    const Status erased = loop.run(jobs_.erase(Jobs::key_of(job), loop));
    if (!erased.ok()) return;  // At the next round.
  }
}

}  // namespace osler::jobs
