#include "store/rocks/train_dictionary.h"

#include <zdict.h>

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kTrainedBytesMax = 32 << 10;

/// Bytes of UTF-8 beyond ASCII are letters.
bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

template <class Visit>
void for_each_piece(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const bool is_word = is_of_word(text.front());
    std::size_t size = 1;
    while (size < text.size() && is_of_word(text[size]) == is_word) ++size;
    visit(text.substr(0, size), is_word);
    text.remove_prefix(size);
  }
}

}  // namespace

std::vector<std::string> without_rare_words(const std::vector<std::string>& texts) {
  std::unordered_map<std::string_view, std::size_t> texts_with;
  for (const std::string& text : texts) {
    std::unordered_set<std::string_view> seen;
    for_each_piece(text, [&](std::string_view piece, bool is_word) {
      if (is_word && seen.insert(piece).second) ++texts_with[piece];
    });
  }
  std::vector<std::string> kept(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for_each_piece(texts[i], [&](std::string_view piece, bool is_word) {
      if (!is_word || texts_with.at(piece) >= kTextsThatShare) kept[i] += piece;
    });
  }
  return kept;
}

std::string train_dictionary(const std::vector<std::string>& texts) {
  std::string all;
  std::vector<std::size_t> sizes;
  for (const std::string& text : without_rare_words(texts)) {
    all += text;
    sizes.push_back(text.size());
  }
  std::string dictionary(kTrainedBytesMax, '\0');
  const std::size_t bytes = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(), sizes.data(),
                                                  static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(bytes) != 0) return {};
  dictionary.resize(bytes);
  return dictionary;
}

}  // namespace osler::store::rocks
