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

/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
/// HMAC-SHA-256: 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// Equal length and content, in time that depends on the length alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace osler
