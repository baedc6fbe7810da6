#pragma once
// JSON text laid out for people: two spaces for each level, one member a line. Every value keeps its bytes.

#include <string>
#include <string_view>

namespace osler::json {

/// `text` must be one JSON value; white space outside its strings is replaced. Linear.
std::string pretty_text(std::string_view text);

}  // namespace osler::json
