#include "fhir/validate/invariant_rule.h"

namespace osler::fhir {
namespace {

/// Steps of one rule for each value in the resource, beyond the environment's own limit: rules are linear in what they
/// look at, but for a few over definitions.
constexpr std::uint64_t kStepsForEachValue = 10;

// A recommendation of good practice, marked so in the official package (elementdefinition-bestpractice).
bool is_recommendation(std::string_view key) { return key == "dom-6" || key == "con-3"; }

}  // namespace

Result<InvariantRule> InvariantRule::compile(const Definitions& definitions, std::string_view key, std::string_view expression,
                                             std::string_view human, Severity severity) {
  OSLER_TRY(path::Program program, path::compile(definitions, expression));
  return InvariantRule{std::string(key), std::string(human), severity, is_recommendation(key), std::move(program)};
}

InvariantEvaluator::InvariantEvaluator(const Definitions& definitions, const path::Environment* surroundings, Findings& findings)
    : definitions_(definitions), findings_(findings) {
  if (surroundings != nullptr) environment_ = *surroundings;
}

void InvariantEvaluator::enter(json::View resource, json::View root_resource) {
  environment_.resource = resource;
  environment_.root_resource = root_resource;
  if (!resource.exists()) return;
  const std::size_t values = resource.tree()->nodes().size();
  environment_.steps_max = path::Environment().steps_max + kStepsForEachValue * values;
  environment_.collection_max = static_cast<std::uint32_t>(path::Environment().collection_max + values);
}

void InvariantEvaluator::check(const InvariantRule& rule, const path::Item& context, const ElementPath& path) {
  const Result<std::optional<bool>> held = path::decide(rule.program, definitions_, context, environment_, workspace_);
  workspace_.reset();
  if (!held.ok()) {
    const std::string diagnostics = rule.key + " could not be evaluated: " + held.error().message;
    return findings_.report(Severity::kWarning, IssueType::kProcessing, path, diagnostics, rule.key);
  }
  if (!held->value_or(rule.holds_if_empty())) report(rule, path);
}

void InvariantEvaluator::report(const InvariantRule& rule, const ElementPath& path) {
  if (!findings_.accepts(rule.severity)) return;
  findings_.report(rule.severity, IssueType::kInvariant, path, rule.key + ": " + rule.human, rule.key);
}

}  // namespace osler::fhir
