#pragma once
// The OpenAPI operation of one row of the route table of /v1's resources.

#include <string>

#include "api/openapi/components.h"
#include "api/openapi/route_list.h"
#include "api/openapi/texts.h"

namespace osler::api::openapi {

/// The operation object. Its examples land in `components`, once for each resource.
std::string resource_operation(const RouteFacts& route, const Texts& texts, Components& components);

}  // namespace osler::api::openapi
