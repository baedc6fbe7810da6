#pragma once
// FHIR's codes of the types of search parameters. Spec: FHIR R4, valueset-search-param-type.html.

#include <optional>
#include <string_view>

#include "fhir/model/definitions.h"

namespace osler::fhir {

/// "token".
std::string_view word_for(SearchType type);
std::optional<SearchType> search_type_of(std::string_view word);

}  // namespace osler::fhir
