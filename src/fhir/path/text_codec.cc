#include "fhir/path/text_codec.h"

#include <array>
#include <utility>

#include "fhir/path/token.h"
#include "json/tree.h"

namespace osler::fhir::path {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities = {{
    {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}}};

std::string to_base64(std::string_view text, std::string_view alphabet) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) bits = bits << 8U | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += i + j <= text.size() ? alphabet[bits >> (18U - 6U * j) & 63U] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text, std::string_view alphabet) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xffffffU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xffU);
  }
  return out;
}

std::string to_hex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    for (const char c : text.substr(i, 2)) {
      const std::size_t digit = kHex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
      if (digit == std::string_view::npos) return std::nullopt;
      byte = byte << 4U | static_cast<unsigned>(digit);
    }
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace

std::optional<std::string> encoded(std::string_view text, std::string_view format) {
  if (format == "hex") return to_hex(text);
  if (format == "base64") return to_base64(text, kBase64);
  if (format == "urlbase64") return to_base64(text, kUrlBase64);
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text, std::string_view format) {
  if (format == "hex") return from_hex(text);
  if (format == "base64") return from_base64(text, kBase64);
  if (format == "urlbase64") return from_base64(text, kUrlBase64);
  return std::nullopt;
}

std::optional<std::string> escaped(std::string_view text, std::string_view target) {
  std::string out;
  if (target == "json") {
    json::append_quoted(out, text);
    return out.substr(1, out.size() - 2);
  }
  if (target != "html") return std::nullopt;
  for (const char c : text) {
    std::string_view entity(&c, 1);
    for (const auto& [plain, name] : kEntities) {
      if (plain.front() == c) entity = name;
    }
    out += entity;
  }
  return out;
}

std::optional<std::string> unescaped_from(std::string_view text, std::string_view target) {
  if (target == "json") {
    Result<std::string> plain = unescaped(text);
    return plain.ok() ? std::optional<std::string>(std::move(*plain)) : std::nullopt;
  }
  if (target != "html") return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t taken = 1;
    std::string_view plain = text.substr(i, 1);
    for (const auto& [character, entity] : kEntities) {
      if (!text.substr(i).starts_with(entity)) continue;
      plain = character;
      taken = entity.size();
    }
    out += plain;
    i += taken;
  }
  return out;
}

}  // namespace osler::fhir::path
