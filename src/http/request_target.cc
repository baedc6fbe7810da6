#include "http/request_target.h"

#include "base/ascii.h"


namespace osler::http {

namespace {

/// Turns "http://host/path?query" into "/path?query".
std::optional<Refusal> strip_authority(Request& request) {
  const std::string_view target = request.target;
  const std::size_t scheme_end = target.find("://");
  const std::string_view scheme = target.substr(0, std::min(scheme_end, target.size()));
  const bool known = equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
  if (scheme_end == std::string_view::npos || !known) {
    return Refusal{400, "The request target must begin with '/' or be an http address."};
  }
  const std::string_view rest = target.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
  if (authority.empty() || authority.find('@') != std::string_view::npos) {
    return Refusal{400, "The request target names no host, or a user."};
  }
  // A target with a host wins over the Host field. Spec: RFC 9112, section 3.2.2.
  request.headers.set("Host", std::string(authority));
  std::string origin_form(rest.substr(authority.size()));
  if (!origin_form.starts_with('/')) origin_form.insert(origin_form.begin(), '/');
  request.target = std::move(origin_form);
  return std::nullopt;
}

bool has_encoded_slash(std::string_view path) {
  for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    if (path.size() - at >= 3 && path[at + 1] == '2' && to_lower(path[at + 2]) == 'f') return true;
  }
  return false;
}

bool has_dot_segment(std::string_view path) {
  if (path.find("/.") == std::string_view::npos) return false;
  path.remove_prefix(1);
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    if (end == path.size()) return false;
    path.remove_prefix(end + 1);
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

std::optional<Refusal> resolve_target(Request& request) {
  if (request.target == "*" && request.method == Method::kOptions) request.target = "/";
  if (!request.target.starts_with('/')) {
    if (const std::optional<Refusal> refusal = strip_authority(request)) return refusal;
  }
  const std::string_view target = request.target;
  if (target.find('#') != std::string_view::npos) return Refusal{400, "The request target must not have a fragment."};
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  if (!std::all_of(path.begin(), path.end(), is_ascii)) return Refusal{400, "The path must be percent-encoded."};
  if (has_encoded_slash(path)) return Refusal{400, "The path must not have an encoded slash."};

  std::optional<std::string> decoded = percent_decode(path, /*plus_is_space=*/false);
  if (!decoded) return Refusal{400, "The path has a bad percent escape."};
  if (std::any_of(decoded->begin(), decoded->end(), is_control)) {
    return Refusal{400, "The path must not have control characters."};
  }
  if (has_dot_segment(*decoded)) return Refusal{400, "The path must not have '.' or '..' as a segment."};
  request.path = std::move(*decoded);
  request.query.assign(target.substr(std::min(question + 1, target.size())));
  return std::nullopt;
}

}  // namespace osler::http
