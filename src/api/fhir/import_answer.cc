// How an import stands, what became of its files, and the errors. Spec: the Bulk Data Import proposal, Complete Status.

#include "api/fhir/import.h"
#include "jobs/bulk_import.h"
#include "jobs/import_checkpoint.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

std::string errors_name(std::size_t input) { return "errors-" + std::to_string(input) + ".ndjson"; }

/// An import with what was asked and how far it is. Errors: kNotFound.
struct OwnImport {
  jobs::JobState state;
  jobs::ImportRequest asked;
  jobs::ImportCheckpoint at;
};
Result<OwnImport> own_import(const Exchange& exchange, const BulkRooms& rooms) {
  OSLER_TRY(jobs::JobState state, own_bulk_job(exchange, rooms, kImports));
  OwnImport import{std::move(state), {}, {}};
  OSLER_TRY(import.asked, jobs::decode_import(import.state.job.request));
  OSLER_TRY(import.at, jobs::decode_import_checkpoint(import.state.progress.checkpoint));
  return import;
}

std::string import_progress(const OwnImport& import) {
  const jobs::JobProgress& progress = import.state.progress;
  std::string text = std::to_string(progress.processed) + " of " + std::to_string(progress.total) + " lines";
  if (import.asked.inputs.size() > 1) {
    text = "file " + std::to_string(std::max<std::size_t>(import.at.results.size(), 1)) + " of " + std::to_string(import.asked.inputs.size()) + ", " + text;
  }
  if (import.at.pass > 0) text += ", pass " + std::to_string(import.at.pass + 1);
  return text;
}

class ImportAnswer {
 public:
  ImportAnswer(const Exchange& exchange, const OwnImport& import) : exchange_(exchange), import_(import), writer_(text_) {}

  std::string take() {
    begin_manifest(writer_, import_.state.job, import_.asked.question);
    writer_.key("output");
    writer_.begin_array();
    for (std::size_t i = 0; i < import_.at.results.size(); ++i) write_output(i);
    writer_.end_array();
    writer_.key("error");
    writer_.begin_array();
    for (std::size_t i = 0; i < import_.at.results.size(); ++i) write_error(i);
    writer_.end_array();
    writer_.end_object();
    return std::move(text_);
  }

 private:
  // Of each file one entry, though nothing of it was written; of lines that came with the request one for each type.
  void write_output(std::size_t i) {
    const jobs::ImportInput& input = import_.asked.inputs[i];
    const std::map<std::string, std::uint64_t>& written = import_.at.results[i].written;
    if (input.url.empty()) {
      for (const auto& [type, lines] : written) write_entry(type, lines, input, {});
    } else {
      write_entry(input.type, written.empty() ? 0 : written.begin()->second, input, {});
    }
  }

  void write_error(std::size_t i) {
    const jobs::ImportResult& result = import_.at.results[i];
    if (result.errors == 0) return;
    write_entry("OperationOutcome", result.errors, import_.asked.inputs[i], bulk_file_url(exchange_, kImports, import_.state.job, errors_name(i)));
  }

  void write_entry(std::string_view type, std::uint64_t count, const jobs::ImportInput& input, const std::string& url) {
    writer_.begin_object();
    writer_.member("type", type);
    writer_.member("count", count);
    if (!input.url.empty()) writer_.member("inputUrl", input.url);
    if (!url.empty()) writer_.member("url", url);
    writer_.end_object();
  }

  const Exchange& exchange_;
  const OwnImport& import_;
  std::string text_;
  json::Writer writer_;
};

}  // namespace

Result<http::Response> handle_import_status(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "import-status";
  exchange.is_shaped = true;
  OSLER_TRY(const OwnImport import, own_import(exchange, rooms));
  if (auto unfinished = unfinished_answer(exchange, rooms, kImports, import.state, import_progress(import))) return *std::move(unfinished);
  return manifest_response(rooms, import.state.job, ImportAnswer(exchange, import).take());
}

Task<Result<http::Response>> handle_import_cancel(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "import-cancel";
  co_return co_await call_off_bulk_job(exchange, rooms, kImports);
}

Result<http::Response> handle_import_file(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "import-file";
  OSLER_TRY(const OwnImport import, own_import(exchange, rooms));
  if (import.state.job.status != jobs::JobStatus::kCompleted) return not_found("the import is not over yet");
  for (std::size_t i = 0; i < import.at.results.size(); ++i) {
    const jobs::ImportResult& result = import.at.results[i];
    if (result.errors == 0 || exchange.target.version != errors_name(i)) continue;
    return bulk_file_response(jobs::import_errors_file(rooms.files, import.state.job.id, i), 0, result.error_bytes, errors_name(i));
  }
  return not_found("the import has no such file; its manifest names them");
}

}  // namespace osler::fhir_api
