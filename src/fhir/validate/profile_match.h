#pragma once
// Fixed values and patterns. Spec: FHIR R4, elementdefinition-definitions.html#ElementDefinition.fixed_x_, .pattern_x_.

#include "json/tree.h"

namespace osler::fhir {

/// Whether everything in `pattern` stands in `value` too: members of objects, and for each item of an array some item.
bool matches_pattern(json::View value, json::View pattern);

}  // namespace osler::fhir
