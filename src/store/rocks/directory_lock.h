#pragma once
// One process for one store: an exclusive lock on a file in its directory, gone when the process is, however it ends.

#include <filesystem>

#include "base/result.h"

namespace osler::store::rocks {

class DirectoryLock {
 public:
  /// Errors: kUnavailable if another holds it, or if the directory cannot be written.
  static Result<DirectoryLock> take(const std::filesystem::path& directory);
  DirectoryLock(DirectoryLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  int file_;
};

}  // namespace osler::store::rocks
