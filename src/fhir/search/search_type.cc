#include "fhir/search/search_type.h"

#include <algorithm>
#include <array>

namespace osler::fhir {
namespace {

constexpr std::array<std::string_view, 9> kWords{"number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"};

}  // namespace

std::string_view word_for(SearchType type) { return kWords.at(static_cast<std::size_t>(type)); }

std::optional<SearchType> search_type_of(std::string_view word) {
  const auto found = std::ranges::find(kWords, word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<SearchType>(found - kWords.begin());
}

}  // namespace osler::fhir
