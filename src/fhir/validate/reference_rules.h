#pragma once
// What a Reference says beyond its form: that its type fits, and that it can be resolved where its target must come along.

#include <functional>

#include "fhir/validate/base_rules.h"
#include "fhir/validate/bundle_scope.h"

namespace osler::fhir {

/// `contained` finds the contained resource that a local reference names; `scope` is the Bundle around, if any. `element`
/// declares the targets.
/// Spec: FHIR R4, references.html; bundle.html#references.
void check_reference_target(const RuleInput& input, const Element& element, const std::function<json::View(std::string_view id)>& contained, BundleScope& scope);

}  // namespace osler::fhir
