#include "api/fhir/outcome.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/note_error.h"
#include "json/tree.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kRequestIdExtension = "urn:osler:request-id";

void write_place(json::Writer& writer, std::string_view name, std::uint32_t number) {
  writer.begin_object();
  writer.member("url", "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-" + std::string(name));
  writer.key("valueInteger");
  writer.value(static_cast<std::int64_t>(number));
  writer.end_object();
}

void write_issue(json::Writer& writer, const Issue& issue, std::optional<json::SourcePosition> place) {
  writer.begin_object();
  if (place) {
    writer.key("extension");
    writer.begin_array();
    write_place(writer, "line", place->line);
    if (place->column > 0) write_place(writer, "col", place->column);
    writer.end_array();
  }
  writer.member("severity", code_of(issue.severity));
  writer.member("code", code_of(issue.type));
  writer.key("details");
  writer.begin_object();
  if (!issue.rule.empty()) {
    writer.key("coding");
    writer.begin_array();
    writer.begin_object();
    writer.member("system", "urn:osler:rule");
    writer.member("code", issue.rule);
    writer.end_object();
    writer.end_array();
  }
  writer.member("text", issue.diagnostics);
  writer.end_object();
  writer.member("diagnostics", issue.expression.empty() ? issue.diagnostics : issue.expression + ": " + issue.diagnostics);
  if (!issue.expression.empty()) {
    writer.key("expression");
    writer.begin_array();
    writer.value(issue.expression);
    writer.end_array();
  }
  writer.end_object();
}

/// `place_of` gives the position of the i-th issue, or nothing.
template <class PlaceOf>
std::string outcome_of(const std::vector<Issue>& issues, std::string_view request_id, PlaceOf place_of) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "OperationOutcome");
  if (!request_id.empty()) {
    writer.key("extension");
    writer.begin_array();
    writer.begin_object();
    writer.member("url", kRequestIdExtension);
    writer.member("valueString", request_id);
    writer.end_object();
    writer.end_array();
  }
  writer.key("issue");
  writer.begin_array();
  for (std::size_t i = 0; i < issues.size(); ++i) write_issue(writer, issues[i], place_of(i));
  writer.end_array();
  writer.end_object();
  return text;
}

}  // namespace

std::string outcome_text(const std::vector<Issue>& issues, std::string_view request_id) {
  return outcome_of(issues, request_id, [](std::size_t) { return std::optional<json::SourcePosition>{}; });
}

std::string outcome_text(const osler::fhir::Findings& findings, std::string_view text, std::string_view request_id) {
  return outcome_of(findings.issues, request_id, [&](std::size_t i) { return std::optional(json::position_in(text, findings.offsets[i])); });
}

std::string line_outcome_text(std::vector<Issue> issues, std::uint64_t line) {
  if (line == 0) return outcome_text(issues, {});
  for (Issue& issue : issues) issue.diagnostics = "line " + std::to_string(line) + ": " + issue.diagnostics;
  const json::SourcePosition place{static_cast<std::uint32_t>(std::min<std::uint64_t>(line, std::numeric_limits<std::int32_t>::max())), 0};
  return outcome_of(issues, {}, [&](std::size_t) { return std::optional(place); });
}

http::Response outcome_response(int status, Issue issue, std::string_view request_id) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = outcome_text({std::move(issue)}, request_id);
  return response;
}

http::Response accepted_response(std::string what, std::string_view request_id) {
  return outcome_response(202, {Severity::kInformation, IssueType::kInformational, std::move(what)}, request_id);
}

http::Response error_response(const Error& error, std::string_view request_id) {
  http::Response response;
  response.status = http_status(error.kind);
  note_internal_error(error, request_id);
  if (error.issues.empty()) {
    response.body = outcome_text({{Severity::kError, default_issue_type(error.kind), error.message}}, request_id);
  } else {
    response.body = outcome_text(error.issues, request_id);
  }
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  const bool may_retry = error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kThrottled ||
                         error.code == "IDEMPOTENCY_IN_PROGRESS";
  if (may_retry) response.headers.add("Retry-After", "1");
  return response;
}

}  // namespace osler::fhir_api
