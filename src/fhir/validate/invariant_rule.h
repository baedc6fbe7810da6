#pragma once
// One invariant, compiled: a constraint of an ElementDefinition, whether of R4 itself or of a profile. And what evaluates
// it and says where it is broken.

#include <string>
#include <string_view>

#include "base/error.h"
#include "fhir/path/evaluate.h"
#include "fhir/validate/findings.h"

namespace osler::fhir {

struct InvariantRule {
  std::string key;    ///< "pat-1".
  std::string human;  ///< What it demands, for people.
  Severity severity = Severity::kError;
  bool is_best_practice = false;
  path::Program program;

  /// A rule must be true; only of a warning it is enough that it is not false: most of R4's speak of a name that may be missing.
  bool holds_if_empty() const { return severity > Severity::kError; }

  /// Errors: kInvalidInput, as path::compile().
  static Result<InvariantRule> compile(const Definitions& definitions, std::string_view key, std::string_view expression,
                                       std::string_view human, Severity severity);
};

/// Evaluates rules on parts of one resource. Holds working memory: one for each check, on the stack.
class InvariantEvaluator {
 public:
  /// `surroundings` (what resolve(), memberOf() and conformsTo() may ask, the time; may be null) must outlive it.
  InvariantEvaluator(const Definitions& definitions, const path::Environment* surroundings, Findings& findings);

  /// What %resource and %rootResource are from now on.
  void enter(json::View resource, json::View root_resource);
  /// What %names stand for, beside FHIR's own. The variables must outlive the next call.
  void set_variables(std::span<const path::Variable> variables) { environment_.variables = variables; }
  json::View resource() const { return environment_.resource; }
  json::View root_resource() const { return environment_.root_resource; }

  /// Reports the rule at `path` if it does not hold for `context`, and as a warning that it could not be evaluated.
  void check(const InvariantRule& rule, const path::Item& context, const ElementPath& path);
  /// Reports that the rule is broken at `path`.
  void report(const InvariantRule& rule, const ElementPath& path);

 private:
  const Definitions& definitions_;
  Findings& findings_;
  path::Environment environment_;
  path::Workspace workspace_;
};

}  // namespace osler::fhir
