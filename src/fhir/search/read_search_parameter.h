#pragma once
// A SearchParameter resource, read: what it asks to be indexed, or why it cannot be. Spec: FHIR R4, searchparameter.html.

#include <optional>

#include "base/result.h"
#include "fhir/model/added_parameter.h"
#include "json/tree.h"

namespace osler::fhir {

/// What a SearchParameter asks to be indexed, without a number; nothing if it has no effect: it is not active, or it restates
/// a parameter of R4 (the same url; or derivedFrom one of R4 and under its code). `known` has R4's parameters and those
/// that components may name. Errors: kUnprocessable with the element, what was expected and the nearest right word.
/// Spec: FHIR R4, searchparameter.html.
Result<std::optional<AddedParameter>> read_search_parameter(const Definitions& known, json::View resource);

/// Whether every expression can be compiled and can have values of the parameter's type on every base. Errors:
/// kUnprocessable, as above.
Status check_expression(const Definitions& known, const AddedParameter& parameter);

}  // namespace osler::fhir
