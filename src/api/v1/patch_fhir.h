#pragma once
// A simplified PATCH on a stored FHIR resource: only what sits behind the sent fields changes, everything else keeps
// its bytes. Spec: v1.md, section 6.

#include "api/v1/mapping_run.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// Edits `root`, a draft of the stored resource. `patch` is a checked partial body; `before` is the stored resource in
/// its simplified form: a field, or an element of a list, that is sent as it reads keeps its FHIR form with all that
/// /v1 does not show. Trees must outlive the draft.
void patch_resource(MappingRun& run, const ResourceSchema& resource, json::View patch, json::View before,
                    json::DraftNode root);

/// The partial body that makes `after` of `before`: changed and new members as they are after, null for those that are
/// gone. Neither may be anything but an object.
void write_difference(json::View before, json::View after, std::string& out);

}  // namespace osler::api::v1
