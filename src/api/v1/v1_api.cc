#include "api/v1/v1_api.h"

#include "api/v1/idempotent.h"
#include "api/v1/operations.h"
#include "api/v1/request_rules.h"
#include "http/security_headers.h"

namespace osler::api::v1 {
namespace {

constexpr std::size_t kHeaderBytesKept = 256;

// Parsers only hold working memory between calls, so a thread's requests may share one.
json::Parser& parser_of_this_thread() {
  static thread_local json::Parser parser;
  return parser;
}

access::AuditRecord audit_of(const http::Request& request, const access::Caller& caller) {
  access::AuditRecord record;
  record.actor_id = caller.id;
  if (caller.kind == access::CallerKind::kKey) record.actor_role = "key";
  record.method = request.method_text;
  record.path = has_key_in_url(request) ? "/v1" : request.path;
  record.ip_address = request.remote_address;
  record.user_agent = std::string(request.headers.get("User-Agent").value_or("").substr(0, kHeaderBytesKept));
  record.request_id = request.request_id;
  record.client_request_id = std::string(request.headers.get("X-Request-Id").value_or("").substr(0, kHeaderBytesKept));
  return record;
}

std::string origin_of(const http::Request& request, const V1Options& options) {
  if (!options.public_origin.empty()) return options.public_origin;
  return (request.secure ? "https://" : "http://") + std::string(request.headers.get("Host").value_or("localhost"));
}

access::Interaction interaction_of(Operation operation) {
  switch (operation) {
    case Operation::kCreate: return access::Interaction::kCreate;
    case Operation::kList: return access::Interaction::kSearch;
    case Operation::kRead: return access::Interaction::kRead;
    case Operation::kPatch: return access::Interaction::kPatch;
    case Operation::kDelete:
    case Operation::kService: break;
  }
  return access::Interaction::kDelete;
}

std::string_view action_of(Operation operation) {
  constexpr std::string_view kActions[] = {"create", "search", "read", "patch", "delete"};
  return kActions[static_cast<std::size_t>(operation)];
}

}  // namespace

Result<std::unique_ptr<V1Api>> V1Api::create(engine::Engine& engine, Doorkeeper doorkeeper, V1Options options) {
  OSLER_TRY(std::unique_ptr<const Schema> schema, Schema::load(engine.definitions()));
  return std::unique_ptr<V1Api>(new V1Api(engine, std::move(doorkeeper), std::move(options), std::move(schema)));
}

V1Api::V1Api(engine::Engine& engine, Doorkeeper doorkeeper, V1Options options, std::unique_ptr<const Schema> schema)
    : engine_(engine), doorkeeper_(std::move(doorkeeper)), options_(std::move(options)), schema_(std::move(schema)) {}

Result<Operation> V1Api::decide(Exchange& exchange) const {
  const http::Request& request = exchange.request;
  OSLER_RETURN_IF_ERROR(check_headers(request));
  const bool is_service = services_ != nullptr && !service_methods(request.path).empty();
  if (is_service) {
    OSLER_RETURN_IF_ERROR(decide_service(exchange, request));
    OSLER_RETURN_IF_ERROR(begin_idempotent(exchange));
    return Operation::kService;
  }
  OSLER_TRY(const Route route, find_route(*schema_, request.method, request.path));
  exchange.resource = route.resource;
  exchange.path_id = route.id;
  exchange.session.audit.action = action_of(route.operation);
  exchange.session.audit.resource_type = route.resource->type_name;
  // Before the body is looked at: whoever may not write learns nothing from checks.
  OSLER_RETURN_IF_ERROR(
      engine_.policy().permit(exchange.session.caller, interaction_of(route.operation), route.resource->type));
  auto parameters = http::parse_query(request.query);
  if (!parameters)
    return invalid_input("the query cannot be read: expected name=value pairs joined by &, percent-encoded",
                         "INVALID_PARAMETER");
  exchange.parameters = *std::move(parameters);
  OSLER_RETURN_IF_ERROR(check_content_type(request));
  OSLER_RETURN_IF_ERROR(begin_idempotent(exchange));
  return route.operation;
}

Task<Result<Answer>> V1Api::run(Exchange& exchange, Operation operation) {
  switch (operation) {
    case Operation::kCreate: co_return co_await handle_create(exchange);
    case Operation::kList: co_return handle_list(exchange);
    case Operation::kRead: co_return handle_read(exchange);
    case Operation::kPatch: co_return co_await handle_patch(exchange);
    case Operation::kDelete: co_return co_await handle_delete(exchange);
    case Operation::kService: co_return co_await exchange.service->handle(exchange, *services_, exchange.path_id);
  }
  co_return internal_error("unknown operation");
}

Status V1Api::count_records(Exchange& exchange, std::uint64_t records) const {
  OSLER_TRY(const access::Admission admission, doorkeeper_.admit_records(exchange.session.caller, records));
  exchange.meta.usage.month = admission.usage.month;
  exchange.meta.usage.sandbox = admission.usage.sandbox;
  if (admission.admitted()) return {};
  exchange.meta.retry_after_s = admission.retry_after_s;
  return access::shortage_error(admission);
}

Task<http::Response> V1Api::carry_out(Exchange& exchange) {
  const std::string& request_id = exchange.request.request_id;
  const Result<Operation> operation = decide(exchange);
  if (!operation.ok()) co_return error_response(operation.error(), request_id);
  const bool is_repeated = exchange.idempotent != nullptr && exchange.idempotent->kept() != nullptr;
  if (is_repeated) co_return replayed(exchange);
  Result<Answer> answer = co_await run(exchange, *operation);
  http::Response response =
      answer.ok() ? wrapped(*std::move(answer), exchange.meta) : error_response(answer.error(), request_id);
  const Status kept = co_await keep_answer(exchange, response);
  if (!kept.ok()) co_return error_response(kept.error(), request_id);
  co_return response;
}

void V1Api::audit(access::AuditRecord record, store::Partition partition, http::Response& response) const {
  record.time_ms = engine_.clock().now_ms();
  record.status = response.status;
  record.outcome = access::outcome_of(response.status);
  const std::string request_id = record.request_id;
  const Status kept = engine_.store().append_audit(partition, access::encode(record));
  if (!kept.ok()) response = error_response(kept.error(), request_id);
}

http::Response V1Api::refuse_stranger(http::Request& request, const Error& error) {
  http::Response response = error_response(error, request.request_id);
  audit(audit_of(request, {}), store::Partition::system(), response);
  return response;
}

/// The link is the key. Each download is one audit entry, without an actor: whose link it was, the job's entry says.
http::Response V1Api::send_download(http::Request& request) {
  Result<Download> download = open_download(request, *services_, options_.cursor_key);
  access::AuditRecord record = audit_of(request, {});
  record.action = "download";
  if (!download.ok()) {
    http::Response refused = error_response(download.error(), request.request_id);
    audit(std::move(record), store::Partition::system(), refused);
    return refused;
  }
  record.resource_type = "Job";
  record.resource_id = download->job_id;
  audit(std::move(record), download->partition, download->response);
  return std::move(download->response);
}

Task<http::Response> V1Api::answer_caller(http::Request& request, Loop& loop, const access::Caller& caller) {
  const std::string origin = origin_of(request, options_);
  engine::Session session{caller, loop, parser_of_this_thread(), "v1", origin + "/api/fhir", audit_of(request, caller)};
  Exchange exchange{request, engine_, session, *schema_, options_, {origin + "/api/fhir", origin + "/v1/fhir"}};
  exchange.meta.request_id = request.request_id;
  exchange.meta.now_ms = engine_.clock().now_ms();
  if (doorkeeper_.admit_records) exchange.count_records = [&](std::uint64_t records) { return count_records(exchange, records); };
  const Result<access::Admission> admission = doorkeeper_.admit ? doorkeeper_.admit(caller) : access::Admission{};
  if (admission.ok()) exchange.meta.usage = admission->usage;
  http::Response response;
  if (!admission.ok()) {
    response = error_response(admission.error(), request.request_id);
  } else if (!admission->admitted()) {
    response = error_response(access::shortage_error(*admission), request.request_id);
    exchange.meta.retry_after_s = admission->retry_after_s;
  } else {
    response = co_await carry_out(exchange);
  }
  if (response.status == 405) {
    const std::string of_service = service_methods(request.path);
    response.headers.add("Allow", of_service.empty() ? allowed_methods(*schema_, request.path) : of_service);
  }
  add_meta_headers(exchange.meta, response.headers);
  if (!session.audited) audit(session.audit, caller.partition(), response);
  co_return response;
}

Task<http::Response> V1Api::handle(http::Request& request, Loop& loop) {
  if (services_ != nullptr && is_download(request)) {
    http::Response file = send_download(request);
    http::add_security_headers(file);
    co_return file;
  }
  const Result<access::Caller> authenticated = doorkeeper_.authenticate(request.headers.get("x-api-key").value_or(""));
  const Status rules = has_key_in_url(request) ? check_headers(request) : Status{};
  http::Response response;
  if (!rules.ok()) {
    // Whoever puts a key into the URL learns of it even when the header is missing.
    response = refuse_stranger(request, rules.error());
  } else if (!authenticated.ok()) {
    response = refuse_stranger(request, authenticated.error());
  } else {
    response = co_await answer_caller(request, loop, *authenticated);
  }
  http::add_security_headers(response);
  co_return response;
}

}  // namespace osler::api::v1
