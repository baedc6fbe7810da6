#pragma once
// One FHIR value to its simplified form. Objects with fields are the business of from_fhir.

#include "api/v1/schema.h"
#include "json/tree.h"
#include "json/writer.h"

namespace osler::api::v1 {

/// Writes the value that `field` shows of a FHIR element; false (and nothing written) if it shows none.
/// `holder` is the object the element is a member of: its unit decides how a duration reads.
bool write_shown_value(const Schema& schema, const Field& field, json::View element, json::View holder,
                       json::Writer& writer);

/// A person's name as one text: name.text, else prefix, given, family and suffix.
std::string full_name(json::View human_name);

}  // namespace osler::api::v1
