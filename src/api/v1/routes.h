#pragma once
// Which operation a method and path of /v1 mean. The table follows from the schema; tests and the isolation matrix walk
// it.

#include <string>
#include <string_view>
#include <vector>

#include "api/v1/schema.h"
#include "http/message.h"

namespace osler::api::v1 {

/// kService: no resource's, but one of services.h.
enum class Operation : std::uint8_t { kCreate, kList, kRead, kPatch, kDelete, kService };

struct RouteRow {
  http::Method method;
  std::string pattern;  ///< "/v1/encounters/{id}".
  Operation operation;
  const ResourceSchema* resource;
};

/// Every route of the 62 resources. HEAD counts as GET.
std::vector<RouteRow> routes(const Schema& schema);

struct Route {
  Operation operation = Operation::kRead;
  const ResourceSchema* resource = nullptr;
  std::string_view id;  ///< As it stands in the path; empty for create and list.
};

/// Errors: kNotFound for a path that is none of ours; kMethodNotAllowed, which says what to use instead.
Result<Route> find_route(const Schema& schema, http::Method method, std::string_view path);
/// "GET, HEAD, POST": what a path allows; empty for a path that is none of ours.
std::string allowed_methods(const Schema& schema, std::string_view path);

}  // namespace osler::api::v1
