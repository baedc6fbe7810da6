#pragma once
// Whether a resource is what R4 defines for its type: elements, cardinality, JSON kinds, formats of primitives, choices,
// extensions (against their definitions, where those are given), contained resources, narrative, codes, invariants. It does
// not follow references or know other profiles.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/path/evaluate.h"
#include "fhir/validate/findings.h"
#include "json/tree.h"

namespace osler::fhir {

class ProfileSet;

/// What extensions are checked against.
struct ExtensionDefinitions {
  const ProfileSet* definitions = nullptr;  ///< Null: extensions are checked as elements only.
  /// Of definitions outside http://hl7.org/fhir/StructureDefinition/: the worst that a fault may be. Nothing: not looked up.
  std::optional<Severity> of_others = Severity::kError;
  /// Of the same: the worst that a code outside its value set may be.
  Severity codes_of_others = Severity::kError;
  /// One that stands outside its context of use: HL7's own packages hold such ones, whose contexts were widened later.
  Severity misplaced = Severity::kError;
};

struct StructureCheckOptions {
  std::size_t findings_max = kFindingsMax;
  Severity least = Severity::kInformation;  ///< Findings below it are not looked for.
  bool best_practice = false;               ///< Whether recommendations (dom-6, con-3) are among the warnings.
  /// What invariants may ask beyond the resource; may be null.
  const path::Environment* surroundings = nullptr;
  ExtensionDefinitions extensions = {};
};

/// Prepared once from the definitions, which must outlive it. Immutable: any number of threads.
class StructureChecker {
 public:
  explicit StructureChecker(const Definitions& definitions);
  ~StructureChecker();
  StructureChecker(StructureChecker&&) noexcept;
  StructureChecker& operator=(StructureChecker&&) noexcept;

  /// Appends every finding about `resource`, whose tree must have been parsed with definitions.names(). A valid
  /// resource adds nothing and allocates nothing beyond working memory for strings with escapes. Never reports a value.
  /// Spec: FHIR R4, json.html, validation.html (structure, cardinality, value domains, coding bindings, invariants).
  void check(json::View resource, const StructureCheckOptions& options, Findings& findings) const;

  struct Plan;

 private:
  std::unique_ptr<Plan> plan_;
};

/// As StructureChecker::check() for a single use.
void check_structure(const Definitions& definitions, json::View resource, const StructureCheckOptions& options,
                     Findings& findings);

}  // namespace osler::fhir
