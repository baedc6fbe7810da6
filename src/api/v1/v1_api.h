#pragma once
// The simplified API over HTTP: /v1/{resource} and /v1/{resource}/{id} of the 62 resources. Authenticates by key,
// routes, checks, translates, calls the engine, audits, and wraps the answer. /v1/fhir and /v1/metadata belong to the
// FHIR API.

#include <functional>
#include <memory>
#include <string>

#include "access/caller.h"
#include "access/usage.h"
#include "api/v1/errors.h"
#include "api/v1/exchange.h"
#include "api/v1/schema.h"
#include "api/v1/services.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "engine/engine.h"
#include "http/message.h"

namespace osler::api::v1 {

/// Who may come in, and how often.
struct Doorkeeper {
  /// The value of x-api-key, empty if absent. Errors: kUnauthenticated with a code of section 2.
  std::function<Result<access::Caller>(std::string_view key)> authenticate;
  /// Counts one request. Empty: unlimited.
  std::function<Result<access::Admission>(const access::Caller&)> admit;
  /// Counts the records of an admitted request, all of them or none. Empty: unlimited.
  std::function<Result<access::Admission>(const access::Caller&, std::uint64_t records)> admit_records;
};

class V1Api {
 public:
  /// Loads the schema. `engine` must outlive the API. Errors: kInternal for a schema that contradicts itself.
  static Result<std::unique_ptr<V1Api>> create(engine::Engine& engine, Doorkeeper doorkeeper, V1Options options);

  /// Bulk jobs and the events feed, once they stand; before, their routes are not there. `rooms` must outlive the API.
  void offer(const ServiceRooms& rooms) { services_ = &rooms; }

  /// The answer to one request. Runs on `loop`'s thread and continues there after waiting.
  Task<http::Response> handle(http::Request& request, Loop& loop);

  const Schema& schema() const { return *schema_; }

 private:
  V1Api(engine::Engine& engine, Doorkeeper doorkeeper, V1Options options, std::unique_ptr<const Schema> schema);
  /// What is asked, if it may be: rules of transport, route, permission, the key of a repeated request.
  Result<Operation> decide(Exchange& exchange) const;
  Task<Result<Answer>> run(Exchange& exchange, Operation operation);
  /// The answer to an admitted request.
  Task<http::Response> carry_out(Exchange& exchange);
  /// As Exchange::count_records.
  Status count_records(Exchange& exchange, std::uint64_t records) const;
  Task<http::Response> answer_caller(http::Request& request, Loop& loop, const access::Caller& caller);
  http::Response send_download(http::Request& request);
  http::Response refuse_stranger(http::Request& request, const Error& error);
  /// Writes the audit entry of a request that no commit carried. An answer that cannot be audited is not given.
  void audit(access::AuditRecord record, store::Partition partition, http::Response& response) const;

  engine::Engine& engine_;
  Doorkeeper doorkeeper_;
  V1Options options_;
  std::unique_ptr<const Schema> schema_;
  const ServiceRooms* services_ = nullptr;
};

}  // namespace osler::api::v1
