#pragma once
// The import job: lines of FHIR or of the simplified form, written in batches. A batch and the progress that counts it are
// one commit, so that every line is written once, whenever the process ends. A bad line is reported and left out.

#include "jobs/bulk_export.h"

namespace osler::jobs {

Result<JobEnd> run_import(JobRun& run, const BulkRoom& room);

}  // namespace osler::jobs
