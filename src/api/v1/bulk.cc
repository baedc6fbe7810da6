// POST /v1/bulk/export and /v1/bulk/import: 202 with a job. Spec: v1.md, section 11.

#include <algorithm>

#include "api/v1/findings.h"
#include "api/v1/operations.h"
#include "api/v1/request_rules.h"
#include "api/v1/services.h"
#include "base/nearest.h"
#include "fhir/model/date_time.h"
#include "http/response_text.h"
#include "jobs/ndjson_reader.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

/// The type that a FHIR name or a path word of /v1 means.
std::optional<TypeId> type_for(const Schema& schema, std::string_view word) {
  if (const ResourceSchema* resource = schema.by_path(word)) return resource->type;
  return schema.definitions().resource_type(word);
}

/// One type of the body, or a finding.
std::optional<TypeId> read_type(const Exchange& exchange, json::View sent, const std::string& path, Findings& findings) {
  if (!sent) findings.add(path, "Required");
  else if (!sent.is_string()) findings.add(path, "Expected string, received " + std::string(json::word_for(sent.kind())));
  if (!sent.is_string()) return std::nullopt;
  const std::string word = sent.text();
  const std::optional<TypeId> type = type_for(exchange.schema, word);
  if (type) return type;
  std::vector<std::string_view> known;
  for (const TypeId one : exchange.schema.definitions().resource_types()) known.push_back(exchange.schema.definitions().name_of(one));
  for (const auto& resource : exchange.schema.resources()) known.push_back(resource->path);
  const auto near = nearest(word, known);
  findings.add(path, "expected a FHIR type or a resource of /v1" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
  return std::nullopt;
}

void refuse_unknown(json::View body, std::span<const std::string_view> known, Findings& findings) {
  for (const json::View member : body) {
    const std::string name = member.key();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = nearest(name, known);
    findings.add(name, "unknown field" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
  }
}

Result<json::Tree> body_of(Exchange& exchange) {
  if (!exchange.parameters.empty()) return unknown_parameter(exchange.parameters.front().first);
  OSLER_RETURN_IF_ERROR(check_content_type(exchange.request));
  OSLER_TRY(json::Tree body, parse_body(exchange));
  if (!body.root().is_object()) return invalid_input("expected a JSON object", "INVALID_JSON");
  return body;
}

/// Spec: v1.md, section 11: "Limit per hour".
Status check_hourly_limit(const Exchange& exchange, const ServiceRooms& rooms) {
  return jobs::admit_bulk_job(rooms.jobs, exchange.session.caller.organization.id, rooms.settings);
}

jobs::NewJob new_job(const Exchange& exchange, std::string_view kind, std::string request) {
  const access::Caller& caller = exchange.session.caller;
  jobs::NewJob wanted;
  wanted.kind = kind;
  wanted.organization = caller.organization.id;
  wanted.organization_number = caller.organization.number;
  wanted.environment = caller.environment;
  wanted.actor = caller.id;
  wanted.request = std::move(request);
  return wanted;
}

Answer started_answer(const std::string& job_id, std::string_view message) {
  Answer answer;
  answer.status = 202;
  answer.body = begin_data();
  json::Writer writer(answer.body);
  writer.begin_object();
  writer.member("jobId", job_id);
  writer.member("status", jobs::word_for(jobs::JobStatus::kPending));
  writer.member("message", message);
  writer.end_object();
  answer.headers.add("Location", "/v1/bulk/jobs/" + job_id);
  return answer;
}

/// Makes the job; its commit carries the audit entry, and the answer for whoever asks again with the same Idempotency-Key.
Task<Result<Answer>> started(Exchange& exchange, const ServiceRooms& rooms, jobs::NewJob wanted, std::string_view message) {
  engine::Session& session = exchange.session;
  access::AuditTrail trail{session.caller.partition(), session.audit, false};
  trail.record.time_ms = rooms.jobs.clock().now_ms();
  trail.record.status = 202;
  trail.record.outcome = access::outcome_of(202);
  if (wanted.id.empty()) wanted.id = rooms.jobs.new_id();
  Answer answer = started_answer(wanted.id, message);
  if (exchange.idempotent) {
    wanted.own_rows.push_back(exchange.idempotent->row_for(answer.status, http::response_text(wrapped(answer, exchange.meta))));
  }
  OSLER_CO_TRY(const jobs::Job job, co_await rooms.jobs.create(std::move(wanted), &trail, session.loop));
  session.audited = trail.written;
  if (exchange.idempotent) exchange.idempotent->set_recorded();
  co_return answer;
}

std::optional<std::int64_t> read_since(json::View sent, Findings& findings) {
  if (!sent || sent.is_null()) return std::nullopt;
  const auto instant = sent.is_string() ? fhir::parse_instant(sent.text()) : std::nullopt;
  if (!instant) {
    findings.add("since", "expected an instant like 2026-01-31T00:00:00Z");
    return std::nullopt;
  }
  return instant->range().begin_ms;
}

bool read_format(json::View sent, Findings& findings) {
  if (!sent || sent.is_null() || sent.equals("fhir")) return false;
  if (!sent.equals("simplified")) findings.add("format", "Invalid enum value. Expected 'fhir' | 'simplified'");
  return true;
}

}  // namespace

Task<Result<Answer>> handle_bulk_export(Exchange& exchange, const ServiceRooms& rooms, std::string_view) {
  OSLER_CO_TRY(const json::Tree body, body_of(exchange));
  constexpr std::string_view kKnown[] = {"resourceTypes", "since", "format"};
  Findings findings;
  refuse_unknown(body.root(), kKnown, findings);
  jobs::ExportRequest request;
  request.since_ms = read_since(body.root().member("since"), findings);
  request.is_simplified = read_format(body.root().member("format"), findings);
  request.rights.sees_restricted = exchange.session.caller.sees_restricted;
  const json::View types = body.root().member("resourceTypes");
  if (!types.is_array() || types.count() == 0) findings.add("resourceTypes", "Required: a list of types, not empty");
  for (std::size_t i = 0; types.is_array() && i < types.count(); ++i) {
    const std::string path = "resourceTypes[" + std::to_string(i) + "]";
    const auto type = read_type(exchange, types.at(i), path, findings);
    if (!type) continue;
    OSLER_CO_RETURN_IF_ERROR(exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, *type));
    if (request.is_simplified && exchange.schema.by_type(*type) == nullptr) findings.add(path, "has no simplified form");
    std::string name(exchange.schema.definitions().name_of(*type));
    const bool is_repeated = std::find(request.types.begin(), request.types.end(), name) != request.types.end();
    if (is_repeated) findings.add(path, "given twice");
    request.types.push_back(std::move(name));
  }
  if (!findings.empty()) co_return std::move(findings).error();
  OSLER_CO_RETURN_IF_ERROR(check_hourly_limit(exchange, rooms));
  co_return co_await started(exchange, rooms, new_job(exchange, jobs::kExportKind, encode(request)), "Export job started");
}

