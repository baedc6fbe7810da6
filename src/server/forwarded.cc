#include "server/forwarded.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/ip_address.h"

namespace osler::server {
namespace {

// The last of a list is the one that the proxy nearest to us wrote.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last = trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return last;
}

bool is_host(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' || c == '[' || c == ']';
  };
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

void apply_forwarded(const std::vector<std::string>& proxies, http::Request& request) {
  const auto is_proxy = [&](std::string_view address) { return std::find(proxies.begin(), proxies.end(), address) != proxies.end(); };
  if (proxies.empty() || !is_proxy(request.remote_address)) return;
  const std::string forwarded(request.headers.get("X-Forwarded-For").value_or(""));
  std::string_view addresses = forwarded;
  while (!addresses.empty()) {
    const std::string_view address = take_last(addresses);
    if (!http::IpAddress::parse(address)) break;
    request.remote_address = address;
    if (!is_proxy(address)) break;
  }
  std::string_view scheme = request.headers.get("X-Forwarded-Proto").value_or("");
  if (const std::string_view last = take_last(scheme); last == "https" || last == "http") request.secure = last == "https";
  std::string_view hosts = request.headers.get("X-Forwarded-Host").value_or("");
  if (const std::string host(take_last(hosts)); is_host(host)) request.headers.set("Host", host);
}

}  // namespace osler::server
