#pragma once
// The form of Reference.reference, judged by itself: nothing is looked up.

#include <optional>
#include <string_view>

#include "fhir/model/definitions.h"

namespace osler::fhir {

enum class ReferenceFault : std::uint8_t {
  kNone,
  kForm,    ///< Neither relative, absolute, a URN, a fragment nor a conditional reference.
  kType,    ///< Relative, but to no resource type.
  kId,      ///< Relative, but the id or the version is none.
  kTarget,  ///< Relative, but to a type that the element does not allow.
};

/// `targets` empty: any type. Spec: FHIR R4, references.html#literal.
ReferenceFault check_reference(const Definitions& definitions, std::string_view reference,
                               std::span<const TypeId> targets);

/// "Patient/1", "http://x/Patient/1/_history/2": the type it names; nothing for everything else.
std::optional<TypeId> type_in_reference(const Definitions& definitions, std::string_view reference);

}  // namespace osler::fhir
