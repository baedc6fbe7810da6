#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/audit_record.h"
#include "api/admin/account_json.h"
#include "api/admin/answer.h"
#include "api/admin/handlers.h"
#include "api/admin/query_fields.h"
#include "fhir/model/date_time.h"

namespace osler::api::admin {
namespace {

using access::AuditView;

constexpr std::int64_t kLimitDefault = 25;
constexpr std::int64_t kLimitMax = 100;
constexpr std::int64_t kPageMax = 1'000'000;
constexpr std::array<std::string_view, 3> kOutcomes = {"success", "denied", "failure"};

/// Which entries are asked for, and which page of them.
struct AuditQuery {
  std::int64_t page = 1;
  std::int64_t limit = kLimitDefault;
  std::optional<std::string> outcome, resource_type, actor_email, patient;
  std::optional<std::int64_t> from_ms, until_ms;

  bool covers(const AuditView& record) const {
    const auto is = [](const std::optional<std::string>& wanted, std::string_view found) {
      return !wanted || *wanted == found;
    };
    if (from_ms && record.time_ms < *from_ms) return false;
    if (until_ms && record.time_ms >= *until_ms) return false;
    return is(outcome, record.outcome) && is(resource_type, record.resource_type) &&
           is(actor_email, record.actor_email) && is(patient, record.patient);
  }
};

/// All instants of a date or date and time; a fault for other text.
std::optional<fhir::InstantRange> read_range(QueryFields& query, std::string_view name) {
  const std::optional<std::string> text = query.text(name);
  if (!text) return std::nullopt;
  const std::optional<fhir::DateTime> moment = fhir::parse_search_date(*text);
  if (moment) return moment->range();
  query.add_fault(std::string(name), "Expected YYYY-MM-DD or an instant");
  return std::nullopt;
}

Result<AuditQuery> read_query(const http::Request& request) {
  OSLER_TRY(QueryFields query, QueryFields::read(request));
  AuditQuery wanted;
  wanted.page = query.number("page", 1, 1, kPageMax);
  wanted.limit = query.number("limit", kLimitDefault, 1, kLimitMax);
  wanted.outcome = query.text("outcome");
  if (wanted.outcome && std::ranges::find(kOutcomes, *wanted.outcome) == kOutcomes.end()) {
    query.add_fault("outcome", "Invalid enum value. Expected 'success' | 'denied' | 'failure'");
  }
  wanted.resource_type = query.text("resourceType");
  wanted.actor_email = query.text("actorEmail");
  wanted.patient = query.text("patient");
  // Both ends count: a day given as `to` is wholly covered.
  if (const auto from = read_range(query, "from")) wanted.from_ms = from->begin_ms;
  if (const auto to = read_range(query, "to")) wanted.until_ms = to->end_ms;
  OSLER_RETURN_IF_ERROR(query.finish());
  constexpr std::string_view kPatientType = "Patient/";
  if (wanted.patient && wanted.patient->starts_with(kPatientType)) wanted.patient->erase(0, kPatientType.size());
  return wanted;
}

void write_text(json::Writer& writer, std::string_view name, std::string_view text) {
  writer.key(name);
  if (text.empty()) {
    writer.null();
  } else {
    writer.value(text);
  }
}

void write_row(json::Writer& writer, const AuditView& record) {
  constexpr std::string_view kUserPrefix = "user_";
  std::string_view actor = record.actor_id;
  if (actor.starts_with(kUserPrefix)) actor.remove_prefix(kUserPrefix.size());
  writer.begin_object();
  write_text(writer, "actorUserId", actor);
  write_text(writer, "actorEmail", record.actor_email);
  write_text(writer, "actorRole", record.actor_role);
  write_text(writer, "action", record.action);
  write_text(writer, "resourceType", record.resource_type);
  write_text(writer, "resourceId", record.resource_id);
  write_text(writer, "method", record.method);
  write_text(writer, "path", record.path);
  writer.member("statusCode", record.status);
  write_text(writer, "outcome", record.outcome);
  write_text(writer, "ipAddress", record.ip_address);
  write_text(writer, "userAgent", record.user_agent);
  writer.member("createdAt", fhir::format_instant(record.time_ms));
  write_text(writer, "requestId", record.request_id);
  if (!record.reason.empty()) writer.member("reason", record.reason);
  writer.end_object();
}

}  // namespace

Answer list_audit_logs(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "AuditEvent";
  OSLER_CO_TRY(const AuditQuery query, read_query(exchange.request));
  exchange.trail.record.patient = query.patient.value_or("");
  std::uint64_t total = 0;
  const auto first = static_cast<std::uint64_t>((query.page - 1) * query.limit);
  std::string rows;
  json::Writer writer(rows);
  writer.begin_object();
  writer.member("page", query.page);
  writer.member("limit", query.limit);
  writer.key("data");
  writer.begin_array();
  Status damaged;
  OSLER_CO_RETURN_IF_ERROR(
      rooms.accounts.store.scan_audit(exchange.caller().partition(), 0, [&](const store::AuditEntry& entry) {
        const Result<AuditView> record = access::view_audit(entry.content);
        if (!record.ok()) damaged = record.error();
        if (!record.ok()) return false;
        if (!query.covers(*record)) return true;
        if (total >= first && total < first + static_cast<std::uint64_t>(query.limit)) write_row(writer, *record);
        ++total;
        return true;
      }));
  OSLER_CO_RETURN_IF_ERROR(damaged);
  writer.end_array();
  writer.member("total", total);
  writer.end_object();
  co_return json_answer(200, std::move(rows));
}

}  // namespace osler::api::admin
