#pragma once
// Whether a narrative's XHTML is well-formed and holds nothing but formatting. It changes nothing: text that is not
// accepted is refused, never cleaned.

#include <cstdint>
#include <string_view>

namespace osler::fhir {

enum class XhtmlFault : std::uint8_t {
  kNone,
  kNoDiv,      ///< Does not begin with <div, or something follows its end.
  kMalformed,  ///< A tag, attribute or entity that is no XML, or tags that do not match.
  kElement,    ///< An element outside the formatting subset (script, form, iframe, …).
  kAttribute,  ///< An attribute outside the subset (event handlers, …).
  kLink,       ///< href, src and the like with a scheme that could run code, or a style that could.
  kNamespace,  ///< An xmlns other than XHTML's.
  kDepth,      ///< More than kXhtmlDepthMax elements inside one another.
  kEmpty,      ///< No text and no image.
};

inline constexpr std::size_t kXhtmlDepthMax = 100;

/// Checks one <div> with all it holds. Spec: FHIR R4, narrative.html#Narrative, invariants txt-1 and txt-2.
XhtmlFault check_xhtml(std::string_view text);

/// What was expected, for messages.
std::string_view expected_form(XhtmlFault fault);

}  // namespace osler::fhir
