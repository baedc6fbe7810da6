#pragma once
// The criteria of conditional interactions: PUT [type]?query, If-None-Exist, ifNoneExist, and Type?query in references.

#include <string_view>

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

/// Criteria on `type` among decoded pairs; _format and _pretty are left out. Errors: kPreconditionFailed if there are none;
/// kInvalidInput for an unknown parameter, whatever handling was asked for, and for what shapes a result
/// (_sort, _include, …) but is no criterion. Spec: FHIR R4, http.html#cond-update.
Result<store::Query> criteria_of(const Exchange& exchange, TypeId type, const osler::fhir::Parameters& parameters);

/// The same from a query as written: "identifier=x|1", with a leading '?' or "Type?" too. Errors also: kInvalidInput for another type.
Result<store::Query> criteria_of(const Exchange& exchange, TypeId type, std::string_view text);

/// Whether a search parameter, with or without its modifier, says how the answer of a search looks instead of what is in it.
bool shapes_result(std::string_view name);

}  // namespace osler::fhir_api
