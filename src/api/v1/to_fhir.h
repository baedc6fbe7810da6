#pragma once
// A simplified body to a new FHIR resource. The body has been checked; the result is a draft to be written and parsed.
// Spec: v1.md, section 12; docs/formats/v1-schema.md, "Writing".

#include "api/v1/mapping_run.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// Makes `root` the resource. The body's tree and the schema must outlive the draft. Findings: bare ids that cannot be
/// decided.
void write_resource(MappingRun& run, const ResourceSchema& resource, json::View body, json::DraftNode root);

/// Sets the members of an object: of a resource, or of an element inside one. What has no content is left out.
void write_members(MappingRun& run, const FieldSet& set, json::View object, json::DraftNode target);
/// Whether a value says anything: neither absent, null, [] nor {}.
bool has_content(json::View value);
/// Sets one field at its place below `holder`. `value` has content; `siblings` is the object it stands in.
void write_field(MappingRun& run, const Field& field, json::View value, json::View siblings, json::DraftNode holder);
/// One element of a list, or the value of a single field.
void write_element(MappingRun& run, const Field& field, json::View value, json::DraftNode target);

/// Follows all but the last step of a path, making what is missing, and merges the mapping's constants into the object
/// it arrives at.
json::DraftNode reach_holder(const Mapping& mapping, const Path& path, json::DraftNode from);
/// The element of a list that a step means, appended if there is none.
json::DraftNode ensure_element(const Step& step, json::DraftNode list);
/// What a path leads to now; none if it leads nowhere. A kEach step at the end gives the list.
json::DraftNode find_target(const Path& path, json::DraftNode from);

}  // namespace osler::api::v1
