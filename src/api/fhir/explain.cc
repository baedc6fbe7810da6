#include "api/fhir/explain.h"

#include "fhir/search/facet.h"

namespace osler::fhir_api {
namespace {

std::string step_text(const osler::fhir::Definitions& definitions, const Exchange& exchange, const store::PlanStep& step) {
  std::string text(step.action);
  if (step.type != TypeId::kNone) text += ": " + std::string(definitions.name_of(step.type));
  const osler::fhir::SearchParameter* parameter = definitions.search_parameter(osler::fhir::without_facet(step.parameter));
  if (parameter != nullptr) text += "?" + std::string(parameter->code);
  if (exchange.session.caller.sees_restricted) {
    if (step.estimated > 0) text += ", about " + std::to_string(step.estimated) + " entries";
    text += ", " + std::to_string(step.rows) + " rows";
  }
  return text + ", " + std::to_string(step.duration_us) + " us";
}

}  // namespace

Result<bool> asks_for_plan(const Exchange& exchange) {
  const auto header = exchange.request.headers.get("X-Explain");
  if (!header || *header == "false") return false;
  if (*header != "true") return invalid_input("X-Explain: expected true or false");
  const access::Caller& caller = exchange.session.caller;
  const bool may = caller.kind == access::CallerKind::kKey || (caller.kind == access::CallerKind::kUser && caller.role == access::Role::kAdmin);
  if (!may) return Error{ErrorKind::kForbidden, "X-Explain: plans are shown to the role admin", {}, {}};
  return true;
}

void add_plan(const osler::fhir::Definitions& definitions, const Exchange& exchange, const std::vector<store::PlanStep>& plan, std::vector<Issue>& remarks) {
  for (const store::PlanStep& step : plan) {
    remarks.push_back({Severity::kInformation, IssueType::kInformational, step_text(definitions, exchange, step), {}, "explain"});
  }
  if (plan.empty()) remarks.push_back({Severity::kInformation, IssueType::kInformational, "this store has no plans: it looks at every record", {}, "explain"});
}

}  // namespace osler::fhir_api
