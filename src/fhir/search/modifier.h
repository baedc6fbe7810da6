#pragma once
// The words behind the ':' of a search parameter, and which types of parameter take them. Spec: FHIR R4, search.html#modifiers.

#include <string_view>

#include "base/result.h"
#include "fhir/model/definitions.h"

namespace osler::fhir {

enum class Modifier : std::uint8_t {
  kNone, kMissing, kExact, kContains, kText, kNot, kIdentifier, kOfType, kAbove, kBelow, kIn, kNotIn, kType,
  kEquals, kEndsWith,  ///< Of strings, folded; without a word: operators of _filter.
};

struct ReadModifier {
  Modifier modifier = Modifier::kNone;
  TypeId type = TypeId::kNone;  ///< Of kType.
};

/// Errors: kInvalidInput naming the parameter, the nearest known word and the words that fit.
Result<ReadModifier> read_modifier(const Definitions& definitions, const SearchParameter& parameter, std::string_view word);

/// Answers what does not meet the values: absent values meet it, and over several types every type's definition must.
bool is_negative(std::string_view word);

}  // namespace osler::fhir
