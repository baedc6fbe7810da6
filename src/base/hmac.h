#pragma once
// HMAC-SHA256 under one secret, and the comparison that does not tell where two texts differ.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace osler {

/// Holds the hashed secret, so that one code costs two short hashes. Immutable; any thread.
class HmacSha256 {
 public:
  static constexpr std::size_t kBytes = 32;

  explicit HmacSha256(std::string_view secret);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  /// The 32 bytes of the code of `text`.
  std::string code(std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Equal length and equal bytes. Takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Two lower-case digits for each byte.
std::string hex(std::string_view bytes);
/// The bytes behind such a text; a character that is no digit counts as 0.
std::string from_hex(std::string_view text);

}  // namespace osler
