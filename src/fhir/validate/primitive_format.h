#pragma once
// The formats of FHIR's primitive types as JSON values. It does not know elements, cardinality or bindings.

#include <string>
#include <string_view>

#include "fhir/model/definitions.h"
#include "json/tree.h"

namespace osler::fhir {

/// Bytes of a string; longer ones are refused. Binary content and narrative are not bound by it.
inline constexpr std::size_t kStringBytesMax = 1024 * 1024;

enum class PrimitiveFault : std::uint8_t {
  kNone,
  kKind,     ///< Not the JSON kind that the type is written as.
  kEmpty,    ///< "".
  kTooLong,  ///< Over kStringBytesMax.
  kControl,  ///< A character below U+0020 other than tab, line feed, carriage return.
  kFormat,   ///< The type's own rule.
};

/// Checks a value that is not null against a primitive type other than kNone. `scratch` is working memory for strings
/// with escapes. Narrative is checked to be a string only. Spec: FHIR R4, datatypes.html#primitive,
/// json.html#primitive.
PrimitiveFault check_primitive(json::View value, Primitive type, std::string& scratch);

/// What a value of the type looks like, for messages: "a date: YYYY, YYYY-MM or YYYY-MM-DD".
std::string_view expected_form(Primitive type);

}  // namespace osler::fhir
