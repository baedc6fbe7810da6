#pragma once
// Which resources are in a compartment: `Patient/123/Observation`.

#include <string_view>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "store/query.h"

namespace osler::fhir {

/// What a resource of `type` must meet to be in the compartment of one `compartment` resource ("Patient"). The resource that
/// defines the compartment is in its own. Errors: kInvalidInput for an unknown compartment, for a malformed id, and for a
/// type that is never in it. Spec: FHIR R4, compartmentdefinition.html.
Result<store::Expr> compartment_expr(const Definitions& definitions, std::string_view compartment, std::string_view id, TypeId type);

/// Whether resources of the type can be in that compartment at all.
bool is_in_compartment(const Definitions& definitions, std::string_view compartment, TypeId type);

}  // namespace osler::fhir
