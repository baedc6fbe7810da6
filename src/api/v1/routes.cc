#include "api/v1/routes.h"

#include "api/v1/errors.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kBase = "/v1/";

/// The resource and id that a path names; no resource if it is none of ours.
Route place_of(const Schema& schema, std::string_view path) {
  if (!path.starts_with(kBase)) return {};
  path.remove_prefix(kBase.size());
  const std::size_t slash = path.find('/');
  const std::string_view id = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  const bool empty_id = slash != std::string_view::npos && id.empty();
  const ResourceSchema* resource = schema.by_path(path.substr(0, slash));
  if (empty_id || resource == nullptr) return {};
  // An id may be written Type/id. Spec: v1.md, section 4.
  const std::size_t second = id.find('/');
  const bool typed =
      second != std::string_view::npos && id.substr(0, second) == resource->type_name && second + 1 < id.size();
  const bool one_segment_too_many = id.find('/', typed ? second + 1 : 0) != std::string_view::npos;
  if (one_segment_too_many) return {};
  return {Operation::kRead, resource, id};
}

std::string allow_list(const Route& place) {
  if (place.id.empty()) return "GET, HEAD, POST";
  return place.resource->has_update ? "GET, HEAD, PATCH, DELETE" : "GET, HEAD, DELETE";
}

Error not_allowed(const Route& place, http::Method method) {
  std::string what = std::string(http::name_of(method)) + " is not offered here; use " + allow_list(place);
  if (method == http::Method::kPut) what = "PUT is not offered on /v1; use PATCH with the fields that change";
  return {ErrorKind::kMethodNotAllowed, std::move(what), {}, {}};
}

}  // namespace

std::vector<RouteRow> routes(const Schema& schema) {
  std::vector<RouteRow> rows;
  for (const auto& resource : schema.resources()) {
    const std::string all = std::string(kBase) + resource->path;
    const std::string one = all + "/{id}";
    rows.push_back({http::Method::kPost, all, Operation::kCreate, resource.get()});
    rows.push_back({http::Method::kGet, all, Operation::kList, resource.get()});
    rows.push_back({http::Method::kGet, one, Operation::kRead, resource.get()});
    if (resource->has_update) rows.push_back({http::Method::kPatch, one, Operation::kPatch, resource.get()});
    rows.push_back({http::Method::kDelete, one, Operation::kDelete, resource.get()});
  }
  return rows;
}

Result<Route> find_route(const Schema& schema, http::Method method, std::string_view path) {
  Route route = place_of(schema, path);
  if (route.resource == nullptr) return nothing_here();
  const bool reads = method == http::Method::kGet || method == http::Method::kHead;
  const bool has_id = !route.id.empty();
  if (reads) {
    route.operation = has_id ? Operation::kRead : Operation::kList;
  } else if (method == http::Method::kPost && !has_id) {
    route.operation = Operation::kCreate;
  } else if (method == http::Method::kPatch && has_id && route.resource->has_update) {
    route.operation = Operation::kPatch;
  } else if (method == http::Method::kDelete && has_id) {
    route.operation = Operation::kDelete;
  } else {
    return not_allowed(route, method);
  }
  return route;
}

std::string allowed_methods(const Schema& schema, std::string_view path) {
  const Route place = place_of(schema, path);
  return place.resource == nullptr ? std::string() : allow_list(place);
}

}  // namespace osler::api::v1
