#include "json/pretty.h"

namespace osler::json {
namespace {

constexpr std::size_t kIndent = 2;

/// The string that begins at `at`, with its quotes.
std::string_view string_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return text.substr(at, end + 1 - at);
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

}  // namespace

std::string pretty_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  std::size_t depth = 0;
  const auto new_line = [&] {
    out += '\n';
    out.append(depth * kIndent, ' ');
  };
  for (std::size_t i = skip_space(text, 0); i < text.size(); i = skip_space(text, i)) {
    const char c = text[i];
    if (c == '"') {
      const std::string_view string = string_at(text, i);
      out += string;
      i += string.size();
      continue;
    }
    ++i;
    if (c == '{' || c == '[') {
      const std::size_t inside = skip_space(text, i);
      out += c;
      if (inside < text.size() && (text[inside] == '}' || text[inside] == ']')) {
        out += text[inside];
        i = inside + 1;
        continue;
      }
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      depth -= depth > 0 ? 1 : 0;
      new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else {
      out += c;
      if (c == ':') out += ' ';
    }
  }
  out += '\n';
  return out;
}

}  // namespace osler::json
