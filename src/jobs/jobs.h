#pragma once
// The jobs of all organizations as rows of the system partition: asked for, looked up, cancelled, forgotten. Running them
// is job_runner.h's.
//
// Rows: "job", organization "/" id → the job; "job_open", the same key → empty, while it is not over; "job_progress", the
// same key → its progress.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "access/row_commit.h"
#include "base/clock.h"
#include "base/rng.h"
#include "jobs/job.h"
#include "store/store.h"

namespace osler::jobs {

/// What is asked of a new job.
struct NewJob {
  std::string id = {};  ///< From Jobs::new_id(), where something was prepared under it; empty: one is made.
  std::string kind;
  std::string organization;
  std::uint32_t organization_number = 0;
  store::Environment environment = store::Environment::kTest;
  std::string actor;
  std::string request;  ///< JSON.
  /// Written in the same commit, into the partition of the trail.
  std::vector<store::RowChange> own_rows = {};
};

struct JobState {
  Job job;
  JobProgress progress;
};

/// Any thread.
class Jobs {
 public:
  /// References must outlive this.
  Jobs(store::Store& store, Clock& clock, Rng& rng) : store_(store), clock_(clock), rng_(rng) {}

  /// "job_" + 24 hex.
  std::string new_id();
  /// Durable when it returns. `trail` may be null. Errors: as Store::commit.
  Task<Result<Job>> create(NewJob wanted, access::AuditTrail* trail, Loop& loop);
  /// Errors: kNotFound.
  Result<JobState> find(const std::string& organization, const std::string& id) const;
  /// Newest first, at most `limit`.
  Result<std::vector<Job>> list(const std::string& organization, std::size_t limit) const;
  /// How many the organization has asked for since `since_ms`, of these kinds.
  Result<std::uint64_t> count_since(const std::string& organization, std::int64_t since_ms,
                                    std::initializer_list<std::string_view> kinds) const;
  /// A pending job is over at once, a running one when its worker looks. Nothing happens to one that is over. Errors:
  /// kNotFound, kConflict after too many lost races.
  Task<Result<Job>> cancel(std::string organization, std::string id, access::AuditTrail* trail, Loop& loop);
  /// Cancels a job, and forgets it if it is over, or was before it could be cancelled. Whether it is forgotten: then its files may
  /// go; else its worker still runs. Errors: as cancel().
  Task<Result<bool>> call_off(Job job, Loop& loop);

  // --- for the runner
  /// Keys of the jobs that are not over, oldest first within an organization.
  Result<std::vector<std::string>> open_keys() const;
  Result<Job> read(const std::string& key) const;
  Result<JobProgress> progress(const std::string& key) const;
  static store::RowChange progress_row(const std::string& key, const JobProgress& progress);
  /// Changes a job by `edit`, trying again when somebody else did. A status that is over closes it.
  Task<Result<Job>> change(std::string key, std::function<void(Job&)> edit, access::AuditTrail* trail, Loop& loop);
  /// Forgets a job that is over.
  Task<Status> erase(std::string key, Loop& loop);
  /// The rows that go then.
  static std::vector<store::RowChange> erasure_of(const std::string& key);
  /// Ids of all jobs of all organizations.
  Result<std::set<std::string>> all_ids() const;
  /// Jobs that were over before `before_ms`.
  Result<std::vector<Job>> finished_before(std::int64_t before_ms) const;

  /// Called on the caller's thread after a job was made or cancelled, with the job as it is then. Set before the first one.
  void on_change(std::function<void(const Job&)> call) { changed_ = std::move(call); }

  static std::string key_of(const Job& job) { return job.organization + "/" + job.id; }
  store::Store& store() const { return store_; }
  Clock& clock() const { return clock_; }

 private:
  Result<std::pair<Job, std::uint64_t>> read_row(const std::string& key) const;
  template <class Visit>
  Status scan(std::string_view table, std::string_view prefix, Visit visit) const;

  store::Store& store_;
  Clock& clock_;
  Rng& rng_;
  std::function<void(const Job&)> changed_;
};

}  // namespace osler::jobs
