#pragma once
// The known word nearest to a mistyped one, for "did you mean".

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace osler {

/// The candidate with the smallest edit distance to `word` (case ignored; a swap of neighbours counts one), if that is
/// at most a third of the word's length and at least 1 is allowed; the first of equals. Words above 64 bytes: nothing.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace osler
