#include "api/admin/admin_api.h"

#include <algorithm>
#include <utility>

#include "api/admin/answer.h"
#include "api/admin/routes.h"
#include "base/note_error.h"

namespace osler::api::admin {
namespace {

/// A key belongs into a header; in a URL it would end up in logs.
bool holds_key(std::string_view target) {
  return target.find("clk_test_") != std::string_view::npos || target.find("clk_live_") != std::string_view::npos;
}

std::string parameter_names(const http::Request& request) {
  std::string names;
  for (const auto& [name, value] : http::parse_query(request.query).value_or(std::vector<http::Parameter>())) {
    if (!names.empty()) names += ',';
    names += name;
  }
  return names;
}

access::AuditTrail trail_of(const http::Request& request, const Route* route, std::int64_t now_ms) {
  access::AuditTrail trail{.partition = store::Partition::system(), .record = {}};
  access::AuditRecord& record = trail.record;
  record.time_ms = now_ms;
  record.action = route != nullptr ? route->action : "unknown";
  record.method = request.method_text;
  const bool has_key = holds_key(request.target);
  record.path = has_key ? "(a key was here)" : request.path;
  record.query_names = has_key ? "" : parameter_names(request);
  record.ip_address = request.remote_address;
  record.user_agent = request.headers.get("User-Agent").value_or("");
  record.request_id = request.request_id;
  record.client_request_id = request.headers.get("X-Request-Id").value_or("");
  return trail;
}

struct Found {
  const Route* route = nullptr;
  std::string id;
  std::string allowed;  ///< Methods of the path, if the method was the wrong one.
};

Found find_route(http::Method method, std::string_view path) {
  Found found;
  for (const Route& route : routes()) {
    const std::optional<std::string_view> id = match(route.path, path);
    if (!id) continue;
    const bool is_head = method == http::Method::kHead && route.method == http::Method::kGet;
    if (route.method == method || is_head) return {.route = &route, .id = std::string(*id), .allowed = {}};
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += http::name_of(route.method);
    if (route.method == http::Method::kGet) found.allowed += ", HEAD";
  }
  return found;
}

Error throttled() { return {ErrorKind::kThrottled, "too many requests from this address; try again later", {}, {}}; }

}  // namespace

AdminApi::AdminApi(access::Accounts& accounts, access::PasswordWorkers& passwords, AdminDoors doors,
                   AdminSettings settings)
    : rooms_(new Rooms{.accounts = accounts,
                       .passwords = passwords,
                       .doors = std::move(doors),
                       .settings = settings,
                       .auth_limiter{accounts.clock, settings.auth_limits},
                       .public_limiter{accounts.clock, settings.public_limits},
                       .wrong_credentials{accounts.clock, settings.wrong_credentials_limits},
                       .pid_turns = {}}) {}

AdminApi::~AdminApi() = default;

Task<http::Response> AdminApi::handle(http::Request& request, Loop& loop) {
  const Found found = find_route(request.method, request.path);
  Exchange exchange{.request = request,
                    .loop = loop,
                    .trail = trail_of(request, found.route, rooms_->accounts.clock.now_ms()),
                    .id = found.id,
                    .bearer = {}};
  http::Headers extra;
  if (!found.allowed.empty()) extra.set("Allow", found.allowed);
  const Result<http::Response> answered = co_await answer(exchange, found.route, extra);
  if (!answered.ok()) note_internal_error(answered.error(), request.request_id);
  http::Response response = answered.ok() ? *answered : error_answer(answered.error());
  response.headers.set_all(extra);
  co_return finish(exchange, found.route, std::move(response));
}

Task<Result<http::Response>> AdminApi::answer(Exchange& exchange, const Route* route, http::Headers& extra) {
  if (holds_key(exchange.request.target)) {
    co_return invalid_input("a key must not stand in a URL; revoke it, it may be in logs");
  }
  if (route == nullptr && extra.get("Allow")) {
    co_return Error{ErrorKind::kMethodNotAllowed, "this path does not take this method", {}, {}};
  }
  if (route == nullptr) co_return not_found("there is nothing here");
  OSLER_CO_RETURN_IF_ERROR(admit(exchange, *route, extra));
  const std::uint64_t bytes_max = route->path == kPackagesPath ? rooms_->settings.package_bytes_max : kBodyBytesMax;
  if (exchange.request.body.size() > bytes_max) {
    co_return Error{ErrorKind::kTooLarge, "the body may have at most " + std::to_string(bytes_max) + " bytes", {}, {}};
  }
  co_return co_await route->handler(*rooms_, exchange);
}

/// Limits of the door, then who is asking, then whether that role may.
Status AdminApi::admit(Exchange& exchange, const Route& route, http::Headers& extra) {
  if (route.door == Door::kAuth || route.door == Door::kPublic) {
    const bool is_auth = route.door == Door::kAuth;
    access::AddressLimiter& limiter = is_auth ? rooms_->auth_limiter : rooms_->public_limiter;
    const access::AddressLimits& limits = is_auth ? rooms_->settings.auth_limits : rooms_->settings.public_limits;
    const access::RateDecision decision = limiter.admit(exchange.request.remote_address);
    add_rate_headers(extra, decision, limits.window_s);
    if (!decision.admitted) return throttled();
  }
  if (route.admission == Admission::kPublic) return {};
  OSLER_RETURN_IF_ERROR(authenticate(exchange, extra));
  const access::Role role = exchange.caller().role;
  if (admits(route.admission, role)) return {};
  return Error{ErrorKind::kForbidden, "role " + std::string(access::word_for(role)) + " may not do this", {}, {}};
}

Status AdminApi::authenticate(Exchange& exchange, http::Headers& extra) {
  const std::string_view authorization = exchange.request.headers.get("Authorization").value_or("");
  Result<access::Bearer> bearer = rooms_->accounts.authenticator.bearer(authorization);
  if (!bearer.ok()) {
    // Only wrong credentials count, not absent ones.
    if (bearer.error().kind != ErrorKind::kUnauthenticated || authorization.empty()) return bearer.error();
    const access::RateDecision decision = rooms_->wrong_credentials.admit(exchange.request.remote_address);
    if (decision.admitted) return bearer.error();
    extra.set("Retry-After", std::to_string(decision.state.reset_s));
    return throttled();
  }
  exchange.bearer = std::move(*bearer);
  const access::Caller& caller = exchange.caller();
  exchange.trail.partition = caller.partition();
  exchange.trail.record.actor_id = caller.id;
  exchange.trail.record.actor_email = caller.email;
  exchange.trail.record.actor_role = access::word_for(caller.role);
  return {};
}

/// Writes the audit entry, unless a commit did. What cannot be audited is not answered.
http::Response AdminApi::finish(Exchange& exchange, const Route* route, http::Response response) const {
  if (exchange.request.method == http::Method::kHead) response.body.clear();
  const bool is_audited = route == nullptr || !route->action.empty();
  if (exchange.trail.written || !is_audited) return response;
  exchange.trail.record.status = response.status;
  exchange.trail.record.outcome = access::outcome_of(response.status);
  const Status appended =
      rooms_->accounts.store.append_audit(exchange.trail.partition, access::encode(exchange.trail.record));
  if (appended.ok()) return response;
  return error_answer(unavailable("the audit log cannot be written; try again"));
}

}  // namespace osler::api::admin
