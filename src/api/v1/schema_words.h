#pragma once
// The words of the schema files for types.

#include <string_view>

#include "api/v1/field.h"

namespace osler::api::v1 {

/// "string", "id", "date-time", …; kString for a word it does not know.
ValueType value_type(std::string_view word);
/// The R4 type after `as`.
FhirType fhir_type(std::string_view as);
/// How R4 keeps a value that has no `as` of its own: members of shared types.
FhirType fhir_type_for(ValueType type);

}  // namespace osler::api::v1
