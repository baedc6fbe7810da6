#pragma once
// A growable byte buffer that always has 64 readable bytes behind its end, as the SIMD reader needs.

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace osler::json {

inline constexpr std::size_t kPaddingBytes = 64;

/// Owns its bytes; movable, not copyable.
class PaddedBytes {
 public:
  PaddedBytes() = default;
  explicit PaddedBytes(std::string_view text) { append(text); }
  PaddedBytes(PaddedBytes&& other) noexcept;
  PaddedBytes& operator=(PaddedBytes&& other) noexcept;

  void append(std::string_view text);
  void push_back(char c) { append(std::string_view(&c, 1)); }
  void reserve(std::size_t bytes);
  void clear() { size_ = 0; }
  /// Cuts or grows to `bytes`; new bytes are zero.
  void resize(std::size_t bytes);

  char* data() { return bytes_.get(); }
  const char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  void make_room(std::size_t capacity);

  std::unique_ptr<char[], Free> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;  ///< Without the padding.
};

}  // namespace osler::json
