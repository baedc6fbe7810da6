#pragma once
// The export job: every live record of the asked types into one NDJSON file, page by page. What is in the checkpoint is on
// disk; what a crash left behind it is cut off.

#include <functional>

#include "engine/engine.h"
#include "http/egress.h"
#include "jobs/bulk.h"
#include "jobs/bulk_files.h"
#include "jobs/job_runner.h"
#include "jobs/simplified_form.h"

namespace osler::jobs {

/// What bulk jobs work with. All must outlive the runner.
struct BulkRoom {
  engine::Engine& engine;
  const SimplifiedForm& simplified;
  const BulkFiles& files;
  BulkSettings settings;
  const http::Egress* egress = nullptr;  ///< Fetches what imports name; null: nothing is fetched.
  /// An OperationOutcome about one line of a file, from 1; about the whole file: 0.
  std::function<std::string(const std::vector<Issue>& issues, std::uint64_t line)> outcome = {};
  /// Counts what was fetched for a caller's plan. Errors: kThrottled. Not set: no plans.
  std::function<Status(const access::Caller& caller, std::uint64_t records)> admit_records = {};
};

Result<JobEnd> run_export(JobRun& run, const BulkRoom& room);

}  // namespace osler::jobs
