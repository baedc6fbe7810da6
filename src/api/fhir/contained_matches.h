#pragma once
// The answer to `_containedType=contained`: what was found inside the records, not the records. Spec: FHIR R4, search.html#contained.

#include <string>
#include <vector>

#include "api/fhir/exchange.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir_api {

/// One resource of the answer.
struct Match {
  std::string full_url;  ///< Of what is contained: that of the container, "#" and its id.
  std::string text;
};

/// The matches in these records, in their order; a record that matches itself comes before what it contains.
Result<std::vector<Match>> matches_inside(const Exchange& exchange, const osler::fhir::ParsedSearch& search, const std::vector<engine::Resource>& records);

/// How many there are in all. Errors: kInvalidInput, TOO_COSTLY, for more than settings().operation_answer_max records.
Result<std::uint64_t> count_inside(const Exchange& exchange, const osler::fhir::ParsedSearch& search);

}  // namespace osler::fhir_api
