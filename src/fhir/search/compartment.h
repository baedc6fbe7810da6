#pragma once
// Which resources are in a compartment: `Patient/123/Observation`.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "store/query.h"

namespace osler::fhir {

/// What a resource of `type` must meet to be in the compartment of one `compartment` resource ("Patient"). The resource that
/// defines the compartment is in its own. Errors: kInvalidInput for an unknown compartment, for a malformed id, and for a
/// type that is never in it. Spec: FHIR R4, compartmentdefinition.html.
Result<store::Expr> compartment_expr(const Definitions& definitions, std::string_view compartment, std::string_view id, TypeId type);
/// The same for several of them: what is in any of these compartments. Errors: as above.
Result<store::Expr> compartments_expr(const Definitions& definitions, std::string_view compartment, std::span<const std::string> ids, TypeId type);

/// What a resource must meet to be in a compartment of that kind, whosever: one of the parameters that lead there refers to such a
/// resource, and not to something else (an Observation of a device is in no patient's).
store::Expr some_compartment_expr(const Definitions& definitions, std::string_view compartment, TypeId type);

/// Whether resources of the type can be in that compartment at all.
bool is_in_compartment(const Definitions& definitions, std::string_view compartment, TypeId type);

}  // namespace osler::fhir
