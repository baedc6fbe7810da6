#include "api/fhir/bundle_answer.h"

#include "api/fhir/outcome.h"
#include "fhir/model/date_time.h"
#include "http/response_head.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kOutcomeStart = R"({"resourceType":"OperationOutcome")";

std::string status_line(int status) { return std::to_string(status) + " " + std::string(http::reason_of(status)); }

// Where the version is that the answer speaks of; empty if it speaks of none.
std::string_view version_of(const http::Response& response) {
  const auto location = response.headers.get("Location");
  return location ? *location : response.headers.get("Content-Location").value_or("");
}

std::vector<Issue> issues_to_show(const EntryForm& form, const engine::Written& written, int status) {
  std::vector<Issue> issues = written.warnings;
  const bool wanted = form.preference == ReturnPreference::kOperationOutcome;
  if (issues.empty() && wanted) issues.push_back({Severity::kInformation, IssueType::kInformational, status_line(status)});
  return issues;
}

}  // namespace

EntryForm form_of(const Exchange& exchange) { return {exchange.engine.definitions(), exchange.base_url, exchange.preference}; }

void write_written_entry(json::Writer& writer, const EntryForm& form, const engine::Written& written, bool deletes) {
  const int status = deletes ? 204 : written.effect == engine::WriteEffect::kCreated ? 201 : 200;
  const store::VersionHeader& header = written.resource.header;
  const std::string url = deletes ? std::string() : resource_url(form.definitions, form.base_url, written.resource.key);
  writer.begin_object();
  if (!deletes) writer.member("fullUrl", url);
  if (!deletes && !written.resource.text.empty()) {
    writer.key("resource");
    writer.raw(written.resource.text);
  }
  writer.key("response");
  writer.begin_object();
  writer.member("status", status_line(status));
  if (header.version.number > 0) {
    if (!deletes) writer.member("location", version_url(url, header.version));
    writer.member("etag", weak_etag(header.version));
    writer.member("lastModified", osler::fhir::format_instant(header.time_ms));
  }
  const std::vector<Issue> issues = issues_to_show(form, written, status);
  if (!issues.empty()) {
    writer.key("outcome");
    writer.raw(outcome_text(issues, {}));
  }
  writer.end_object();
  writer.end_object();
}

bool is_outcome(const http::Response& response) { return response.body.starts_with(kOutcomeStart); }

void write_response(json::Writer& writer, const http::Response& response) {
  const std::string_view version = version_of(response);
  writer.begin_object();
  writer.member("status", status_line(response.status));
  if (!version.empty()) writer.member("location", version);
  if (const auto etag = response.headers.get("ETag")) writer.member("etag", *etag);
  if (const auto modified = response.headers.get("Last-Modified")) {
    if (const auto ms = osler::fhir::parse_http_date(*modified)) writer.member("lastModified", osler::fhir::format_instant(*ms));
  }
  if (is_outcome(response)) {
    writer.key("outcome");
    writer.raw(response.body);
  }
  writer.end_object();
}

void write_response_entry(json::Writer& writer, const Exchange& exchange, const http::Response& response) {
  const std::string_view version = version_of(response);
  writer.begin_object();
  if (const std::size_t history = version.find("/_history/"); history != std::string_view::npos && version.starts_with(exchange.base_url)) {
    writer.member("fullUrl", version.substr(0, history));
  }
  if (!is_outcome(response) && !response.body.empty()) {
    writer.key("resource");
    writer.raw(response.body);
  }
  writer.key("response");
  write_response(writer, response);
  writer.end_object();
}

void begin_bundle(json::Writer& writer, std::string_view type) {
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", type);
  writer.key("entry");
  writer.begin_array();
}

void end_bundle(json::Writer& writer) {
  writer.end_array();
  writer.end_object();
}

BundleAnswer::BundleAnswer(std::string_view type) {
  response_.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  begin_bundle(writer_, type);
}

http::Response BundleAnswer::finish() {
  end_bundle(writer_);
  return std::move(response_);
}

http::Response bundle_response(std::string_view type, const std::function<void(json::Writer&)>& write_entries) {
  BundleAnswer answer(type);
  write_entries(answer.writer());
  return answer.finish();
}

}  // namespace osler::fhir_api
