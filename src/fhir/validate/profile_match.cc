#include "fhir/validate/profile_match.h"

#include <algorithm>

namespace osler::fhir {

bool matches_pattern(json::View value, json::View pattern) {
  if (pattern.is_object()) {
    if (!value.is_object()) return false;
    std::string scratch;
    for (const json::View member : pattern) {
      if (!matches_pattern(value.member(member.key(scratch)), member)) return false;
    }
    return true;
  }
  if (pattern.is_array()) {
    for (const json::View wanted : pattern) {
      bool found = false;
      for (const json::View item : value) found = found || matches_pattern(item, wanted);
      if (!found) return false;
    }
    return value.is_array();
  }
  return value.exists() && json::same_value(value, pattern);
}

}  // namespace osler::fhir
