#include "http/outgoing_url.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"


namespace osler::http {
namespace {

constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;
constexpr std::string_view kOwnDomains[] = {"localhost", "local", "internal", "home.arpa", "localdomain", "intranet", "lan"};

Error malformed(std::string what) { return invalid_input("url: expected https://host[:port][/path]; " + std::move(what)); }
Error not_public() {
  return {ErrorKind::kForbidden, "url: the host must be on the public Internet", "ADDRESS_NOT_PUBLIC", {}};
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>' && c != '^' && c != '`' && c != '{' &&
           c != '|' && c != '}';
  });
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

bool is_label(std::string_view label) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; };
  return !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_word);
}

bool is_name(std::string_view host) {
  if (host.size() > kHostBytesMax) return false;
  while (true) {
    const std::size_t dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

/// Whether resolvers may take the host for a number: 2130706433, 0x7f.1, 127.1, 0177.0.0.1. Spec: the URL standard,
/// "ends in a number".
bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return last.starts_with("0x") || std::all_of(last.begin(), last.end(), is_digit);
}

bool is_own_domain(std::string_view host) {
  return std::any_of(std::begin(kOwnDomains), std::end(kOwnDomains), [host](std::string_view domain) {
    return host == domain ||
           (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
  });
}

Status read_host(std::string_view host, Reach reach, OutgoingUrl& url) {
  if (host.starts_with('[') && host.ends_with(']')) {
    const std::string_view inner = host.substr(1, host.size() - 2);
    url.address = IpAddress::parse(inner);
    if (!url.address || url.address->is_v4()) return malformed("the IPv6 address is malformed");
    url.host = url.address->text();
  } else {
    url.host = lower_case(host);
    url.address = IpAddress::parse(url.host);
    if (!url.address && (!is_name(url.host) || ends_in_number(url.host))) {
      return malformed("the host must be a name of letters, digits, '-' and '.', or a plain address");
    }
  }
  if (reach == Reach::kAnywhere) return {};
  if (url.address) return url.address->is_public() ? Status() : not_public();
  const bool single_label = url.host.find('.') == std::string::npos;
  if (single_label || is_own_domain(url.host)) return not_public();
  return {};
}

Status read_authority(std::string_view authority, Reach reach, OutgoingUrl& url) {
  if (authority.find('@') != std::string_view::npos) return malformed("it must not carry a user name or password");
  url.port = url.secure ? 443 : 80;
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view digits = authority.substr(colon + 1);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (failure != std::errc{} || end != digits.data() + digits.size() || url.port == 0) {
      return malformed("the port must be a number from 1 to 65535");
    }
  }
  OSLER_RETURN_IF_ERROR(read_host(host, reach, url));
  url.authority = url.address && !url.address->is_v4() ? "[" + url.host + "]" : url.host;
  if (url.port != (url.secure ? 443 : 80)) url.authority += ":" + std::to_string(url.port);
  return {};
}

}  // namespace

Result<OutgoingUrl> parse_outgoing_url(std::string_view url, Reach reach) {
  if (url.size() > kOutgoingUrlBytesMax) return malformed("at most 2048 characters");
  if (!is_plain(url)) return malformed("write blanks and other characters percent-encoded, names in their xn-- form");
  OutgoingUrl read;
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return malformed("there is no ://");
  const std::string scheme = lower_case(url.substr(0, colon));
  read.secure = scheme == "https";
  if (!read.secure && !(scheme == "http" && reach == Reach::kAnywhere)) return malformed("the scheme must be https");
  std::string_view rest = url.substr(colon + 3);
  if (rest.find('#') != std::string_view::npos) return malformed("it must not have a fragment");
  const std::size_t end = rest.find_first_of("/?");
  OSLER_RETURN_IF_ERROR(read_authority(rest.substr(0, end), reach, read));
  read.target = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  if (!read.target.starts_with('/')) read.target.insert(0, 1, '/');
  return read;
}

}  // namespace osler::http
