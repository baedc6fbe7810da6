#include "access/users.h"

#include <gtest/gtest.h>

#include <array>
#include <coroutine>

#include "access/installation_test.h"

namespace osler::access {
namespace {

/// A store that lets something happen right before a commit: the other side of a race.
class RacedStore final : public store::Store {
 public:
  explicit RacedStore(store::Store& inner) : inner_(inner) {}
  std::function<void()> before_commit;

  Task<Result<store::Outcome>> commit(store::WriteSet writes, Loop& loop) override {
    if (before_commit) std::exchange(before_commit, nullptr)();
    return inner_.commit(std::move(writes), loop);
  }
  Result<std::shared_ptr<store::Stage>> stage(store::Partition partition) override { return inner_.stage(partition); }
  Status open_index(const store::Extractor& extractor) override { return inner_.open_index(extractor); }
  Result<store::IndexedAgain> index_again(const store::IndexedRange& range, const store::Extractor& extractor, std::size_t max) override {
    return inner_.index_again(range, extractor, max);
  }
  Task<Status> erase_remains(Loop& loop) override { return inner_.erase_remains(loop); }
  Result<std::vector<store::RecordKey>> ever_referred(store::Partition p, const store::ReferringType& by,
                                                      const store::Reference& target) const override {
    return inner_.ever_referred(p, by, target);
  }
  Result<std::optional<store::Record>> current(store::Partition p, const store::RecordKey& k) const override {
    return inner_.current(p, k);
  }
  Result<std::optional<store::VersionHeader>> header(store::Partition p, const store::RecordKey& k) const override {
    return inner_.header(p, k);
  }
  Result<bool> is_live(store::Partition p, const store::RecordKey& k) const override { return inner_.is_live(p, k); }
  Result<std::optional<store::Record>> version(store::Partition p, const store::RecordKey& k,
                                               Version v) const override {
    return inner_.version(p, k, v);
  }
  Result<store::HistoryPage> history(store::Partition p, const store::HistoryQuery& q) const override {
    return inner_.history(p, q);
  }
  Result<store::SearchResult> search(store::Partition p, const store::AuthorizedQuery& q) const override {
    return inner_.search(p, q);
  }
  Result<std::vector<store::Change>> changes(store::Position after, std::size_t limit) const override {
    return inner_.changes(after, limit);
  }
  store::Position newest() const override { return inner_.newest(); }
  std::uint64_t reads() const override { return inner_.reads(); }
  Result<std::optional<store::Row>> row(store::Partition p, std::string_view t, std::string_view k) const override {
    return inner_.row(p, t, k);
  }
  Result<std::vector<store::Row>> rows(store::Partition p, std::string_view table, std::string_view prefix,
                                       std::string_view after, std::size_t limit) const override {
    return inner_.rows(p, table, prefix, after, limit);
  }
  Status append_audit(store::Partition p, std::string_view content) override {
    return inner_.append_audit(p, content);
  }
  Status scan_audit(store::Partition p, std::uint64_t before,
                    const std::function<bool(const store::AuditEntry&)>& visit) const override {
    return inner_.scan_audit(p, before, visit);
  }
  Status walk_audit(store::Partition p, const store::AuditRange& range,
                    const std::function<bool(const store::AuditEntry&)>& visit) const override {
    return inner_.walk_audit(p, range, visit);
  }
  Result<store::VerifyReport> verify(store::VerifyDepth depth) const override { return inner_.verify(depth); }

