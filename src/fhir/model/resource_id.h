#pragma once
// The logical id of a resource: 1 to 64 of A-Z a-z 0-9 - and '.'.

#include <string_view>

namespace osler::fhir {

inline constexpr std::size_t kResourceIdBytesMax = 64;

/// Spec: FHIR R4, datatypes.html#id.
constexpr bool is_resource_id(std::string_view text) {
  if (text.empty() || text.size() > kResourceIdBytesMax) return false;
  for (const char c : text) {
    const bool legal = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!legal) return false;
  }
  return true;
}

}  // namespace osler::fhir
