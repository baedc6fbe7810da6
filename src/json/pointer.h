#pragma once
// JSON Pointer: the paths of JSON Patch. Spec: RFC 6901.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osler::json {

/// The steps of a pointer, unescaped; "" has none. Nothing if the text does not begin with '/' or has a '~' that is not
/// followed by 0 or 1.
std::optional<std::vector<std::string>> parse_pointer(std::string_view text);

/// A step as an array index: digits without leading zeros. Nothing for all else, "-" too.
std::optional<std::size_t> array_index(std::string_view step);

}  // namespace osler::json
