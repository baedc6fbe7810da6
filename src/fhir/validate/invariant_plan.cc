#include "fhir/validate/invariant_plan.h"

namespace osler::fhir {
namespace {

// The narrative check (narrative.html) says more than htmlChecks() could, and runs for every narrative.
bool is_checked_elsewhere(const Invariant& invariant) { return invariant.key == "txt-1" || invariant.key == "txt-2"; }

PlannedRule planned(const Definitions& definitions, const Invariant& invariant, std::string_view declared_on, StructureId structure) {
  Result<InvariantRule> rule = InvariantRule::compile(definitions, invariant.key, invariant.expression, invariant.human,
                                                      invariant.is_error ? Severity::kError : Severity::kWarning);
  OSLER_ASSERT(rule.ok());
  PlannedRule made{std::move(*rule), {}, native_rule(declared_on, invariant.key), invariant.path};
  const bool on_whole = invariant.path == declared_on;
  if (on_whole) made.gate = path::PresenceGate::create(definitions, made.rule.program, structure);
  return made;
}

StructureRules rules_of(const Definitions& definitions, StructureId id) {
  StructureRules rules;
  for (StructureId base = id; base != StructureId::kNone; base = definitions.at(base).base) {
    const Structure& structure = definitions.at(base);
    for (const Invariant& invariant : structure.invariants) {
      if (is_checked_elsewhere(invariant)) continue;
      auto& list = invariant.path == structure.name ? rules.own : rules.on_elements;
      list.push_back(planned(definitions, invariant, structure.name, id));
    }
  }
  return rules;
}

}  // namespace

InvariantPlan::InvariantPlan(const Definitions& definitions) : definitions_(definitions), by_structure_(definitions.structure_count() + 1U) {}
InvariantPlan::~InvariantPlan() = default;

const StructureRules& InvariantPlan::compiled(StructureId id) const {
  const std::lock_guard lock(mutex_);
  auto& place = by_structure_[static_cast<std::size_t>(id)];
  if (const StructureRules* known = place.load(std::memory_order_acquire)) return *known;
  owned_.push_back(std::make_unique<const StructureRules>(rules_of(definitions_, id)));
  place.store(owned_.back().get(), std::memory_order_release);
  return *owned_.back();
}

}  // namespace osler::fhir
