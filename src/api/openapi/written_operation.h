#pragma once
// The OpenAPI operation of a route that is none of the 62 resources': what schema/openapi/operations.json says of it,
// and what follows from its row where that file says nothing. So a new route needs its row and nothing else.

#include <string>

#include "api/openapi/route_list.h"
#include "api/openapi/texts.h"

namespace osler::api::openapi {

/// "POST /api/admin/keys": how the file names a route.
std::string route_key(const RouteFacts& route);
std::string written_operation(const RouteFacts& route, const Texts& texts);

}  // namespace osler::api::openapi
