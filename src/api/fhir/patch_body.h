#pragma once
// What a PATCH asks for, decided by its body: an array is a JSON Patch, a Parameters resource a FHIRPath Patch, a Binary holds a
// JSON Patch, any other object is a merge patch. Spec: FHIR R4, http.html#patch.

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

/// The edit that the patch stands for; `patch` and `definitions` must outlive it. It refuses (kUnprocessable) a patch of what the server
/// sets: resourceType, id, meta.versionId, meta.lastUpdated. Errors: kInvalidInput for a body that is no patch.
Result<engine::Edit> edit_of(const engine::Engine& engine, json::View patch);

}  // namespace osler::fhir_api
