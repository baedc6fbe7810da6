#include "api/openapi/route_list.h"

#include "api/admin/routes.h"
#include "api/v1/services.h"

namespace osler::api::openapi {
namespace {

using http::Method;

struct DoorRoute {
  Method method;
  std::string_view path;
};

// The FHIR API routes by interaction; these are its shapes, on each of its two bases.
constexpr DoorRoute kFhirShapes[] = {
    {Method::kGet, "/metadata"},      {Method::kPost, ""},
    {Method::kGet, "/{type}"},        {Method::kPost, "/{type}"},
    {Method::kGet, "/{type}/{id}"},   {Method::kPut, "/{type}/{id}"},
    {Method::kPatch, "/{type}/{id}"}, {Method::kDelete, "/{type}/{id}"},
};

constexpr DoorRoute kPublic[] = {
    {Method::kGet, "/health"},
    {Method::kGet, "/openapi.json"},
    {Method::kGet, "/openapi.yaml"},
};

Credential credential_of(admin::Admission admission) {
  return admission == admin::Admission::kPublic ? Credential::kNone : Credential::kToken;
}

/// What a server can do may be read by anyone.
Credential credential_of(const DoorRoute& shape, Credential otherwise) {
  return shape.path == "/metadata" ? Credential::kNone : otherwise;
}

}  // namespace

std::vector<RouteFacts> all_routes(const v1::Schema& schema) {
  std::vector<RouteFacts> facts;
  for (v1::RouteRow& row : v1::routes(schema)) {
    facts.push_back({row.method, std::move(row.pattern), Credential::kKey, row.operation, row.resource});
  }
  for (const v1::Service& service : v1::services()) facts.push_back({service.method, std::string(service.pattern), Credential::kKey});
  facts.push_back({Method::kGet, "/v1/metadata", Credential::kNone});
  for (const DoorRoute& shape : kFhirShapes) {
    facts.push_back({shape.method, "/v1/fhir" + std::string(shape.path), credential_of(shape, Credential::kKey)});
  }
  for (const DoorRoute& shape : kFhirShapes) {
    facts.push_back({shape.method, "/api/fhir" + std::string(shape.path), credential_of(shape, Credential::kToken)});
  }
  for (const admin::Route& route : admin::routes()) {
    facts.push_back({route.method, std::string(route.path), credential_of(route.admission)});
  }
  for (const DoorRoute& route : kPublic) facts.push_back({route.method, std::string(route.path), Credential::kNone});
  return facts;
}

}  // namespace osler::api::openapi
