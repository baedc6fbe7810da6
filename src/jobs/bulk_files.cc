#include "jobs/bulk_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace osler::jobs {
namespace {

Error write_error() {
  if (errno == ENOSPC || errno == EDQUOT) return {ErrorKind::kStorageFull, "the disk is full", {}, {}};
  return unavailable("a file of a bulk job cannot be written");
}

Status sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  return synced ? Status() : write_error();
}

}  // namespace

Result<BulkFiles> BulkFiles::open(std::filesystem::path folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) return unavailable("cannot make the folder " + folder.string());
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
  return BulkFiles(std::move(folder));
}

Status BulkFiles::keep(const std::string& job_id, std::string_view content) const {
  OSLER_TRY(GrowingFile file, GrowingFile::open(path_of(job_id), 0));
  OSLER_RETURN_IF_ERROR(file.append(content));
  OSLER_RETURN_IF_ERROR(file.sync());
  return sync_names();
}

Status BulkFiles::sync_names() const { return sync_folder(folder_); }

template <class IsMeant>
void BulkFiles::remove_if(IsMeant is_meant) const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_meant(name.substr(0, name.find('.')))) std::filesystem::remove(entry.path(), ignored);
  }
}

void BulkFiles::remove(const std::string& job_id) const {
  std::error_code ignored;
  std::filesystem::remove(path_of(job_id), ignored);
}

void BulkFiles::remove_all(const std::string& job_id) const {
  remove_if([&](const std::string& owner) { return owner == job_id; });
}

void BulkFiles::remove_others(const std::set<std::string>& job_ids) const {
  remove_if([&](const std::string& owner) { return !job_ids.contains(owner); });
}

Result<GrowingFile> GrowingFile::open(const std::filesystem::path& file, std::uint64_t bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return write_error();
  GrowingFile opened(fd, bytes);
  struct stat facts{};
  if (::fstat(fd, &facts) != 0) return write_error();
  if (static_cast<std::uint64_t>(facts.st_size) < bytes) return internal_error("a file of a bulk job is shorter than it was");
  if (::ftruncate(fd, static_cast<off_t>(bytes)) != 0) return write_error();
  return opened;
}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), bytes_(other.bytes_) {}
GrowingFile::~GrowingFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status GrowingFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(bytes_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return write_error();
    bytes_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status GrowingFile::sync() {
  if (::fsync(fd_) == 0) return {};
  return internal_error("a file of a bulk job could not be synced");
}

}  // namespace osler::jobs
