#pragma once
// What $export and $import have in common: a job of the caller's own, made by a request, looked at, called off.
// Spec: FHIR Bulk Data Access 2, Bulk Data Status Request and Delete Request.

#include <string>
#include <string_view>
#include <vector>

#include "api/fhir/exchange.h"
#include "api/fhir/poll_limit.h"
#include "base/task.h"
#include "jobs/bulk.h"
#include "jobs/bulk_files.h"
#include "json/writer.h"

namespace osler::fhir_api {

/// What both work with. All must outlive the API.
struct BulkRooms {
  jobs::Jobs& jobs;
  const jobs::BulkFiles& files;
  const jobs::BulkSettings& settings;
  PollLimit& polls;
  std::uint32_t kept_hours;  ///< How long a job that is over, and its files, are kept.
};

/// How one of the two names its jobs.
struct BulkKind {
  std::string_view kind;   ///< Of the job.
  std::string_view place;  ///< Below the base: "_export".
  std::string_view noun;   ///< "export".
};

/// Whether the request may become a job at all. Errors: kInvalidInput inside a Bundle and without Prefer: respond-async; kThrottled.
Status admit_bulk_request(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind);
/// 202 with Content-Location. `id` names files that were made for the job; empty: none were. `remarks`: what was left out of what was
/// asked. Errors: as Jobs::create().
Task<Result<http::Response>> begin_bulk_job(Exchange& exchange, const BulkRooms& rooms, BulkKind kind, std::string id, std::string request,
                                            std::vector<std::string> remarks);
/// The caller's own job. Errors: kNotFound, whatever else is there.
Result<jobs::JobState> own_bulk_job(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind);
/// The answer while there is no manifest: 202 with X-Progress and Retry-After, 429, or 500 for a job that failed; nothing once it is done.
std::optional<http::Response> unfinished_answer(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind, const jobs::JobState& state,
                                                const std::string& progress);
/// Opens the manifest with when and what was asked, and that its files need the caller.
void begin_manifest(json::Writer& writer, const jobs::Job& job, std::string_view question);
/// 200, as JSON, with the time until when its files are kept.
http::Response manifest_response(const BulkRooms& rooms, const jobs::Job& job, std::string manifest);
/// The URL of the request, as the caller sees it.
std::string asked_url(const Exchange& exchange);
/// "[base]/_export/job_…/name".
std::string bulk_file_url(const Exchange& exchange, const BulkKind& kind, const jobs::Job& job, std::string_view name);
/// Part of one of a job's files. Errors: kNotFound.
Result<http::Response> bulk_file_response(const std::filesystem::path& file, std::uint64_t from, std::uint64_t bytes, std::string_view name);
/// DELETE: 202; afterwards there is nothing at that place. Errors: kNotFound.
Task<Result<http::Response>> call_off_bulk_job(Exchange& exchange, const BulkRooms& rooms, BulkKind kind);

}  // namespace osler::fhir_api
