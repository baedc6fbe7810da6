#include "access/totp.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/assert.h"

namespace osler::access {
namespace {

constexpr std::int64_t kStepMs = 30'000;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kSha1Bytes = 20;
constexpr std::string_view kIssuer = "Osler";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) out += c;
    else (((out += '%') += kDigits[byte >> 4U]) += kDigits[byte & 15U]);
  }
  return out;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter;
  for (std::size_t i = 0; i < counter.size(); ++i) counter.at(i) = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56U - 8U * i));
  std::array<unsigned char, kSha1Bytes> code;
  unsigned int bytes = 0;
  OSLER_ASSERT(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), code.data(), &bytes) != nullptr);
  OSLER_ASSERT(bytes == kSha1Bytes);
  const std::size_t at = code.back() & 15U;
  const std::uint32_t number = (code.at(at) & 127U) << 24U | static_cast<std::uint32_t>(code.at(at + 1)) << 16U |
                               static_cast<std::uint32_t>(code.at(at + 2)) << 8U | code.at(at + 3);
  std::string digits = std::to_string(number % kModulus);
  return std::string(kTotpDigits - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now_ms, std::int64_t last_step) {
  if (code.size() != kTotpDigits) return std::nullopt;
  std::optional<std::int64_t> found;
  const std::int64_t now = now_ms / kStepMs;
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    const std::string right = totp_code(secret, step);
    if (CRYPTO_memcmp(right.data(), code.data(), kTotpDigits) == 0 && step > last_step) found = step;
  }
  return found;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) out += kLetters[(bits >> (count - 5)) & 31U];
  }
  if (count > 0) out += kLetters[(bits << (5 - count)) & 31U];
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view account) {
  return "otpauth://totp/" + std::string(kIssuer) + ":" + percent_encoded(account) + "?secret=" + base32(secret) + "&issuer=" + std::string(kIssuer);
}

}  // namespace osler::access
