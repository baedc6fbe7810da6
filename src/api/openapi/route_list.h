#pragma once
// Every route that the description shows, whichever table it stands in: /v1 and /api from the tables that route
// requests, the few that the front door decides by itself from a list here.

#include <string>
#include <vector>

#include "api/v1/routes.h"
#include "api/v1/schema.h"
#include "http/message.h"

namespace osler::api::openapi {

/// What a caller must present.
enum class Credential : std::uint8_t { kNone, kKey, kToken };

struct RouteFacts {
  http::Method method;
  std::string path;  ///< "/v1/encounters/{id}".
  Credential credential = Credential::kNone;
  v1::Operation operation = v1::Operation::kRead;  ///< Only with `resource`.
  const v1::ResourceSchema* resource = nullptr;    ///< One of the 62; null for all other routes.
};

/// In the order in which a reader wants them: /v1, FHIR, sign-in and administration, health.
std::vector<RouteFacts> all_routes(const v1::Schema& schema);

}  // namespace osler::api::openapi
