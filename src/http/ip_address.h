#pragma once
// An IP address as a value, and whether it belongs to the public Internet.

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osler::http {

class IpAddress {
 public:
  /// Only the one usual form of each: four decimal numbers without leading zeros, or IPv6 text without brackets, zone or
  /// prefix length. Octal, hexadecimal and shortened IPv4 forms give nothing.
  static std::optional<IpAddress> parse(std::string_view text);
  /// Nothing for a family that is neither IPv4 nor IPv6.
  static std::optional<IpAddress> of(const sockaddr& address);

  bool is_v4() const { return is_v4_; }
  /// Whether it can be reached over the public Internet and belongs to nobody's own network: not loopback, private,
  /// link-local, shared, documentation, multicast, reserved, a cloud's metadata service, nor an IPv6 form that wraps an
  /// IPv4 address. Spec: IANA's registries of special-purpose addresses; RFC 6890.
  bool is_public() const;
  std::string text() const;
  /// For connect(); the length is returned.
  socklen_t fill(std::uint16_t port, sockaddr_storage& out) const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  bool is_v4_ = true;
  std::array<std::uint8_t, 16> bytes_{};  ///< The first four of an IPv4 address.
};

}  // namespace osler::http
