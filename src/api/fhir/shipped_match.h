#pragma once
// The definitions that R4 ships are no records of an organization, and no search lists them; but who asks for one by its canonical URL gets it.

#include <optional>
#include <string>

#include "api/fhir/exchange.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir_api {

struct ShippedMatch {
  std::string url;
  std::string text;  ///< JSON, tagged SUBSETTED: narrative and the like were left out of what is linked into this binary.
};

/// What a search of one type that asks for `url` and perhaps `version`, and for nothing else, would find among what is shipped.
Result<std::optional<ShippedMatch>> shipped_match(const Exchange& exchange, TypeId type, const osler::fhir::Parameters& applied);

}  // namespace osler::fhir_api
