#pragma once
// Words for a code in the language that was asked for, from displays and designations.
// Spec: FHIR R4, codesystem.html#designations; RFC 4647, section 3.4 for the match of languages.

#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/expansion.h"

namespace osler::fhir::terms {

/// "de-CH, de;q=0.5, *" as tags in the order they are wanted; '*' and what is refused (q=0) left out.
std::vector<std::string> wanted_languages(std::string_view list);

/// Whether text in `tag` serves who asked for `wanted`: equal, or a narrower form of it ("de-CH" for "de").
bool serves(std::string_view tag, std::string_view wanted);

struct Word {
  std::string language;  ///< Empty: not said.
  std::string text;
  json::View view;       ///< The designation; none: the display itself.
};

/// Every word for a member: first the display, then the value set's designations, the system's, those of its supplements.
std::vector<Word> words_for(const Member& member);

/// The best word: the first language that has one, else the display. Empty: there is none.
std::string display_for(const Member& member, const std::vector<std::string>& languages);

/// Whether `given` is a word for the member: in one of the languages, or, where these have none (or none are asked for),
/// any word. Compared with case.
bool is_word_for(const Member& member, std::string_view given, const std::vector<std::string>& languages);

}  // namespace osler::fhir::terms
