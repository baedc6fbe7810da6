#pragma once
// Parts of a resource: `_summary` and `_elements`. Spec: FHIR R4, search.html#summary and #elements.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "fhir/search/search_parser.h"
#include "json/tree.h"

namespace osler::fhir {

/// Errors: kInvalidInput, listing the five words.
Result<Summary> parse_summary(std::string_view value);

/// A comma-separated list. Names without a type must be elements of one of `types` at least.
/// Errors: kInvalidInput naming `_elements` and the nearest known element.
Result<std::vector<ElementName>> parse_elements(const Definitions& definitions, std::span<const TypeId> types, std::string_view value);

/// The Coding that a part of a resource has among its tags.
inline constexpr std::string_view kSubsettedTag =
    R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"subsetted"})";

/// Appends what the subset leaves of a resource, tagged SUBSETTED; an OperationOutcome, and whatever the subset does not speak of,
/// stays whole. Mandatory elements, id and meta always stay. Names without a type do not speak of resources that were
/// only included.
void append_subset(const Definitions& definitions, const Subset& subset, json::View resource, bool is_included, std::string& out);

/// Errors: kUnprocessable for a resource that says it is only a part: it must not overwrite the whole one.
Status refuse_subset(json::View resource);

}  // namespace osler::fhir
