// $versions and $convert: operations without stored content. Spec: FHIR R4, operation capabilitystatement-versions; resource-operation-convert.html.

#include "api/fhir/interactions.h"
#include "api/fhir/operation_parameters.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kVersion = "4.0";

http::Response json_answer(std::string body) {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = std::move(body);
  return response;
}

}  // namespace

Result<http::Response> handle_versions(Exchange& exchange) {
  json::Tree body;
  OSLER_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {}));
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  for (const std::string_view name : {"version", "default"}) {
    writer.begin_object();
    writer.member("name", name);
    writer.member("valueCode", kVersion);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return json_answer(std::move(text));
}

Result<http::Response> handle_convert(Exchange& exchange) {
  OSLER_TRY(const json::Tree resource, parse_body(exchange));
  const json::View type = resource.root().member("resourceType");
  if (!exchange.engine.definitions().resource_type(type.text())) return invalid_input("expected one FHIR resource as JSON, to be given back as JSON");
  return json_answer(std::string(resource.root().raw()));
}

}  // namespace osler::fhir_api
