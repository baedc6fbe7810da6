#include "http/body_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace osler::http {
namespace {

class FileSource final : public BodySource {
 public:
  FileSource(int fd, std::uint64_t offset, std::uint64_t bytes) : fd_(fd), next_(offset), left_(bytes), bytes_(bytes) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { ::close(fd_); }

  std::optional<std::uint64_t> bytes() const override { return bytes_; }
  std::size_t read(std::span<char> buffer) override {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_));
    ssize_t got = -1;
    do got = ::pread(fd_, buffer.data(), wanted, static_cast<off_t>(next_));
    while (got < 0 && errno == EINTR);
    if (got <= 0) return 0;
    next_ += static_cast<std::uint64_t>(got);
    left_ -= static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

 private:
  int fd_;
  std::uint64_t next_;
  std::uint64_t left_;
  std::uint64_t bytes_;
};

}  // namespace

Result<std::shared_ptr<BodySource>> file_source(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t bytes) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return not_found("the file is not there");
  auto source = std::make_shared<FileSource>(fd, offset, bytes);
  struct stat facts{};
  const bool fits = ::fstat(fd, &facts) == 0 && static_cast<std::uint64_t>(facts.st_size) >= offset + bytes;
  if (!fits) return not_found("the file is not whole");
  return std::shared_ptr<BodySource>(std::move(source));
}

}  // namespace osler::http
