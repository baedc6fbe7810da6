#pragma once
// Base 64 with the URL alphabet and without padding. Spec: RFC 4648, section 5.

#include <optional>
#include <string>
#include <string_view>

namespace osler {

std::string base64url(std::string_view bytes);
/// Nothing for any other character, padding, an impossible length, or unused bits that are not zero: each byte string
/// has exactly one text.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace osler
