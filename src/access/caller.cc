#include "access/caller.h"

#include <array>
#include <utility>

namespace osler::access {
namespace {

constexpr std::array<std::string_view, 3> kRoleWords = {"admin", "practitioner", "auditor"};
constexpr std::array<std::string_view, 2> kEnvironmentWords = {"test", "live"};
constexpr std::array<std::string_view, 3> kProfilePolicyWords = {"off", "warn", "enforce"};

template <class Enum, std::size_t kCount>
std::optional<Enum> value_of(const std::array<std::string_view, kCount>& words, std::string_view word) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

Caller system_caller(Organization organization, store::Environment environment) {
  Caller caller;
  caller.kind = CallerKind::kSystem;
  caller.id = "system";
  caller.name = "system";
  caller.may_read = true;
  caller.may_write = true;
  caller.sees_restricted = true;
  caller.organization = std::move(organization);
  caller.environment = environment;
  return caller;
}

std::string_view word_for(Role role) { return kRoleWords[static_cast<std::size_t>(role)]; }
std::string_view word_for(store::Environment environment) {
  return kEnvironmentWords[static_cast<std::size_t>(environment)];
}
std::string_view word_for(ProfilePolicy policy) { return kProfilePolicyWords[static_cast<std::size_t>(policy)]; }
std::optional<ProfilePolicy> profile_policy_for(std::string_view word) { return value_of<ProfilePolicy>(kProfilePolicyWords, word); }
std::optional<Role> role_for(std::string_view word) { return value_of<Role>(kRoleWords, word); }
std::optional<store::Environment> environment_for(std::string_view word) {
  return value_of<store::Environment>(kEnvironmentWords, word);
}

}  // namespace osler::access
