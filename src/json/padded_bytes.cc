#include "json/padded_bytes.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "base/assert.h"

namespace osler::json {
namespace {

constexpr std::size_t kFirstCapacity = 192;

}  // namespace

PaddedBytes::PaddedBytes(PaddedBytes&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

PaddedBytes& PaddedBytes::operator=(PaddedBytes&& other) noexcept {
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

/// Room for `capacity` bytes, more than now, and the padding behind it, zero. Large blocks are given other addresses, not copied:
/// the thread of a connection does this while a body of many megabytes comes in.
void PaddedBytes::make_room(std::size_t capacity) {
  auto* grown = static_cast<char*>(std::realloc(bytes_.get(), capacity + kPaddingBytes));
  OSLER_ASSERT(grown != nullptr);
  static_cast<void>(bytes_.release());
  bytes_.reset(grown);
  std::memset(grown + capacity, 0, kPaddingBytes);
  capacity_ = capacity;
}

void PaddedBytes::append(std::string_view text) {
  if (text.empty()) return;
  if (text.size() > capacity_ - size_) {
    // `text` may lie inside the bytes, which may move.
    const std::less<const char*> before;
    const bool is_own = size_ != 0 && !before(text.data(), bytes_.get()) && before(text.data(), bytes_.get() + size_);
    const std::size_t own_at = is_own ? static_cast<std::size_t>(text.data() - bytes_.get()) : 0;
    make_room(std::max({size_ + text.size(), capacity_ * 2, kFirstCapacity}));
    if (is_own) text = std::string_view(bytes_.get() + own_at, text.size());
  }
  std::memcpy(bytes_.get() + size_, text.data(), text.size());
  size_ += text.size();
}

void PaddedBytes::reserve(std::size_t bytes) {
  if (bytes > capacity_ || bytes_ == nullptr) make_room(bytes);
}

void PaddedBytes::resize(std::size_t bytes) {
  if (bytes > capacity_) reserve(bytes);
  if (bytes > size_) std::memset(bytes_.get() + size_, 0, bytes - size_);
  size_ = bytes;
}

}  // namespace osler::json
