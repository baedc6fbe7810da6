#pragma once
// An e-mail address as accounts are found by it.

#include <optional>
#include <string>
#include <string_view>

namespace osler::access {

inline constexpr std::size_t kEmailBytesMax = 254;

/// Trimmed and in lower case (ASCII). Nothing unless it is local@domain: one '@', both sides present, no spaces or
/// control characters, at most 254 bytes. Whether mail arrives there is not our question.
std::optional<std::string> canonical_email(std::string_view text);

}  // namespace osler::access
