#include "http/response_text.h"

namespace osler::http {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Takes one line, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find(kLineEnd);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + kLineEnd.size());
  return line;
}

}  // namespace

std::string response_text(const Response& response) {
  std::string text;
  for (const auto& [name, value] : response.headers.fields()) {
    text += name;
    text += ": ";
    for (const char c : value) text += c == '\r' || c == '\n' ? ' ' : c;
    text += kLineEnd;
  }
  text += kLineEnd;
  text += response.body;
  return text;
}

Response response_of_text(int status, std::string_view text) {
  Response empty;
  empty.status = status;
  Response response = empty;
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) return empty;
    response.headers.add(line.substr(0, colon), line.substr(colon + 2));
  }
  response.body = text;
  return response;
}

}  // namespace osler::http
