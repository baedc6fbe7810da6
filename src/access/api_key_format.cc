#include "access/api_key_format.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace osler::access {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kTestPrefix = "clk_test_";
constexpr std::string_view kLivePrefix = "clk_live_";
constexpr std::size_t kRandomBits = 160;

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xedb88320U ^ (value >> 1U) : value >> 1U;
    table[i] = value;
  }
  return table;
}();

/// The CRC-32 of zlib, PNG and Ethernet.
constexpr std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = ~0U;
  for (const char c : text) crc = kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 255U] ^ (crc >> 8U);
  return ~crc;
}
static_assert(crc32("123456789") == 0xcbf43926U);

std::string checksum(std::string_view text) {
  std::string digits(kApiKeyChecksumBytes, '0');
  std::uint32_t rest = crc32(text);
  for (std::size_t i = digits.size(); i > 0; --i) {
    digits[i - 1] = kDigits[rest % 62];
    rest /= 62;
  }
  return digits;
}

/// A 160-bit number in 27 base-62 digits, most significant first.
std::string random_digits(Rng& rng) {
  std::array<std::byte, kRandomBits / 8> number;
  rng.fill(number);
  std::string digits(kApiKeyRandomBytes, '0');
  for (std::size_t i = digits.size(); i > 0; --i) {
    std::uint32_t rest = 0;
    for (std::byte& byte : number) {
      const std::uint32_t value = (rest << 8U) | std::to_integer<std::uint32_t>(byte);
      byte = static_cast<std::byte>(value / 62);
      rest = value % 62;
    }
    digits[i - 1] = kDigits[rest];
  }
  return digits;
}

bool is_digit(char c) { return kDigits.find(c) != std::string_view::npos; }

}  // namespace

std::string_view api_key_prefix(store::Environment environment) {
  return environment == store::Environment::kLive ? kLivePrefix : kTestPrefix;
}

std::string make_api_key(store::Environment environment, Rng& rng) {
  std::string text(api_key_prefix(environment));
  text += random_digits(rng);
  text += checksum(text);
  return text;
}

bool has_api_key_form(std::string_view text) {
  if (!text.starts_with(kTestPrefix) && !text.starts_with(kLivePrefix)) return false;
  const std::string_view rest = text.substr(kApiKeyPrefixBytes);
  return !rest.empty() && std::ranges::all_of(rest, is_digit);
}

bool has_valid_checksum(std::string_view text) {
  if (text.size() != kApiKeyBytes) return false;
  const std::size_t covered = kApiKeyBytes - kApiKeyChecksumBytes;
  return text.substr(covered) == checksum(text.substr(0, covered));
}

}  // namespace osler::access
