#include "api/fhir/metadata.h"

#include "api/fhir/shape.h"
#include "fhir/model/date_time.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kVersion = "0.1.0";

void write_codes(json::Writer& writer, std::string_view name, std::initializer_list<std::string_view> codes) {
  writer.key(name);
  writer.begin_array();
  for (const std::string_view code : codes) writer.value(code);
  writer.end_array();
}

void write_security(json::Writer& writer, const BaseFacts& facts) {
  writer.key("security");
  writer.begin_object();
  writer.member("cors", facts.cors);
  writer.member("description", facts.bearer ? "Authorization: Bearer <token> from POST /api/auth/login; roles admin, practitioner, auditor"
                                            : "x-api-key: a key with the scopes read and write");
  writer.end_object();
}

void write_rest(json::Writer& writer, const BaseFacts& facts, const std::string& resources) {
  writer.key("rest");
  writer.begin_array();
  writer.begin_object();
  writer.member("mode", "server");
  write_security(writer, facts);
  writer.key("resource");
  writer.raw(resources);
  writer.key("interaction");
  writer.begin_array();
  for (const std::string_view code : {"transaction", "batch", "search-system", "history-system"}) {
    writer.begin_object();
    writer.member("code", code);
    writer.end_object();
  }
  writer.end_array();
  write_operations(writer, {});
  writer.key("compartment");
  writer.begin_array();
  for (const std::string_view name : {"patient", "encounter", "relatedPerson", "practitioner", "device"}) {
    writer.value("http://hl7.org/fhir/CompartmentDefinition/" + std::string(name));
  }
  writer.end_array();
  writer.end_object();
  writer.end_array();
}

void write_capability_statement(json::Writer& writer, const Exchange& exchange, const BaseFacts& facts, const std::string& resources) {
  write_statement_head(writer, exchange, "CapabilityStatement");
  write_codes(writer, "instantiates", {"http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"});
  writer.member("fhirVersion", "4.0.1");
  write_codes(writer, "format", {"application/fhir+json", "application/json", "json"});
  write_codes(writer, "patchFormat", {"application/json-patch+json", "application/merge-patch+json", "application/fhir+json"});
  write_rest(writer, facts, resources);
}

Result<std::string> mode_of(const Exchange& exchange) {
  if (exchange.request.method == http::Method::kOptions) return std::string("full");  // The parameters are those of another method.
  std::optional<std::string> mode;
  for (const auto& [name, value] : exchange.parameters) {
    if (is_general_parameter(name)) continue;
    if (name != "mode") {
      const std::string what = name + ": metadata takes mode, _format, _pretty, _summary and _elements";
      return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
    }
    if (mode) return invalid_input("mode: given more than once");
    mode = value;
  }
  return mode.value_or("full");
}

}  // namespace

void write_statement_head(json::Writer& writer, const Exchange& exchange, std::string_view resource_type) {
  writer.member("resourceType", resource_type);
  writer.member("status", "active");
  writer.member("date", osler::fhir::format_instant(exchange.engine.clock().now_ms()));
  writer.member("kind", "instance");
  writer.key("software");
  writer.begin_object();
  writer.member("name", "Osler");
  writer.member("version", kVersion);
  writer.end_object();
  writer.key("implementation");
  writer.begin_object();
  writer.member("description", "Osler FHIR server");
  writer.member("url", exchange.base_url);
  writer.end_object();
}

Result<http::Response> handle_metadata(const Exchange& exchange, const BaseFacts& facts, TypeCapabilities& types) {
  OSLER_TRY(const std::string mode, mode_of(exchange));
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  if (mode == "terminology") {
    write_terminology_capabilities(writer, exchange);
  } else if (mode == "full" || mode == "normative") {
    const bool is_known = exchange.session.caller.kind != access::CallerKind::kNobody;
    std::shared_ptr<const osler::fhir::OwnParameters> own;
    if (is_known) {
      OSLER_TRY(own, exchange.engine.parameters(exchange.session));
    }
    const store::Partition partition = is_known ? exchange.session.caller.partition() : store::Partition::system();
    const auto text = mode == "full" ? types.all(exchange.engine, partition, own.get()) : types.normative(exchange.engine, partition, own.get());
    write_capability_statement(writer, exchange, facts, *text);
  } else {
    return invalid_input("mode: expected full, normative or terminology");
  }
  writer.end_object();
  return response;
}

}  // namespace osler::fhir_api
