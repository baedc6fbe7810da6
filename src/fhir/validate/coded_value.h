#pragma once
// Bindings: whether a code, Coding or CodeableConcept comes from its value set. What is not in it is an error where the
// binding is required, a warning where it is extensible, information where it is preferred. Value sets that are not
// enumerated are left alone, but for the two whose codes have a form: media types and currencies.

#include <string>

#include "fhir/validate/base_rules.h"

namespace osler::fhir {

/// The value has already passed the structure check. Reports at most one finding, with the allowed codes.
/// Spec: FHIR R4, terminologies.html#strength.
void check_binding(const RuleInput& input, const Element& element, std::string& scratch);

}  // namespace osler::fhir
