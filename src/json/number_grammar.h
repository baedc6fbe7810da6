#pragma once
// The grammar of JSON numbers. Spec: RFC 8259, section 6. Size and precision have no limit here.

#include <string_view>

namespace osler::json {

/// Past the number that begins at `at`; nullptr if what stands there is none. Reads nothing from `end` on.
inline const char* end_of_number(const char* at, const char* end) {
  const auto is_digit = [end](const char* p) { return p != end && static_cast<unsigned char>(*p - '0') < 10; };
  if (at != end && *at == '-') ++at;
  if (!is_digit(at)) return nullptr;
  if (*at == '0') {
    ++at;
  } else {
    while (is_digit(at)) ++at;
  }
  if (at != end && *at == '.') {
    ++at;
    if (!is_digit(at)) return nullptr;
    while (is_digit(at)) ++at;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (!is_digit(at)) return nullptr;
    while (is_digit(at)) ++at;
  }
  return at;
}

/// Whether all of `text` is one number.
inline bool is_number(std::string_view text) {
  return !text.empty() && end_of_number(text.data(), text.data() + text.size()) == text.data() + text.size();
}

}  // namespace osler::json
