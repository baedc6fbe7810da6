#pragma once
// For the model check: what a search value means for one element, said again from the specification. Nothing here knows
// the index, its entries or the query tree; the values come from FHIRPath alone.

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/path/evaluate.h"
#include "json/tree.h"

namespace osler::fhir::naive {

/// Lower case, without accents, words separated by single blanks. Letters of Latin scripts only.
std::string folded(std::string_view text);
/// Separators that no backslash stands before.
std::vector<std::string> split(std::string_view text, char separator);
std::string unescaped(std::string_view text);

struct Coded {
  std::string system, code;
};
/// The codes of one element: code, Coding, CodeableConcept, Identifier, ContactPoint, boolean …
std::vector<Coded> codes_of(const Definitions& definitions, const path::Item& item);
/// Texts of a string element, part by part.
std::vector<std::string> texts_of(const Definitions& definitions, const path::Item& item);
/// Words beside a code or a reference: for ":text".
std::vector<std::string> words_beside(const Definitions& definitions, const path::Item& item);
/// "Type/id" of a Reference, or the url.
std::string reference_of(const path::Item& item);

/// Whether there is anything in the element that a search of this type could find: what else counts as missing.
bool is_searchable(const Definitions& definitions, SearchType type, const path::Item& item);

/// Whether one element meets one value of the list. `word` is the modifier, without missing, not and types.
bool element_meets(const Definitions& definitions, SearchType type, std::string_view word, const path::Item& item, const std::string& value);

}  // namespace osler::fhir::naive
