#pragma once
// What every operation of /v1 may answer besides success, and the words for the errors: from the table of error codes.

#include <string>
#include <vector>

#include "api/openapi/components.h"
#include "json/writer.h"

namespace osler::api::openapi {

/// Adds Error, Meta and the other shared schemas, the shared parameters, and one response for each status that /v1
/// answers.
void add_shared_components(Components& components);
/// Members of a `responses` object that refer to the shared ones, for these statuses.
void write_error_responses(json::Writer& writer, const std::vector<int>& statuses);
/// {"data": …, "meta": …} around a schema.
std::string enveloped(const std::string& schema);

}  // namespace osler::api::openapi
