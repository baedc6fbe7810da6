#pragma once
// Whether a StructureDefinition that constrains a type of R4 can be used as a profile and does not contradict its base. Its
// own structure is checked by structure_check.h. Spec: FHIR R4, profiling.html, structuredefinition.html.

#include "fhir/validate/findings.h"
#include "fhir/validate/profile_set.h"

namespace osler::fhir {

/// Appends an error for each element that R4 does not have and for each fixed value other than the base's, and a warning
/// for what would be passed over when resources are checked. Says nothing about resources of other types, new types and
/// logical models.
void check_definition(const ProfileSet& profiles, json::View resource, Findings& findings);

}  // namespace osler::fhir
