#pragma once
// How all search parameters of one resource type are extracted: plain paths in a trie, the rest as compiled expressions.

#include <memory>
#include <span>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/search/computed_values.h"
#include "fhir/search/parameter_trie.h"

namespace osler::fhir {

struct TypePlan {
  ParameterTrie trie;
  std::vector<ComputedParameter> computed;

  /// Whether no resource can have values.
  bool is_empty() const { return trie.is_empty() && computed.empty(); }
};

/// Errors: kInternal naming the parameter whose expression does not compile. _id and _lastUpdated are left out.
Result<TypePlan> make_type_plan(const Definitions& definitions, TypeId type);
/// Of these parameters alone, strictly: names that the type's elements do not have are errors too.
Result<TypePlan> make_type_plan(const Definitions& definitions, TypeId type, std::span<const SearchParameter* const> parameters);

/// The entries of a resource in the order of parameters, without duplicates, appended to `out`.
void collect_entries(const Definitions& definitions, const TypePlan& plan, TypeId type, json::View resource,
                     std::vector<store::IndexEntry>& out);

}  // namespace osler::fhir
