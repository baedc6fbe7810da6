#pragma once
// The parts of a search parameter's expression that speak of one resource type.

#include <string_view>
#include <vector>

#include "fhir/model/definitions.h"

namespace osler::fhir {

/// The operands of the outermost '|' that begin with `type` itself, with an abstract type it specializes (Resource,
/// DomainResource), or with no type at all ("name | alias"). Trimmed; in order; empty if none speaks of the type.
std::vector<std::string_view> branches_for(const Definitions& definitions, TypeId type, std::string_view expression);

}  // namespace osler::fhir
