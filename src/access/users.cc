#include "access/users.h"

#include <algorithm>
#include <utility>

#include "access/account_id.h"
#include "access/json_row.h"
#include "access/totp.h"
#include "base/hmac.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kUserTable = "user";
constexpr std::string_view kEmailTable = "email";
constexpr std::string_view kAdminsTable = "admins";
constexpr std::size_t kPageRows = 1'000;
/// An e-mail has at most so many accounts that sign-in looks at.
constexpr std::size_t kAccountsOfOneEmailMax = 100;

std::string user_key(std::string_view organization, std::string_view id) {
  return std::string(organization) + "/" + std::string(id);
}
// An address holds no space, so one address's claims are one prefix.
std::string email_key(std::string_view email, std::string_view organization) {
  return std::string(email) + " " + std::string(organization);
}

std::string encode(const User& user) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("email", user.email);
  writer.member("fullName", user.full_name);
  if (!user.organization_label.empty()) writer.member("label", user.organization_label);
  writer.member("role", word_for(user.role));
  writer.member("active", user.active);
  writer.member("restricted", user.sees_restricted);
  writer.member("password", user.password_hash);
  writer.member("created", user.created_ms);
  writer.member("generation", user.generation);
  if (!user.kept_token.empty()) writer.member("keptToken", user.kept_token);
  if (!user.totp_secret.empty()) writer.member("totp", hex(user.totp_secret));
  if (!user.totp_pending.empty()) writer.member("totpPending", hex(user.totp_pending));
  if (user.totp_step != 0) writer.member("totpStep", user.totp_step);
  writer.end_object();
  return bytes;
}

Result<User> decode(const store::Row& row) {
  OSLER_TRY(const JsonRow json, JsonRow::parse(row.bytes));
  const std::optional<Role> role = role_for(json.text("role"));
  const std::size_t slash = row.key.find('/');
  if (!role || slash == std::string::npos) return internal_error("a user's row is damaged");
  return User{.id = row.key.substr(slash + 1),
              .organization = row.key.substr(0, slash),
              .email = json.text("email"),
              .full_name = json.text("fullName"),
              .organization_label = json.text("label"),
              .role = *role,
              .active = json.flag("active"),
              .sees_restricted = json.flag("restricted"),
              .password_hash = json.text("password"),
              .created_ms = json.number("created").value_or(0),
              .generation = json.number("generation").value_or(1),
              .kept_token = json.text("keptToken"),
              .totp_secret = from_hex(json.text("totp")),
              .totp_pending = from_hex(json.text("totpPending")),
              .totp_step = json.number("totpStep").value_or(0)};
}

store::RowChange row_change(const User& user, std::uint64_t expected_revision) {
  return {std::string(kUserTable), user_key(user.organization, user.id), encode(user), expected_revision};
}

bool is_active_admin(const User& user) { return user.active && user.role == Role::kAdmin; }

/// The account after `change`.
User changed(User user, const UserChange& change) {
  const bool is_closed = change.active && !*change.active && user.active;
  const bool has_new_proof = change.password_hash || (change.totp_secret && !change.totp_secret->empty());
  if (is_closed || has_new_proof) {
    ++user.generation;
    user.kept_token = has_new_proof ? change.kept_token : std::string();
  }
  if (change.totp_secret) {
    user.totp_secret = *change.totp_secret;
    user.totp_pending.clear();
  }
  if (change.totp_pending) user.totp_pending = *change.totp_pending;
  // Clearance follows the role unless it is said otherwise.
  if (change.role && *change.role != user.role) user.sees_restricted = *change.role == Role::kAdmin;
  if (change.sees_restricted) user.sees_restricted = *change.sees_restricted;
  if (change.full_name) user.full_name = *change.full_name;
  if (change.role) user.role = *change.role;
  if (change.active) user.active = *change.active;
  if (change.password_hash) user.password_hash = *change.password_hash;
  return user;
}

void describe(AuditTrail* trail, const User& user) {
  if (trail == nullptr) return;
  trail->record.resource_type = "User";
  trail->record.resource_id = user.id;
}

}  // namespace

Users::Users(store::Store& store, Clock& clock, Rng& rng, LastUsed& last_used)
    : store_(store),
      clock_(clock),
      rng_(rng),
      last_used_(last_used),
      cache_(clock, [this](const std::string& key) -> Result<std::shared_ptr<const User>> {
        OSLER_TRY(std::optional<UserRow> row, read(key));
        if (!row) return std::shared_ptr<const User>();
        return std::shared_ptr<const User>(std::make_shared<User>(std::move(row->user)));
      }) {}

Result<std::shared_ptr<const User>> Users::find(const std::string& organization, const std::string& id) {
  return cache_.find(user_key(organization, id));
}

Result<std::optional<Users::UserRow>> Users::read(const std::string& row_key) const {
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kUserTable, row_key));
  if (!row) return std::optional<UserRow>();
  OSLER_TRY(User user, decode(*row));
  return std::optional(UserRow{std::move(user), row->revision});
}

Result<std::vector<User>> Users::with_email(const std::string& email) const {
  const std::string prefix = email_key(email, "");
  OSLER_TRY(const std::vector<store::Row> claims,
            store_.rows(store::Partition::system(), kEmailTable, prefix, {}, kAccountsOfOneEmailMax));
  std::vector<User> users;
  for (const store::Row& claim : claims) {
    OSLER_TRY(std::optional<UserRow> row, read(user_key(claim.key.substr(prefix.size()), claim.bytes)));
    if (row) users.push_back(std::move(row->user));
  }
  std::ranges::sort(users, {}, &User::id);
  return users;
}

