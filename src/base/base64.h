#pragma once
// RFC 4648 base64 with padding, as FHIR's base64Binary is written.

#include <optional>
#include <string>
#include <string_view>

namespace osler {

std::string to_base64(std::string_view bytes);
/// White space between the digits is allowed. Nothing for other text.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace osler
