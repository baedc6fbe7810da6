#pragma once
// A dictionary made of what a store's texts have in common.

#include <cstddef>
#include <string>
#include <vector>

namespace osler::store::rocks {

/// What stands in fewer texts than this, such as a name, an id or a number, does not get into a dictionary: dictionaries are kept for
/// ever, records may be erased.
inline constexpr std::size_t kTextsThatShare = 5;

/// The texts without the words (letters and digits) that fewer than kTextsThatShare of them have.
std::vector<std::string> without_rare_words(const std::vector<std::string>& texts);

/// Empty if the texts are too few or too small to learn from. Takes some tenths of a second for some thousand texts.
std::string train_dictionary(const std::vector<std::string>& texts);

}  // namespace osler::store::rocks
