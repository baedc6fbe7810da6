#include "server/front_door.h"

#include "api/docs/docs_door.h"
#include "api/fhir/later_request.h"
#include "api/fhir/outcome.h"
#include "fhir/model/date_time.h"
#include "http/security_headers.h"
#include "json/writer.h"
#include "server/account_doors.h"
#include "server/forwarded.h"
#include "server/packages.h"
#include "server/purge.h"
#include "server/search_parameters.h"

namespace osler::server {
namespace {

bool is_under(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

enum class Door : std::uint8_t { kHealth, kMetrics, kV1, kV1Fhir, kFhir, kAdmin, kOpenApi, kDocs, kRoot, kNone };

Door door_of(std::string_view path) {
  if (path == "/health") return Door::kHealth;
  if (path == "/metrics") return Door::kMetrics;
  if (is_under(path, "/v1/fhir") || path == "/v1/metadata") return Door::kV1Fhir;
  if (is_under(path, "/v1")) return Door::kV1;
  if (is_under(path, "/api/fhir")) return Door::kFhir;
  if (is_under(path, "/api")) return Door::kAdmin;
  if (api::openapi::OpenApiDoor::serves(path)) return Door::kOpenApi;
  if (api::docs::serves(path)) return Door::kDocs;
  if (path == "/") return Door::kRoot;
  return Door::kNone;
}

Surface surface_of(Door door) {
  switch (door) {
    case Door::kV1: return Surface::kV1;
    case Door::kV1Fhir:
    case Door::kFhir: return Surface::kFhir;
    case Door::kAdmin: return Surface::kAdmin;
    default: return Surface::kOther;
  }
}

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  http::add_security_headers(response);
  response.body = std::move(body);
  return response;
}

http::Response message_response(int status, std::string_view message) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("message", message);
  writer.end_object();
  return json_response(status, std::move(body));
}

// What a person sees who opens the bare address.
constexpr std::string_view kWelcome =
    R"({"name":"Osler","apis":{"simplified":"/v1","fhir":"/api/fhir","fhirWithKey":"/v1/fhir"},)"
    R"("capabilities":"/api/fhir/metadata","openapi":"/openapi.json","documentation":"/docs","health":"/health"})";

ErrorKind kind_of(int status) {
  switch (status) {
    case 413: return ErrorKind::kTooLarge;
    case 415: return ErrorKind::kUnsupportedMedia;
    case 429: return ErrorKind::kThrottled;
    case 501: return ErrorKind::kMethodNotAllowed;
    case 503: return ErrorKind::kUnavailable;
    default: return ErrorKind::kInvalidInput;
  }
}

// The public form writes into the first organization's live records.
std::optional<access::Organization> first_organization(Rooms& rooms) {
  const auto organizations = rooms.accounts->organizations.list();
  if (!organizations.ok() || organizations->empty()) return std::nullopt;
  return organizations->front();
}

api::admin::AdminDoors admin_doors(const Config& config, Rooms& rooms, Background& background) {
  api::admin::AdminDoors doors;
  doors.webhooks = background.webhook_room->webhooks.get();
  doors.create_practitioner = practitioner_maker(rooms);
  doors.add_package = package_adder(rooms);
  doors.list_packages = package_lister(rooms);
  doors.list_search_parameters = search_parameter_lister(rooms);
  doors.purge = purger(rooms, background);
  const auto organization = first_organization(rooms);
  if (config.public_register && organization) {
    doors.register_patient = patient_registrar(rooms, *organization, store::Environment::kLive);
  }
  return doors;
}

api::admin::AdminSettings admin_settings(const Config& config, Rooms& rooms) {
  api::admin::AdminSettings settings;
  settings.package_bytes_max = config.bodies.package_max;
  settings.auth_limits = config.auth_limits;
  settings.public_limits = config.public_limits;
  const auto organization = first_organization(rooms);
  if (config.public_register && organization) settings.public_organization = organization->id;
  return settings;
}

}  // namespace

FrontDoor::FrontDoor(const Config& config, Rooms& rooms)
    : config_(config),
      rooms_(rooms),
      cors_(config.cors_origins),
      passwords_({}, rooms.rng),
      usage_(rooms.clock, *rooms.store, rooms.accounts->organizations, config.plans),
      wrong_credentials_(rooms.clock, access::kWrongCredentialsLimits) {}

