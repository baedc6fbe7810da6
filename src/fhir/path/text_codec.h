#pragma once
// The text encodings FHIRPath's encode(), decode(), escape() and unescape() name.

#include <optional>
#include <string>
#include <string_view>

namespace osler::fhir::path {

/// `format` is "base64", "urlbase64" or "hex"; nothing for others, and for text that is not in that format.
std::optional<std::string> encoded(std::string_view text, std::string_view format);
std::optional<std::string> decoded(std::string_view text, std::string_view format);

/// `target` is "html" or "json"; nothing for others.
std::optional<std::string> escaped(std::string_view text, std::string_view target);
std::optional<std::string> unescaped_from(std::string_view text, std::string_view target);

}  // namespace osler::fhir::path
