#pragma once
// Kinds of ASCII characters, whatever the locale.

namespace osler {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace osler
