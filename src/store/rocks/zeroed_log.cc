#include "store/rocks/zeroed_log.h"

#include <fcntl.h>
#include <rocksdb/file_system.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace osler::store::rocks {
namespace {

constexpr std::string_view kLogEnding = ".log";
constexpr std::size_t kAheadBytes = std::size_t{256} << 10U;

// Of RocksDB's log: blocks of records, each with a head of checksum, length and kind; no record's head stands across two blocks.
constexpr std::size_t kBlockBytes = std::size_t{32} << 10U;
constexpr std::size_t kHeadBytes = 7;
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kKindAt = 6;

class File {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  bool is_open() const { return file_ >= 0; }
  int number() const { return file_; }

 private:
  int file_;
};

class ZeroedLog final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  ZeroedLog(std::unique_ptr<rocksdb::FSWritableFile> log, const std::string& path)
      : FSWritableFileOwnerWrapper(std::move(log)), file_(path, O_WRONLY), zeros_(kAheadBytes, '\0') {}
  ~ZeroedLog() override { cut(); }

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    return counted(data.size(), [&] { return FSWritableFileOwnerWrapper::Append(data, options, debug); });
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options, const rocksdb::DataVerificationInfo& check,
                           rocksdb::IODebugContext* debug) override {
    return counted(data.size(), [&] { return FSWritableFileOwnerWrapper::Append(data, options, check, debug); });
  }
  rocksdb::IOStatus Close(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    cut();
    return FSWritableFileOwnerWrapper::Close(options, debug);
  }

 private:
  template <class Write>
  rocksdb::IOStatus counted(std::size_t bytes, const Write& write) {
    zero_behind(written_ + bytes);
    rocksdb::IOStatus status = write();
    if (status.ok()) written_ += bytes;
    return status;
  }

  /// Where there is no room, or no permission, the log does without.
  void zero_behind(std::uint64_t end) {
    if (end <= zeroed_ || !file_.is_open() || failed_) return;
    failed_ = ::pwrite(file_.number(), zeros_.data(), zeros_.size(), static_cast<off_t>(end)) != static_cast<ssize_t>(zeros_.size());
    zeroed_ = end + zeros_.size();
  }

  /// What cannot be cut now is cut by the next who opens the store.
  void cut() {
    if (zeroed_ > written_) [[maybe_unused]] const int done = ::ftruncate(file_.number(), static_cast<off_t>(written_));
    zeroed_ = 0;
    failed_ = true;
  }

  File file_;
  std::string zeros_;
  std::uint64_t written_ = 0;
  std::uint64_t zeroed_ = 0;  ///< Zeros reach to here.
  bool failed_ = false;
};

class LogsOverZeros final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "osler.logs_over_zeros"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* made,
                                    rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(path, options, made, debug);
    if (status.ok() && path.ends_with(kLogEnding)) *made = std::make_unique<ZeroedLog>(std::move(*made), path);
    return status;
  }
};

/// Where in a block its records end in zeros; its size if they do not.
std::size_t end_in_block(std::string_view block) {
  std::size_t at = 0;
  while (at + kHeadBytes <= block.size()) {
    const auto byte = [&](std::size_t place) { return static_cast<std::size_t>(static_cast<unsigned char>(block[at + place])); };
    const std::size_t length = byte(kLengthAt) | byte(kLengthAt + 1) << 8U;
    if (length == 0 && byte(kKindAt) == 0) return at;
    at += kHeadBytes + length;
  }
  return block.size();
}

Status failure_of(const std::filesystem::path& log, const char* what) {
  return unavailable(std::string("cannot ") + what + " " + log.string() + ": " + std::strerror(errno));
}

Status cut_at_zeros(const std::filesystem::path& log) {
  const File file(log.string(), O_RDWR);
  if (!file.is_open()) return failure_of(log, "open");
  std::string block(kBlockBytes, '\0');
  for (off_t begin = 0;; begin += static_cast<off_t>(kBlockBytes)) {
    const ssize_t bytes = ::pread(file.number(), block.data(), block.size(), begin);
    if (bytes < 0) return failure_of(log, "read");
    const auto size = static_cast<std::size_t>(bytes);
    const std::size_t end = end_in_block(std::string_view(block).substr(0, size));
    if (end < size) {
      if (::ftruncate(file.number(), begin + static_cast<off_t>(end)) != 0 || ::fsync(file.number()) != 0) return failure_of(log, "cut");
      return {};
    }
    if (size < block.size()) return {};
  }
}

}  // namespace

rocksdb::Env* logs_over_zeros() {
  static rocksdb::Env* const env = rocksdb::NewCompositeEnv(std::make_shared<LogsOverZeros>(rocksdb::FileSystem::Default())).release();
  return env;
}

Status cut_logs_at_zeros(const std::filesystem::path& directory) {
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
    if (entry.path().extension() == kLogEnding) OSLER_RETURN_IF_ERROR(cut_at_zeros(entry.path()));
  }
  return {};  // A directory that is not there yet has no log.
}

}  // namespace osler::store::rocks
