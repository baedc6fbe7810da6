#pragma once
// What to say of a name that is no resource type.

#include <string>
#include <string_view>

#include "fhir/model/definitions.h"

namespace osler::fhir {

/// "; did you mean Patient?" for a name near to a type's; else empty.
std::string did_you_mean_type(const Definitions& definitions, std::string_view name);

}  // namespace osler::fhir
