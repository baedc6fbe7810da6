#pragma once
// The import job: lines of FHIR, or of the simplified form, written in batches. A batch and the progress that counts it are
// one commit, so that every line is written once, whenever the process ends. A bad line is reported and left out. With $import a line
// may refer to what a later one brings: it waits, and is tried again behind the others (ADR 66).

#include "jobs/bulk_export.h"

namespace osler::jobs {

Result<JobEnd> run_import(JobRun& run, const BulkRoom& room);

/// The file with the errors of an import's n-th input, from 0.
std::filesystem::path import_errors_file(const BulkFiles& files, const std::string& job_id, std::size_t input);

}  // namespace osler::jobs
