#pragma once
// Whether an element is among those on which an extension may stand, judged by the way that leads to it.

#include <string_view>

#include "fhir/validate/findings.h"

namespace osler::fhir {

/// Whether `expression`, the id of an element in R4 ("Patient.birthDate", "Extension.value[x]") or the name of a type
/// ("HumanName", "Element", "Resource"), names the element at `owner`, whose path reaches up to its resource. Elements of
/// a base type are named by that too ("DomainResource.text"); a slice's name, and the profile before a '#', are passed over.
/// "Element" names everything.
/// Spec: FHIR R4, defining-extensions.html#context; extension context type "element".
bool is_named_by(const Definitions& definitions, const ElementPath& owner, std::string_view expression);

/// The structure of the value that stands at `path`; of a resource, its type's.
StructureId structure_at(const Definitions& definitions, const ElementPath& path);

}  // namespace osler::fhir
