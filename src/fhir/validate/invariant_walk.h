#pragma once
// The invariants of one resource, applied to its objects while something else walks through them.

#include "fhir/validate/invariant_plan.h"
#include "fhir/validate/structure_check.h"

namespace osler::fhir {

class InvariantWalk {
 public:
  InvariantWalk(const Definitions& definitions, const InvariantPlan& plan, const StructureCheckOptions& options, Findings& findings)
      : definitions_(definitions), plan_(plan), options_(options), evaluator_(definitions, options.surroundings, findings) {}

  /// What %resource and %rootResource are from now on.
  void enter(json::View resource, json::View root_resource) { evaluator_.enter(resource, root_resource); }
  json::View resource() const { return evaluator_.resource(); }
  json::View root_resource() const { return evaluator_.root_resource(); }
  /// Of the root resource's contained ones.
  json::View contained(std::string_view id) { return contained_.find(root_resource(), id); }

  /// Every rule of one object, which has the elements `present`.
  void object(json::View value, StructureId structure, const path::ElementSet& present, const ElementPath& path);
  /// The rules of a primitive that has a `sibling` ("_birthDate") and no value.
  void lone_sibling(json::View sibling, StructureId structure, const ElementPath& path);

 private:
  bool is_wanted(const InvariantRule& rule) const;
  void apply(const PlannedRule& planned, const path::Item& context, const ElementPath& path);
  void on_element(const PlannedRule& planned, json::View owner, StructureId structure, const ElementPath& path);

  const Definitions& definitions_;
  const InvariantPlan& plan_;
  const StructureCheckOptions& options_;
  InvariantEvaluator evaluator_;
  ContainedIndex contained_;
};

}  // namespace osler::fhir
