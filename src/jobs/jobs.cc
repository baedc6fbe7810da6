#include "jobs/jobs.h"

#include <algorithm>
#include <utility>

#include "access/account_id.h"

namespace osler::jobs {
namespace {

constexpr std::string_view kTable = "job";
constexpr std::string_view kOpenTable = "job_open";
constexpr std::string_view kProgressTable = "job_progress";
constexpr std::size_t kPageRows = 500;

store::RowChange row_change(std::string_view table, const std::string& key, std::optional<std::string> bytes,
                            std::optional<std::uint64_t> revision = std::nullopt) {
  return {std::string(table), key, std::move(bytes), revision};
}

}  // namespace

template <class Visit>
Status Jobs::scan(std::string_view table, std::string_view prefix, Visit visit) const {
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> page,
              store_.rows(store::Partition::system(), table, prefix, after, kPageRows));
    for (const store::Row& row : page) OSLER_RETURN_IF_ERROR(visit(row));
    if (page.size() < kPageRows) return {};
    after = page.back().key;
  }
}

std::string Jobs::new_id() { return "job_" + access::new_account_id(clock_, rng_); }

Task<Result<Job>> Jobs::create(NewJob wanted, access::AuditTrail* trail, Loop& loop) {
  Job job;
  job.id = wanted.id.empty() ? new_id() : std::move(wanted.id);
  job.kind = std::move(wanted.kind);
  job.organization = std::move(wanted.organization);
  job.organization_number = wanted.organization_number;
  job.environment = wanted.environment;
  job.actor = std::move(wanted.actor);
  job.request = std::move(wanted.request);
  job.created_ms = clock_.now_ms();
  const std::string key = key_of(job);
  std::vector<store::RowChange> rows;
  rows.push_back(row_change(kTable, key, encode(job), 0));
  rows.push_back(row_change(kOpenTable, key, std::string(), 0));
  if (trail != nullptr) trail->record.resource_id = job.id;
  OSLER_CO_TRY(const access::RowCommit done, co_await access::commit_rows(store_, std::move(rows), trail, loop, std::move(wanted.own_rows)));
  if (done != access::RowCommit::kDone) co_return internal_error("a new job's id is taken");
  if (changed_) changed_(job);
  co_return job;
}

Result<std::pair<Job, std::uint64_t>> Jobs::read_row(const std::string& key) const {
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kTable, key));
  if (!row) return not_found("there is no such job");
  OSLER_TRY(Job job, decode_job(key, row->bytes));
  return std::pair{std::move(job), row->revision};
}

Result<Job> Jobs::read(const std::string& key) const {
  OSLER_TRY(auto found, read_row(key));
  return std::move(found.first);
}

Result<JobProgress> Jobs::progress(const std::string& key) const {
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kProgressTable, key));
  if (!row) return JobProgress();
  return decode_progress(row->bytes);
}

store::RowChange Jobs::progress_row(const std::string& key, const JobProgress& progress) {
  return row_change(kProgressTable, key, encode(progress));
}

Result<JobState> Jobs::find(const std::string& organization, const std::string& id) const {
  const std::string key = organization + "/" + id;
  OSLER_TRY(Job job, read(key));
  OSLER_TRY(JobProgress done, progress(key));
  return JobState{std::move(job), std::move(done)};
}

Result<std::vector<Job>> Jobs::list(const std::string& organization, std::size_t limit) const {
  std::vector<Job> jobs;
  OSLER_RETURN_IF_ERROR(scan(kTable, organization + "/", [&](const store::Row& row) -> Status {
    OSLER_TRY(Job job, decode_job(row.key, row.bytes));
    jobs.push_back(std::move(job));
    return {};
  }));
  std::ranges::reverse(jobs);  // Ids sort by time of creation.
  if (jobs.size() > limit) jobs.resize(limit);
  return jobs;
}

