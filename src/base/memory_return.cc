#include "base/memory_return.h"

#include <malloc.h>

#include <algorithm>
#include <thread>

namespace osler {
namespace {

constexpr int kMappedFromBytes = 512 << 10;
constexpr int kTrimmedFromBytes = 1 << 20;
constexpr unsigned kHeapsMin = 2;

}  // namespace

void keep_returning_memory() {
  ::mallopt(M_MMAP_THRESHOLD, kMappedFromBytes);
  ::mallopt(M_TRIM_THRESHOLD, kTrimmedFromBytes);
  ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(kHeapsMin, std::thread::hardware_concurrency())));
}

}  // namespace osler
