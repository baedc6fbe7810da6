// The terminology operations over HTTP: parameters from the query, a Parameters resource or the resource itself.
// Spec: FHIR R4, terminology-service.html, operations.html#executing.

#include "api/fhir/interactions.h"
#include "fhir/terms/operations.h"

namespace osler::fhir_api {
namespace {

namespace terms = osler::fhir::terms;

terms::Operation operation_of(Interaction interaction, std::string_view type) {
  switch (interaction) {
    case Interaction::kExpand: return terms::Operation::kExpand;
    case Interaction::kLookup: return terms::Operation::kLookup;
    case Interaction::kSubsumes: return terms::Operation::kSubsumes;
    case Interaction::kTranslate: return terms::Operation::kTranslate;
    default: return type == "ValueSet" ? terms::Operation::kValueSetValidateCode : terms::Operation::kCodeSystemValidateCode;
  }
}

/// The trees that the input's views point into.
struct Request {
  json::Tree body;
  json::Tree instance;
  terms::OperationInput input;
};

// A body that is a value set stands for the parameter valueSet. Spec: FHIR R4, operations.html#request.
Status read_body(Exchange& exchange, Request& request) {
  if (exchange.request.method != http::Method::kPost || exchange.request.body.empty()) return {};
  OSLER_TRY(request.body, parse_body(exchange));
  const json::View root = request.body.root();
  if (root.member("resourceType").equals("ValueSet") && exchange.engine.definitions().name_of(exchange.target.type) == "ValueSet") {
    request.input.add("valueSet", root);
    return {};
  }
  OSLER_TRY(request.input, terms::OperationInput::from_parameters(root));
  return {};
}

// [type]/[id]/$operation: the stored resource is the one that is meant.
Status read_instance(Exchange& exchange, Request& request) {
  if (exchange.target.id.empty()) return {};
  const std::string_view type = exchange.engine.definitions().name_of(exchange.target.type);
  for (const std::string_view name : {"url", "valueSet", "codeSystem", "conceptMap", "valueSetVersion", "conceptMapVersion"}) {
    if (request.input.has(name)) return invalid_input(std::string(name) + ": the URL of the request says already which " + std::string(type) + " is meant");
  }
  OSLER_TRY(const engine::Resource resource, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
  OSLER_TRY(request.instance, exchange.session.parser.parse(json::PaddedBytes(resource.text), exchange.engine.definitions().names()));
  const json::View root = request.instance.root();
  if (type == "ValueSet") {
    request.input.add("valueSet", root);
    return {};
  }
  const json::View url = root.member("url");
  if (!url.is_string()) return Error{ErrorKind::kUnprocessable, "this " + std::string(type) + " has no url, by which operations find it", {}, {}};
  const json::View version = root.member("version");
  if (type == "ConceptMap") request.input.add("url", url);
  else request.input.add(exchange.request.path.ends_with("$subsumes") ? "system" : "url", url);
  if (version.is_string() && !request.input.has("version")) request.input.add(type == "ConceptMap" ? "conceptMapVersion" : "version", version);
  return {};
}

}  // namespace

Result<http::Response> handle_terminology(Exchange& exchange, Interaction interaction) {
  engine::Engine& engine = exchange.engine;
  const terms::Operation operation = operation_of(interaction, engine.definitions().name_of(exchange.target.type));
  OSLER_RETURN_IF_ERROR(engine.policy().permit(exchange.session.caller, access::Interaction::kRead, exchange.target.type));
  Request request;
  OSLER_RETURN_IF_ERROR(read_body(exchange, request));
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_format" && name != "_pretty") request.input.add(name, value);
  }
  OSLER_RETURN_IF_ERROR(read_instance(exchange, request));
  exchange.session.audit.action = "$" + std::string(terms::code_of(operation));
  const terms::OperationContext context{engine.conformance().library(exchange.session.caller.partition()),
                                        {engine.settings().expansion_max},
                                        engine.clock().now_ms(),
                                        std::string(exchange.request.headers.get("Accept-Language").value_or(""))};
  http::Response response;
  OSLER_TRY(response.body, terms::perform(operation, context, request.input));
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  return response;
}

}  // namespace osler::fhir_api
