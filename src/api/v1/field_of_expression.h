#pragma once
// From an element of a FHIR resource back to the field of /v1 behind it: findings of the engine speak of
// "Encounter.participant[1].individual", clients of /v1 of "participants[0].practitionerId".

#include <string>
#include <string_view>

#include "api/v1/schema.h"
#include "base/error.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// The field path of a FHIRPath with indexes in `fhir`, a resource of this schema; empty if no field shows that
/// element. The deepest field is taken: an element inside a code is the code's field.
std::string field_of_expression(const ResourceSchema& resource, json::View fhir, std::string_view expression);

/// The engine's error about a content as /v1 says it: 422 VALIDATION_ERROR, each finding with its field. Errors of
/// other kinds stay as they are.
Error in_terms_of_fields(const ResourceSchema& resource, json::View fhir, Error error);

}  // namespace osler::api::v1
