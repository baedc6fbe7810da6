#include "http/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace osler::http {
namespace {

struct V4Range {
  std::uint32_t first;
  unsigned bits;
};
constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24U | b << 16U | c << 8U | d;
}
constexpr V4Range kNotPublicV4[] = {
    {v4(0, 0, 0, 0), 8},          // This host.
    {v4(10, 0, 0, 0), 8},         // Private.
    {v4(100, 64, 0, 0), 10},      // Shared by carriers.
    {v4(127, 0, 0, 0), 8},        // Loopback.
    {v4(168, 63, 129, 16), 32},   // A cloud's host agent, in public space.
    {v4(169, 254, 0, 0), 16},     // Link-local; metadata services.
    {v4(172, 16, 0, 0), 12},      // Private.
    {v4(192, 0, 0, 0), 24},       // Protocol assignments.
    {v4(192, 0, 2, 0), 24},       // Documentation.
    {v4(192, 88, 99, 0), 24},     // 6to4 relays.
    {v4(192, 168, 0, 0), 16},     // Private.
    {v4(198, 18, 0, 0), 15},      // Benchmarks.
    {v4(198, 51, 100, 0), 24},    // Documentation.
    {v4(203, 0, 113, 0), 24},     // Documentation.
    {v4(224, 0, 0, 0), 4},        // Multicast.
    {v4(240, 0, 0, 0), 4},        // Reserved; broadcast.
};

struct V6Range {
  std::array<std::uint8_t, 4> first;
  unsigned bits;
};
// Everything outside 2000::/3 is special: loopback, mapped and translated IPv4, local, link-local, multicast.
constexpr V6Range kGlobalUnicast = {{0x20, 0, 0, 0}, 3};
constexpr V6Range kNotPublicV6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // Protocol assignments; Teredo wraps IPv4.
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // Documentation.
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4 wraps IPv4.
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // Documentation.
};

std::uint32_t first_word(const std::uint8_t* bytes) { return v4(bytes[0], bytes[1], bytes[2], bytes[3]); }

bool is_in(std::uint32_t address, std::uint32_t first, unsigned bits) {
  return (address ^ first) >> (32U - bits) == 0;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  constexpr std::size_t kTextBytesMax = 45;
  if (text.size() > kTextBytesMax) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  address.is_v4_ = text.find(':') == std::string_view::npos;
  const int family = address.is_v4_ ? AF_INET : AF_INET6;
  if (inet_pton(family, terminated.c_str(), address.bytes_.data()) != 1) return std::nullopt;
  // inet_pton takes leading zeros, which others read as octal.
  if (address.is_v4_ && address.text() != text) return std::nullopt;
  return address;
}

std::optional<IpAddress> IpAddress::of(const sockaddr& address) {
  IpAddress found;
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    std::memcpy(found.bytes_.data(), &in.sin_addr, sizeof in.sin_addr);
    return found;
  }
  if (address.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  found.is_v4_ = false;
  std::memcpy(found.bytes_.data(), &in.sin6_addr, sizeof in.sin6_addr);
  return found;
}

bool IpAddress::is_public() const {
  const std::uint32_t word = first_word(bytes_.data());
  if (is_v4_) {
    return std::none_of(std::begin(kNotPublicV4), std::end(kNotPublicV4),
                        [word](const V4Range& range) { return is_in(word, range.first, range.bits); });
  }
  const auto holds = [word](const V6Range& range) { return is_in(word, first_word(range.first.data()), range.bits); };
  return holds(kGlobalUnicast) && std::none_of(std::begin(kNotPublicV6), std::end(kNotPublicV6), holds);
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v4_ ? AF_INET : AF_INET6, bytes_.data(), text.data(), text.size());
  return text.data();
}

socklen_t IpAddress::fill(std::uint16_t port, sockaddr_storage& out) const {
  out = {};
  if (is_v4_) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, bytes_.data(), sizeof in.sin_addr);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
  }
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  std::memcpy(&in.sin6_addr, bytes_.data(), sizeof in.sin6_addr);
  std::memcpy(&out, &in, sizeof in);
  return sizeof in;
}

}  // namespace osler::http
