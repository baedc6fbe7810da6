#pragma once
// Which API a request belongs to: health, metrics, /v1, /v1/fhir, /api/fhir, /api. Nothing else is decided here.

#include <functional>

#include "api/admin/admin_api.h"
#include "api/fhir/fhir_api.h"
#include "api/v1/v1_api.h"
#include "http/handler.h"
#include "server/config.h"
#include "server/metrics.h"
#include "server/rooms.h"

namespace osler::server {

class FrontDoor final : public http::Handler {
 public:
  /// References must outlive the door. `cursor_key` signs page cursors of every API.
  FrontDoor(const Config& config, Rooms& rooms, const std::string& cursor_key);
  ~FrontDoor() override;

  Task<http::Response> handle(http::Request& request, Loop& loop) override;
  std::uint64_t body_bytes_max(http::Method method, std::string_view path) const override;
  http::Response refuse(int status, std::string_view what, std::string_view path, std::string_view request_id) override;

  /// How the door learns of open connections, once the server runs.
  void watch_connections(std::function<std::uint32_t()> connections) { connections_ = std::move(connections); }

 private:
  Task<http::Response> route(http::Request& request, Loop& loop);
  http::Response health();
  http::Response metrics(const http::Request& request);

  const Config& config_;
  Rooms& rooms_;
  Metrics metrics_;
  std::function<std::uint32_t()> connections_;
  std::unique_ptr<api::fhir::FhirApi> fhir_;
  std::unique_ptr<api::fhir::FhirApi> v1_fhir_;
  std::unique_ptr<api::v1::V1Api> v1_;
  std::unique_ptr<api::admin::AdminApi> admin_;
};

}  // namespace osler::server