Result<std::uint64_t> Jobs::count_since(const std::string& organization, std::int64_t since_ms,
                                        std::initializer_list<std::string_view> kinds) const {
  std::uint64_t count = 0;
  OSLER_RETURN_IF_ERROR(scan(kTable, organization + "/", [&](const store::Row& row) -> Status {
    OSLER_TRY(const Job job, decode_job(row.key, row.bytes));
    const bool is_meant = std::find(kinds.begin(), kinds.end(), job.kind) != kinds.end();
    if (is_meant && job.created_ms > since_ms) ++count;
    return {};
  }));
  return count;
}

Task<Result<Job>> Jobs::change(std::string key, std::function<void(Job&)> edit, access::AuditTrail* trail, Loop& loop) {
  for (int attempt = 0; attempt < access::kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(auto found, read_row(key));
    auto& [job, revision] = found;
    const bool was_over = is_over(job.status);
    edit(job);
    if (is_over(job.status) && !was_over) job.finished_ms = clock_.now_ms();
    std::vector<store::RowChange> rows;
    rows.push_back(row_change(kTable, key, encode(job), revision));
    if (is_over(job.status) && !was_over) rows.push_back(row_change(kOpenTable, key, std::nullopt));
    OSLER_CO_TRY(const access::RowCommit done, co_await access::commit_rows(store_, std::move(rows), trail, loop));
    if (done == access::RowCommit::kDone) co_return std::move(job);
  }
  co_return access::too_many_races();
}

Task<Result<Job>> Jobs::cancel(std::string organization, std::string id, access::AuditTrail* trail, Loop& loop) {
  const auto ask = [](Job& job) {
    if (job.status == JobStatus::kPending) job.status = JobStatus::kCancelled;
    if (!is_over(job.status)) job.cancel_asked = true;
  };
  Result<Job> cancelled = co_await change(organization + "/" + id, ask, trail, loop);
  if (cancelled.ok() && changed_) changed_(*cancelled);
  co_return cancelled;
}

Result<std::vector<std::string>> Jobs::open_keys() const {
  std::vector<std::string> keys;
  OSLER_RETURN_IF_ERROR(scan(kOpenTable, {}, [&](const store::Row& row) -> Status {
    keys.push_back(row.key);
    return {};
  }));
  return keys;
}

std::vector<store::RowChange> Jobs::erasure_of(const std::string& key) {
  std::vector<store::RowChange> rows;
  for (const std::string_view table : {kTable, kOpenTable, kProgressTable}) {
    rows.push_back(row_change(table, key, std::nullopt));
  }
  return rows;
}

Task<Status> Jobs::erase(std::string key, Loop& loop) {
  const auto done = co_await access::commit_rows(store_, erasure_of(key), nullptr, loop);
  if (!done.ok()) co_return done.error();
  co_return Status();
}

Task<Result<bool>> Jobs::call_off(Job job, Loop& loop) {
  if (!is_over(job.status)) {
    OSLER_CO_TRY(job, co_await cancel(job.organization, job.id, nullptr, loop));
  }
  if (job.status != JobStatus::kCompleted && job.status != JobStatus::kFailed) co_return false;
  const Status erased = co_await erase(key_of(job), loop);
  if (!erased.ok()) co_return erased.error();
  co_return true;
}

Result<std::set<std::string>> Jobs::all_ids() const {
  std::set<std::string> ids;
  OSLER_RETURN_IF_ERROR(scan(kTable, {}, [&](const store::Row& row) -> Status {
    ids.insert(row.key.substr(row.key.find('/') + 1));
    return {};
  }));
  return ids;
}

Result<std::vector<Job>> Jobs::finished_before(std::int64_t before_ms) const {
  std::vector<Job> jobs;
  OSLER_RETURN_IF_ERROR(scan(kTable, {}, [&](const store::Row& row) -> Status {
    OSLER_TRY(Job job, decode_job(row.key, row.bytes));
    if (job.finished_ms && *job.finished_ms < before_ms) jobs.push_back(std::move(job));
    return {};
  }));
  return jobs;
}

}  // namespace osler::jobs