Result<std::unique_ptr<FrontDoor>> FrontDoor::create(const Config& config, Rooms& rooms, const std::string& cursor_key) {
  std::unique_ptr<FrontDoor> door(new FrontDoor(config, rooms));
  door->open_fhir(cursor_key);
  OSLER_RETURN_IF_ERROR(door->open_v1(cursor_key));
  OSLER_TRY(door->background_, Background::create(config, rooms, door->v1_->schema()));
  door->v1_->offer(door->background_->services());
  door->offer_later();
  door->admin_ = std::make_unique<api::admin::AdminApi>(*rooms.accounts, door->passwords_,
                                                        admin_doors(config, rooms, *door->background_),
                                                        admin_settings(config, rooms));
  return door;
}

void FrontDoor::open_fhir(const std::string& cursor_key) {
  access::Authenticator& authenticator = rooms_.accounts->authenticator;
  const fhir_api::FhirOptions options{config_.public_origin, cursor_key, cors_.is_open()};
  fhir_api::Base bearer{"/api/fhir", "fhir", true,
                         [&authenticator](const http::Request& request) {
                           return authenticator.by_token(request.headers.get("Authorization").value_or(""));
                         },
                         {},
                         {}};
  fhir_api::Base key{"/v1/fhir", "v1/fhir", false,
                      [&authenticator](const http::Request& request) {
                        return authenticator.by_key(request.headers.get("x-api-key").value_or(""));
                      },
                      [this](const access::Caller& caller, http::Response& response) { return account(caller, response); },
                      [this](const access::Caller& caller, std::uint64_t records) { return admit_records(caller, records); }};
  fhir_ = std::make_unique<fhir_api::FhirApi>(*rooms_.engine, std::move(bearer), options);
  v1_fhir_ = std::make_unique<fhir_api::FhirApi>(*rooms_.engine, std::move(key), options);
}

void FrontDoor::offer_later() {
  fhir_->offer(background_->later());
  v1_fhir_->offer(background_->later());
  fhir_->offer(background_->bulk());
  v1_fhir_->offer(background_->bulk());
  background_->count_imported_by([this](const access::Caller& caller, std::uint64_t records) { return admit_records(caller, records); });
  background_->answer_later_by([this](jobs::JobRun& run) -> Result<jobs::JobEnd> {
    OSLER_TRY(const fhir_api::LaterRequest later, fhir_api::decode_later(run.job().request));
    return (is_under(later.request.path, v1_fhir_->base().prefix) ? *v1_fhir_ : *fhir_).answer_later(run);
  });
}

Status FrontDoor::open_v1(const std::string& cursor_key) {
  access::Authenticator& authenticator = rooms_.accounts->authenticator;
  api::v1::Doorkeeper doorkeeper;
  doorkeeper.authenticate = [&authenticator](std::string_view key) { return authenticator.by_key(key); };
  doorkeeper.admit = [this](const access::Caller& caller) { return usage_.admit(caller.organization, caller.environment); };
  doorkeeper.admit_records = [this](const access::Caller& caller, std::uint64_t records) {
    return usage_.admit_records(caller.organization, caller.environment, records);
  };
  api::v1::V1Options options;
  options.cursor_key = cursor_key;
  options.public_origin = config_.public_origin;
  options.zone_minutes = config_.engine.search_zone_minutes;
  OSLER_TRY(v1_, api::v1::V1Api::create(*rooms_.engine, std::move(doorkeeper), std::move(options)));
  openapi_ = std::make_unique<api::openapi::OpenApiDoor>(v1_->schema());
  return {};
}

// Spec: the /v1 contract, section 9.
Status FrontDoor::account(const access::Caller& caller, http::Response& response) {
  OSLER_TRY(const access::Admission admission, usage_.admit(caller.organization, caller.environment));
  api::v1::add_usage_headers(admission.usage, response.headers);
  if (admission.admitted()) return {};
  response.headers.set("Retry-After", std::to_string(admission.retry_after_s));
  return access::shortage_error(admission);
}

Status FrontDoor::admit_records(const access::Caller& caller, std::uint64_t records) {
  OSLER_TRY(const access::Admission admission, usage_.admit_records(caller.organization, caller.environment, records));
  return admission.admitted() ? Status() : Status(access::shortage_error(admission));
}

