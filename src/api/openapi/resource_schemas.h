#pragma once
// The schemas of one simplified resource: what is shown, what creates it, what changes it, and a page of it.

#include "api/openapi/field_schema.h"
#include "api/v1/schema.h"

namespace osler::api::openapi {

/// Adds Encounter, EncounterCreate, EncounterUpdate (if it can be changed), EncounterPage, and the types inside them.
void add_resource_schemas(const v1::ResourceSchema& resource, FieldSchemas& fields, Components& components);

}  // namespace osler::api::openapi
