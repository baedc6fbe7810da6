#pragma once
// The OpenAPI 3.1 description of this server: made from the schemas and route tables that answer its requests, so that
// it cannot say anything else than they do. Spec: OpenAPI 3.1.0; v1.md, section 1.

#include <string>

#include "api/v1/schema.h"
#include "base/result.h"

namespace osler::api::openapi {

/// One JSON object without line breaks. The same binary always gives the same text. Errors: kInternal for a file of
/// schema/openapi that cannot be read.
Result<std::string> openapi_json(const v1::Schema& schema);

}  // namespace osler::api::openapi
