// GET and DELETE /v1/bulk/jobs/{id}. Spec: v1.md, section 11.

#include "api/v1/errors.h"
#include "api/v1/operations.h"
#include "api/v1/services.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kCancelled = "the job was cancelled";

bool is_bulk(const jobs::Job& job) { return job.kind == jobs::kExportKind || job.kind == jobs::kImportKind; }

/// A job of the caller's organization and environment. Errors: NOT_FOUND.
Result<jobs::JobState> own_job(const Exchange& exchange, const ServiceRooms& rooms, std::string_view id) {
  const access::Caller& caller = exchange.session.caller;
  auto found = rooms.jobs.find(caller.organization.id, std::string(id));
  if (!found.ok() && found.error().kind != ErrorKind::kNotFound) return found;
  if (!found.ok() || found->job.environment != caller.environment || !is_bulk(found->job)) return nothing_here();
  return found;
}

/// The published words know no cancelled job: it failed.
std::string_view shown_status(const jobs::Job& job) {
  return jobs::word_for(job.status == jobs::JobStatus::kCancelled ? jobs::JobStatus::kFailed : job.status);
}

void write_errors(json::Writer& writer, const jobs::JobState& state) {
  writer.key("errors");
  writer.begin_array();
  if (!state.job.failure.empty()) writer.value(state.job.failure);
  if (state.job.status == jobs::JobStatus::kCancelled) writer.value(kCancelled);
  for (const std::string& error : state.progress.errors) writer.value(error);
  writer.end_array();
  writer.member("errorCount", state.progress.error_count);
}

Answer job_answer(const Exchange& exchange, const ServiceRooms& rooms, const jobs::JobState& state) {
  const jobs::Job& job = state.job;
  Answer answer;
  answer.body = begin_data();
  json::Writer writer(answer.body);
  writer.begin_object();
  writer.member("id", job.id);
  writer.member("type", job.kind);
  writer.member("status", shown_status(job));
  writer.member("totalRecords", state.progress.total);
  writer.member("processedRecords", state.progress.processed);
  const bool has_file = job.kind == jobs::kExportKind && job.status == jobs::JobStatus::kCompleted;
  writer.key("downloadUrl");
  if (has_file) writer.value(download_url(exchange, rooms, job));
  else writer.null();
  write_errors(writer, state);
  writer.member("createdAt", fhir::format_instant(job.created_ms));
  if (job.finished_ms) writer.member("finishedAt", fhir::format_instant(*job.finished_ms));
  writer.end_object();
  return answer;
}

}  // namespace

Task<Result<Answer>> handle_bulk_job(Exchange& exchange, const ServiceRooms& rooms, std::string_view id) {
  if (!exchange.parameters.empty()) co_return unknown_parameter(exchange.parameters.front().first);
  OSLER_CO_TRY(const jobs::JobState state, own_job(exchange, rooms, id));
  co_return job_answer(exchange, rooms, state);
}

Task<Result<Answer>> handle_bulk_cancel(Exchange& exchange, const ServiceRooms& rooms, std::string_view id) {
  if (!exchange.parameters.empty()) co_return unknown_parameter(exchange.parameters.front().first);
  OSLER_CO_TRY(jobs::JobState state, own_job(exchange, rooms, id));
  // Whoever may not write may still call off an export of his own.
  if (state.job.kind == jobs::kImportKind && !exchange.session.caller.may_write) {
    co_return Error{ErrorKind::kForbidden, "this key lacks the scope write", "FORBIDDEN", {}};
  }
  OSLER_CO_TRY(state.job, co_await rooms.jobs.cancel(state.job.organization, state.job.id, nullptr, exchange.session.loop));
  co_return job_answer(exchange, rooms, state);
}

}  // namespace osler::api::v1
