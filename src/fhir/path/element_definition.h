#pragma once
// What the definitions say of an element, as FHIR writes it.

#include <string>

#include "fhir/path/item.h"

namespace osler::fhir::path {

/// The ElementDefinition, as JSON, of the element that declares `item`; of a resource or data type that stands alone, that of
/// its root. Empty for computed values and for content the definitions do not know. Holds what checks need (path,
/// cardinality, types, constraints declared on the element, binding, flags), no explaining texts: those are not kept.
/// Spec: FHIR R4, elementdefinition.html.
std::string element_definition_of(const Definitions& definitions, const Item& item);

}  // namespace osler::fhir::path
