#include "api/v1/services.h"

#include <algorithm>

namespace osler::api::v1 {
namespace {

using http::Method;

constexpr Service kServices[] = {
    {Method::kPost, "/v1/bulk/export", "export", false, handle_bulk_export},
    {Method::kPost, "/v1/bulk/import", "import", true, handle_bulk_import},
    {Method::kGet, "/v1/bulk/jobs/{id}", "read", false, handle_bulk_job},
    {Method::kDelete, "/v1/bulk/jobs/{id}", "cancel", false, handle_bulk_cancel},
    {Method::kGet, "/v1/events", "events", false, handle_events},
};

/// What stands for {id}; nothing if the path is another.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const std::size_t hole = pattern.find("{id}");
  if (hole == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  if (!path.starts_with(pattern.substr(0, hole))) return std::nullopt;
  const std::string_view id = path.substr(hole);
  if (id.empty() || id.find('/') != std::string_view::npos) return std::nullopt;
  return id;
}

}  // namespace

std::span<const Service> services() { return kServices; }

Result<FoundService> find_service(Method method, std::string_view path) {
  const Method wanted = method == Method::kHead ? Method::kGet : method;
  for (const Service& service : kServices) {
    const auto id = match(service.pattern, path);
    if (id && service.method == wanted) return FoundService{&service, *id};
  }
  return Error{ErrorKind::kMethodNotAllowed,
               std::string(http::name_of(method)) + " is not offered here; use " + service_methods(path), {}, {}};
}

std::string service_methods(std::string_view path) {
  std::string methods;
  for (const Service& service : kServices) {
    if (!match(service.pattern, path)) continue;
    if (!methods.empty()) methods += ", ";
    methods += http::name_of(service.method);
    if (service.method == Method::kGet) methods += ", HEAD";
  }
  return methods;
}

Status decide_service(Exchange& exchange, const http::Request& request) {
  OSLER_TRY(const FoundService found, find_service(request.method, request.path));
  exchange.service = found.service;
  exchange.path_id = found.id;
  exchange.session.audit.action = found.service->action;
  const access::Caller& caller = exchange.session.caller;
  const bool permitted = found.service->writes ? caller.may_write : caller.may_read;
  if (!permitted) {
    return Error{ErrorKind::kForbidden, std::string("this key lacks the scope ") + (found.service->writes ? "write" : "read"), "FORBIDDEN", {}};
  }
  auto parameters = http::parse_query(request.query);
  if (!parameters) return invalid_input("the query cannot be read: expected name=value pairs joined by &, percent-encoded", "INVALID_PARAMETER");
  exchange.parameters = *std::move(parameters);
  return {};
}

}  // namespace osler::api::v1
