#pragma once
// The text of an API key: "clk_test_" or "clk_live_", 27 random base-62 characters (160 bits) and a 6-character base-62
// CRC-32 of everything before it. What a key may do is not in its text.

#include <optional>
#include <string>
#include <string_view>

#include "base/rng.h"
#include "store/partition.h"

namespace osler::access {

inline constexpr std::size_t kApiKeyPrefixBytes = 9;
inline constexpr std::size_t kApiKeyRandomBytes = 27;
inline constexpr std::size_t kApiKeyChecksumBytes = 6;
inline constexpr std::size_t kApiKeyBytes = kApiKeyPrefixBytes + kApiKeyRandomBytes + kApiKeyChecksumBytes;

/// A new key's text.
std::string make_api_key(store::Environment environment, Rng& rng);

/// Whether the text matches ^clk_(live|test)_[A-Za-z0-9]+$.
bool has_api_key_form(std::string_view text);

/// Whether a text of that form is as long as ours and its checksum fits.
bool has_valid_checksum(std::string_view text);

/// "clk_test_" or "clk_live_".
std::string_view api_key_prefix(store::Environment environment);

}  // namespace osler::access
