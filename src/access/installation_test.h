#pragma once
// For tests: an installation over the memory store, with a clock that stands still and passwords that cost nothing.

#include <memory>
#include <string>
#include <utility>

#include "access/accounts.h"
#include "access/founding.h"
#include "base/clock.h"
#include "base/loop.h"
#include "base/rng.h"
#include "store/memory/memory_store.h"

namespace osler::access {

inline constexpr PasswordCost kCheapPasswords = {.memory_kib = 64, .passes = 1, .lanes = 1};
inline constexpr std::string_view kTestPassword = "Correct-Horse-7";

struct TestInstallation {
  ManualClock clock;
  SeededRng rng{42};
  store::MemoryStore store{clock};
  BlockingLoop loop;
  Installation made;
  std::unique_ptr<Accounts> accounts;

  TestInstallation() {
    made = *loop.run(create_installation(store, clock, rng,
                                         {.organization_name = "Clinic",
                                          .admin_email = "admin@clinic.example",
                                          .admin_password = std::string(kTestPassword),
                                          .password_cost = kCheapPasswords},
                                         loop));
    accounts = reopened();
  }

  /// Another process's view of the same store.
  std::unique_ptr<Accounts> reopened() { return *Accounts::open(store, clock, rng); }

  User admin() { return accounts->users.with_email("admin@clinic.example")->front(); }

  User add_user(std::string email, Role role, std::string organization = {}) {
    NewUser wanted{.organization = organization.empty() ? made.organization.id : std::move(organization),
                   .email = std::move(email),
                   .full_name = "Test Person",
                   .organization_label = {},
                   .role = role,
                   .password_hash = *hash_password(kTestPassword, kCheapPasswords, rng),
                   .sees_restricted = std::nullopt};
    return *loop.run(accounts->users.create(std::move(wanted), nullptr, loop));
  }

  IssuedKey add_key(NewApiKey wanted) {
    if (wanted.organization.empty()) wanted.organization = made.organization.id;
    return *loop.run(accounts->keys.issue(std::move(wanted), nullptr, loop));
  }

  std::string token_of(const User& user, store::Environment environment = store::Environment::kLive) {
    return accounts->tokens.issue(user, environment);
  }
};

}  // namespace osler::access
