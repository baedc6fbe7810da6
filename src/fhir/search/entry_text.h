#pragma once
// Index entries as short lines, for tests and for explaining: "status: http://hl7.org/fhir/encounter-status|finished".

#include <string>
#include <vector>

#include "fhir/model/definitions.h"
#include "store/query.h"

namespace osler::fhir {

/// One line for each entry, in order: the parameter's code, "#text" and its like for facets, then the parts.
/// Tokens are "system|code", references "Type/id", dates as instants, other intervals as their ordinals' order only ("[…)" with unit).
std::vector<std::string> lines_of(const Definitions& definitions, const std::vector<store::IndexEntry>& entries);

}  // namespace osler::fhir
