#include "fhir/terms/display.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"

namespace osler::fhir::terms {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// A weight of zero, however written: "q=0", "q=0.000".
bool is_refused(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  return parameters.substr(at + 2).find_first_not_of("0. ") == std::string_view::npos;
}

void add_designations(std::vector<Word>& words, json::View concept_object) {
  for (const json::View designation : concept_object.member("designation")) {
    const json::View language = designation.member("language");
    words.push_back({language.is_string() ? language.text() : std::string(), designation.member("value").text(), designation});
  }
}

}  // namespace

std::vector<std::string> wanted_languages(std::string_view list) {
  std::vector<std::string> languages;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const std::size_t semicolon = item.find(';');
    const std::string_view tag = trimmed(item.substr(0, semicolon));
    const bool refused = semicolon != std::string_view::npos && is_refused(item.substr(semicolon));
    if (!tag.empty() && tag != "*" && !refused) languages.emplace_back(tag);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return languages;
}

bool serves(std::string_view tag, std::string_view wanted) {
  if (tag.size() < wanted.size() || !same_letters(tag.substr(0, wanted.size()), wanted)) return false;
  return tag.size() == wanted.size() || tag[wanted.size()] == '-';
}

std::vector<Word> words_for(const Member& member) {
  std::vector<Word> words;
  const bool own = member.listed != nullptr && !member.listed->display.empty();
  std::string language;
  std::string display;
  if (member.system != nullptr) {
    language = member.system->language();
    display = member.system->at(member.index).display;
  }
  if (own) words.push_back({language, std::string(member.listed->display), {}});
  if (!display.empty() && (!own || display != member.listed->display)) words.push_back({language, display, {}});
  if (member.listed != nullptr) add_designations(words, member.listed->view);
  if (member.system == nullptr) return words;
  add_designations(words, member.system->view(member.index));
  for (const CodeSystem::Addition& addition : member.system->additions(member.index)) add_designations(words, addition.view);
  return words;
}

std::string display_for(const Member& member, const std::vector<std::string>& languages) {
  const std::vector<Word> words = words_for(member);
  for (const std::string& language : languages) {
    const auto found = std::ranges::find_if(words, [&](const Word& word) { return serves(word.language, language); });
    if (found != words.end()) return found->text;
  }
  if (!words.empty() && !words.front().view.exists()) return words.front().text;
  return {};
}

bool is_word_for(const Member& member, std::string_view given, const std::vector<std::string>& languages) {
  const std::vector<Word> words = words_for(member);
  const auto is_wanted = [&](const Word& word) {
    return std::ranges::any_of(languages, [&](const std::string& language) { return serves(word.language, language); });
  };
  const bool any = languages.empty() || std::ranges::none_of(words, is_wanted);
  return std::ranges::any_of(words, [&](const Word& word) { return word.text == given && (any || is_wanted(word)); });
}

}  // namespace osler::fhir::terms
