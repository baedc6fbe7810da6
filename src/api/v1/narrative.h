#pragma once
// Plain text to the XHTML of a FHIR narrative and back.

#include <string>
#include <string_view>

namespace osler::api::v1 {

/// `<div xmlns="…">…</div>` with the text escaped and each line break as <br/>.
/// Spec: FHIR R4, narrative.html.
std::string narrative_div(std::string_view text);
/// The text of a narrative's div: markup dropped, <br> and the end of blocks as line breaks, entities resolved. Undoes
/// narrative_div() exactly; of foreign markup it keeps the words.
std::string narrative_text(std::string_view div);

}  // namespace osler::api::v1
