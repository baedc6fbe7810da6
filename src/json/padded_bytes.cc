#include "json/padded_bytes.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace osler::json {
namespace {

constexpr std::size_t kFirstCapacity = 192;

/// Room for `capacity` bytes, not initialised, and the padding behind it, zero.
std::unique_ptr<char[]> padded_room(std::size_t capacity) {
  auto room = std::make_unique_for_overwrite<char[]>(capacity + kPaddingBytes);
  std::memset(room.get() + capacity, 0, kPaddingBytes);
  return room;
}

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

void PaddedBytes::append(std::string_view text) {
  if (text.empty()) return;
  if (text.size() <= capacity_ - size_) {
    std::memcpy(bytes_.get() + size_, text.data(), text.size());
    size_ += text.size();
    return;
  }
  // `text` may lie inside the old bytes, so these live until the copy is done.
  const std::size_t capacity = std::max({size_ + text.size(), capacity_ * 2, kFirstCapacity});
  std::unique_ptr<char[]> grown = padded_room(capacity);
  if (size_ != 0) std::memcpy(grown.get(), bytes_.get(), size_);
  std::memcpy(grown.get() + size_, text.data(), text.size());
  bytes_ = std::move(grown);
  size_ += text.size();
  capacity_ = capacity;
}

void PaddedBytes::reserve(std::size_t bytes) {
  if (bytes <= capacity_ && bytes_ != nullptr) return;
  std::unique_ptr<char[]> grown = padded_room(bytes);
  if (size_ != 0) std::memcpy(grown.get(), bytes_.get(), size_);
  bytes_ = std::move(grown);
  capacity_ = bytes;
}

void PaddedBytes::resize(std::size_t bytes) {
  if (bytes > capacity_) reserve(bytes);
  if (bytes > size_) std::memset(bytes_.get() + size_, 0, bytes - size_);
  size_ = bytes;
}

}  // namespace osler::json
