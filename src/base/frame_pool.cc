#include "base/frame_pool.h"

#include <array>
#include <cstdint>
#include <new>

namespace osler::frame_pool {
namespace {

// Under AddressSanitizer a frame that is kept would hide its use after the end.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kKeeps = false;
#else
constexpr bool kKeeps = true;
#endif

constexpr std::size_t kStep = 64;
constexpr std::size_t kSizes = 64;  ///< Frames of up to 4 KiB are kept,
constexpr std::uint32_t kOfOneSizeMax = 16;  ///< so many of each size.

struct Kept {
  Kept* next;
};

class Pool {
 public:
  ~Pool() {
    is_closed_ = true;
    for (Shelf& shelf : shelves_) {
      while (void* frame = shelf.take()) ::operator delete(frame);
    }
  }

  void* take(std::size_t size) { return is_closed_ ? nullptr : shelves_[size].take(); }
  bool keep(void* frame, std::size_t size) noexcept { return !is_closed_ && shelves_[size].keep(frame); }

 private:
  struct Shelf {
    Kept* first = nullptr;
    std::uint32_t count = 0;

    void* take() {
      if (first == nullptr) return nullptr;
      Kept* taken = first;
      first = taken->next;
      --count;
      return taken;
    }
    bool keep(void* frame) noexcept {
      if (count == kOfOneSizeMax) return false;
      first = new (frame) Kept{first};
      ++count;
      return true;
    }
  };

  std::array<Shelf, kSizes> shelves_{};
  bool is_closed_ = false;  ///< The thread is ending: what ends still later is not kept.
};

thread_local Pool pool;

constexpr std::size_t size_of(std::size_t bytes) { return (bytes - 1) / kStep; }

}  // namespace

void* take(std::size_t bytes) {
  const std::size_t size = size_of(bytes);
  if (!kKeeps || size >= kSizes) return ::operator new(bytes);
  void* kept = pool.take(size);
  return kept != nullptr ? kept : ::operator new((size + 1) * kStep);
}

void give_back(void* frame, std::size_t bytes) noexcept {
  const std::size_t size = size_of(bytes);
  if (!kKeeps || size >= kSizes || !pool.keep(frame, size)) ::operator delete(frame);
}

}  // namespace osler::frame_pool
