#pragma once
// Where a text goes wrong that the SIMD scan refused as a whole: the scan says what kind of fault, not where. Slow and
// plain; only for messages.

#include <cstddef>
#include <string_view>

namespace osler::json {

/// Offset of the first byte that is not part of well-formed UTF-8; the text's size if there is none.
/// Spec: RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
std::size_t first_invalid_utf8(std::string_view text);

/// Offset of the first control character (below 0x20) inside a string; the text's size if there is none.
std::size_t first_raw_control(std::string_view text);

/// Offset of the quote that opens the string that never ends; the text's size if every string ends.
std::size_t unclosed_string(std::string_view text);

}  // namespace osler::json
