#pragma once
// Which API a request belongs to: health, metrics, /v1, /v1/fhir, /api/fhir, /api. Nothing else is decided here.

#include <functional>

#include "access/address_limit.h"
#include "access/password_workers.h"
#include "access/usage.h"
#include "api/admin/admin_api.h"
#include "api/fhir/fhir_api.h"
#include "api/openapi/openapi_door.h"
#include "api/v1/v1_api.h"
#include "http/handler.h"
#include "server/background.h"
#include "server/config.h"
#include "server/metrics.h"
#include "server/cors.h"
#include "server/rooms.h"

namespace osler::server {

class FrontDoor final : public http::Handler {
 public:
  /// References must outlive the door. `cursor_key` signs page cursors of every API. Errors: kInternal for a schema
  /// that contradicts itself.
  static Result<std::unique_ptr<FrontDoor>> create(const Config& config, Rooms& rooms, const std::string& cursor_key);
  ~FrontDoor() override;

  Task<http::Response> handle(http::Request& request, Loop& loop) override;
  std::uint64_t body_bytes_max(http::Method method, std::string_view path) const override;
  http::Response refuse(int status, std::string_view what, std::string_view path, std::string_view request_id) override;

  /// Writes down what was counted for plans since the last time. Errors: as Store::commit.
  Task<Status> save_usage(Loop& loop) { return usage_.save(loop); }
  /// What goes on beside requests. Valid as long as the door.
  Background& background() { return *background_; }

  /// How the door learns of open connections, once the server runs.
  void watch_connections(std::function<std::uint32_t()> connections) { connections_ = std::move(connections); }

 private:
  FrontDoor(const Config& config, Rooms& rooms);
  void open_fhir(const std::string& cursor_key);
  Status open_v1(const std::string& cursor_key);
  void offer_later();
  /// Counts a request by key; its rate headers. Errors: kThrottled.
  Status account(const access::Caller& caller, http::Response& response);
  /// Counts what an import brings. Errors: kThrottled.
  Status admit_records(const access::Caller& caller, std::uint64_t records);
  /// Too many wrong credentials from one address are not judged any more.
  void limit_wrong_credentials(const http::Request& request, http::Response& response);
  Task<http::Response> route(http::Request& request, Loop& loop);
  http::Response health();
  http::Response metrics(const http::Request& request);

  const Config& config_;
  Rooms& rooms_;
  const Cors cors_;
  access::PasswordWorkers passwords_;
  access::UsageMeter usage_;
  access::AddressLimiter wrong_credentials_;
  Metrics metrics_;
  std::function<std::uint32_t()> connections_;
  std::unique_ptr<fhir_api::FhirApi> fhir_;
  std::unique_ptr<fhir_api::FhirApi> v1_fhir_;
  std::unique_ptr<api::v1::V1Api> v1_;
  std::unique_ptr<Background> background_;
  std::unique_ptr<api::admin::AdminApi> admin_;
  std::unique_ptr<api::openapi::OpenApiDoor> openapi_;
};

}  // namespace osler::server
