// How an export stands, its manifest and its files. Spec: FHIR Bulk Data Access 2, Bulk Data Status Request, Output File Request.

#include "api/fhir/export.h"
#include "api/fhir/outcome.h"
#include "fhir/model/date_time.h"
#include "http/body_source.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kPollSeconds = "1";
constexpr std::string_view kExtension = ".ndjson";

/// The caller's own export. Errors: kNotFound, whatever else is there.
Result<jobs::JobState> own_export(const Exchange& exchange, const ExportRooms& rooms) {
  const access::Caller& caller = exchange.session.caller;
  auto found = rooms.jobs.find(caller.organization.id, exchange.target.id);
  if (!found.ok() && found.error().kind != ErrorKind::kNotFound) return found;
  const bool is_own = found.ok() && found->job.kind == jobs::kFhirExportKind && found->job.environment == caller.environment &&
                      found->job.actor == caller.id && found->job.status != jobs::JobStatus::kCancelled && !found->job.cancel_asked;
  if (!is_own) return not_found("no export of yours is here; it was never made, was called off, or is too old");
  return found;
}

std::string progress_of(const jobs::JobState& state) {
  if (state.job.status == jobs::JobStatus::kPending) return "waiting";
  return std::to_string(state.progress.processed) + " of " + std::to_string(state.progress.total) + " resources";
}

void write_manifest(json::Writer& writer, const Exchange& exchange, const jobs::Job& job, const jobs::ExportRequest& asked,
                    const jobs::ExportCheckpoint& made) {
  writer.begin_object();
  writer.member("transactionTime", osler::fhir::format_instant(job.created_ms));
  writer.member("request", asked.question);
  writer.member("requiresAccessToken", true);
  writer.key("output");
  writer.begin_array();
  for (const jobs::ExportCheckpoint::Segment& segment : made.segments) {
    if (segment.records == 0 || segment.is_of_deleted) continue;
    writer.begin_object();
    writer.member("type", segment.type);
    writer.member("url", exchange.base_url + "/_export/" + job.id + "/" + segment.type + std::string(kExtension));
    writer.member("count", segment.records);
    writer.end_object();
  }
  writer.end_array();
  writer.key("error");
  writer.begin_array();
  writer.end_array();
  writer.end_object();
}

/// An export that is done, with what was asked and made. Errors: kNotFound.
struct Done {
  jobs::JobState state;
  jobs::ExportRequest asked;
  jobs::ExportCheckpoint made;
};
Result<Done> done_of(jobs::JobState state) {
  Done done{std::move(state), {}, {}};
  OSLER_TRY(done.asked, jobs::decode_export(done.state.job.request));
  OSLER_TRY(done.made, jobs::decode_checkpoint(done.state.progress.checkpoint));
  return done;
}

}  // namespace

Result<http::Response> handle_export_status(Exchange& exchange, const ExportRooms& rooms) {
  exchange.session.audit.action = "export-status";
  exchange.is_shaped = true;
  OSLER_TRY(jobs::JobState state, own_export(exchange, rooms));
  if (state.job.status == jobs::JobStatus::kFailed) {
    return outcome_response(500, {Severity::kError, IssueType::kException, "the export failed: " + state.job.failure}, exchange.request.request_id);
  }
  if (state.job.status != jobs::JobStatus::kCompleted) {
    http::Response response = accepted_response("not ready yet: " + progress_of(state), exchange.request.request_id);
    response.headers.add("X-Progress", progress_of(state));
    response.headers.add("Retry-After", std::string(kPollSeconds));
    return response;
  }
  OSLER_TRY(const Done done, done_of(std::move(state)));
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  json::Writer writer(response.body);
  write_manifest(writer, exchange, done.state.job, done.asked, done.made);
  return response;
}

Task<Result<http::Response>> handle_export_cancel(Exchange& exchange, const ExportRooms& rooms) {
  exchange.session.audit.action = "export-cancel";
  OSLER_CO_TRY(const jobs::JobState state, own_export(exchange, rooms));
  OSLER_CO_TRY(const bool is_erased, co_await rooms.jobs.call_off(state.job, exchange.session.loop));
  if (is_erased) {
    rooms.files.remove(state.job.id);
  }
  co_return accepted_response("called off; nothing is kept of it", exchange.request.request_id);
}

Result<http::Response> handle_export_file(Exchange& exchange, const ExportRooms& rooms) {
  exchange.session.audit.action = "export-file";
  OSLER_TRY(jobs::JobState state, own_export(exchange, rooms));
  if (state.job.status != jobs::JobStatus::kCompleted) return not_found("the export is not ready yet");
  OSLER_TRY(const Done done, done_of(std::move(state)));
  std::uint64_t from = 0;
  for (const jobs::ExportCheckpoint::Segment& segment : done.made.segments) {
    const bool is_asked = segment.records > 0 && exchange.target.version == segment.type + std::string(kExtension);
    if (is_asked) {
      http::Response response;
      OSLER_TRY(response.source, http::file_source(rooms.files.path_of(done.state.job.id), from, segment.bytes));
      response.headers.add("Content-Type", "application/fhir+ndjson");
      response.headers.add("Content-Disposition", "attachment; filename=\"" + segment.type + std::string(kExtension) + "\"");
      return response;
    }
    from += segment.bytes;
  }
  return not_found("the export has no such file; its manifest names them");
}

}  // namespace osler::fhir_api
