#include "fhir/search/modifier.h"

#include <array>
#include <string>
#include <vector>

#include "base/nearest.h"

namespace osler::fhir {
namespace {

Error about(std::string_view name, std::string_view what) {
  return invalid_input("search parameter '" + std::string(name) + "': " + std::string(what));
}

struct ModifierWord {
  std::string_view word;
  Modifier modifier;
  std::array<bool, 9> fits;  ///< By SearchType: number date string token reference composite quantity uri special.
};
constexpr std::array<ModifierWord, 12> kModifiers = {{
    {"missing", Modifier::kMissing, {true, true, true, true, true, true, true, true, true}},
    {"exact", Modifier::kExact, {false, false, true, false, false, false, false, false, false}},
    {"contains", Modifier::kContains, {false, false, true, false, false, false, false, false, false}},
    {"text", Modifier::kText, {false, false, true, true, true, false, false, false, false}},
    {"not", Modifier::kNot, {false, false, false, true, false, false, false, false, false}},
    {"identifier", Modifier::kIdentifier, {false, false, false, false, true, false, false, false, false}},
    {"of-type", Modifier::kOfType, {false, false, false, true, false, false, false, false, false}},
    {"above", Modifier::kAbove, {false, false, false, true, true, false, false, true, false}},
    {"below", Modifier::kBelow, {false, false, false, true, true, false, false, true, false}},
    {"in", Modifier::kIn, {false, false, false, true, false, false, false, false, false}},
    {"not-in", Modifier::kNotIn, {false, false, false, true, false, false, false, false, false}},
    {"", Modifier::kNone, {true, true, true, true, true, true, true, true, true}},
}};

std::string supported_modifiers(SearchType type) {
  std::string words;
  for (const ModifierWord& known : kModifiers) {
    if (known.word.empty() || !known.fits[static_cast<std::size_t>(type)]) continue;
    words += (words.empty() ? ":" : ", :") + std::string(known.word);
  }
  return words + (type == SearchType::kReference ? ", :[type]" : "");
}

std::string did_you_mean(std::string_view word) {
  std::vector<std::string_view> words;
  for (const ModifierWord& known : kModifiers) words.push_back(known.word);
  const std::optional<std::string_view> near = nearest(word, words);
  return near && !near->empty() ? "; did you mean ':" + std::string(*near) + "'?" : std::string();
}

}  // namespace

Result<ReadModifier> read_modifier(const Definitions& definitions, const SearchParameter& parameter, std::string_view word) {
  const std::string name = std::string(parameter.code) + ":" + std::string(word);
  for (const ModifierWord& known : kModifiers) {
    if (known.word != word) continue;
    if (known.fits[static_cast<std::size_t>(parameter.type)]) return ReadModifier{known.modifier, TypeId::kNone};
    return about(name, "this modifier is not supported here; supported: " + supported_modifiers(parameter.type));
  }
  if (parameter.type == SearchType::kReference) {
    if (const std::optional<TypeId> type = definitions.resource_type(word)) return ReadModifier{Modifier::kType, *type};
  }
  return about(name, "unknown modifier" + did_you_mean(word) + "; supported: " + supported_modifiers(parameter.type));
}

bool is_negative(std::string_view word) { return word == "not" || word == "not-in"; }

}  // namespace osler::fhir
