#pragma once
// The routes of /v1 that are no resources: bulk jobs and the events feed. One table; each handler stands in a file of its
// own. Spec: v1.md, sections 10 and 11.

#include <optional>
#include <span>
#include <string_view>

#include "api/v1/exchange.h"
#include "api/v1/envelope.h"
#include "base/task.h"
#include "events/event.h"
#include "jobs/bulk.h"
#include "jobs/bulk_files.h"
#include "jobs/jobs.h"

namespace osler::api::v1 {

/// What the services work with. All must outlive the API.
struct ServiceRooms {
  jobs::Jobs& jobs;
  const jobs::BulkFiles& files;
  const jobs::BulkSettings& settings;
  const events::EventNames& names;
  const events::EventIds& ids;
};

struct Service {
  http::Method method;
  std::string_view pattern;  ///< "{id}" at the end stands for one segment.
  std::string_view action;   ///< For the audit entry.
  bool writes;               ///< Needs scope write, else read.
  Task<Result<Answer>> (*handle)(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);
};

/// The whole table.
std::span<const Service> services();

struct FoundService {
  const Service* service = nullptr;
  std::string_view id;
};
/// Errors: kMethodNotAllowed, which says what to use instead.
Result<FoundService> find_service(http::Method method, std::string_view path);
/// "GET, HEAD, DELETE"; empty if the path is none of a service's.
std::string service_methods(std::string_view path);

/// Makes the exchange ready for the service that its path names. Errors: kMethodNotAllowed, kForbidden, kInvalidInput.
Status decide_service(Exchange& exchange, const http::Request& request);

// --- bulk.cc
Task<Result<Answer>> handle_bulk_export(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);
Task<Result<Answer>> handle_bulk_import(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);
// --- bulk_jobs.cc
Task<Result<Answer>> handle_bulk_job(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);
Task<Result<Answer>> handle_bulk_cancel(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);
// --- events_feed.cc
Task<Result<Answer>> handle_events(Exchange& exchange, const ServiceRooms& rooms, std::string_view id);

// --- bulk_download.cc: needs no key, the link is the key.
bool is_download(const http::Request& request);
/// A link to the file of a completed export, good for settings.link_seconds.
std::string download_url(const Exchange& exchange, const ServiceRooms& rooms, const jobs::Job& job);
struct Download {
  http::Response response;
  store::Partition partition;  ///< Whose ledger hears of it.
  std::string job_id;
};
/// Errors: kNotFound for what is no link of ours; kForbidden for one that has expired.
Result<Download> open_download(const http::Request& request, const ServiceRooms& rooms, std::string_view secret);

}  // namespace osler::api::v1
