// Asking for an export. Spec: FHIR Bulk Data Access 2, Bulk Data Kick-off Request.

#include "api/fhir/export.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/fhir/operation_parameters.h"
#include "api/fhir/page_links.h"
#include "fhir/model/resource_id.h"
#include "fhir/search/compartment.h"
#include "fhir/search/subset.h"
#include "jobs/associated.h"
#include "jobs/type_filter.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kPatient = "Patient";
constexpr std::string_view kPatientPrefix = "Patient/";

// Each parameter may be sent several times, with a list in each.
std::vector<std::string> listed(const Exchange& exchange, std::string_view name) {
  std::vector<std::string> words;
  for (const auto& [given, value] : exchange.parameters) {
    if (given != name) continue;
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t comma = std::min(value.find(',', from), value.size());
      words.push_back(value.substr(from, comma - from));
      from = comma + 1;
    }
  }
  return words;
}

Status check_format(const Exchange& exchange) {
  constexpr std::array<std::string_view, 4> kFormats{"application/fhir+ndjson", "application/fhir ndjson", "application/ndjson", "ndjson"};
  const auto format = parameter_text(exchange, "_outputFormat");
  if (!format || std::find(kFormats.begin(), kFormats.end(), *format) != kFormats.end()) return {};
  return invalid_input("_outputFormat: expected application/fhir+ndjson, application/ndjson or ndjson");
}

Result<std::vector<std::string>> read_types(const Exchange& exchange, jobs::ExportLevel level) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const auto permitted = [&](TypeId type) { return exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, type); };
  const auto has_level = [&](TypeId type) { return level == jobs::ExportLevel::kAll || osler::fhir::is_in_compartment(definitions, kPatient, type); };
  std::vector<std::string> types;
  for (const std::string& name : listed(exchange, "_type")) {
    const auto type = definitions.resource_type(name);
    if (!type) return invalid_input("_type: expected names of resource types, joined by commas");
    if (!has_level(*type)) return invalid_input("_type: " + name + " is in no patient's compartment; ask for it at [base]/$export");
    OSLER_RETURN_IF_ERROR(permitted(*type));
    if (std::find(types.begin(), types.end(), name) == types.end()) types.push_back(name);
  }
  if (!types.empty()) return types;
  for (const TypeId type : definitions.resource_types()) {
    if (has_level(type) && permitted(type).ok()) types.emplace_back(definitions.name_of(type));
  }
  // Whoever may search nothing is told why.
  if (types.empty()) OSLER_RETURN_IF_ERROR(permitted(definitions.resource_types().front()));
  return types;
}

// What a reference to a patient names; nothing for any other.
std::optional<std::string> patient_in(std::string_view reference) {
  const std::size_t at = reference.rfind(kPatientPrefix);
  if (at == std::string_view::npos || (at != 0 && reference[at - 1] != '/')) return std::nullopt;
  const std::string_view id = reference.substr(at + kPatientPrefix.size());
  return osler::fhir::is_resource_id(id) ? std::optional<std::string>(id) : std::nullopt;
}

// Spec: Bulk Data Access 2, "Endpoint - Group of Patients". Members that are no patients have no compartment here; who left is no member.
Result<std::set<std::string>> members_of_group(Exchange& exchange) {
  OSLER_TRY(const engine::Resource group, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
  OSLER_TRY(const json::Tree tree, exchange.session.parser.parse(json::PaddedBytes(group.text), exchange.engine.definitions().names()));
  std::set<std::string> patients;
  for (const json::View member : tree.root().member("member")) {
    if (member.member("inactive").is_true()) continue;
    if (auto id = patient_in(member.member("entity").member("reference").text())) patients.insert(*std::move(id));
  }
  return patients;
}

// The parameter `patient` of a posted request. Patients of others and such that are not there have nothing to be exported.
Result<std::set<std::string>> named_patients(const Exchange& exchange, const json::Tree& body) {
  std::set<std::string> patients;
  std::ptrdiff_t posted = 0;
  for (const json::View parameter : body.root().member("parameter")) {
    if (!parameter.member("name").equals("patient")) continue;
    auto id = patient_in(parameter.member("valueReference").member("reference").text());
    if (!id) return invalid_input("patient: expected a valueReference to Patient/[id]");
    patients.insert(*std::move(id));
    ++posted;
  }
  const auto given = std::count_if(exchange.parameters.begin(), exchange.parameters.end(), [](const auto& parameter) { return parameter.first == "patient"; });
  if (given != posted) return invalid_input("patient: expected in the body of a POST, as valueReference");
  return patients;
}

Status read_patients(Exchange& exchange, const json::Tree& body, const jobs::BulkSettings& settings, jobs::ExportRequest& request) {
  const bool is_group = !exchange.target.id.empty();
  std::set<std::string> patients;
  OSLER_TRY(std::set<std::string> named, named_patients(exchange, body));
  if (is_group) {
    OSLER_TRY(patients, members_of_group(exchange));
    if (!named.empty()) std::erase_if(patients, [&](const std::string& id) { return !named.contains(id); });
  } else {
    patients = std::move(named);
  }
  if (patients.size() > settings.patients_max) {
    return too_costly("patient: at most " + std::to_string(settings.patients_max) + " patients can be exported by name or Group (bulk.patients); Patient/$export takes all");
  }
  if (is_group || !patients.empty()) request.level = jobs::ExportLevel::kPatients;
  request.patients.assign(patients.begin(), patients.end());
  return {};
}

// Errors: of a filter that is none, or of a type that is not exported.
Status read_filters(Exchange& exchange, const jobs::BulkSettings& settings, jobs::ExportRequest& request) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_typeFilter") continue;
    for (std::string& filter : jobs::split_type_filters(definitions, value)) request.filters.push_back(std::move(filter));
  }
  if (request.filters.size() > settings.type_filters_max) {
    return too_costly("_typeFilter: at most " + std::to_string(settings.type_filters_max) + " searches (bulk.type_filters)");
  }
  for (const std::string& filter : request.filters) {
    OSLER_TRY(const TypeId type, jobs::type_of_filter(definitions, filter));
    const std::string name(definitions.name_of(type));
    const bool is_exported = std::find(request.types.begin(), request.types.end(), name) != request.types.end();
    if (!is_exported) return invalid_input("_typeFilter: " + name + " is not exported; name it in _type, or leave its filter out");
    OSLER_TRY(const store::Expr expr, jobs::expr_of_filters(exchange.engine, exchange.session, {&filter, 1}, type, exchange.engine.clock().now_ms()));
  }
  return {};
}