void FrontDoor::limit_wrong_credentials(const http::Request& request, http::Response& response) {
  const bool presented = request.headers.get("x-api-key") || request.headers.get("Authorization");
  if (response.status != 401 || !presented) return;
  const access::RateDecision decision = wrong_credentials_.admit(request.remote_address);
  if (decision.admitted) return;
  response = refuse(429, "too many wrong credentials from this address; wait before trying again", request.path, request.request_id);
  response.headers.set("Retry-After", std::to_string(decision.state.reset_s));
}

FrontDoor::~FrontDoor() = default;

http::Response FrontDoor::health() {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("status", "ok");
  writer.member("timestamp", fhir::format_instant(rooms_.clock.now_ms()));
  writer.end_object();
  return json_response(200, std::move(body));
}

http::Response FrontDoor::metrics(const http::Request& request) {
  const bool local = request.remote_address.starts_with("127.") || request.remote_address == "::1";
  const bool admitted = local || rooms_.accounts->authenticator.by_token(request.headers.get("Authorization").value_or("")).ok();
  if (!admitted) return message_response(401, "metrics are for loopback, or for a bearer token");
  http::Response response;
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = metrics_.text({connections_ ? connections_() : 0, rooms_.store->newest().number, rooms_.store->reads(),
                                 rooms_.extractor->parameters().building()});
  return response;
}

Task<http::Response> FrontDoor::route(http::Request& request, Loop& loop) {
  switch (door_of(request.path)) {
    case Door::kHealth: co_return health();
    case Door::kMetrics: co_return metrics(request);
    case Door::kV1: co_return co_await v1_->handle(request, loop);
    case Door::kFhir: co_return co_await fhir_->handle(request, loop);
    case Door::kAdmin: co_return co_await admin_->handle(request, loop);
    case Door::kOpenApi: co_return openapi_->answer(request);
    case Door::kDocs: co_return api::docs::answer(request);
    case Door::kRoot: co_return json_response(200, std::string(kWelcome));
    case Door::kNone: co_return message_response(404, "there is nothing here; the APIs are at /v1 and /api/fhir");
    case Door::kV1Fhir: break;
  }
  if (request.path == "/v1/metadata") request.path = "/v1/fhir/metadata";
  co_return co_await v1_fhir_->handle(request, loop);
}

Task<http::Response> FrontDoor::handle(http::Request& request, Loop& loop) {
  const std::int64_t began_ms = rooms_.clock.steady_ms();
  apply_forwarded(config_.trusted_proxies, request);
  const Door door = door_of(request.path);
  const Surface surface = surface_of(door);
  http::Response response;
  if (auto preflight = cors_.preflight(request)) {
    response = std::move(*preflight);
  } else {
    response = co_await route(request, loop);
  }
  cors_.admit(request, response);
  if (door == Door::kV1 || door == Door::kV1Fhir || door == Door::kFhir) limit_wrong_credentials(request, response);
  if (request.secure) response.headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  metrics_.count(surface, response.status, static_cast<std::uint64_t>(rooms_.clock.steady_ms() - began_ms) * 1000);
  co_return response;
}

std::uint64_t FrontDoor::body_bytes_max(http::Method, std::string_view path) const {
  switch (door_of(path)) {
    case Door::kV1: return path == "/v1/bulk/import" ? config_.bodies.bulk_max : config_.bodies.v1_max;
    case Door::kV1Fhir:
    case Door::kFhir: {
      // The base itself takes Bundles.
      const std::string_view base = is_under(path, "/v1/fhir") ? "/v1/fhir" : "/api/fhir";
      const bool is_base = path.size() <= base.size() + 1;
      if (path.ends_with("/$import")) return config_.bodies.bulk_max;
      return is_base ? config_.bodies.bundle_max : config_.bodies.resource_max;
    }
    default: return path == api::admin::AdminApi::kPackagesPath ? config_.bodies.package_max : config_.bodies.admin_max;
  }
}

http::Response FrontDoor::refuse(int status, std::string_view what, std::string_view path, std::string_view request_id) {
  const Door door = door_of(path.substr(0, path.find('?')));
  http::Response response;
  if (door == Door::kFhir || door == Door::kV1Fhir) {
    response = fhir_api::error_response(Error{kind_of(status), std::string(what), {}, {}}, request_id);
  } else if (door == Door::kV1) {
    response = api::v1::error_response(Error{kind_of(status), std::string(what), {}, {}}, request_id);
  } else {
    response = message_response(status, what);
  }
  response.status = status;
  http::add_security_headers(response);
  return response;
}

}  // namespace osler::server
