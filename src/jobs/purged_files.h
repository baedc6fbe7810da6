#pragma once
// After a purge: files of jobs that still have something of what was removed.

#include <set>
#include <string>
#include <vector>

#include "base/task.h"
#include "jobs/bulk_files.h"
#include "jobs/jobs.h"

namespace osler::jobs {

struct PurgedFiles {
  std::uint64_t removed = 0;
  std::vector<std::string> left;  ///< Jobs that are not over, whose files have it: they are to be cancelled.
};

/// Whether a word of the file, of the letters that ids are made of, is one of `ids`. False for a file that is not there.
bool names_one(const std::filesystem::path& file, const std::set<std::string, std::less<>>& ids);

/// Looks through the files of an organization's jobs in one environment. A job that is over is forgotten with its file.
/// Errors: as Store::rows and Store::commit.
Task<Result<PurgedFiles>> purge_files(Jobs& jobs, std::vector<const BulkFiles*> folders, std::string organization,
                                      store::Environment environment, std::set<std::string, std::less<>> ids, Loop& loop);

}  // namespace osler::jobs
