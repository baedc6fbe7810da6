// Counts what a server asks of the system and of the allocator, without tracing it: a library that is loaded before the
// others (LD_PRELOAD) and stands between the program and libc. The counters lie in the file that OSLER_COUNTS names, in
// the order of `Counter`, 8 bytes each; tests/test_request_costs.py reads them while the server runs.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

enum Counter : std::size_t {
  kAllocations,
  kAllocatedBytes,
  kReceives,
  kSends,
  kWaits,
  kFileReads,
  kFileWrites,
  kFileWriteBytes,
  kSyncs,
  kCounters
};

using Cell = std::atomic<std::uint64_t>;
Cell own_cells[kCounters];
Cell* cells = own_cells;

/// Where this process's counters are, once the file is mapped.
__attribute__((constructor)) void map_counters() {
  const char* name = std::getenv("OSLER_COUNTS");
  if (name == nullptr) return;
  const int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof own_cells) != 0) return;
  void* mapped = mmap(nullptr, sizeof own_cells, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) cells = static_cast<Cell*>(mapped);
}

void add(Counter counter, std::uint64_t amount = 1) { cells[counter].fetch_add(amount, std::memory_order_relaxed); }

void allocated(std::size_t bytes) {
  add(kAllocations);
  add(kAllocatedBytes, bytes);
}

void written(ssize_t bytes) {
  add(kFileWrites);
  if (bytes > 0) add(kFileWriteBytes, static_cast<std::uint64_t>(bytes));
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

namespace {

/// The program's own allocator. To ask for it may take memory itself: until it is known, that comes from `first_bytes`.
struct Allocator {
  decltype(::malloc)* malloc = next<decltype(::malloc)>("malloc");
  decltype(::calloc)* calloc = next<decltype(::calloc)>("calloc");
  decltype(::realloc)* realloc = next<decltype(::realloc)>("realloc");
  decltype(::aligned_alloc)* aligned_alloc = next<decltype(::aligned_alloc)>("aligned_alloc");
  decltype(::free)* free = next<decltype(::free)>("free");
};

alignas(16) char first_bytes[16 << 10];
std::size_t first_used = 0;
bool asking = false;  ///< Only while the first thread begins.
const Allocator* allocator = nullptr;

const Allocator* known_allocator() {
  if (allocator != nullptr || asking) return allocator;
  asking = true;
  static const Allocator found;
  allocator = &found;
  asking = false;
  return allocator;
}

void* from_first_bytes(std::size_t bytes) {
  if (bytes > sizeof first_bytes - first_used) return nullptr;
  void* place = first_bytes + first_used;
  first_used += (bytes + 15) / 16 * 16;
  return place;
}

bool is_of_first_bytes(const void* place) { return place >= first_bytes && place < first_bytes + sizeof first_bytes; }

}  // namespace

extern "C" {
void* malloc(std::size_t bytes) {
  const Allocator* real = known_allocator();
  if (real == nullptr) return from_first_bytes(bytes);
  allocated(bytes);
  return real->malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
  const Allocator* real = known_allocator();
  if (real == nullptr) return from_first_bytes(count * bytes);
  allocated(count * bytes);
  return real->calloc(count, bytes);
}
void* realloc(void* place, std::size_t bytes) {
  const Allocator* real = known_allocator();
  if (real == nullptr || is_of_first_bytes(place)) std::abort();
  allocated(bytes);
  return real->realloc(place, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  const Allocator* real = known_allocator();
  if (real == nullptr) std::abort();
  allocated(bytes);
  return real->aligned_alloc(alignment, bytes);
}
int posix_memalign(void** place, std::size_t alignment, std::size_t bytes) {
  *place = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  return *place == nullptr ? 12 : 0;
}
void free(void* place) {
  if (is_of_first_bytes(place)) return;
  if (const Allocator* real = known_allocator()) real->free(place);
}

ssize_t recv(int socket, void* buffer, std::size_t bytes, int flags) {
  static auto* const real = next<decltype(recv)>("recv");
  add(kReceives);
  return real(socket, buffer, bytes, flags);
}
ssize_t recvmsg(int socket, msghdr* message, int flags) {
  static auto* const real = next<decltype(recvmsg)>("recvmsg");
  add(kReceives);
  return real(socket, message, flags);
}
ssize_t send(int socket, const void* buffer, std::size_t bytes, int flags) {
  static auto* const real = next<decltype(send)>("send");
  add(kSends);
  return real(socket, buffer, bytes, flags);
}
ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  static auto* const real = next<decltype(sendmsg)>("sendmsg");
  add(kSends);
  return real(socket, message, flags);
}
int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  static auto* const real = next<decltype(epoll_wait)>("epoll_wait");
  add(kWaits);
  return real(epoll, events, most, timeout);
}
ssize_t pread(int file, void* buffer, std::size_t bytes, off_t at) {
  static auto* const real = next<decltype(pread)>("pread");
  add(kFileReads);
  return real(file, buffer, bytes, at);
}
ssize_t pread64(int file, void* buffer, std::size_t bytes, off64_t at) {
  static auto* const real = next<decltype(pread64)>("pread64");
  add(kFileReads);
  return real(file, buffer, bytes, at);
}
ssize_t write(int file, const void* buffer, std::size_t bytes) {
  static auto* const real = next<decltype(write)>("write");
  const ssize_t done = real(file, buffer, bytes);
  written(done);
  return done;
}
ssize_t pwrite(int file, const void* buffer, std::size_t bytes, off_t at) {
  static auto* const real = next<decltype(pwrite)>("pwrite");
  const ssize_t done = real(file, buffer, bytes, at);
  written(done);
  return done;
}
ssize_t pwrite64(int file, const void* buffer, std::size_t bytes, off64_t at) {
  static auto* const real = next<decltype(pwrite64)>("pwrite64");
  const ssize_t done = real(file, buffer, bytes, at);
  written(done);
  return done;
}
int fsync(int file) {
  static auto* const real = next<decltype(fsync)>("fsync");
  add(kSyncs);
  return real(file);
}
int fdatasync(int file) {
  static auto* const real = next<decltype(fdatasync)>("fdatasync");
  add(kSyncs);
  return real(file);
}
}

// The allocator may bring operators of its own, which would pass by what stands above.
void* operator new(std::size_t bytes) {
  if (void* place = malloc(bytes)) return place;
  std::abort();  // A server that is counted has memory.
}
void* operator new[](std::size_t bytes) { return operator new(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return malloc(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return malloc(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  void* place = nullptr;
  if (posix_memalign(&place, static_cast<std::size_t>(alignment), bytes) == 0) return place;
  std::abort();
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) { return operator new(bytes, alignment); }
void operator delete(void* place) noexcept { free(place); }
void operator delete[](void* place) noexcept { free(place); }
void operator delete(void* place, std::size_t) noexcept { free(place); }
void operator delete[](void* place, std::size_t) noexcept { free(place); }
void operator delete(void* place, std::align_val_t) noexcept { free(place); }
void operator delete[](void* place, std::align_val_t) noexcept { free(place); }
void operator delete(void* place, std::size_t, std::align_val_t) noexcept { free(place); }
void operator delete[](void* place, std::size_t, std::align_val_t) noexcept { free(place); }
