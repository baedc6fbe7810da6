#pragma once
// The expressions that need no evaluator: straight walks down the tree, with at most a choice of type, a test of one
// member and a test of a reference's type on the way. Nearly every R4 search parameter is one.

#include <optional>
#include <string>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/path/program.h"

namespace osler::fhir {

/// What an element must hold to be followed: a member that is this text. Unset: nothing.
struct Guard {
  json::NameId member = json::NameId::kUnknown;
  std::string value;
  bool is_set() const { return member != json::NameId::kUnknown; }
  bool operator==(const Guard&) const = default;
};

struct PathStep {
  const Element* element;  ///< Never null.
  Guard guard;             ///< On the element reached by this step.
};

struct PlainPath {
  bool from_resource = false;  ///< Begins at %resource instead of the context.
  std::vector<PathStep> steps = {};
  StructureId end = StructureId::kNone;   ///< Structure of what is reached.
  TypeId reference_type = TypeId::kNone;  ///< where(resolve() is X): only references to that type.

  const Element* last() const { return steps.empty() ? nullptr : steps.back().element; }
};

/// All plain paths an expression means for a context of structure `start` in a resource of structure `resource`. Choice
/// elements are spread over their types; an Extension at the end is spread over its values. Nothing if any part needs the evaluator.
std::optional<std::vector<PlainPath>> plain_paths(const Definitions& definitions, const path::Program& parsed,
                                                  StructureId start, StructureId resource);

/// Those of all branches of a search parameter that speak of `type`. Nothing if one needs the evaluator, or if there is none.
std::optional<std::vector<PlainPath>> paths_of_parameter(const Definitions& definitions, TypeId type, const SearchParameter& parameter);

}  // namespace osler::fhir
