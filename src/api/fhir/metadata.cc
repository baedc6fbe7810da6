// The CapabilityStatement, made from the tables that the engine executes. Spec: FHIR R4, capabilitystatement.html.

#include "api/fhir/interactions.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

#include <array>
#include <set>

namespace osler::fhir_api {
namespace {

constexpr std::string_view kVersion = "0.1.0";
constexpr std::array<std::string_view, 9> kSearchTypes{"number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"};

void write_codes(json::Writer& writer, std::string_view name, std::initializer_list<std::string_view> codes) {
  writer.key(name);
  writer.begin_array();
  for (const std::string_view code : codes) {
    writer.begin_object();
    writer.member("code", code);
    writer.end_object();
  }
  writer.end_array();
}

// From the table of routes: each operation of a type once.
void write_operations(json::Writer& writer, std::string_view type) {
  std::set<std::string_view> names;
  for (const RouteRow& row : routes()) {
    const std::size_t dollar = row.pattern.find('$');
    if (dollar != std::string_view::npos && row.pattern.substr(0, row.pattern.find('/')) == type) names.insert(row.pattern.substr(dollar + 1));
  }
  if (names.empty()) return;
  writer.key("operation");
  writer.begin_array();
  for (const std::string_view name : names) {
    writer.begin_object();
    writer.member("name", name);
    writer.member("definition", "http://hl7.org/fhir/OperationDefinition/" + std::string(type) + "-" + std::string(name));
    writer.end_object();
  }
  writer.end_array();
}

void write_type(json::Writer& writer, const osler::fhir::Definitions& definitions, TypeId type) {
  writer.begin_object();
  writer.member("type", definitions.name_of(type));
  writer.member("profile", "http://hl7.org/fhir/StructureDefinition/" + std::string(definitions.name_of(type)));
  write_codes(writer, "interaction", {"read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type"});
  writer.member("versioning", "versioned-update");
  writer.member("readHistory", true);
  writer.member("updateCreate", true);
  writer.member("conditionalCreate", false);
  writer.member("conditionalRead", "full-support");
  writer.member("conditionalUpdate", false);
  writer.member("conditionalDelete", "not-supported");
  writer.key("referencePolicy");
  writer.begin_array();
  writer.value("literal");
  writer.value("local");
  writer.value("enforced");
  writer.end_array();
  writer.key("searchParam");
  writer.begin_array();
  for (const osler::fhir::SearchParameter* parameter : definitions.search_parameters(type)) {
    if (parameter->type == osler::fhir::SearchType::kSpecial || parameter->code == "_text" || parameter->code == "_content" ||
        parameter->code == "_list" || parameter->code == "_filter" || parameter->code == "_query") {
      continue;
    }
    writer.begin_object();
    writer.member("name", parameter->code);
    writer.member("definition", parameter->url);
    writer.member("type", kSearchTypes.at(static_cast<std::size_t>(parameter->type)));
    writer.end_object();
  }
  writer.end_array();
  write_operations(writer, definitions.name_of(type));
  writer.end_object();
}

void write_security(json::Writer& writer, bool bearer) {
  writer.key("security");
  writer.begin_object();
  writer.member("cors", false);
  writer.member("description", bearer ? "Authorization: Bearer <token> from POST /api/auth/login; roles admin, practitioner, auditor"
                                      : "x-api-key: a key with the scopes read and write");
  writer.end_object();
}

}  // namespace

Result<http::Response> handle_metadata(const engine::Engine& engine, const std::string& base_url, bool bearer) {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "CapabilityStatement");
  writer.member("status", "active");
  writer.member("date", osler::fhir::format_instant(engine.clock().now_ms()));
  writer.member("kind", "instance");
  writer.key("software");
  writer.begin_object();
  writer.member("name", "Osler");
  writer.member("version", kVersion);
  writer.end_object();
  writer.key("implementation");
  writer.begin_object();
  writer.member("description", "Osler FHIR server");
  writer.member("url", base_url);
  writer.end_object();
  writer.member("fhirVersion", "4.0.1");
  writer.key("format");
  writer.begin_array();
  writer.value("application/fhir+json");
  writer.value("json");
  writer.end_array();
  writer.key("patchFormat");
  writer.begin_array();
  writer.value("application/json-patch+json");
  writer.value("application/merge-patch+json");
  writer.end_array();
  writer.key("rest");
  writer.begin_array();
  writer.begin_object();
  writer.member("mode", "server");
  write_security(writer, bearer);
  writer.key("resource");
  writer.begin_array();
  for (const TypeId type : engine.definitions().resource_types()) write_type(writer, engine.definitions(), type);
  writer.end_array();
  write_codes(writer, "interaction", {"transaction", "batch", "history-system"});
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return response;
}

}  // namespace osler::fhir_api
