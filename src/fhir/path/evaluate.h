#pragma once
// Runs a compiled expression over an element. A pure function of its arguments.

#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "fhir/path/item.h"
#include "fhir/path/program.h"
#include "fhir/path/workspace.h"

namespace osler::fhir {
class Terminology;
}

namespace osler::fhir::path {

struct Variable {
  std::string_view name;  ///< Without the '%'.
  Item value;
};

/// Everything an expression may see besides its context.
struct Environment {
  json::View resource = {};                  ///< %resource and what "#id" is resolved in; none: the context.
  json::View root_resource = {};             ///< %rootResource; none: `resource`.
  bool context_only = false;                 ///< What looks beyond the context (%resource, resolve(), now()) is an error.
  std::int64_t now_ms = 0;                   ///< now(), today(), timeOfDay(); always in UTC.
  std::span<const Variable> variables = {};  ///< Beside %context, %resource, %rootResource, %ucum, %sct, %loinc.
  std::uint64_t steps_max = 1'000'000;       ///< Items made and nodes visited.
  std::uint32_t collection_max = 100'000;    ///< Items in one collection.
  std::uint32_t text_bytes_max = 1'000'000;  ///< Bytes of one computed text.
  /// What a reference points at, if the caller can look there; unset or nothing: only its type is known.
  std::function<std::optional<Item>(std::string_view reference)> resolve = {};
  std::function<void(std::string_view name, const Collection& items)> trace = {};
  /// What memberOf() and subsumes() ask beyond the value sets of the definitions; may be null.
  const Terminology* terminology = nullptr;
  /// Whether an item conforms to a profile, or is in its slice ("url#name"); unset or nothing: that is not known.
  std::function<std::optional<bool>(const Item& item, std::string_view profile)> conforms_to = {};
};

/// The items, which live as long as the tree and the workspace (not reset here). Errors: kInvalidInput: an operation on
/// values it is not defined for, several items where one is needed, an unknown variable, or a limit ("too-costly").
/// Spec: FHIRPath 2.0; FHIR R4, fhirpath.html.
Result<Collection> evaluate(const Program& program, const Definitions& definitions, const Item& context,
                            const Environment& environment, Workspace& workspace);

/// The answer as a condition; nothing if it is empty. Errors: as evaluate().
Result<std::optional<bool>> decide(const Program& program, const Definitions& definitions, const Item& context,
                                   const Environment& environment, Workspace& workspace);

/// Whether an invariant holds: one item that is true. An empty answer does not hold. Errors: as evaluate().
Result<bool> holds(const Program& program, const Definitions& definitions, const Item& context,
                   const Environment& environment, Workspace& workspace);

}  // namespace osler::fhir::path
