#pragma once
// Who is asking: decided once for each request from its key or token, then passed down. It is not the proof itself.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/partition.h"

namespace osler::access {

/// What a person's account may do on /api. Spec: design of the FHIR API, section 4 (the role table).
enum class Role : std::uint8_t { kAdmin, kPractitioner, kAuditor };

/// How the caller proved who it is.
enum class CallerKind : std::uint8_t {
  kNobody,  ///< Not authenticated: only public routes.
  kKey,     ///< An API key: scopes decide, roles do not.
  kUser,    ///< A person's token: the role decides.
  kSystem,  ///< The server itself, or a command on a stopped store.
};

/// What happens on a write to what the profiles declared in meta.profile say. A profile that is not loaded is never a refusal.
enum class ProfilePolicy : std::uint8_t { kOff, kWarn, kEnforce };

struct Organization {
  std::uint32_t number = 0;  ///< Counts from 1; part of every partition.
  std::string id;            ///< "org_" + 24 hex.
  std::string name;
  std::string parent;  ///< Id of the parent organization; empty: none.
  std::optional<ProfilePolicy> profiles = {};  ///< Nothing: as the server's setting says.
};

struct Caller {
  CallerKind kind = CallerKind::kNobody;
  std::string id;                ///< "key_…", "user_…", "system"; empty for nobody.
  std::string email;             ///< Of a user.
  std::string name;              ///< Of the user or key.
  Role role = Role::kAuditor;    ///< Of a user.
  bool may_read = false;         ///< Of a key: scope read.
  bool may_write = false;        ///< Of a key: scope write.
  bool sees_restricted = false;  ///< Cleared for confidentiality R and V.
  std::string practitioner_id;   ///< Of a user with role practitioner: the id of the own Practitioner resource.
  Organization organization;
  store::Environment environment = store::Environment::kTest;

  store::Partition partition() const { return store::Partition::of(organization.number, environment); }
};

/// The server itself, or a command on a stopped store, acting inside one organization.
Caller system_caller(Organization organization, store::Environment environment);

std::optional<Role> role_for(std::string_view word);
std::optional<store::Environment> environment_for(std::string_view word);
std::optional<ProfilePolicy> profile_policy_for(std::string_view word);
std::string_view word_for(Role role);                       ///< "admin", "practitioner", "auditor".
std::string_view word_for(store::Environment environment);  ///< "test", "live".
std::string_view word_for(ProfilePolicy policy);            ///< "off", "warn", "enforce".

}  // namespace osler::access
