#pragma once
// The names that generated clients see.

#include <string>
#include <string_view>

#include "api/v1/schema.h"

namespace osler::api::openapi {

/// "practitioner-role" is "PractitionerRole".
std::string capitalized_words(std::string_view hyphenated);
/// "practitioner-roles" is "practitionerRoles": the namespace of the client libraries.
std::string namespace_of(const v1::ResourceSchema& resource);
/// The name of the resource's type: by its event word, so that it is in the singular.
std::string type_name_of(const v1::ResourceSchema& resource);
/// {"$ref":"#/components/<section>/<name>"}
std::string reference_to(std::string_view section, std::string_view name);

}  // namespace osler::api::openapi
