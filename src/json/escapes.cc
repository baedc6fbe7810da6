#include "json/escapes.h"

#include <cstdint>

#include "json/tree.h"

namespace osler::json {
namespace {

constexpr std::size_t kUnicodeEscape = 6;  ///< Bytes of \u0000.

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The code unit of a \u escape at the begin of `text`; -1 if there is no such escape.
std::int32_t code_unit(std::string_view text) {
  if (text.size() < kUnicodeEscape || text[0] != '\\' || text[1] != 'u') return -1;
  std::int32_t unit = 0;
  for (std::size_t i = 2; i < kUnicodeEscape; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

bool is_high_surrogate(std::int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// What \c stands for; NUL if it stands for nothing.
char short_escape(char c) {
  switch (c) {
    case '"': case '\\': case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

/// Bytes of the well-formed escape at the begin of `text`; 0 if it is not well-formed.
std::size_t escape_size(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != 'u') return short_escape(text[1]) == '\0' ? 0 : 2;
  const std::int32_t unit = code_unit(text);
  if (unit < 0 || is_low_surrogate(unit)) return 0;
  if (!is_high_surrogate(unit)) return kUnicodeEscape;
  return is_low_surrogate(code_unit(text.substr(kUnicodeEscape))) ? 2 * kUnicodeEscape : 0;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    out += tail(6);
    out += tail(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    out += tail(12);
    out += tail(6);
    out += tail(0);
  }
}

bool must_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 0xF];
  }
}

}  // namespace

std::size_t find_bad_escape(std::string_view content) {
  std::size_t at = content.find('\\');
  while (at != std::string_view::npos) {
    const std::size_t size = escape_size(content.substr(at));
    if (size == 0) return at;
    at = content.find('\\', at + size);
  }
  return kNoBadEscape;
}

void append_decoded(std::string& out, std::string_view content) {
  for (;;) {
    const std::size_t at = content.find('\\');
    out.append(content.substr(0, at));
    if (at == std::string_view::npos) return;
    content.remove_prefix(at);
    const std::size_t size = escape_size(content);
    if (size == 2) {
      out += short_escape(content[1]);
    } else {
      auto point = static_cast<std::uint32_t>(code_unit(content));
      if (size > kUnicodeEscape) {
        const auto low = static_cast<std::uint32_t>(code_unit(content.substr(kUnicodeEscape)));
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
      }
      append_utf8(out, point);
    }
    content.remove_prefix(size);
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!must_escape(text[i])) continue;
    out.append(text, copied, i - copied);
    append_escaped(out, text[i]);
    copied = i + 1;
  }
  out.append(text, copied);
  out += '"';
}

}  // namespace osler::json
