#include "fhir/validate/invariant_walk.h"

namespace osler::fhir {

void InvariantWalk::object(json::View value, StructureId structure, const path::ElementSet& present, const ElementPath& path) {
  const StructureRules& rules = plan_.of(structure);
  path::Item context;
  context.view = value;
  context.structure = structure;
  for (const PlannedRule& planned : rules.own) {
    if (!is_wanted(planned.rule)) continue;
    switch (planned.gate.decide(present)) {
      case path::PresenceGate::Answer::kTrue: break;
      case path::PresenceGate::Answer::kFalse: evaluator_.report(planned.rule, path); break;
      case path::PresenceGate::Answer::kEmpty:
        if (!planned.rule.holds_if_empty()) evaluator_.report(planned.rule, path);
        break;
      case path::PresenceGate::Answer::kUnknown: apply(planned, context, path); break;
    }
  }
  for (const PlannedRule& planned : rules.on_elements) {
    if (is_wanted(planned.rule)) on_element(planned, value, structure, path);
  }
}

void InvariantWalk::lone_sibling(json::View sibling, StructureId structure, const ElementPath& path) {
  path::Item context;
  context.sibling = sibling;
  context.structure = structure;
  for (const PlannedRule& planned : plan_.of(structure).own) apply(planned, context, path);
}

bool InvariantWalk::is_wanted(const InvariantRule& rule) const {
  return rule.severity <= options_.least && (options_.best_practice || !rule.is_best_practice);
}

void InvariantWalk::apply(const PlannedRule& planned, const path::Item& context, const ElementPath& path) {
  if (planned.native == nullptr) return evaluator_.check(planned.rule, context, path);
  const NativeInput input{definitions_, context, evaluator_.resource(), evaluator_.root_resource(), contained_};
  if (!planned.native(input)) evaluator_.report(planned.rule, path);
}

void InvariantWalk::on_element(const PlannedRule& planned, json::View owner, StructureId structure, const ElementPath& path) {
  for (const json::View member : owner) {
    const Element* element = definitions_.element(structure, member.name());
    if (element == nullptr || element->path != planned.path) continue;
    const auto check = [&](json::View value, std::int64_t index) {
      path::Item context = path::context_item(definitions_, value, element->type);
      context.element = element;
      apply(planned, context, ElementPath{.parent = &path, .element = element, .index = index, .value = value});
    };
    if (!member.is_array()) {
      check(member, ElementPath::kNoIndex);
      continue;
    }
    std::int64_t index = 0;
    for (const json::View item : member) check(item, index++);
  }
}

}  // namespace osler::fhir
