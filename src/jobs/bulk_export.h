#pragma once
// The export job: every live record of the asked types into one NDJSON file, page by page. What is in the checkpoint is on
// disk; what a crash left behind it is cut off.

#include "engine/engine.h"
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
};

Result<JobEnd> run_export(JobRun& run, const BulkRoom& room);

}  // namespace osler::jobs
