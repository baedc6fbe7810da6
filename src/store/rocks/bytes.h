#pragma once
// Numbers as bytes, most significant first, so that byte order is numeric order.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace osler::store::rocks {

static_assert(std::endian::native == std::endian::little);

inline void append_number(std::string& out, std::uint64_t number, unsigned bytes) {
  const std::uint64_t most_significant_first = __builtin_bswap64(number);
  char text[sizeof number];
  std::memcpy(text, &most_significant_first, sizeof number);
  out.append(text + (sizeof number - bytes), bytes);
}
inline void append_u8(std::string& out, std::uint8_t number) { append_number(out, number, 1); }
inline void append_u16(std::string& out, std::uint16_t number) { append_number(out, number, 2); }
inline void append_u32(std::string& out, std::uint32_t number) { append_number(out, number, 4); }
inline void append_u64(std::string& out, std::uint64_t number) { append_number(out, number, 8); }

/// Seven bits a byte, the least significant first; the high bit says that more follow.
inline void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U) out.push_back(static_cast<char>(number | 0x80U));
  out.push_back(static_cast<char>(number));
}

/// Reads from the front of bytes. Once they run out every read gives 0 or nothing, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char c : take(bytes)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = u8();
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }
  std::string_view take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }
  /// What was read means nothing: ok() is false from now on.
  void fail() { ok_ = false; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace osler::store::rocks
