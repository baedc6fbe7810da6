#pragma once
// Parameter numbers of what is indexed beside a parameter's own values. Parameters proper are below 4,096.

#include "base/ids.h"

namespace osler::fhir {

enum class Facet : std::uint16_t {
  kText = 1,        ///< Token and reference parameters: text and display, as Text atoms. For ":text".
  kIdentifier = 2,  ///< Reference parameters: Reference.identifier, as Token atoms. For ":identifier".
  kOfType = 3,      ///< Identifier tokens: (type system|code, value) as two Token parts. For ":of-type".
  kUnit = 4,        ///< Quantity parameters: values with a unit, as Interval atoms. Their own entries are the bare numbers.
  kContained = 5,   ///< Reference parameters: "m" for a reference "#m", as Token atoms. Of `_content`: the types of contained resources.
  kUnlisted = 6,    ///< Of `_content`: references that no parameter of the type has, as Reference atoms.
};

inline constexpr std::uint16_t kParameterNumberMax = 4'095;

constexpr ParameterId facet(ParameterId parameter, Facet kind) {
  return static_cast<ParameterId>(static_cast<std::uint16_t>(number_of(parameter) + (static_cast<std::uint16_t>(kind) << 12U)));
}

/// The parameter whose facet it is; a parameter itself stays.
constexpr ParameterId without_facet(ParameterId parameter) {
  return static_cast<ParameterId>(number_of(parameter) & kParameterNumberMax);
}

}  // namespace osler::fhir
