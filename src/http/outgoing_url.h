#pragma once
// A URL that somebody else chose and this server is to call: read strictly, so that every reader of it means the same
// host. What its name resolves to is judged later, by egress.h.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/ip_address.h"

namespace osler::http {

inline constexpr std::size_t kOutgoingUrlBytesMax = 2'048;

/// Where requests may go. kAnywhere is for development: http, loopback and private addresses too.
enum class Reach : std::uint8_t { kPublic, kAnywhere };

struct OutgoingUrl {
  bool secure = true;
  std::string host;                  ///< Lower case; an address without brackets.
  std::optional<IpAddress> address;  ///< If the host is one.
  std::uint16_t port = 443;
  std::string authority;  ///< For Host: with brackets, and the port unless it is the scheme's own.
  std::string target;     ///< Path and query; "/" at least.
};

/// Errors: kInvalidInput for what is no URL of the plain form https://host[:port][/path][?query] (user information,
/// fragments, escapes or a trailing dot in the host, numeric hosts that are no plain IPv4 address); kForbidden for a host
/// that is never public (localhost, .local, .internal, a single label, an address that is not public).
Result<OutgoingUrl> parse_outgoing_url(std::string_view url, Reach reach);

}  // namespace osler::http
