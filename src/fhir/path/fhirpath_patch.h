#pragma once
// FHIRPath Patch: the operations of a Parameters resource, applied to a resource one after the other.

#include <cstdint>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "json/padded_bytes.h"
#include "json/tree.h"

namespace osler::fhir::path {

inline constexpr std::size_t kFhirPathPatchOperationsMax = 1'000;
/// Bytes of the resource times operations: each operation reads the resource anew.
inline constexpr std::uint64_t kFhirPathPatchWorkMax = 50ULL * 1024 * 1024;
/// What the path of one operation may cost: it names an element, it does not compute.
inline constexpr std::uint64_t kFhirPathPatchStepsMax = 20'000;

/// The text of `resource` after the operations add, insert, delete, replace and move of `parameters`. What an operation
/// leaves empty is removed with it. Deleting what is not there changes nothing. The outcome is not validated here.
/// Errors: kInvalidInput if `parameters` are no list of operations; kUnprocessable for a path that does not lead to one
/// element (or, for insert and move, to a whole list), an unknown element, an index beyond the list; kTooLarge beyond the
/// limits above. Messages name the operation by its place, never a value. Spec: FHIR R4, fhirpatch.html.
Result<json::PaddedBytes> apply_fhirpath_patch(const Definitions& definitions, json::PaddedBytes resource, json::View parameters,
                                               std::int64_t now_ms);

}  // namespace osler::fhir::path
