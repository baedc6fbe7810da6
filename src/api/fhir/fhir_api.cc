#include "api/fhir/fhir_api.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "api/fhir/binary.h"
#include "api/fhir/exchange.h"
#include "api/fhir/idempotent.h"
#include "api/fhir/interactions.h"
#include "api/fhir/later_request.h"
#include "api/fhir/negotiation.h"
#include "api/fhir/outcome.h"
#include "api/fhir/shape.h"
#include "api/fhir/route.h"
#include "http/method_override.h"
#include "http/security_headers.h"

namespace osler::fhir_api {
namespace {

constexpr std::size_t kUserAgentBytesMax = 256;
constexpr const char* kBegun = "begun";  ///< Checkpoint of a request that is answered later.

// Parsers only hold working memory between calls, so a thread's requests may share one.
json::Parser& parser_of_this_thread() {
  static thread_local json::Parser parser;
  return parser;
}

access::AuditRecord audit_of(const http::Request& request, const access::Caller& caller) {
  access::AuditRecord record;
  record.actor_id = caller.id;
  record.actor_email = caller.email;
  if (caller.kind == access::CallerKind::kUser) record.actor_role = access::word_for(caller.role);
  if (caller.kind == access::CallerKind::kKey) record.actor_role = "key";
  record.method = request.method_text;
  record.path = request.path;
  record.ip_address = request.remote_address;
  record.user_agent = request.headers.get("User-Agent").value_or("").substr(0, kUserAgentBytesMax);
  record.request_id = request.request_id;
  record.client_request_id = request.headers.get("X-Request-Id").value_or("").substr(0, kUserAgentBytesMax);
  return record;
}

Status add_form(Exchange& exchange) {
  const auto form = http::parse_query(exchange.request.body.view());
  if (!form) return invalid_input("the form cannot be read: expected name=value pairs joined by &");
  exchange.parameters.insert(exchange.parameters.end(), form->begin(), form->end());
  return {};
}

Error invalid_query() { return invalid_input("the query cannot be read: expected name=value pairs joined by &, percent-encoded"); }

}  // namespace

FhirApi::FhirApi(engine::Engine& engine, Base base, FhirOptions options)
    : engine_(engine), base_(std::move(base)), options_(std::move(options)), background_(engine.settings().transactions_waiting_max),
      texts_(engine.settings().text_searches_waiting_max) {}

std::string FhirApi::base_url(const http::Request& request) const {
  if (!options_.public_origin.empty()) return options_.public_origin + base_.prefix;
  const std::string host(request.headers.get("Host").value_or("localhost"));
  return (request.secure ? "https://" : "http://") + host + base_.prefix;
}

namespace {

/// Whether texts may have to be read to answer, very many as the case may be.
bool asks_for_texts(const Exchange& exchange) {
  return std::any_of(exchange.parameters.begin(), exchange.parameters.end(), [](const auto& parameter) {
    const auto& [name, value] = parameter;
    const std::string_view words = name == "_filter" ? std::string_view(value) : std::string_view(name);
    return words.find("_text") != std::string_view::npos || words.find("_content") != std::string_view::npos;
  });
}

}  // namespace

Task<Result<http::Response>> FhirApi::search(Exchange& exchange, std::function<Result<http::Response>(Exchange&)> answer) {
  if (options_.loop_is_callers || !asks_for_texts(exchange)) co_return answer(exchange);
  Result<http::Response> response = internal_error("not run");
  OSLER_CO_RETURN_IF_ERROR(co_await run_aside(texts_, exchange, [&](Exchange& aside) { response = answer(aside); }));
  co_return response;
}

Task<Result<http::Response>> FhirApi::dispatch(Exchange& exchange, const Route& route) {
  switch (route.interaction) {
    case Interaction::kCapabilities: co_return handle_metadata(exchange, {base_.bearer, options_.cors}, types_);
    case Interaction::kRead: co_return handle_read(exchange);
    case Interaction::kVread: co_return handle_vread(exchange);
    case Interaction::kSearch:
    case Interaction::kSystemSearch: co_return co_await search(exchange, handle_search);
    case Interaction::kCompartment: co_return co_await search(exchange, [&route](Exchange& e) { return handle_compartment(e, route.other); });
    case Interaction::kSystemHistory:
    case Interaction::kTypeHistory:
    case Interaction::kInstanceHistory: co_return handle_history(exchange);
    case Interaction::kValidate: co_return handle_validate(exchange);
    case Interaction::kExpand:
    case Interaction::kValidateCode:
    case Interaction::kLookup:
    case Interaction::kSubsumes:
    case Interaction::kTranslate: co_return handle_terminology(exchange, route.interaction);
    case Interaction::kClosure: co_return co_await handle_closure(exchange);
    case Interaction::kVersions: co_return handle_versions(exchange);
    case Interaction::kConvert: co_return handle_convert(exchange);
    case Interaction::kMeta: co_return handle_meta(exchange);
    case Interaction::kMetaAdd: co_return co_await handle_meta_add(exchange);
    case Interaction::kMetaDelete: co_return co_await handle_meta_delete(exchange);
    case Interaction::kEverything: co_return handle_everything(exchange);
    case Interaction::kDocument: co_return co_await handle_document(exchange);
    case Interaction::kLastN: co_return handle_last_n(exchange);
    case Interaction::kCreate: co_return co_await handle_create(exchange);
    case Interaction::kUpdate: co_return co_await handle_update(exchange);
    case Interaction::kPatch: co_return co_await handle_patch(exchange);
    case Interaction::kDelete: co_return co_await handle_delete(exchange);
    case Interaction::kBundle: co_return co_await handle_bundle(exchange);
    case Interaction::kLaterStatus:
    case Interaction::kLaterCancel:
    case Interaction::kExport:
    case Interaction::kExportStatus:
    case Interaction::kExportCancel:
    case Interaction::kExportFile:
    case Interaction::kImport:
    case Interaction::kImportStatus:
    case Interaction::kImportCancel:
    case Interaction::kImportFile: break;
  }
  co_return co_await dispatch_job(exchange, route.interaction);
}

// What is done by jobs, once there are any.
Task<Result<http::Response>> FhirApi::dispatch_job(Exchange& exchange, Interaction interaction) {
  if (later_ == nullptr || bulk_ == nullptr) co_return not_found("no request is answered later here");
  switch (interaction) {
    case Interaction::kLaterStatus: co_return handle_later_status(exchange, *later_);
    case Interaction::kLaterCancel: co_return co_await handle_later_cancel(exchange, *later_);
    case Interaction::kExportStatus: co_return handle_export_status(exchange, *bulk_);
    case Interaction::kExportCancel: co_return co_await handle_export_cancel(exchange, *bulk_);
    case Interaction::kExportFile: co_return handle_export_file(exchange, *bulk_);
    case Interaction::kImport: co_return co_await handle_import(exchange, *bulk_, base_.admit_records);
    case Interaction::kImportStatus: co_return handle_import_status(exchange, *bulk_);
    case Interaction::kImportCancel: co_return co_await handle_import_cancel(exchange, *bulk_);
    case Interaction::kImportFile: co_return handle_import_file(exchange, *bulk_);
    default: co_return co_await handle_export(exchange, *bulk_);
  }
}

Task<Result<http::Response>> FhirApi::run(Exchange& exchange) {
  http::Request& request = exchange.request;
  const std::string_view path = std::string_view(request.path).substr(base_.prefix.size());
  const Result<Route> route = find_route(engine_.definitions(), request.method, path);
  // What a client asks before it has a token: that there is none is told to everybody. Spec: RFC 8615.
  const bool is_public = route.ok() ? route->public_access : path.starts_with("/.well-known/");
  if (exchange.session.caller.kind == access::CallerKind::kNobody && !is_public) {
    const Result<access::Caller> refused = base_.authenticate(request);
    co_return refused.ok() ? internal_error("caller was not decided") : refused.error();
  }
  if (const auto name = http::method_override(request.headers)) {
    co_return invalid_input(std::string(*name) + " is not accepted; send the request with its own method", "METHOD_OVERRIDE_REJECTED");
  }
  if (!route.ok()) co_return route.error();
  exchange.target = route->target;
  exchange.session.audit.resource_id = route->target.id;
  exchange.session.audit.resource_type = engine_.definitions().name_of(route->target.type);
  auto query = http::parse_query(request.query);
  if (!query) co_return invalid_query();
  exchange.parameters = *std::move(query);
  read_preferences(exchange);
  bool plain = false;
  OSLER_CO_RETURN_IF_ERROR(negotiate(exchange, route->interaction, plain));
  const bool comes_later = exchange.wants_later && later_ != nullptr && !exchange.is_entry && exchange.watcher == nullptr &&
                           request.method != http::Method::kHead && may_come_later(route->interaction);
  if (comes_later) co_return co_await begin_later(exchange, *later_);
  const bool form = request.method == http::Method::kPost && request.path.ends_with("/_search");
  if (form) OSLER_CO_RETURN_IF_ERROR(add_form(exchange));
  OSLER_CO_TRY(const Shape shape, read_shape(exchange, route->interaction));
  if (is_native_upload(exchange, route->interaction)) request.body = json::PaddedBytes(binary_text(exchange));
  const bool is_single = route->interaction == Interaction::kCreate || route->interaction == Interaction::kPatch ||
                         route->interaction == Interaction::kDelete;
  if (is_single) OSLER_CO_RETURN_IF_ERROR(begin_idempotent(exchange, request.body.view()));
  const engine::AnswerRecord* kept = kept_answer(exchange);
  Result<http::Response> response = internal_error("not answered");
  if (kept != nullptr) {
    response = replayed(exchange, *kept);
  } else {
    response = co_await dispatch(exchange, *route);
  }
  const bool is_native = response.ok() && answers_natively(exchange, route->interaction);
  if (response.ok() && !is_native) shape_answer(exchange, route->interaction, shape, *response);
  if (response.ok()) add_applied_preferences(exchange, *response);
  if (is_native) {
    OSLER_CO_RETURN_IF_ERROR(make_native(exchange, *response));
    plain = false;
  }
  if (response.ok() && plain) response->headers.set("Content-Type", "application/json; charset=utf-8");
  co_return response;
}

void FhirApi::finish(engine::Session& session, http::Response& response) const {
  http::add_security_headers(response);
  if (session.audited || session.caller.kind == access::CallerKind::kSystem) return;
  session.audit.time_ms = engine_.clock().now_ms();
  session.audit.status = response.status;
  session.audit.outcome = access::outcome_of(response.status);
  const bool known = session.caller.kind != access::CallerKind::kNobody;
  const store::Partition partition = known ? session.caller.partition() : store::Partition::system();
  const Status kept = engine_.store().append_audit(partition, access::encode(session.audit));
  // A request that cannot be audited is not answered. Rule: reliability, U3.
  if (!kept.ok()) response = error_response(kept.error(), session.audit.request_id);
}

Task<http::Response> FhirApi::handle(http::Request& request, Loop& loop) {
  Result<access::Caller> authenticated = base_.authenticate(request);
  const access::Caller caller = authenticated.ok() ? *std::move(authenticated) : access::Caller{};
  Admitted admitted{caller, {}, {}, nullptr};
  if (authenticated.ok() && base_.account) admitted.accounted = base_.account(caller, admitted.limits);
  co_return co_await answer(request, std::move(admitted), loop);
}

Task<http::Response> FhirApi::answer(http::Request& request, Admitted admitted, Loop& loop) {
  const access::Caller& caller = admitted.caller;
  engine::Session session{caller, loop, parser_of_this_thread(), base_.surface, base_url(request), audit_of(request, caller)};
  Exchange exchange{request, engine_, session, {}, {}, session.base_url, options_.cursor_key};
  exchange.watcher = admitted.watcher;
  Result<http::Response> result = internal_error("not answered");
  if (admitted.accounted.ok()) {
    result = co_await run(exchange);
  } else {
    result = admitted.accounted.error();
  }
  http::Response response = result.ok() ? std::move(*result) : error_response(result.error(), request.request_id);
  if (!result.ok()) shape_error(exchange, response);
  const Status kept = co_await keep_answer(exchange, response);
  if (!kept.ok()) response = error_response(kept.error(), request.request_id);
  if (response.status == 401) response.headers.add("WWW-Authenticate", base_.bearer ? "Bearer" : "ApiKey");
  if (response.status == 405 || (request.method == http::Method::kOptions && response.status == 200)) {
    response.headers.add("Allow", allowed_methods(engine_.definitions(), std::string_view(request.path).substr(base_.prefix.size())));
  }
  response.headers.set_all(admitted.limits.headers);
  // The request's own id is the server's. Spec: FHIR R4, http.html#custom.
  const std::string client_id = session.audit.client_request_id;
  finish(session, response);
  if (!client_id.empty()) response.headers.add("X-Correlation-Id", client_id);
  co_return response;
}

Result<jobs::JobEnd> FhirApi::answer_later(jobs::JobRun& run) {
  OSLER_ASSERT(later_ != nullptr);
  OSLER_TRY(LaterRequest later, decode_later(run.job().request));
  http::Request& request = later.request;
  const bool writes = request.method == http::Method::kPost && std::string_view(request.path).substr(base_.prefix.size()).find_first_not_of('/') == std::string_view::npos;
  const bool was_begun = !run.progress().checkpoint.empty();
  if (was_begun && writes) {
    return Error{ErrorKind::kUnprocessable, "the server ended while this Bundle was being worked on: what was written of it stays; look before sending the rest again", {}, {}};
  }
  run.progress().checkpoint = kBegun;
  OSLER_RETURN_IF_ERROR(run.save());
  const std::filesystem::path body = later_->requests.path_of(run.job().id);
  if (std::filesystem::exists(body)) {
    std::ifstream file(body, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof()) return unavailable("the body of a request cannot be read");
    request.body = json::PaddedBytes(text);
  }
  JobWatcher watcher(run);
  BlockingLoop loop;  // The job's own saves its progress meanwhile.
  const http::Response response = loop.run(answer(request, {later.caller, {}, {}, &watcher}, loop));
  if (watcher.was_stopped() || run.should_stop()) return jobs::JobEnd::kStopped;
  OSLER_RETURN_IF_ERROR(keep_answer_for_later(*later_, run.job().id, response));
  later_->requests.remove(run.job().id);
  return jobs::JobEnd::kDone;
}

}  // namespace osler::fhir_api
