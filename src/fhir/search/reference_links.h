#pragma once
// Where the values of a reference parameter can lead.

#include <vector>

#include "fhir/model/definitions.h"

namespace osler::fhir {

struct ReferenceLinks {
  std::vector<TypeId> targets;  ///< Types it can refer to, by number; empty: any.
  bool by_url_only = false;     ///< All values are canonicals or uris: they cannot be followed by type and id.

  /// Whether they can be to that type.
  bool lead_to(TypeId type) const;
};

/// From the parameter's targets, narrowed by what its paths allow for `type`: "patient" of Encounter leads to Patient alone,
/// though its definition, shared by many types, also names Group.
ReferenceLinks reference_links(const Definitions& definitions, TypeId type, const SearchParameter& parameter);

}  // namespace osler::fhir
