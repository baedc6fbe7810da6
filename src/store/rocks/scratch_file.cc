#include "store/rocks/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kWrittenAtOnce = 256 << 10U;
constexpr std::size_t kReadAtOnce = 64 << 10U;

Error failed(const char* what) {
  if (errno == ENOSPC || errno == EDQUOT)
    return {ErrorKind::kStorageFull, "no space left on the disk of the store", {}, {}};
  return unavailable(std::string("a scratch file of the store cannot be ") + what + ": " +
                     std::system_category().message(errno));
}

}  // namespace

Result<ScratchFile> ScratchFile::make(const Database& database) {
  const std::string path = database.scratch_path().string();
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed("made");
  static_cast<void>(::unlink(path.c_str()));
  return ScratchFile(file);
}

ScratchFile::~ScratchFile() {
  if (file_ >= 0) static_cast<void>(::close(file_));
}

Status ScratchFile::append(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kWrittenAtOnce ? Status() : flush();
}

Status ScratchFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t some = ::pwrite(file_, left.data(), left.size(), static_cast<off_t>(written_));
    if (some <= 0) return failed("written");
    written_ += static_cast<std::uint64_t>(some);
    left.remove_prefix(static_cast<std::size_t>(some));
  }
  buffer_.clear();
  return {};
}

Result<std::string_view> ScratchFile::Reader::take(std::size_t bytes) {
  if (buffer_.size() - used_ < bytes) {
    buffer_.erase(0, used_);
    used_ = 0;
    const std::size_t wanted = std::max(bytes, kReadAtOnce) - buffer_.size();
    std::size_t filled = buffer_.size();
    buffer_.resize(filled + static_cast<std::size_t>(std::min<std::uint64_t>(wanted, end_ - at_)));
    while (filled < buffer_.size()) {
      const ssize_t some =
          ::pread(file_->file_, buffer_.data() + filled, buffer_.size() - filled, static_cast<off_t>(at_));
      if (some <= 0) return failed("read");
      at_ += static_cast<std::uint64_t>(some);
      filled += static_cast<std::size_t>(some);
    }
    if (buffer_.size() < bytes) return unavailable("a scratch file of the store ends too early");
  }
  const std::string_view taken = std::string_view(buffer_).substr(used_, bytes);
  used_ += bytes;
  return taken;
}

}  // namespace osler::store::rocks
