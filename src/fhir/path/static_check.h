#pragma once
// What is wrong with an expression whatever the resource holds: names that no element of the types there has, and order
// asked of what has none. It says nothing where types are open (extensions, any resource, computed values).

#include "base/result.h"
#include "fhir/path/program.h"

namespace osler::fhir::path {

/// Errors: kInvalidInput that names the element and the types, or the function. `context` is the structure that the
/// expression is evaluated on; kNone: unknown, and only what hangs below type names is checked.
/// Spec: FHIRPath 2.0, section 10 (strict evaluation) and 5.8 (the order of children() is undefined).
Status check_statically(const Definitions& definitions, const Program& program, StructureId context);

}  // namespace osler::fhir::path
