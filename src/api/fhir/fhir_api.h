#pragma once
// FHIR R4 over HTTP on one base: authenticates, routes, negotiates, calls the engine, audits, and renders errors.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "access/caller.h"
#include "api/fhir/export.h"
#include "api/fhir/import.h"
#include "api/fhir/later.h"
#include "api/fhir/metadata.h"
#include "base/background.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "engine/engine.h"
#include "http/message.h"

namespace osler::fhir_api {

/// Where a base lives and how its callers prove who they are.
struct Base {
  std::string prefix;   ///< "/api/fhir" or "/v1/fhir".
  std::string surface;  ///< For origins: "fhir" or "v1/fhir".
  bool bearer = true;   ///< Tokens; else keys in x-api-key.
  std::function<Result<access::Caller>(const http::Request&)> authenticate;
  /// Headers for every answer to an authenticated caller (rate limits); refuses with kThrottled. May be empty.
  std::function<Status(const access::Caller&, http::Response&)> account;
  /// Counts the lines of an $import for the caller's plan. May be empty.
  AdmitRecords admit_records = {};
};

struct BundleEntry;
struct BundleRequest;
struct Exchange;
struct Route;

struct FhirOptions {
  std::string public_origin;  ///< "https://records.example.org"; empty: from the Host header.
  std::string cursor_key;     ///< At least 32 random bytes; kept across restarts.
  bool cors = false;          ///< Whether some other origin is admitted; shown in metadata.
  bool loop_is_callers = false;  ///< Each call's loop serves that call alone, so that large Bundles are no burden to it.
};

class FhirApi {
 public:

  /// `engine` must outlive the API.
  FhirApi(engine::Engine& engine, Base base, FhirOptions options);
  /// `request.path` must begin with the base's prefix.
  Task<http::Response> handle(http::Request& request, Loop& loop);
  const Base& base() const { return base_; }

  /// From now on requests may be answered later; call before the first one. `rooms` must outlive the API.
  void offer(const LaterRooms& rooms) { later_ = &rooms; }
  /// $export and $import are done with these from now on; call before the first request. `rooms` must outlive the API.
  void offer(const BulkRooms& rooms) { bulk_ = &rooms; }
  /// Does the job of a request below this base. Errors: of a Bundle that was under way when the server ended, that it was;
  /// kUnavailable and kStorageFull, to be tried again.
  Result<jobs::JobEnd> answer_later(jobs::JobRun& run);

 private:
  /// A request and who may ask it.
  struct Admitted {
    const access::Caller& caller;
    Status accounted;          ///< Refuses, though the caller is known.
    http::Response limits;     ///< Headers for the answer.
    Watcher* watcher = nullptr;
  };
  Task<http::Response> answer(http::Request& request, Admitted admitted, Loop& loop);
  Task<Result<http::Response>> dispatch(Exchange& exchange, const Route& route);
  Task<Result<http::Response>> dispatch_job(Exchange& exchange, Interaction interaction);
  Task<Result<http::Response>> run(Exchange& exchange);
  Task<Result<http::Response>> handle_bundle(Exchange& exchange);
  Task<Result<http::Response>> handle_transaction(Exchange& exchange, BundleRequest bundle);
  Task<Result<http::Response>> search(Exchange& exchange, std::function<Result<http::Response>(Exchange&)> answer);
  Task<Status> run_aside(Background& background, Exchange& exchange, std::function<void(Exchange&)> work);
  Task<Result<http::Response>> handle_batch(Exchange& exchange, BundleRequest bundle);
  Task<Result<http::Response>> ask_entry(Exchange& outer, const BundleEntry& entry, http::Request& request, engine::Session& session);
  Task<http::Response> run_entry(Exchange& outer, const BundleEntry& entry);
  Task<Result<http::Response>> try_entry(Exchange& outer, const BundleEntry& entry);
  Task<Status> check_reads(Exchange& exchange, const std::vector<BundleEntry>& entries, const std::set<std::string>& written);
  Task<std::vector<http::Response>> run_reads(Exchange& exchange, const std::vector<BundleEntry>& entries);
  std::string base_url(const http::Request& request) const;
  void finish(engine::Session& session, http::Response& response) const;

  engine::Engine& engine_;
  Base base_;
  FhirOptions options_;
  TypeCapabilities types_;
  const LaterRooms* later_ = nullptr;
  const BulkRooms* bulk_ = nullptr;
  Background background_;  ///< Large Bundles are read and transactions run here, one at a time.
  Background texts_;       ///< Searches that may have to read the texts of all records of a type, too.
};

}  // namespace osler::fhir_api
