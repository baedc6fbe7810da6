#pragma once
// A FHIR resource to its simplified form. Validates nothing: what was written through FHIR is shown as far as it fits.
// Spec: v1.md, section 3 and 12; docs/formats/v1-schema.md, "Reading".

#include <cstdint>
#include <string>

#include "api/v1/schema.h"
#include "json/tree.h"
#include "json/writer.h"

namespace osler::api::v1 {

/// What a resource carries beside its content.
struct ShownMeta {
  std::string_view id;  ///< FHIR id, without prefix.
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
};

/// Appends one JSON object: id, every field that has a value, createdAt, updatedAt. The tree must have been parsed with
/// definitions.names().
void write_simplified(const Schema& schema, const ResourceSchema& resource, json::View fhir, const ShownMeta& meta,
                      std::string& out);
/// The same without id and times: what PATCH compares with.
void write_simplified_fields(const Schema& schema, const ResourceSchema& resource, json::View fhir, std::string& out);

/// Writes one field of an object as a member; false (and nothing written) if it has no value.
bool write_simplified_field(const Schema& schema, const Field& field, json::View object, json::Writer& writer);

}  // namespace osler::api::v1
