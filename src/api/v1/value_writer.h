#pragma once
// One simplified value to its FHIR form: codes, references, dates, texts. Objects are the business of to_fhir.
// Spec: v1.md, section 12; docs/formats/v1-schema.md, "Writing".

#include "api/v1/mapping_run.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// Makes `target` the FHIR value of `value`, which check_body() has found right and which is no object with fields.
/// Bare ids that fit no or several types are noted as findings.
void write_value(MappingRun& run, const Field& field, json::View value, json::DraftNode target);

/// Sets the members of `fixed` that `holder` lacks; with kReplace also those it has.
enum class Existing : std::uint8_t { kKeep, kReplace };
void merge_fixed(json::View fixed, json::DraftNode holder, Existing existing);

}  // namespace osler::api::v1