Task<Result<Answer>> handle_bulk_import(Exchange& exchange, const ServiceRooms& rooms, std::string_view) {
  OSLER_CO_TRY(const json::Tree body, body_of(exchange));
  constexpr std::string_view kKnown[] = {"resourceType", "data"};
  Findings findings;
  refuse_unknown(body.root(), kKnown, findings);
  const auto type = read_type(exchange, body.root().member("resourceType"), "resourceType", findings);
  const json::View sent = body.root().member("data");
  if (!sent.is_string()) findings.add("data", "Required: NDJSON, one object a line, as a string");
  if (!findings.empty()) co_return std::move(findings).error();
  for (const access::Interaction interaction : {access::Interaction::kCreate, access::Interaction::kUpdate}) {
    OSLER_CO_RETURN_IF_ERROR(exchange.engine.policy().permit(exchange.session.caller, interaction, *type));
  }
  const std::string data = sent.text();
  const jobs::LineCount lines = jobs::count_lines(data);
  if (data.size() > rooms.settings.import_bytes_max || lines.lines > rooms.settings.import_lines_max) {
    co_return Error{ErrorKind::kTooLarge,
                    "data: at most " + std::to_string(rooms.settings.import_lines_max) + " lines and " + std::to_string(rooms.settings.import_bytes_max) +
                        " bytes (bulk.import_lines, bulk.import_bytes); send several imports", "PAYLOAD_TOO_LARGE", {}};
  }
  if (lines.lines == 0) co_return [] { Findings none; none.add("data", "holds no line"); return std::move(none).error(); }();
  OSLER_CO_RETURN_IF_ERROR(check_hourly_limit(exchange, rooms));
  // The request itself has been counted, as the first of them.
  if (exchange.count_records) OSLER_CO_RETURN_IF_ERROR(exchange.count_records(lines.lines - 1));
  jobs::ImportRequest request{{{std::string(exchange.schema.definitions().name_of(*type)), {}}}, lines.lines, {exchange.session.caller.sees_restricted}};
  jobs::NewJob wanted = new_job(exchange, jobs::kImportKind, encode(request));
  wanted.id = rooms.jobs.new_id();
  const std::string id = wanted.id;
  // The data is on disk before the job is, so that a job always finds it.
  OSLER_CO_RETURN_IF_ERROR(rooms.files.keep(id, data));
  Result<Answer> answer = co_await started(exchange, rooms, std::move(wanted), "Import job started");
  if (!answer.ok()) rooms.files.remove(id);
  co_return answer;
}

}  // namespace osler::api::v1
