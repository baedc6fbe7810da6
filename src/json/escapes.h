#pragma once
// The backslash escapes inside JSON strings: judging, decoding and writing them.

#include <cstddef>
#include <string>
#include <string_view>

namespace osler::json {

inline constexpr std::size_t kNoBadEscape = static_cast<std::size_t>(-1);

/// Offset of the first escape in a string's content (without quotes) that JSON does not know or that stands for half a
/// surrogate pair; kNoBadEscape if there is none. A \u escape must have four hex digits; a high surrogate must be
/// followed by an escaped low one. Spec: RFC 8259, section 7; a lone surrogate has no UTF-8 form.
std::size_t find_bad_escape(std::string_view content);

/// Appends the content with its escapes replaced by what they stand for, as UTF-8. `content` must have no bad escape.
void append_decoded(std::string& out, std::string_view content);

}  // namespace osler::json
