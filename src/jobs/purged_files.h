#pragma once
// Files of jobs that have something of what a purge removes. Jobs that are over go with the purge's own commit, so that no end
// of the process leaves their files for good: files of jobs that are not there are removed at the start.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "jobs/bulk_files.h"
#include "jobs/jobs.h"

namespace osler::jobs {

using PurgedIds = std::set<std::string, std::less<>>;

/// Whether a word of the text, or of the file, of the letters that ids are made of, is one of `ids`. False for a file that is
/// not there.
bool names_one(std::string_view text, const PurgedIds& ids);
bool names_one_in_file(const std::filesystem::path& file, const PurgedIds& ids);

/// One purge's search, in the files and requests of an organization's jobs in one environment.
class PurgedFiles {
 public:
  /// All must outlive it.
  PurgedFiles(Jobs& jobs, std::vector<const BulkFiles*> folders, std::string organization, store::Environment environment)
      : jobs_(jobs), folders_(std::move(folders)), organization_(std::move(organization)), environment_(environment) {}

  /// Changes of rows that make the store forget jobs which are over and have some of it. Errors: as Store::rows.
  Result<std::vector<store::RowChange>> forget(const PurgedIds& ids);
  /// Once that is committed: their files go, and with their jobs those that came meanwhile. Errors: as Store::rows and
  /// Store::commit.
  Task<Status> remove(PurgedIds ids, Loop& loop);

  std::uint64_t removed() const { return found_.size(); }
  /// Jobs that are not over and have some of it: they are to be cancelled.
  const std::vector<std::string>& left() const { return left_; }

 private:
  bool has_some(const Job& job, const PurgedIds& ids) const;

  Jobs& jobs_;
  std::vector<const BulkFiles*> folders_;
  std::string organization_;
  store::Environment environment_;
  std::set<std::string> clean_;     ///< Over, and without any of it.
  std::vector<std::string> found_;  ///< Over, and with some.
  std::vector<std::string> left_;
};

}  // namespace osler::jobs
