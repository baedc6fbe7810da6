#include "events/event_ids.h"

#include <cstdint>

namespace osler::events {
namespace {

constexpr std::string_view kPrefix = "evt_";
constexpr std::size_t kPartBytes = 8;

std::string bytes_of(std::uint64_t number) {
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8) bytes.push_back(static_cast<char>(number >> (shift - 8)));
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8U | static_cast<unsigned char>(c);
  return number;
}

/// What hides the number that comes with this tag.
std::uint64_t mask_of(const HmacSha256& hmac, std::string_view tag) {
  return number_of(hmac.code("mask " + std::string(tag)).substr(0, kPartBytes));
}

std::string tag_of(const HmacSha256& hmac, store::Position position) {
  return hmac.code("tag " + bytes_of(position.number)).substr(0, kPartBytes);
}

}  // namespace

std::string EventIds::make(store::Position position) const {
  const std::string tag = tag_of(hmac_, position);
  return std::string(kPrefix) + hex(tag + bytes_of(position.number ^ mask_of(hmac_, tag)));
}

std::optional<store::Position> EventIds::read(std::string_view id) const {
  constexpr std::size_t kDigits = 4 * kPartBytes;
  if (!id.starts_with(kPrefix) || id.size() != kPrefix.size() + kDigits) return std::nullopt;
  const std::string bytes = from_hex(id.substr(kPrefix.size()));
  const std::string tag = bytes.substr(0, kPartBytes);
  const store::Position position{number_of(bytes.substr(kPartBytes)) ^ mask_of(hmac_, tag)};
  if (!equal_in_constant_time(id, make(position))) return std::nullopt;  // The text as we write it: a digit that is none reads as 0.
  return position;
}

}  // namespace osler::events
