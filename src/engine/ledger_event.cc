#include "engine/ledger_event.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::engine {
namespace {

constexpr std::string_view kIdPrefix = "entry-";
constexpr std::string_view kDicom = "http://dicom.nema.org/resources/ontology/DCM";
constexpr std::string_view kObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";
constexpr std::string_view kEntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";

struct Coding {
  std::string_view system, code, display = {};
};
constexpr Coding kRest{"http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"};
constexpr Coding kAuthentication{kDicom, "110114", "User Authentication"};
constexpr Coding kActivity{kDicom, "110100", "Application Activity"};

/// What the words of the ledger are in FHIR's.
struct ActionRow {
  std::string_view action;
  std::string_view code;  ///< Spec: FHIR R4, valueset-audit-event-action.html.
  Coding subtype;
};
constexpr std::string_view kInteraction = "http://hl7.org/fhir/restful-interaction";
constexpr std::array kActions = std::to_array<ActionRow>({
    {"create", "C", {kInteraction, "create", "create"}},
    {"read", "R", {kInteraction, "read", "read"}},
    {"vread", "R", {kInteraction, "vread", "vread"}},
    {"history", "R", {kInteraction, "history", "history"}},
    {"update", "U", {kInteraction, "update", "update"}},
    {"patch", "U", {kInteraction, "patch", "patch"}},
    {"delete", "D", {kInteraction, "delete", "delete"}},
    {"search", "E", {kInteraction, "search", "search"}},
    {"batch", "E", {kInteraction, "batch", "batch"}},
    {"transaction", "E", {kInteraction, "transaction", "transaction"}},
    {"login", "E", {kDicom, "110122", "Login"}},
    {"logout", "E", {kDicom, "110123", "Logout"}},
    {"download", "R", {"urn:osler:audit-action", "download"}},
});

ActionRow row_of(std::string_view action) {
  const auto found = std::ranges::find(kActions, action, &ActionRow::action);
  if (found != kActions.end()) return *found;
  return {action, "E", {"urn:osler:audit-action", action}};
}

Coding type_of(const access::AuditView& record) {
  if (record.action == "login" || record.action == "logout" || record.action == "password") return kAuthentication;
  return record.method == "CLI" ? kActivity : kRest;
}

/// Spec: FHIR R4, valueset-audit-event-outcome.html: minor is the caller's fault, serious is ours.
std::string_view outcome_code(const access::AuditView& record) {
  if (record.outcome == "success") return "0";
  return record.status >= 500 ? "8" : "4";
}

void write_coding(json::Writer& out, const Coding& coding) {
  out.begin_object();
  out.member("system", coding.system);
  out.member("code", coding.code);
  if (!coding.display.empty()) out.member("display", coding.display);
  out.end_object();
}

void write_coding(json::Writer& out, std::string_view name, const Coding& coding) {
  out.key(name);
  write_coding(out, coding);
}

void write_list(json::Writer& out, std::string_view name, const Coding& coding) {
  out.key(name);
  out.begin_array();
  write_coding(out, coding);
  out.end_array();
}

void write_identified(json::Writer& out, std::string_view value) {
  out.key("identifier");
  out.begin_object();
  out.member("value", value);
  out.end_object();
}

void write_agent(json::Writer& out, const access::AuditView& record) {
  const std::string_view name = record.actor_email.empty() ? record.actor_id : record.actor_email;
  out.key("agent");
  out.begin_array();
  out.begin_object();
  if (!record.actor_role.empty()) {
    out.key("role");
    out.begin_array();
    out.begin_object();
    write_list(out, "coding", {"urn:osler:role", record.actor_role});
    out.end_object();
    out.end_array();
  }
  out.key("who");
  out.begin_object();
  if (!record.actor_id.empty()) write_identified(out, record.actor_id);
  out.member("display", name.empty() ? std::string_view("nobody") : name);
  out.end_object();
  if (!record.actor_id.empty()) out.member("altId", record.actor_id);
  if (!name.empty()) out.member("name", name);
  out.member("requestor", true);
  if (!record.ip_address.empty()) {
    out.key("network");
    out.begin_object();
    out.member("address", record.ip_address);
    out.member("type", "2");
    out.end_object();
  }
  out.end_object();
  out.end_array();
}

void write_source(json::Writer& out) {
  out.key("source");
  out.begin_object();
  out.key("observer");
  out.begin_object();
  out.member("display", "osler");
  out.end_object();
  write_list(out, "type", {"http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"});
  out.end_object();
}

void write_patient(json::Writer& out, std::string_view id) {
  out.begin_object();
  out.key("what");
  out.begin_object();
  out.member("reference", "Patient/" + std::string(id));
  out.end_object();
  write_coding(out, "type", {kEntityType, "1", "Person"});
  write_coding(out, "role", {kObjectRole, "1", "Patient"});
  out.end_object();
}

/// A resource, a kind of them, or something of the server's own: a key, a job.
void write_object(json::Writer& out, const fhir::Definitions& definitions, const access::AuditView& record) {
  const bool is_resource = definitions.resource_type(record.resource_type).has_value();
  out.begin_object();
  if (!record.resource_id.empty()) {
    out.key("what");
    out.begin_object();
    if (is_resource && is_fhir_id(record.resource_id)) {
      out.member("reference", std::string(record.resource_type) + "/" + std::string(record.resource_id));
    } else {
      write_identified(out, record.resource_id);
      out.member("display", record.resource_type);
    }
    out.end_object();
  }
  if (is_resource) {
    write_coding(out, "type", {"http://hl7.org/fhir/resource-types", record.resource_type, record.resource_type});
    write_coding(out, "role", {kObjectRole, "4", "Domain Resource"});
  } else {
    write_coding(out, "type", {kEntityType, "2", "System Object"});
    out.member("name", record.resource_type);
  }
  out.end_object();
}

void write_detail(json::Writer& out, std::string_view type, std::string_view value) {
  if (value.empty()) return;
  out.begin_object();
  out.member("type", type);
  out.member("valueString", value);
  out.end_object();
}

/// The request itself. Names of parameters, never their values.
void write_request(json::Writer& out, const access::AuditView& record) {
  out.begin_object();
  out.key("what");
  out.begin_object();
  write_identified(out, record.request_id);
  out.end_object();
  write_coding(out, "type", {"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId"});
  if (!record.query_names.empty()) write_coding(out, "role", {kObjectRole, "24", "Query"});
  if (!record.path.empty()) out.member("description", std::string(record.method) + " " + std::string(record.path));
  if (!record.query_names.empty() || !record.user_agent.empty() || !record.client_request_id.empty() || !record.reason.empty()) {
    out.key("detail");
    out.begin_array();
    write_detail(out, "parameters", record.query_names);
    write_detail(out, "user-agent", record.user_agent);
    write_detail(out, "client-request-id", record.client_request_id);
    write_detail(out, "reason", record.reason);
    out.end_array();
  }
  out.end_object();
}

void write_entities(json::Writer& out, const fhir::Definitions& definitions, const access::AuditView& record) {
  const bool has_patient = is_fhir_id(record.patient);
  const bool is_patient = has_patient && record.resource_type == "Patient" && record.resource_id == record.patient;
  const bool has_object = !record.resource_type.empty() && !is_patient;
  if (!has_patient && !has_object && record.request_id.empty()) return;
  out.key("entity");
  out.begin_array();
  if (has_patient) write_patient(out, record.patient);
  if (has_object) write_object(out, definitions, record);
  if (!record.request_id.empty()) write_request(out, record);
  out.end_array();
}

}  // namespace

