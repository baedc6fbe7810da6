#pragma once
// May a question be answered yet? A search by a parameter whose index is still being built would be short: it is refused.
// Spec: FHIR R4, http.html#transient; docs/adr/0041.

#include <vector>

#include "base/result.h"
#include "engine/parts.h"
#include "fhir/search/search_parser.h"
#include "store/write_set.h"

namespace osler::engine {

/// Whether what a query asks by is ready; `asked`: fhir::own_parameters_in(query). Errors: kUnavailable, code
/// fhir::kParameterBuilding, with the parameter and how far it is; kUnavailable for one that was changed or removed since the
/// query was read.
Status require_ready(const Parts& parts, store::Partition partition, const std::vector<ParameterId>& asked);

/// The same for includes, where `*` means every parameter that leads there.
Status require_ready(const Parts& parts, store::Partition partition, const std::vector<fhir::Include>& includes);

/// Holds a commit to the parameters that `query` was judged by.
Result<std::vector<store::Guard>> parameters_unchanged(const Parts& parts, store::Partition partition, const store::Query& query);

}  // namespace osler::engine
