#pragma once
// A file without a name, for what is too much for memory and needed once: written to its end, then read from its
// beginning.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "store/rocks/database.h"

namespace osler::store::rocks {

class ScratchFile {
 public:
  /// Gone with the process. Errors: kUnavailable.
  static Result<ScratchFile> make(const Database& database);
  ScratchFile(ScratchFile&& other) noexcept
      : file_(std::exchange(other.file_, -1)), written_(other.written_), buffer_(std::move(other.buffer_)) {}
  ScratchFile& operator=(ScratchFile&&) = delete;
  ~ScratchFile();

  // Errors: kStorageFull, kUnavailable.
  Status append(std::string_view bytes);
  Status flush();
  /// Where the next append will stand.
  std::uint64_t end() const { return written_ + buffer_.size(); }

  /// Bytes from `begin` on, in order. The file must be flushed, and outlive it.
  class Reader {
   public:
    Reader(const ScratchFile& file, std::uint64_t begin, std::uint64_t end) : file_(&file), at_(begin), end_(end) {}
    bool at_end() const { return at_ == end_ && used_ == buffer_.size(); }
    /// Stays until the next call. Errors: kUnavailable: it cannot be read, or ends before.
    Result<std::string_view> take(std::size_t bytes);

   private:
    const ScratchFile* file_;
    std::uint64_t at_;  ///< Of what is not in the buffer yet.
    std::uint64_t end_;
    std::string buffer_;
    std::size_t used_ = 0;
  };

 private:
  explicit ScratchFile(int file) : file_(file) {}

  int file_;
  std::uint64_t written_ = 0;
  std::string buffer_;
};

}  // namespace osler::store::rocks
