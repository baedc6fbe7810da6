#pragma once
// How a search was answered, told to whoever sends `X-Explain: true`.

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

/// Errors: kForbidden unless the caller is an administrator or a key; kInvalidInput for another value than true or false.
Result<bool> asks_for_plan(const Exchange& exchange);

/// One remark for each step: what was done on which type by which parameter, how many rows were left, how long it took.
/// Row counts are told only to who may see confidential records: they count what is hidden, too.
/// `definitions`: of what the partition searches by.
void add_plan(const osler::fhir::Definitions& definitions, const Exchange& exchange, const std::vector<store::PlanStep>& plan, std::vector<Issue>& remarks);

}  // namespace osler::fhir_api
