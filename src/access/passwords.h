#pragma once
// Passwords: what makes one acceptable, how it is kept (Argon2id, never the text), how one is generated.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/rng.h"

namespace osler::access {

inline constexpr std::size_t kPasswordCharactersMin = 12;
inline constexpr std::size_t kPasswordCharactersMax = 128;

/// What is wrong with a password, one sentence each; empty: nothing. 12 to 128 characters with an upper-case letter, a
/// lower-case letter, a digit and something else.
std::vector<std::string> password_faults(std::string_view password);

/// Twenty characters that meet the rules, without look-alikes.
std::string generate_password(Rng& rng);

/// What one hash costs. The defaults are OWASP's recommendation: 19 MiB, two passes, one lane; about 30 ms.
struct PasswordCost {
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
};

/// The text that is stored: "$argon2id$v=19$…" with salt and cost. Takes tens of milliseconds: not for an event loop.
/// Errors: kUnavailable when memory is short.
Result<std::string> hash_password(std::string_view password, const PasswordCost& cost, Rng& rng);

/// A stored text that no password is behind, made without hashing: checking against it costs what any check costs.
std::string unmatched_hash(const PasswordCost& cost, Rng& rng);

/// Whether `password` is the one behind `stored`; false for a text that hash_password() did not make. As slow as that.
bool matches_password(std::string_view password, const std::string& stored);

}  // namespace osler::access
