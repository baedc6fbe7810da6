#include "access/passwords.h"

#include <argon2.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace osler::access {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kPasswordBytesMax = kPasswordCharactersMax * 4;
constexpr std::size_t kGeneratedCharacters = 20;

constexpr std::string_view kUpper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view kDigit = "23456789";
constexpr std::string_view kSpecial = "-_.+=!";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_special(char c) { return !is_upper(c) && !is_lower(c) && !is_digit(c); }

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// Uniform below `bound`, which is small.
std::size_t below(Rng& rng, std::size_t bound) {
  const std::uint64_t fair_end = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
  std::uint64_t number = rng.next();
  while (number >= fair_end) number = rng.next();
  return static_cast<std::size_t>(number % bound);
}

}  // namespace

std::vector<std::string> password_faults(std::string_view password) {
  std::vector<std::string> faults;
  const std::size_t length = characters(password);
  if (length < kPasswordCharactersMin) faults.emplace_back("String must contain at least 12 character(s)");
  if (length > kPasswordCharactersMax || password.size() > kPasswordBytesMax) {
    faults.emplace_back("String must contain at most 128 character(s)");
  }
  if (std::ranges::none_of(password, is_upper)) faults.emplace_back("must contain an upper-case letter");
  if (std::ranges::none_of(password, is_lower)) faults.emplace_back("must contain a lower-case letter");
  if (std::ranges::none_of(password, is_digit)) faults.emplace_back("must contain a digit");
  if (std::ranges::none_of(password, is_special)) faults.emplace_back("must contain a special character");
  return faults;
}

std::string generate_password(Rng& rng) {
  constexpr std::array kGroups = {kUpper, kLower, kDigit, kSpecial};
  std::string password;
  for (const std::string_view group : kGroups) password += group[below(rng, group.size())];
  while (password.size() < kGeneratedCharacters) {
    const std::string_view group = kGroups[below(rng, 3)];
    password += group[below(rng, group.size())];
  }
  for (std::size_t i = password.size(); i > 1; --i) std::swap(password[i - 1], password[below(rng, i)]);
  return password;
}

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost, Rng& rng) {
  std::array<std::byte, kSaltBytes> salt;
  rng.fill(salt);
  std::string stored(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, kSaltBytes, kHashBytes, Argon2_id),
                     '\0');
  const int failure = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, password.data(), password.size(),
                                            salt.data(), salt.size(), kHashBytes, stored.data(), stored.size());
  if (failure != ARGON2_OK) return unavailable("not enough memory to check a password; try again");
  stored.resize(stored.find('\0'));
  return stored;
}

std::string unmatched_hash(const PasswordCost& cost, Rng& rng) {
  // 16 and 32 random bytes in base 64 without padding: hex digits are letters of it, and the bits left over, in the last
  // letter, must be zero.
  const std::string salt = rng.hex(11).substr(0, 21) + "A";
  const std::string hash = rng.hex(21) + "A";
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) +
         ",p=" + std::to_string(cost.lanes) + "$" + salt + "$" + hash;
}

bool matches_password(std::string_view password, const std::string& stored) {
  // A longer text was never accepted as a password; the limit keeps the work bounded.
  if (password.size() > kPasswordBytesMax) password = password.substr(0, kPasswordBytesMax + 1);
  return argon2id_verify(stored.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace osler::access
