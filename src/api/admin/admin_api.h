#pragma once
// The doors for people: sign-in, accounts, keys, organizations, the audit log, and the public form. Errors are
// {message}; every request but health leaves exactly one audit entry. Not FHIR: that is api/fhir.

#include <memory>
#include <string_view>

#include "access/accounts.h"
#include "access/password_workers.h"
#include "api/admin/settings.h"
#include "base/loop.h"
#include "base/task.h"
#include "http/message.h"

namespace osler::api::admin {

struct Exchange;
struct Rooms;
struct Route;

class AdminApi {
 public:
  /// Largest body of these routes.
  static constexpr std::uint64_t kBodyBytesMax = 1ULL << 20U;
  /// The one route whose bodies are larger: AdminSettings::package_bytes_max.
  static constexpr std::string_view kPackagesPath = "/api/admin/packages";

  /// References must outlive the API.
  AdminApi(access::Accounts& accounts, access::PasswordWorkers& passwords, AdminDoors doors,
           AdminSettings settings = {});
  ~AdminApi();

  /// For every path under /api but /api/fhir. `request` must live until the task is done.
  Task<http::Response> handle(http::Request& request, Loop& loop);

 private:
  Task<Result<http::Response>> answer(Exchange& exchange, const Route* route, http::Headers& extra);
  Status admit(Exchange& exchange, const Route& route, http::Headers& extra);
  Status authenticate(Exchange& exchange, http::Headers& extra);
  http::Response finish(Exchange& exchange, const Route* route, http::Response response) const;

  std::unique_ptr<Rooms> rooms_;
};

}  // namespace osler::api::admin
