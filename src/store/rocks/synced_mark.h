#pragma once
// How far the log is known to be on disk, noted beside the log itself: tells a torn end, which a crash leaves, from
// damage in the middle, which would lose what was confirmed.

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace osler::store::rocks {

class SyncedMark {
 public:
  /// Errors: kUnavailable if the file cannot be opened.
  static Result<SyncedMark> open(const std::filesystem::path& directory);
  SyncedMark(SyncedMark&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  SyncedMark& operator=(SyncedMark&&) = delete;
  ~SyncedMark();

  /// 0 if the file says nothing that can be trusted.
  std::uint64_t read() const;
  /// After the sync it speaks of. Not synced itself: an old mark is true too. A failure is nothing to stop for.
  void write(std::uint64_t sequence);
  /// Makes what was written last durable. Called at open, so that a mark never is older than the start.
  void sync();

 private:
  explicit SyncedMark(int file) : file_(file) {}
  int file_;
};

}  // namespace osler::store::rocks
