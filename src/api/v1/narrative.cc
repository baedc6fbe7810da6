#include "api/v1/narrative.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace osler::api::v1 {
namespace {

constexpr std::string_view kOpen = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
constexpr std::string_view kClose = "</div>";
constexpr std::size_t kEntityBytesMax = 10;
constexpr std::array<std::string_view, 12> kBlocks = {"p",  "div", "li", "tr", "h1", "h2",
                                                      "h3", "h4",  "h5", "h6", "ul", "table"};
constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
    {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}};

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | code_point >> 6U);
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | code_point >> 12U);
    put(0x80U | (code_point >> 6U & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | code_point >> 18U);
    put(0x80U | (code_point >> 12U & 0x3FU));
    put(0x80U | (code_point >> 6U & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

/// Appends what `&name;` stands for; false if it is none we know.
bool append_entity(std::string& out, std::string_view name) {
  for (const auto& [word, text] : kEntities) {
    if (word == name) {
      out += text;
      return true;
    }
  }
  if (name.size() < 2 || name.front() != '#') return false;
  name.remove_prefix(1);
  const bool hex = name.front() == 'x' || name.front() == 'X';
  if (hex) name.remove_prefix(1);
  std::uint32_t code_point = 0;
  const auto [rest, failure] = std::from_chars(name.data(), name.data() + name.size(), code_point, hex ? 16 : 10);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (failure != std::errc{} || rest != name.data() + name.size() || code_point == 0 || code_point > 0x10FFFF ||
      surrogate) {
    return false;
  }
  append_utf8(out, code_point);
  return true;
}

/// "br" of "<br/>", "/p" of "</p>".
std::string_view tag_name(std::string_view inside) {
  const std::size_t end = inside.find_first_of(" \t\r\n/", inside.starts_with('/') ? 1 : 0);
  return inside.substr(0, end);
}

}  // namespace

std::string narrative_div(std::string_view text) {
  std::string div(kOpen);
  for (const char c : text) {
    switch (c) {
      case '&': div += "&amp;"; break;
      case '<': div += "&lt;"; break;
      case '>': div += "&gt;"; break;
      case '\n': div += "<br/>"; break;
      case '\r': div += "&#13;"; break;
      default: div += c; break;
    }
  }
  div += kClose;
  return div;
}

std::string narrative_text(std::string_view div) {
  std::string text;
  for (std::size_t i = 0; i < div.size(); ++i) {
    if (div[i] == '<') {
      const std::size_t close = div.find('>', i);
      if (close == std::string_view::npos) break;
      const std::string_view name = tag_name(div.substr(i + 1, close - i - 1));
      const bool ends_block =
          name.starts_with('/') && std::find(kBlocks.begin(), kBlocks.end(), name.substr(1)) != kBlocks.end();
      if (name == "br" || (ends_block && close + 1 < div.size())) text += '\n';
      i = close;
    } else if (div[i] == '&') {
      const std::size_t end = div.find(';', i);
      const bool near = end != std::string_view::npos && end - i <= kEntityBytesMax;
      if (near && append_entity(text, div.substr(i + 1, end - i - 1))) {
        i = end;
      } else {
        text += '&';
      }
    } else {
      text += div[i];
    }
  }
  return text;
}

}  // namespace osler::api::v1
