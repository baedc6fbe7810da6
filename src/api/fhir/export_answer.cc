// How an export stands, its manifest and its files. Spec: FHIR Bulk Data Access 2, Bulk Data Status Request, Output File Request.

#include "api/fhir/export.h"
#include "api/fhir/outcome.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

using Segment = jobs::ExportCheckpoint::Segment;

constexpr std::string_view kRemarksFile = "remarks.ndjson";

std::string export_file_name(const Segment& segment) { return (segment.is_of_deleted ? "deleted" : segment.type) + ".ndjson"; }

std::string export_progress(const jobs::JobState& state) {
  return std::to_string(state.progress.processed) + " of " + std::to_string(state.progress.total) + " resources";
}

/// An export that is done, with what was asked and made. Errors: kNotFound.
struct DoneExport {
  jobs::JobState state;
  jobs::ExportRequest asked;
  jobs::ExportCheckpoint made;
};
Result<DoneExport> done_of(jobs::JobState state) {
  DoneExport done{std::move(state), {}, {}};
  OSLER_TRY(done.asked, jobs::decode_export(done.state.job.request));
  OSLER_TRY(done.made, jobs::decode_checkpoint(done.state.progress.checkpoint));
  return done;
}

class ExportManifest {
 public:
  ExportManifest(const Exchange& exchange, const DoneExport& done) : exchange_(exchange), done_(done), writer_(text_) {}

  std::string take() {
    begin_manifest(writer_, done_.state.job, done_.asked.question);
    write_files("output", false);
    if (done_.asked.lists_deleted()) write_files("deleted", true);
    writer_.key("error");
    writer_.begin_array();
    if (!done_.asked.remarks.empty()) write_file("OperationOutcome", std::string(kRemarksFile), 1);
    writer_.end_array();
    writer_.end_object();
    return std::move(text_);
  }

 private:
  void write_files(std::string_view name, bool of_deleted) {
    writer_.key(name);
    writer_.begin_array();
    for (const Segment& segment : done_.made.segments) {
      if (segment.records > 0 && segment.is_of_deleted == of_deleted) write_file(segment.type, export_file_name(segment), segment.records);
    }
    writer_.end_array();
  }

  void write_file(std::string_view type, const std::string& name, std::uint64_t count) {
    writer_.begin_object();
    writer_.member("type", type);
    writer_.member("url", bulk_file_url(exchange_, kExports, done_.state.job, name));
    writer_.member("count", count);
    writer_.end_object();
  }

  const Exchange& exchange_;
  const DoneExport& done_;
  std::string text_;
  json::Writer writer_;
};

http::Response remarks_response(const jobs::ExportRequest& asked) {
  std::vector<Issue> issues;
  for (const std::string& remark : asked.remarks) issues.push_back({Severity::kWarning, IssueType::kNotSupported, remark});
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+ndjson");
  response.headers.add("Content-Disposition", "attachment; filename=\"" + std::string(kRemarksFile) + "\"");
  response.body = outcome_text(issues, {}) + "\n";
  return response;
}

}  // namespace

Result<http::Response> handle_export_status(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "export-status";
  exchange.is_shaped = true;
  OSLER_TRY(jobs::JobState state, own_bulk_job(exchange, rooms, kExports));
  if (auto unfinished = unfinished_answer(exchange, rooms, kExports, state, export_progress(state))) return *std::move(unfinished);
  OSLER_TRY(const DoneExport done, done_of(std::move(state)));
  return manifest_response(rooms, done.state.job, ExportManifest(exchange, done).take());
}

Task<Result<http::Response>> handle_export_cancel(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "export-cancel";
  co_return co_await call_off_bulk_job(exchange, rooms, kExports);
}

Result<http::Response> handle_export_file(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "export-file";
  OSLER_TRY(jobs::JobState state, own_bulk_job(exchange, rooms, kExports));
  if (state.job.status != jobs::JobStatus::kCompleted) return not_found("the export is not ready yet");
  OSLER_TRY(const DoneExport done, done_of(std::move(state)));
  const std::string& name = exchange.target.version;
  if (name == kRemarksFile && !done.asked.remarks.empty()) return remarks_response(done.asked);
  std::uint64_t from = 0;
  for (const Segment& segment : done.made.segments) {
    if (segment.records > 0 && name == export_file_name(segment)) {
      return bulk_file_response(rooms.files.path_of(done.state.job.id), from, segment.bytes, name);
    }
    from += segment.bytes;
  }
  return not_found("the export has no such file; its manifest names them");
}

}  // namespace osler::fhir_api
