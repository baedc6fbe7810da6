#pragma once
// People with an account: found by id at every request, by e-mail at sign-in; made and changed by admins.
//
// Rows: "user", organization + "/" + id → the account; "email", e-mail + " " + organization → the id (the claim that
// makes an e-mail unique in its organization); "admins", organization → a counter that every change of who is an active
// admin moves, so that two such changes cannot pass each other.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "access/last_used.h"
#include "access/row_cache.h"
#include "access/row_commit.h"
#include "base/rng.h"

namespace osler::access {

struct User {
  std::string id;            ///< 24 hex; of a practitioner: also the id of the own Practitioner resource.
  std::string organization;  ///< Its id.
  std::string email;         ///< As canonical_email() makes it.
  std::string full_name;
  std::string organization_label;  ///< Shown instead of the organization's name; may be empty.
  Role role = Role::kPractitioner;
  bool active = true;
  bool sees_restricted = false;
  std::string password_hash;
  std::int64_t created_ms = 0;
  /// Counts from 1. A token carries the number it was made under; another number has ended it …
  std::int64_t generation = 1;
  std::string kept_token;  ///< … except this one: the token with which the password was changed.
  std::string totp_secret;   ///< Of the second factor; empty: none is enrolled.
  std::string totp_pending;  ///< Shown to that person, not confirmed yet.
  std::int64_t totp_step = 0;  ///< Of the last one-time password that was taken.
};

struct NewUser {
  std::string organization;
  std::string email;
  std::string full_name;
  std::string organization_label;
  Role role = Role::kPractitioner;
  std::string password_hash;
  std::optional<bool> sees_restricted;  ///< Absent: admins do, others do not.
};

/// What is present changes.
struct UserChange {
  std::optional<std::string> full_name;
  std::optional<Role> role;
  std::optional<bool> active;
  std::optional<bool> sees_restricted;
  std::optional<std::string> password_hash;  ///< Ends all tokens but `kept_token`.
  std::string kept_token;
  std::optional<std::string> totp_pending = {};
  std::optional<std::string> totp_secret = {};  ///< Empty: no second factor any more. Another one ends all tokens but `kept_token`.
};

class Users {
 public:
  /// References must outlive this.
  Users(store::Store& store, Clock& clock, Rng& rng, LastUsed& last_used);

  /// Null: no such account in that organization.
  Result<std::shared_ptr<const User>> find(const std::string& organization, const std::string& id);
  /// Accounts with that e-mail in any organization, oldest first.
  Result<std::vector<User>> with_email(const std::string& email) const;
  /// Newest first.
  Result<std::vector<User>> list(const std::string& organization) const;

  /// Errors: kConflict if the e-mail is in use in that organization.
  Task<Result<User>> create(NewUser wanted, AuditTrail* trail, Loop& loop);
  /// Effective with that person's next request. Errors: kNotFound; kConflict if no active admin would be left.
  Task<Result<User>> change(std::string organization, std::string id, UserChange change, AuditTrail* trail, Loop& loop);

  /// Whether the one-time password is one of this account's now, and was not taken before. Errors: as Store::commit.
  Task<Result<bool>> take_code(std::string organization, std::string id, std::string code, Loop& loop);
  /// The same for the secret that is not confirmed yet, which then is the account's, and ends all tokens but `kept_token`.
  Task<Result<bool>> confirm_code(std::string organization, std::string id, std::string code, std::string kept_token, AuditTrail* trail, Loop& loop);

  void note_login(const User& user);
  Result<std::optional<std::int64_t>> last_login_ms(const User& user) const { return last_used_.read(user.id); }

  /// For commits that make a user along with something else.
  User make(const NewUser& wanted) const;
  static std::vector<store::RowChange> rows_for_new(const User& user);

 private:
  struct UserRow {
    User user;
    std::uint64_t revision = 0;
  };
  Task<Result<RowCommit>> write(const std::string& key, User after, std::uint64_t revision, AuditTrail* trail, Loop& loop);
  Result<std::optional<UserRow>> read(const std::string& row_key) const;
  Result<store::RowChange> claim_demotion(const User& before) const;

  store::Store& store_;
  Clock& clock_;
  Rng& rng_;
  LastUsed& last_used_;
  RowCache<User> cache_;  ///< By row key.
};

}  // namespace osler::access
