#include "access/founding.h"

#include <gtest/gtest.h>

#include "access/installation_test.h"

namespace osler::access {
namespace {

TEST(Founding, MakesAnInstallationOnce) {
  TestInstallation t;
  EXPECT_EQ(t.made.organization.name, "Clinic");
  EXPECT_TRUE(t.made.organization.id.starts_with("org_"));
  EXPECT_EQ(t.made.organization.id.size(), 28U);
  const auto again = t.loop.run(
      create_installation(t.store, t.clock, t.rng, {.admin_password = {}, .password_cost = kCheapPasswords}, t.loop));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind, ErrorKind::kConflict);
}

TEST(Founding, GeneratesAPasswordThatSignsIn) {
  ManualClock clock;
  SeededRng rng(9);
  store::MemoryStore store(clock);
  BlockingLoop loop;
  const auto made =
      loop.run(create_installation(store, clock, rng, {.admin_password = {}, .password_cost = kCheapPasswords}, loop));
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(password_faults(made->admin_password).empty());
  const auto accounts = Accounts::open(store, clock, rng);
  ASSERT_TRUE(accounts.ok());
  const auto users = (*accounts)->users.with_email(made->admin_email);
  ASSERT_TRUE(users.ok());
  ASSERT_EQ(users->size(), 1U);
  EXPECT_EQ(users->front().role, Role::kAdmin);
  EXPECT_TRUE(users->front().sees_restricted);
  EXPECT_TRUE(matches_password(made->admin_password, users->front().password_hash));
}

TEST(Founding, RefusesABadAdmin) {
  ManualClock clock;
  SeededRng rng(9);
  store::MemoryStore store(clock);
  BlockingLoop loop;
  const NewInstallation cases[] = {
      {.organization_name = "", .admin_password = {}, .password_cost = kCheapPasswords},
      {.organization_name = std::string(121, 'x'), .admin_password = {}, .password_cost = kCheapPasswords},
      {.admin_email = "nobody", .admin_password = {}, .password_cost = kCheapPasswords},
      {.admin_password = "short", .password_cost = kCheapPasswords},
  };
  for (const NewInstallation& wanted : cases) {
    const auto made = loop.run(create_installation(store, clock, rng, wanted, loop));
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, ErrorKind::kInvalidInput);
  }
  EXPECT_EQ(Accounts::open(store, clock, rng).error().kind, ErrorKind::kNotFound);
}

TEST(Founding, NumbersOrganizationsWithoutReuse) {
  TestInstallation t;
  for (std::uint32_t number = 2; number < 20; ++number) {
    const auto founded = t.loop.run(found_organization(*t.accounts, "Branch", "", nullptr, t.loop));
    ASSERT_TRUE(founded.ok());
    EXPECT_EQ(founded->organization.number, number);
    EXPECT_EQ(t.accounts->authenticator.by_key(founded->live_key)->organization.number, number);
  }
  EXPECT_EQ(t.accounts->organizations.list()->size(), 19U);
}

TEST(Founding, KnowsWhoMayManageWhom) {
  TestInstallation t;
  const auto found = [&](std::string parent) {
    return t.loop.run(found_organization(*t.accounts, "Org", std::move(parent), nullptr, t.loop))->organization;
  };
  const Organization first = t.made.organization;
  const Organization parent = found("");
  const Organization child = found(parent.id);
  const Organization grandchild = found(child.id);
  const Organization stranger = found("");
  Organizations& organizations = t.accounts->organizations;
  for (const Organization& other : {first, parent, child, grandchild, stranger}) {
    EXPECT_TRUE(*organizations.may_manage(first, other));
    EXPECT_EQ(*organizations.may_manage(stranger, other), other.id == stranger.id);
  }
  EXPECT_TRUE(*organizations.may_manage(parent, grandchild));
  EXPECT_FALSE(*organizations.may_manage(child, parent));
  EXPECT_FALSE(*organizations.may_manage(parent, first));
}

TEST(Founding, RefusesAnUnknownParent) {
  TestInstallation t;
  const auto founded = t.loop.run(found_organization(*t.accounts, "Branch", "org_nothing", nullptr, t.loop));
  ASSERT_FALSE(founded.ok());
  EXPECT_EQ(founded.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace osler::access
