#pragma once
// The invariants of R4, compiled for each structure the first time it is met, then shared by all threads.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "fhir/path/presence_gate.h"
#include "fhir/validate/invariant_rule.h"
#include "fhir/validate/native_rules.h"

namespace osler::fhir {

struct PlannedRule {
  InvariantRule rule;
  path::PresenceGate gate;
  NativeBody native = nullptr;
  std::string_view path = {};  ///< Of the element it stands on: "Organization.telecom"; for the structure's own rules its name.
};

struct StructureRules {
  std::vector<PlannedRule> own;          ///< On the whole object; those of its base types too.
  std::vector<PlannedRule> on_elements;  ///< On each value of one of its elements.
};

class InvariantPlan {
 public:
  /// `definitions` must outlive it.
  explicit InvariantPlan(const Definitions& definitions);
  ~InvariantPlan();

  /// Any thread. The first call for a structure compiles its rules.
  const StructureRules& of(StructureId id) const {
    const StructureRules* known = by_structure_[static_cast<std::size_t>(id)].load(std::memory_order_acquire);
    return known != nullptr ? *known : compiled(id);
  }

 private:
  const StructureRules& compiled(StructureId id) const;

  const Definitions& definitions_;
  mutable std::vector<std::atomic<const StructureRules*>> by_structure_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<const StructureRules>> owned_;
};

}  // namespace osler::fhir
