#pragma once
// The parameters that are no values of elements: `_list`, `_text`, `_content`, `near`. Spec: FHIR R4, search.html#list, #text and #content;
// location.html#search.

#include "base/result.h"
#include "fhir/search/value_alternatives.h"

namespace osler::fhir {

/// Members of a List. `value` is one list's id. Errors: kInvalidInput.
Result<store::Expr> list_expr(const ValueContext& context, std::string_view value);

/// Words that all have to be there, "phrases in quotes", OR between groups of them. Errors: kInvalidInput.
Result<store::Expr> full_text_expr(ParameterId field, std::string_view value);

/// latitude|longitude|distance|unit; the distance is 50 km unless given, in km unless the unit says otherwise.
/// Errors: kInvalidInput.
Result<store::IsNear> near_test(std::string_view value);

}  // namespace osler::fhir