// Several `_elements` are one list.
Status read_elements(const Exchange& exchange, jobs::ExportRequest& request) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_elements") continue;
    if (!request.elements.empty()) request.elements += ',';
    request.elements += value;
  }
  if (request.elements.empty()) return {};
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const auto elements = osler::fhir::parse_elements(definitions, definitions.resource_types(), request.elements);
  return elements.ok() ? Status() : Status(elements.error());
}

// Spec: Bulk Data Access 2, Export, `includeAssociatedData`: what cannot be done is refused, unless handling=lenient is preferred. With it Provenance is
// exported for what it is about, and for nothing else.
Status read_associated(const Exchange& exchange, jobs::ExportRequest& request) {
  for (const std::string& word : listed(exchange, "includeAssociatedData")) {
    if (word == "RelevantProvenanceResources") {
      request.associated = jobs::Associated::kRelevant;
    } else if (word == "LatestProvenanceResources") {
      request.associated = std::max(request.associated, jobs::Associated::kLatest);
    } else {
      std::string remark = "includeAssociatedData: expected LatestProvenanceResources or RelevantProvenanceResources";
      if (exchange.handling != osler::fhir::Handling::kLenient) {
        return Error{ErrorKind::kInvalidInput, remark, {}, {{Severity::kError, IssueType::kNotSupported, remark}}};
      }
      if (request.remarks.empty()) request.remarks.push_back(std::move(remark));
    }
  }
  if (request.associated == jobs::Associated::kNone) return {};
  std::erase(request.types, "Provenance");
  return exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, jobs::provenance_type(exchange.engine.definitions()));
}

Result<jobs::ExportRequest> read_export(Exchange& exchange, const jobs::BulkSettings& settings) {
  const bool at_system = exchange.target.type == TypeId::kNone;
  json::Tree body;
  jobs::ExportRequest request;
  if (at_system) {
    OSLER_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {"_outputFormat", "_since", "_type", "_typeFilter", "includeAssociatedData"}));
  } else {
    OSLER_RETURN_IF_ERROR(
        read_operation_parameters(exchange, body, {"_outputFormat", "_since", "_type", "_typeFilter", "includeAssociatedData", "patient"}));
    request.level = jobs::ExportLevel::kEveryPatient;
    OSLER_RETURN_IF_ERROR(read_patients(exchange, body, settings, request));
  }
  if (parameter_text(exchange, "_summary")) return invalid_input("_summary: an export holds whole resources, or what _elements names");
  OSLER_RETURN_IF_ERROR(check_format(exchange));
  OSLER_TRY(const auto since, parameter_date(exchange, "_since"));
  if (since) request.since_ms = since->begin_ms;
  OSLER_TRY(request.types, read_types(exchange, request.level));
  OSLER_RETURN_IF_ERROR(read_filters(exchange, settings, request));
  OSLER_RETURN_IF_ERROR(read_elements(exchange, request));
  OSLER_RETURN_IF_ERROR(read_associated(exchange, request));
  request.caller = exchange.session.caller;
  request.rights.sees_restricted = exchange.session.caller.sees_restricted;
  request.question = asked_url(exchange);
  request.base_url = exchange.base_url;
  return request;
}

}  // namespace

Task<Result<http::Response>> handle_export(Exchange& exchange, const BulkRooms& rooms) {
  exchange.session.audit.action = "export";
  OSLER_CO_RETURN_IF_ERROR(admit_bulk_request(exchange, rooms, kExports));
  exchange.is_shaped = true;  // `_elements` are for the files.
  OSLER_CO_TRY(jobs::ExportRequest request, read_export(exchange, rooms.settings));
  std::string text = encode(request);
  co_return co_await begin_bulk_job(exchange, rooms, kExports, {}, std::move(text), std::move(request.remarks));
}

}  // namespace osler::fhir_api
