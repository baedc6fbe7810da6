#pragma once
// A file of an import, from where it is named onto this disk.

#include <cstdint>
#include <string>

#include "jobs/bulk_export.h"

namespace osler::jobs {

/// How many lines the file has that hold anything. It is whole and on disk when it returns. Errors: kUnavailable for what may pass,
/// and when the job is to stop; kStorageFull; any other is final. Messages are for whoever asked.
Result<std::uint64_t> fetch_import(JobRun& run, const BulkRoom& room, const std::string& url);

}  // namespace osler::jobs
