#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/ascii.h"
#include "http/body_source.h"

namespace osler::http {

namespace {

void append_number(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits;
  const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

/// The fields that only this file writes.
bool is_ours(std::string_view name) {
  switch (name.size()) {
    case 4: return equals_ignoring_case(name, "date");
    case 10: return equals_ignoring_case(name, "connection");
    case 12: return equals_ignoring_case(name, "x-request-id");
    case 14: return equals_ignoring_case(name, "content-length");
    case 17: return equals_ignoring_case(name, "transfer-encoding");
    default: return false;
  }
}

bool is_unfit_for_head(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }

/// Whether any of the bytes is below 0x20, eight at a time: hardly ever one is.
bool may_be_unfit(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighest = kOnes * 0x80;
  std::uint64_t found = 0;
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    found |= (bytes - kOnes * 0x20) & ~bytes & kHighest;
    text.remove_prefix(sizeof bytes);
  }
  return found != 0 || std::any_of(text.begin(), text.end(), is_unfit_for_head);
}

void append_value(std::string_view value, std::string& out) {
  const std::size_t start = out.size();
  out += value;
  if (may_be_unfit(value)) std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_unfit_for_head, ' ');
}

}  // namespace

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

bool status_allows_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_response_head(const Response& response, std::string_view date, std::string_view request_id,
                          ConnectionField connection, std::string& out, LengthField length) {
  out += "HTTP/1.1 ";
  append_number(static_cast<std::uint64_t>(response.status), out);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\nDate: ";
  out += date;
  if (status_allows_body(response.status)) {
    const std::optional<std::uint64_t> bytes = response.source ? response.source->bytes() : response.body.size();
    if (bytes) {
      out += "\r\nContent-Length: ";
      append_number(*bytes, out);
    } else if (length == LengthField::kMayBeChunked) {
      out += "\r\nTransfer-Encoding: chunked";
    }
  }
  out += "\r\nX-Request-Id: ";
  out += request_id;
  if (connection == ConnectionField::kClose) out += "\r\nConnection: close";
  if (connection == ConnectionField::kKeepAlive) out += "\r\nConnection: keep-alive";
  for (const auto& [name, value] : response.headers.fields()) {
    if (is_ours(name)) continue;
    out += "\r\n";
    append_value(name, out);
    out += ": ";
    append_value(value, out);
  }
  out += "\r\n\r\n";
}

}  // namespace osler::http
