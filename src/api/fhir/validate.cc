// $validate: a resource in the body, in a Parameters body, or the stored one. The answer is 200 with an OperationOutcome
// whatever is found. Spec: FHIR R4, resource-operation-validate.html.

#include "api/fhir/interactions.h"
#include "api/fhir/outcome.h"

namespace osler::fhir_api {
namespace {

/// What was asked, from the query and a Parameters body.
struct Asked {
  json::View resource;
  std::string mode;
  std::vector<std::string> profiles;
};

Error bad_parameter(std::string what) { return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kInvalid, what}}}; }

void read_query(const Exchange& exchange, Asked& asked) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name == "mode") asked.mode = value;
    if (name == "profile") asked.profiles.push_back(value);
  }
}

// A Parameters body holds the parameters, unless Parameters themselves are validated and none is named "resource".
void read_body(json::View root, std::string_view type, Asked& asked) {
  asked.resource = root;
  if (!root.member("resourceType").equals("Parameters")) return;
  json::View inner;
  for (const json::View parameter : root.member("parameter")) {
    const json::View name = parameter.member("name");
    if (name.equals("resource")) inner = parameter.member("resource");
    if (name.equals("mode")) asked.mode = parameter.member("valueCode").text();
    for (const std::string_view value : {"valueUri", "valueCanonical"}) {
      if (name.equals("profile") && parameter.member(value).is_string()) asked.profiles.push_back(parameter.member(value).text());
    }
  }
  if (inner.exists() || type != "Parameters") asked.resource = inner;
}

Result<engine::ValidationMode> mode_of(const Asked& asked) {
  if (asked.mode.empty()) return engine::ValidationMode::kContent;
  if (asked.mode == "create") return engine::ValidationMode::kCreate;
  if (asked.mode == "update") return engine::ValidationMode::kUpdate;
  if (asked.mode == "profile" && !asked.profiles.empty()) return engine::ValidationMode::kContent;
  if (asked.mode == "profile") return bad_parameter("mode=profile needs the parameter profile: the canonical URL of a profile");
  return bad_parameter("mode: expected create, update, delete or profile");
}

http::Response answer(const Exchange& exchange, const std::string& outcome) {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = outcome;
  exchange.session.audit.action = "$validate";
  return response;
}

std::string no_findings(const Exchange& exchange, std::string text) {
  return outcome_text({{Severity::kInformation, IssueType::kInformational, std::move(text)}}, exchange.request.request_id);
}

}  // namespace

Result<http::Response> handle_validate(Exchange& exchange) {
  engine::Engine& engine = exchange.engine;
  const std::string_view type = engine.definitions().name_of(exchange.target.type);
  Asked asked;
  json::Tree body;
  if (!exchange.request.body.empty()) {
    OSLER_TRY(body, parse_body(exchange));
    read_body(body.root(), type, asked);
  }
  read_query(exchange, asked);
  const bool instance = !exchange.target.id.empty();
  json::Tree stored;
  if (instance) {
    OSLER_TRY(const engine::Resource resource, engine.read(exchange.session, exchange.target.type, exchange.target.id));
    if (asked.mode == "delete") {
      OSLER_RETURN_IF_ERROR(engine.policy().permit(exchange.session.caller, access::Interaction::kDelete, exchange.target.type));
      return answer(exchange, no_findings(exchange, "this resource may be deleted"));
    }
    OSLER_TRY(stored, exchange.session.parser.parse(json::PaddedBytes(resource.text), engine.definitions().names()));
    if (!asked.resource.exists()) asked.resource = stored.root();
  }
  if (!asked.resource.exists()) return bad_parameter("expected the resource as the body, or as the parameter resource of a Parameters body");
  OSLER_TRY(const engine::ValidationMode mode, mode_of(asked));
  const engine::ValidationRequest request{exchange.target.type, mode, asked.profiles};
  OSLER_TRY(osler::fhir::Findings findings, engine.validate(exchange.session, asked.resource, request));
  if (instance && mode == engine::ValidationMode::kUpdate && !asked.resource.member("id").equals(exchange.target.id)) {
    findings.add({Severity::kError, IssueType::kInvalid, "the id in the body must equal the id in the URL", std::string(type) + ".id", {}});
  }
  if (findings.issues.empty()) return answer(exchange, no_findings(exchange, "no findings"));
  return answer(exchange, outcome_text(findings, asked.resource.tree()->text(), exchange.request.request_id));
}

}  // namespace osler::fhir_api
