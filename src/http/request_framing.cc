#include "http/request_framing.h"

#include <charconv>

#include "base/ascii.h"


namespace osler::http {

namespace {

/// How often each field that may stand once was seen.
struct Seen {
  int host = 0;
  int content_length = 0;
  int transfer_encoding = 0;
  int content_encoding = 0;
};

bool is_host(std::string_view value) {
  const auto allowed = [](char c) {
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) ||
           std::string_view("-._~:[]%!$&'()*+;=").find(c) != std::string_view::npos;
  };
  return !value.empty() && std::all_of(value.begin(), value.end(), allowed);
}

/// 1 to 18 digits, so that the number fits; no sign, no blanks, no list.
std::optional<std::uint64_t> parse_length(std::string_view value) {
  if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), is_digit)) return std::nullopt;
  std::uint64_t length = 0;
  std::from_chars(value.begin(), value.end(), length);
  return length;
}

void read_connection(std::string_view options, bool& close, bool& keep_alive) {
  while (!options.empty()) {
    const std::string_view option = next_item(options, ',');
    if (equals_ignoring_case(option, "close")) close = true;
    if (equals_ignoring_case(option, "keep-alive")) keep_alive = true;
  }
}

std::optional<Refusal> read_content_encoding(std::string_view value, RequestFraming& framing) {
  if (equals_ignoring_case(value, "gzip") || equals_ignoring_case(value, "x-gzip")) {
    framing.gzip = true;
  } else if (!value.empty() && !equals_ignoring_case(value, "identity")) {
    return Refusal{415, "Content-Encoding must be gzip or absent."};
  }
  return std::nullopt;
}

std::optional<Refusal> check_counts(const Seen& seen, int http_minor) {
  if (seen.host > 1) return Refusal{400, "There must be one Host field."};
  if (seen.host == 0 && http_minor > 0) return Refusal{400, "The Host field is missing."};
  if (seen.content_length > 1) return Refusal{400, "There must be one Content-Length."};
  if (seen.transfer_encoding > 1) return Refusal{400, "There must be one Transfer-Encoding."};
  if (seen.content_length > 0 && seen.transfer_encoding > 0) {
    return Refusal{400, "Content-Length and Transfer-Encoding must not stand together."};
  }
  if (seen.transfer_encoding > 0 && http_minor == 0) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding."};
  if (seen.content_encoding > 1) return Refusal{415, "Content-Encoding must be gzip or absent."};
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_framing(const Request& request, int http_minor, RequestFraming& framing) {
  Seen seen;
  bool close = false;
  bool keep_alive = false;
  std::optional<Refusal> coding_refusal;
  for (const auto& [name, value] : request.headers.fields()) {
    if (equals_ignoring_case(name, "host")) {
      ++seen.host;
      if (!is_host(value)) return Refusal{400, "The Host field is malformed."};
    } else if (equals_ignoring_case(name, "content-length")) {
      ++seen.content_length;
      const std::optional<std::uint64_t> length = parse_length(value);
      if (!length) return Refusal{400, "Content-Length must be one decimal number."};
      framing.content_length = *length;
    } else if (equals_ignoring_case(name, "transfer-encoding")) {
      ++seen.transfer_encoding;
      if (!equals_ignoring_case(value, "chunked")) return Refusal{400, "Transfer-Encoding must be chunked, alone."};
      framing.chunked = true;
    } else if (equals_ignoring_case(name, "content-encoding")) {
      ++seen.content_encoding;
      coding_refusal = read_content_encoding(value, framing);
    } else if (equals_ignoring_case(name, "connection")) {
      read_connection(value, close, keep_alive);
    } else if (equals_ignoring_case(name, "expect")) {
      framing.expects_continue = equals_ignoring_case(value, "100-continue") && http_minor > 0;
    }
  }
  framing.keep_alive = !close && (http_minor > 0 || keep_alive);
  if (const std::optional<Refusal> refusal = check_counts(seen, http_minor)) return refusal;
  return coding_refusal;
}

}  // namespace osler::http
