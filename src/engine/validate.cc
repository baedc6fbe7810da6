// What a resource would be told if it were written. Spec: FHIR R4, resource-operation-validate.html.

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/parameter_rows.h"
#include "engine/parts.h"
#include "engine/questionnaire.h"
#include "engine/reference_check.h"
#include "engine/surroundings.h"
#include "fhir/validate/definition_check.h"

namespace osler::engine {
namespace {

access::Interaction right_for(ValidationMode mode) {
  switch (mode) {
    case ValidationMode::kCreate: return access::Interaction::kCreate;
    case ValidationMode::kUpdate: return access::Interaction::kUpdate;
    default: return access::Interaction::kRead;
  }
}

// Those that are asked for must be known; of declared ones that are not, a warning says so.
void check_profiles(const fhir::ProfileChecker& profiles, const ValidationRequest& request, json::View resource,
                    std::int64_t now_ms, fhir::Findings& findings) {
  const fhir::ProfileCheckOptions options{.must_support = true, .now_ms = now_ms};
  for (const std::string& canonical : request.profiles) {
    const Status checked = profiles.check(resource, canonical, options, findings);
    if (!checked.ok()) findings.add({Severity::kError, default_issue_type(checked.error().kind), checked.error().message, {}, "profile"});
  }
  profiles.check_declared(resource, options, findings);
}

// Where "SearchParameter.expression" stands: the element that is named first, or nowhere.
std::uint32_t place_of(json::View resource, std::string_view expression) {
  const std::size_t dot = expression.find('.');
  if (dot == std::string_view::npos) return 0;
  const std::string_view name = expression.substr(dot + 1);
  const json::View member = resource.member(name.substr(0, name.find_first_of(".[")));
  return member.exists() ? member.offset() : 0;
}

}  // namespace

Result<fhir::Findings> Engine::validate(Session& session, json::View resource, const ValidationRequest& request) const {
  const Parts& parts = impl_->parts;
  const std::string_view type = parts.definitions.name_of(request.type);
  OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, right_for(request.mode), request.type));
  note(session, "$validate", type);
  fhir::Findings findings;
  const json::View named = resource.member("resourceType");
  if (named.is_string() && !named.equals(type)) {
    findings.add({Severity::kError, IssueType::kStructure, "resourceType must be \"" + std::string(type) + "\", as the URL says", "resourceType", {}}, named.offset());
    return findings;
  }
  const Surroundings around(parts, session.caller.partition());
  parts.checker.check(resource, {.best_practice = true, .surroundings = &around.environment(), .extensions = around.extensions(Severity::kError)}, findings);
  check_profiles(around.profiles(), request, resource, around.environment().now_ms, findings);
  fhir::check_definition(around.profiles().profiles(), resource, findings);
  if (type == "QuestionnaireResponse") OSLER_RETURN_IF_ERROR(check_questionnaire(parts, session.caller.partition(), resource, findings));
  if (request.type == parts.search_parameter && !findings.has_errors()) {
    const bool is_new = request.mode == ValidationMode::kCreate;
    const std::string own = is_new ? std::string() : resource.member("id").text();
    OSLER_TRY(const std::vector<Issue> issues, parameter_findings(parts, session.caller.partition(), own, resource));
    for (const Issue& issue : issues) findings.add(issue, place_of(resource, issue.expression));
  }
  if (request.mode == ValidationMode::kContent || findings.has_errors()) return findings;
  const json::View id = resource.member("id");
  const store::RecordKey self{request.type, id.is_string() ? id.text() : std::string()};
  const ReferenceGround ground{session.caller.partition(), session.base_url, {}, {}};
  OSLER_TRY(const ReferenceFindings references, check_references(parts, self, resource, ground));
  for (const Issue& issue : references.issues) findings.add(issue);
  return findings;
}

}  // namespace osler::engine
