#include "store/rocks/packed_name.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kPackedDigits = 24;
constexpr std::uint8_t kPlainName = 0;
/// The form is the place here, from 1.
constexpr std::array<std::string_view, 4> kNamePrefixes = {"", "req_", "key_", "user_"};

/// 0 to 15 for 0 to 9 and a to f; 255 for anything else.
constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(255);
  for (std::uint8_t i = 0; i < 16; ++i) values[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
  return values;
}();

std::uint8_t digit_value(char digit) { return kDigitValues[static_cast<unsigned char>(digit)]; }

bool are_packed_digits(std::string_view text) {
  return text.size() == kPackedDigits && std::all_of(text.begin(), text.end(), [](char c) { return digit_value(c) < 16; });
}

}  // namespace

void append_name(std::string& out, std::string_view name) {
  OSLER_ASSERT(name.size() <= kNameBytesMax);
  for (std::size_t i = 0; i < kNamePrefixes.size(); ++i) {
    if (name.size() != kNamePrefixes[i].size() + kPackedDigits || !name.starts_with(kNamePrefixes[i])) continue;
    const std::string_view digits = name.substr(kNamePrefixes[i].size());
    if (!are_packed_digits(digits)) continue;
    append_u8(out, static_cast<std::uint8_t>(i + 1));
    for (std::size_t at = 0; at < kPackedDigits; at += 2) {
      out.push_back(static_cast<char>(digit_value(digits[at]) << 4U | digit_value(digits[at + 1])));
    }
    return;
  }
  append_u8(out, kPlainName);
  append_u8(out, static_cast<std::uint8_t>(name.size()));
  out += name;
}

std::string read_name(ByteReader& in) {
  const std::uint8_t form = in.u8();
  if (form == kPlainName) return std::string(in.take(in.u8()));
  if (form > kNamePrefixes.size()) {
    in.fail();
    return {};
  }
  std::string name;
  name.reserve(kNamePrefixes[form - 1].size() + kPackedDigits);
  name += kNamePrefixes[form - 1];
  for (const char byte : in.take(kPackedDigits / 2)) {
    name += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
    name += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15U];
  }
  return name;
}

}  // namespace osler::store::rocks
