#pragma once
// The words that `_text` and `_content` look through.

#include <string>

#include "json/tree.h"

namespace osler::fhir {

/// The narrative's words, tags and entities resolved, folded. Empty without a narrative.
std::string narrative_words(json::View resource);

/// The words of every text and number in the resource, its narrative and contained resources included, folded; not the
/// names of elements and of resource types.
std::string content_words(json::View resource);

}  // namespace osler::fhir
