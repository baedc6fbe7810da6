#include "store/rocks/synced_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "store/rocks/bytes.h"
#include "store/rocks/crc32c.h"

namespace osler::store::rocks {
namespace {
constexpr std::size_t kMarkBytes = 16;
}  // namespace

Result<SyncedMark> SyncedMark::open(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "synced";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) return unavailable("cannot open " + path.string() + ": " + std::strerror(errno));
  return SyncedMark(file);
}

SyncedMark::~SyncedMark() {
  if (file_ >= 0) close(file_);
}

std::uint64_t SyncedMark::read() const {
  std::array<char, kMarkBytes + 1> bytes{};
  if (pread(file_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(kMarkBytes)) return 0;
  ByteReader in(std::string_view(bytes.data(), kMarkBytes));
  const std::uint64_t sequence = in.u64();
  return in.u32() == crc32c(std::string_view(bytes.data(), 8)) ? sequence : 0;
}

void SyncedMark::write(std::uint64_t sequence) {
  std::string bytes;
  append_u64(bytes, sequence);
  append_u32(bytes, crc32c(bytes));
  append_u32(bytes, 0);
  [[maybe_unused]] const ssize_t written = pwrite(file_, bytes.data(), bytes.size(), 0);
}

void SyncedMark::sync() { fdatasync(file_); }

}  // namespace osler::store::rocks
