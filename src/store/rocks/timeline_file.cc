#include "store/rocks/timeline_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "store/rocks/bytes.h"
#include "store/rocks/crc32c.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kCrcBytes = 4;
constexpr std::uint64_t kDeletion = std::uint64_t{1} << 63U;

std::filesystem::path path_in(const std::filesystem::path& directory) { return directory / "timeline"; }

/// All but the CRC.
std::string bytes_of(const Published& published, std::uint64_t sequence) {
  const Timeline& timeline = published.timeline;
  const std::uint64_t newest = published.newest();
  std::string bytes;
  append_u32(bytes, kFormat);
  append_u64(bytes, sequence);
  append_u64(bytes, newest);
  const std::vector<Scope> scopes = published.tallies.scopes();
  append_u32(bytes, static_cast<std::uint32_t>(scopes.size()));
  for (const Scope& scope : scopes) {
    const Tally& tally = *published.tallies.find(scope);
    append_u32(bytes, scope.partition.number());
    append_u16(bytes, number_of(scope.type));
    append_u64(bytes, tally.live);
    append_u64(bytes, tally.versions);
  }
  for (std::uint64_t position = 1; position <= newest; ++position) {
    const std::uint64_t first = timeline.first(position);
    const std::uint64_t by = timeline.superseded_at(position);
    if (first == position && by == 0 && !timeline.is_deletion(position)) continue;
    append_u64(bytes, position);
    append_u64(bytes, first | (timeline.is_deletion(position) ? kDeletion : 0));
    append_u64(bytes, by);
  }
  return bytes;
}

bool write_synced(const std::filesystem::path& path, const std::string& bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (file < 0) return false;
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t some = ::write(file, bytes.data() + written, bytes.size() - written);
    if (some <= 0) break;
    written += static_cast<std::size_t>(some);
  }
  const bool synced = written == bytes.size() && fdatasync(file) == 0;
  return close(file) == 0 && synced;
}

}  // namespace

void write_timeline_file(const std::filesystem::path& directory, const Published& published, std::uint64_t sequence) {
  std::string bytes = bytes_of(published, sequence);
  append_u32(bytes, crc32c(bytes));
  const std::filesystem::path fresh = path_in(directory).string() + ".new";
  std::error_code failure;
  if (write_synced(fresh, bytes)) std::filesystem::rename(fresh, path_in(directory), failure);
  std::filesystem::remove(fresh, failure);
}

bool read_timeline_file(const std::filesystem::path& directory, std::uint64_t sequence, Published& published) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path_in(directory), failure);
  if (failure || size < kCrcBytes) return false;
  std::string bytes(size, '\0');
  std::ifstream file(path_in(directory), std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return false;
  const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - kCrcBytes);
  if (ByteReader(std::string_view(bytes).substr(content.size())).u32() != crc32c(content)) return false;
  ByteReader in(content);
  if (in.u32() != kFormat || in.u64() != sequence) return false;
  const std::uint64_t newest = in.u64();
  published.begin();
  for (std::uint32_t left = in.u32(); left > 0; --left) {
    const Partition partition = Partition::from_number(in.u32());
    Tally& tally = published.tallies.of({partition, static_cast<TypeId>(in.u16())});
    tally.live = in.u64();
    tally.versions = in.u64();
  }
  std::uint64_t next = in.rest().empty() ? 0 : in.u64();
  for (std::uint64_t position = 1; position <= newest; ++position) {
    if (position != next) {
      published.timeline.add(position, position, Action::kCreate);
      continue;
    }
    const std::uint64_t first = in.u64();
    published.timeline.add(position, first & ~kDeletion, (first & kDeletion) != 0 ? Action::kDelete : Action::kUpdate);
    if (const std::uint64_t by = in.u64(); by != 0) published.timeline.supersede(position, by);
    next = in.rest().empty() ? 0 : in.u64();
  }
  published.end(newest, 0);
  return true;
}

}  // namespace osler::store::rocks