bool is_fhir_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  };
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, fits);
}

std::string ledger_id(std::uint64_t sequence) { return std::string(kIdPrefix) + std::to_string(sequence); }

std::optional<std::uint64_t> ledger_sequence(std::string_view id) {
  if (!id.starts_with(kIdPrefix)) return std::nullopt;
  id.remove_prefix(kIdPrefix.size());
  std::uint64_t sequence = 0;
  const auto [end, failure] = std::from_chars(id.data(), id.data() + id.size(), sequence);
  const bool is_plain = failure == std::errc{} && end == id.data() + id.size() && !id.starts_with('0');
  if (!is_plain) return std::nullopt;
  return sequence;
}

store::Record ledger_event(const fhir::Definitions& definitions, const store::AuditEntry& entry, const access::AuditView& record) {
  const ActionRow action = row_of(record.action);
  store::Record event{{*definitions.resource_type("AuditEvent"), ledger_id(entry.sequence)}, {}, {}};
  event.header.version = Version{1};
  event.header.time_ms = event.header.created_ms = entry.time_ms;
  std::string& text = event.text;
  text = "{\"resourceType\":\"AuditEvent\",\"id\":\"" + event.key.id + "\",\"meta\":{";
  event.header.splice_at = static_cast<std::uint32_t>(text.size());
  text += "\"tag\":[]},";
  std::string members;
  json::Writer out(members);
  out.begin_object();
  write_coding(out, "type", type_of(record));
  if (!record.action.empty()) write_list(out, "subtype", action.subtype);
  out.member("action", action.code);
  out.key("period");
  out.begin_object();
  out.member("start", fhir::format_instant(record.time_ms));
  out.end_object();
  out.member("recorded", fhir::format_instant(entry.time_ms));
  out.member("outcome", outcome_code(record));
  out.member("outcomeDesc", "HTTP status " + std::to_string(record.status));
  write_agent(out, record);
  write_source(out);
  write_entities(out, definitions, record);
  out.end_object();
  text += std::string_view(members).substr(1);
  return event;
}

}  // namespace osler::engine
