#pragma once
// The files of bulk jobs: what is imported, what was exported, and what else a job keeps beside that, all NDJSON.

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osler::jobs {

class BulkFiles {
 public:
  /// Makes the folder. Errors: kUnavailable.
  static Result<BulkFiles> open(std::filesystem::path folder);

  std::filesystem::path path_of(const std::string& job_id) const { return folder_ / (job_id + ".ndjson"); }
  /// Another file of the same job: "job_….errors-0.ndjson".
  std::filesystem::path path_of(const std::string& job_id, std::string_view part) const {
    return folder_ / (job_id + "." + std::string(part) + ".ndjson");
  }
  /// On disk when it returns. Errors: kStorageFull, kUnavailable.
  Status keep(const std::string& job_id, std::string_view content) const;
  /// That there are the files is on disk when it returns; their contents are GrowingFile::sync()'s.
  Status sync_names() const;
  void remove(const std::string& job_id) const;
  /// With those that have a part's name. Looks through the folder.
  void remove_all(const std::string& job_id) const;
  /// Removes the files of jobs that are not there (any more): what a crash before a job's commit left.
  void remove_others(const std::set<std::string>& job_ids) const;

 private:
  explicit BulkFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  template <class IsMeant>
  void remove_if(IsMeant is_meant) const;
  std::filesystem::path folder_;
};

/// A file that grows and is cut back to what is known to be whole.
class GrowingFile {
 public:
  /// Makes it if needed; cut to `bytes`. Errors: kInternal if it is shorter; kUnavailable, kStorageFull.
  static Result<GrowingFile> open(const std::filesystem::path& file, std::uint64_t bytes);
  GrowingFile(GrowingFile&& other) noexcept;
  GrowingFile& operator=(GrowingFile&&) = delete;
  ~GrowingFile();

  Status append(std::string_view bytes);
  /// On disk when it returns. A failure is final: what is on disk is not known then.
  Status sync();
  std::uint64_t bytes() const { return bytes_; }

 private:
  GrowingFile(int fd, std::uint64_t bytes) : fd_(fd), bytes_(bytes) {}
  int fd_;
  std::uint64_t bytes_;
};

}  // namespace osler::jobs
