#pragma once
// What the structure check needs of the definitions beyond look-ups, worked out once: which elements are required,
// which structures have rules of their own, and the numbers of the property names it asks for.

#include <cstdint>
#include <span>
#include <vector>

#include "fhir/validate/invariant_plan.h"
#include "fhir/validate/structure_check.h"

namespace osler::fhir {

/// Structures with rules that their elements do not tell.
enum class SpecialStructure : std::uint8_t {
  kNone,
  kResource,
  kExtension,
  kReference,
  kAttachment,
  kIdentifier,
  kBundle,
  kCoding,
  kCodeableConcept,
  kNarrative
};

/// Choices of one structure, at most.
inline constexpr std::size_t kChoicesMax = 31;

struct StructureChecker::Plan {
  explicit Plan(const Definitions& from);

  SpecialStructure special(StructureId id) const { return specials[static_cast<std::size_t>(id)]; }
  /// Positions of the elements with min > 0; one for each choice.
  std::span<const std::uint16_t> required(StructureId id) const {
    const auto at = static_cast<std::size_t>(id);
    return std::span(required_positions).subspan(required_starts[at], required_starts[at + 1] - required_starts[at]);
  }

  const Definitions& definitions;
  InvariantPlan invariants;
  std::vector<SpecialStructure> specials;      ///< By structure number.
  std::vector<std::uint32_t> required_starts;  ///< By structure number, one more than there are.
  std::vector<std::uint16_t> required_positions;
  StructureId any_resource;
  ValueSetId currencies, media_types;
  json::NameId resource_type, contained, extension, reference, identifier, display, system, code, coding, text, div;
};

}  // namespace osler::fhir
