#include "json/scan_faults.h"

#include <cstdint>

namespace osler::json {
namespace {

/// Bytes of the well-formed UTF-8 sequence at the begin of `text`; 0 if there is none.
std::size_t utf8_size(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool too_high = lead == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_high ? 0 : size;
}

struct StringWalk {
  std::size_t first_control;
  std::size_t open_quote;  ///< Of the string in which the text ends.
};

StringWalk walk_strings(std::string_view text) {
  StringWalk walk{text.size(), text.size()};
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      inside = !inside;
      walk.open_quote = inside ? i : text.size();
    }
    const bool control = i < text.size() && static_cast<std::uint8_t>(text[i]) < 0x20;
    if (inside && control && walk.first_control == text.size()) walk.first_control = i;
  }
  return walk;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = utf8_size(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return text.size();
}

std::size_t first_raw_control(std::string_view text) { return walk_strings(text).first_control; }

std::size_t unclosed_string(std::string_view text) { return walk_strings(text).open_quote; }

}  // namespace osler::json
