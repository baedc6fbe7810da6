#include "events/event_names.h"

namespace osler::events {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// "FamilyMemberHistory" is "family-member-history".
std::string kebab_case(std::string_view name) {
  std::string word;
  for (const char c : name) {
    if (is_upper(c) && !word.empty()) word += '-';
    word += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return word;
}

}  // namespace

EventNames::EventNames(const fhir::Definitions& definitions, const std::vector<ShortName>& short_names) {
  const auto place = [this](TypeId type) -> Name& {
    if (names_.size() <= number_of(type)) names_.resize(number_of(type) + std::size_t{1});
    return names_[number_of(type)];
  };
  for (const TypeId type : definitions.resource_types()) {
    const std::string name(definitions.name_of(type));
    place(type) = {kebab_case(name), name + "/"};
  }
  for (const ShortName& name : short_names) place(name.type) = {name.word, name.id_prefix + "_"};
  for (const TypeId type : definitions.resource_types()) types_.emplace(place(type).word, type);
}

const std::string& EventNames::word(TypeId type) const { return names_.at(number_of(type)).word; }

std::string EventNames::shown_id(TypeId type, std::string_view id) const {
  return names_.at(number_of(type)).before_id + std::string(id);
}

std::optional<TypeId> EventNames::type_of(std::string_view word) const {
  const auto found = types_.find(word);
  return found == types_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> EventNames::words() const {
  std::vector<std::string_view> all;
  for (const auto& [word, type] : types_) all.push_back(word);
  return all;
}

}  // namespace osler::events
