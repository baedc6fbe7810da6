#pragma once
// The lists inside a search value: comma, dollar and bar separate unless a backslash stands before them.
// Spec: FHIR R4, search.html#escaping.

#include <string>
#include <string_view>
#include <vector>

namespace osler::fhir {

/// The parts between unescaped separators, still escaped; always at least one.
std::vector<std::string_view> split_unescaped(std::string_view text, char separator);

/// Backslashes before ',', '$', '|' and '\' removed; any other backslash stands for itself.
std::string unescaped_value(std::string_view text);

}  // namespace osler::fhir
