#pragma once
// By which index entries it can be known who refers to a resource, wherever in the referring one the reference stands.

#include <vector>

#include "fhir/model/definitions.h"
#include "json/tree.h"
#include "store/write_set.h"

namespace osler::fhir {

/// Every type with the parameters by which its resources may refer to one of `target`: those of R4 that may, and that of
/// unlisted references.
std::vector<store::ReferringType> referring_types(const Definitions& definitions, TypeId target);

/// Appends the references to resources by type and id (contained resources' included) that none of those parameters has among the
/// entries from `from` on, each once.
void add_unlisted_references(const Definitions& definitions, TypeId type, json::View resource, std::size_t from,
                             std::vector<store::IndexEntry>& out);

}  // namespace osler::fhir
