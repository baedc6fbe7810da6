#pragma once
// Required bindings: whether a code, Coding or CodeableConcept comes from its value set. Bindings of other strengths
// and value sets that are not enumerated are left alone, but for the two whose codes have a form: media types and
// currencies.

#include <string>

#include "fhir/model/definitions.h"
#include "fhir/validate/findings.h"
#include "fhir/validate/structure_plan.h"
#include "json/tree.h"

namespace osler::fhir {

/// `value` has already passed the structure check. Reports at most one finding at `path`, with the allowed codes.
/// Spec: FHIR R4, terminologies.html#required.
void check_required_binding(const StructureChecker::Plan& plan, json::View value, const Element& element,
                            const ElementPath& path, std::string& scratch, Findings& findings);

}  // namespace osler::fhir