Result<std::vector<User>> Users::list(const std::string& organization) const {
  std::vector<User> users;
  const std::string prefix = user_key(organization, "");
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> page,
              store_.rows(store::Partition::system(), kUserTable, prefix, after, kPageRows));
    for (const store::Row& row : page) {
      OSLER_TRY(User user, decode(row));
      users.push_back(std::move(user));
    }
    if (page.size() < kPageRows) break;
    after = page.back().key;
  }
  std::ranges::reverse(users);
  return users;
}

User Users::make(const NewUser& wanted) const {
  return {.id = new_account_id(clock_, rng_),
          .organization = wanted.organization,
          .email = wanted.email,
          .full_name = wanted.full_name,
          .organization_label = wanted.organization_label,
          .role = wanted.role,
          .active = true,
          .sees_restricted = wanted.sees_restricted.value_or(wanted.role == Role::kAdmin),
          .password_hash = wanted.password_hash,
          .created_ms = clock_.now_ms(),
          .generation = 1,
          .kept_token = {},
          .totp_secret = {},
          .totp_pending = {},
          .totp_step = 0};
}

std::vector<store::RowChange> Users::rows_for_new(const User& user) {
  return {row_change(user, 0), {std::string(kEmailTable), email_key(user.email, user.organization), user.id, 0}};
}

Task<Result<User>> Users::create(NewUser wanted, AuditTrail* trail, Loop& loop) {
  User user = make(wanted);
  describe(trail, user);
  OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, rows_for_new(user), trail, loop));
  if (done != RowCommit::kDone) co_return Error{ErrorKind::kConflict, "this e-mail address is in use", {}, {}};
  co_return user;
}

Task<Result<User>> Users::change(std::string organization, std::string id, UserChange change, AuditTrail* trail,
                                 Loop& loop) {
  const std::string key = user_key(organization, id);
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(const std::optional<UserRow> before, read(key));
    if (!before) co_return not_found("no such user");
    User after = changed(before->user, change);
    std::vector<store::RowChange> rows = {row_change(after, before->revision)};
    if (is_active_admin(before->user) && !is_active_admin(after)) {
      OSLER_CO_TRY(store::RowChange claim, claim_demotion(before->user));
      rows.push_back(std::move(claim));
    }
    describe(trail, after);
    OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, std::move(rows), trail, loop));
    if (done != RowCommit::kDone) continue;
    cache_.forget(key);
    co_return after;
  }
  co_return too_many_races();
}

Task<Result<RowCommit>> Users::write(const std::string& key, User after, std::uint64_t revision, AuditTrail* trail, Loop& loop) {
  std::vector<store::RowChange> rows = {row_change(after, revision)};
  describe(trail, after);
  Result<RowCommit> done = co_await commit_rows(store_, std::move(rows), trail, loop);
  if (done.ok() && *done == RowCommit::kDone) cache_.forget(key);
  co_return done;
}

// Of two requests with one password the second one finds the step taken.
Task<Result<bool>> Users::take_code(std::string organization, std::string id, std::string code, Loop& loop) {
  const std::string key = user_key(organization, id);
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(const std::optional<UserRow> before, read(key));
    if (!before || before->user.totp_secret.empty()) co_return false;
    const auto step = access::totp_step(before->user.totp_secret, code, clock_.now_ms(), before->user.totp_step);
    if (!step) co_return false;
    User after = before->user;
    after.totp_step = *step;
    OSLER_CO_TRY(const RowCommit done, co_await write(key, std::move(after), before->revision, nullptr, loop));
    if (done == RowCommit::kDone) co_return true;
  }
  co_return too_many_races();
}

Task<Result<bool>> Users::confirm_code(std::string organization, std::string id, std::string code, std::string kept_token, AuditTrail* trail, Loop& loop) {
  const std::string key = user_key(organization, id);
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(const std::optional<UserRow> before, read(key));
    if (!before || before->user.totp_pending.empty()) co_return false;
    const auto step = access::totp_step(before->user.totp_pending, code, clock_.now_ms(), 0);
    if (!step) co_return false;
    UserChange change;
    change.totp_secret = before->user.totp_pending;
    change.kept_token = kept_token;
    User after = changed(before->user, change);
    after.totp_step = *step;
    OSLER_CO_TRY(const RowCommit done, co_await write(key, std::move(after), before->revision, trail, loop));
    if (done == RowCommit::kDone) co_return true;
  }
  co_return too_many_races();
}

/// The row change that lets only one demotion pass at a time. Its revision is read before the admins are counted, so a
/// demotion that came between is noticed at commit.
Result<store::RowChange> Users::claim_demotion(const User& before) const {
  OSLER_TRY(const std::optional<store::Row> row,
            store_.row(store::Partition::system(), kAdminsTable, before.organization));
  OSLER_TRY(const std::vector<User> users, list(before.organization));
  const bool another =
      std::ranges::any_of(users, [&](const User& user) { return user.id != before.id && is_active_admin(user); });
  if (!another) return Error{ErrorKind::kConflict, "the last active admin cannot be demoted or deactivated", {}, {}};
  return store::RowChange{std::string(kAdminsTable), before.organization, before.id, row ? row->revision : 0};
}

void Users::note_login(const User& user) { last_used_.slot(user.id)->store(clock_.now_ms()); }

}  // namespace osler::access
