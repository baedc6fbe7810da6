#pragma once
// A durable background job: what was asked, how it stands, and where it goes on after a restart. Two rows: the job, which
// people change (ask, cancel), and its progress, which only the worker that runs it changes.
// Format: docs/formats/jobs.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/partition.h"

namespace osler::jobs {

enum class JobStatus : std::uint8_t { kPending, kProcessing, kCompleted, kFailed, kCancelled };

/// "pending", "processing", "completed", "failed", "cancelled".
std::string_view word_for(JobStatus status);
constexpr bool is_over(JobStatus status) { return status >= JobStatus::kCompleted; }

struct Job {
  std::string id;    ///< "job_" + 24 hex.
  std::string kind;  ///< Which registered kind does it: "export", "import", "reindex".
  std::string organization;  ///< Id of the owner.
  std::uint32_t organization_number = 0;
  store::Environment environment = store::Environment::kTest;
  std::string actor;    ///< "key_…", "user_…" or "system".
  std::string request;  ///< What was asked, in the kind's own JSON; never changes.
  JobStatus status = JobStatus::kPending;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> finished_ms;
  std::string failure;          ///< Of a failed job: one sentence for the customer.
  bool cancel_asked = false;    ///< The worker stops at its next look.

  store::Partition partition() const { return store::Partition::of(organization_number, environment); }
};

struct JobProgress {
  std::uint64_t total = 0;      ///< 0: not known yet.
  std::uint64_t processed = 0;
  std::string checkpoint;       ///< Where to go on, in the kind's own form; empty: from the start.
  std::vector<std::string> errors;  ///< The first ones; see add_error().
  std::uint64_t error_count = 0;

  /// Counts a fault and keeps its text unless `kept_max` are kept already.
  void add_error(std::string text, std::size_t kept_max);
};

std::string encode(const Job& job);
std::string encode(const JobProgress& progress);
/// `key` is the row's: organization "/" id. Errors: kInternal for a damaged row.
Result<Job> decode_job(std::string_view key, std::string_view bytes);
Result<JobProgress> decode_progress(std::string_view bytes);

}  // namespace osler::jobs
