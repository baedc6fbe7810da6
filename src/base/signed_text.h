#pragma once
// Text that travels through a client and must come back unchanged: base64url(content) and a keyed MAC over it and over
// a context (organization, route, query) that is not sent.

#include <optional>
#include <string>
#include <string_view>

namespace osler {

/// URL-safe. The context must be given again to open it.
std::string sign_text(std::string_view key, std::string_view context, std::string_view content);
/// The content; nothing if text, key or context are not those of sign_text(). Constant time in the MAC.
std::optional<std::string> open_signed_text(std::string_view key, std::string_view context, std::string_view text);

}  // namespace osler
