#pragma once
// Resources inside others, as searches see them. Spec: FHIR R4, search.html#contained.

#include <vector>

#include "fhir/search/criterion.h"
#include "fhir/search/search_parser.h"
#include "json/tree.h"
#include "store/query.h"

namespace osler::fhir {

/// Where the names of the types that a resource contains are indexed.
ParameterId contained_types(const Definitions& definitions);

/// Adds the names of the types of what the resource contains.
void add_contained_types(const Definitions& definitions, json::View resource, std::vector<store::IndexEntry>& out);

/// The record refers by `parameter` to a contained resource of `target` that meets `inner`; nothing if that cannot be told from the
/// contained resource alone.
std::optional<store::Expr> contained_target(const SearchParameter& parameter, TypeId target, const store::Expr& inner);

/// Turns a search of one type into one of what contains such resources (`_contained=true`), or of both. Errors: kInvalidInput, if a
/// criterion asks for more than a contained resource's own id and values.
Status look_inside(const Definitions& definitions, const std::vector<TypeId>& containers, ParsedSearch& search);

}  // namespace osler::fhir