 private:
  store::Store& inner_;
};

NewUser person(const TestInstallation& t, std::string email, Role role = Role::kPractitioner) {
  return {.organization = t.made.organization.id,
          .email = std::move(email),
          .full_name = "Ada",
          .organization_label = {},
          .role = role,
          .password_hash = "x",
          .sees_restricted = std::nullopt};
}

Result<User> change(TestInstallation& t, const User& user, UserChange wanted) {
  return t.loop.run(t.accounts->users.change(user.organization, user.id, std::move(wanted), nullptr, t.loop));
}

TEST(Users, OneEmailHasOneAccountInAnOrganization) {
  TestInstallation t;
  ASSERT_TRUE(t.loop.run(t.accounts->users.create(person(t, "a@x.example"), nullptr, t.loop)).ok());
  const Result<User> second = t.loop.run(t.accounts->users.create(person(t, "a@x.example"), nullptr, t.loop));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(t.accounts->users.list(t.made.organization.id)->size(), 2U);
}

TEST(Users, ARaceForAnEmailHasOneWinner) {
  TestInstallation t;
  RacedStore raced(t.store);
  LastUsed last_used(raced);
  Users users(raced, t.clock, t.rng, last_used);
  bool other_won = false;
  raced.before_commit = [&] {
    BlockingLoop other_loop;
    other_won = other_loop.run(t.accounts->users.create(person(t, "a@x.example"), nullptr, other_loop)).ok();
  };
  const Result<User> late = t.loop.run(users.create(person(t, "a@x.example"), nullptr, t.loop));
  EXPECT_TRUE(other_won);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(t.accounts->users.with_email("a@x.example")->size(), 1U);
}

TEST(Users, TheSameEmailMayHaveAccountsInTwoOrganizations) {
  TestInstallation t;
  const auto other = t.loop.run(found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  ASSERT_TRUE(other.ok());
  const User first = t.add_user("a@x.example", Role::kAuditor);
  t.clock.advance(5);
  t.add_user("a@x.example", Role::kAuditor, other->organization.id);
  const auto found = t.accounts->users.with_email("a@x.example");
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front().id, first.id) << "the oldest comes first";
  EXPECT_TRUE(t.accounts->users.with_email("a@x.exampl")->empty());
}

TEST(Users, TheLastActiveAdminStays) {
  TestInstallation t;
  const User admin = t.admin();
  for (const UserChange& wanted : {UserChange{.full_name = {},
                                  .role = Role::kAuditor,
                                  .active = {},
                                  .sees_restricted = {},
                                  .password_hash = {},
                                  .kept_token = {}},
                                   UserChange{.full_name = {},
                                   .role = {},
                                   .active = false,
                                   .sees_restricted = {},
                                   .password_hash = {},
                                   .kept_token = {}}}) {
    const Result<User> refused = change(t, admin, wanted);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  }
  const User second = t.add_user("second@x.example", Role::kAdmin);
  EXPECT_TRUE(change(t, admin,
                     {.full_name = {},
                      .role = Role::kAuditor,
                      .active = {},
                      .sees_restricted = {},
                      .password_hash = {},
                      .kept_token = {}})
                  .ok());
  UserChange deactivate;
  deactivate.active = false;
  EXPECT_FALSE(change(t, second, deactivate).ok()) << "an inactive or demoted admin does not count";
}

TEST(Users, TwoLastAdminsCannotDemoteEachOtherAtOnce) {
  TestInstallation t;
  const User first = t.admin();
  const User second = t.add_user("second@x.example", Role::kAdmin);
  RacedStore raced(t.store);
  LastUsed last_used(raced);
  Users users(raced, t.clock, t.rng, last_used);
  UserChange demote;
  demote.role = Role::kAuditor;
  bool other_won = false;
  raced.before_commit = [&] {
    BlockingLoop other_loop;
    other_won =
        other_loop.run(t.accounts->users.change(second.organization, second.id, demote, nullptr, other_loop)).ok();
  };
  const Result<User> late = t.loop.run(users.change(first.organization, first.id, demote, nullptr, t.loop));
  EXPECT_TRUE(other_won);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().kind, ErrorKind::kConflict);
  EXPECT_EQ((*t.reopened()->users.find(first.organization, first.id))->role, Role::kAdmin);
}

TEST(Users, AChangeThatLosesARaceLooksAgain) {
  TestInstallation t;
  const User user = t.add_user("a@x.example", Role::kPractitioner);
  RacedStore raced(t.store);
  LastUsed last_used(raced);
  Users users(raced, t.clock, t.rng, last_used);
  UserChange rename;
  rename.full_name = "New Name";
  UserChange promote;
  promote.role = Role::kAuditor;
  raced.before_commit = [&] {
    BlockingLoop other_loop;
    static_cast<void>(
        other_loop.run(t.accounts->users.change(user.organization, user.id, promote, nullptr, other_loop)));
  };
  const Result<User> after = t.loop.run(users.change(user.organization, user.id, rename, nullptr, t.loop));
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->full_name, "New Name");
  EXPECT_EQ(after->role, Role::kAuditor) << "the other change is not lost";
}

TEST(Users, ClearanceFollowsTheRoleUnlessItIsSaid) {
  TestInstallation t;
  const User user = t.add_user("a@x.example", Role::kPractitioner);
  EXPECT_FALSE(user.sees_restricted);
  UserChange promote;
  promote.role = Role::kAdmin;
  EXPECT_TRUE(change(t, user, promote)->sees_restricted);
  UserChange take;
  take.sees_restricted = false;
  EXPECT_FALSE(change(t, user, take)->sees_restricted);
  UserChange rename;
  rename.full_name = "B";
  EXPECT_FALSE(change(t, user, rename)->sees_restricted);
}

TEST(Users, OfAnotherOrganizationAreNotFound) {
  TestInstallation t;
  const User admin = t.admin();
  EXPECT_EQ(*t.accounts->users.find("org_other", admin.id), nullptr);
  const Result<User> refused =
      t.loop.run(t.accounts->users.change("org_other", admin.id, UserChange(), nullptr, t.loop));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kNotFound);
}

TEST(Users, WriteTheAuditEntryWithTheChange) {
  TestInstallation t;
  AuditTrail trail{.partition = store::Partition::of(1, store::Environment::kLive), .record = {}};
  trail.record.action = "create";
  const Result<User> user = t.loop.run(t.accounts->users.create(person(t, "a@x.example"), &trail, t.loop));
  ASSERT_TRUE(user.ok());
  EXPECT_TRUE(trail.written);
  AuditTrail second{.partition = trail.partition, .record = {}};
  EXPECT_FALSE(t.loop.run(t.accounts->users.create(person(t, "a@x.example"), &second, t.loop)).ok());
  EXPECT_FALSE(second.written) << "what was refused is appended by the caller";
  std::vector<AuditRecord> entries;
  ASSERT_TRUE(t.store
                  .scan_audit(trail.partition, 0,
                              [&](const store::AuditEntry& entry) {
                                entries.push_back(*decode_audit(entry.content));
                                return true;
                              })
                  .ok());
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().resource_type, "User");
  EXPECT_EQ(entries.front().resource_id, user->id);
}

}  // namespace
}  // namespace osler::access
