#include "access/api_keys.h"

#include <gtest/gtest.h>

#include "access/installation_test.h"

namespace osler::access {
namespace {

using store::Environment;

constexpr std::int64_t kHourMs = 3'600'000;

std::string code_of_refusal(Accounts& accounts, std::string_view text) {
  const Result<Caller> caller = accounts.authenticator.by_key(text);
  if (caller.ok()) return "accepted";
  EXPECT_EQ(caller.error().kind, ErrorKind::kUnauthenticated);
  return caller.error().code;
}

TEST(ApiKeys, OfAnInstallationOpenTheirEnvironment) {
  TestInstallation t;
  const Result<Caller> test = t.accounts->authenticator.by_key(t.made.test_key);
  const Result<Caller> live = t.accounts->authenticator.by_key(t.made.live_key);
  ASSERT_TRUE(test.ok() && live.ok());
  EXPECT_EQ(test->environment, Environment::kTest);
  EXPECT_EQ(live->environment, Environment::kLive);
  EXPECT_EQ(test->organization.id, t.made.organization.id);
  EXPECT_EQ(test->organization.number, kFirstOrganization);
  EXPECT_NE(test->partition(), live->partition());
  EXPECT_EQ(live->kind, CallerKind::kKey);
  EXPECT_TRUE(live->may_read && live->may_write && live->sees_restricted);
}

TEST(ApiKeys, AreRefusedWithTheCodeThatFits) {
  TestInstallation t;
  std::string wrong_checksum = t.made.test_key;
  wrong_checksum.back() = wrong_checksum.back() == 'a' ? 'b' : 'a';
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "UNAUTHORIZED"},
      {"secret", "INVALID_KEY_FORMAT"},
      {"clk_prod_abc", "INVALID_KEY_FORMAT"},
      {t.made.test_key + " ", "INVALID_KEY_FORMAT"},
      {"clk_test_abc", "INVALID_KEY"},
      {wrong_checksum, "INVALID_KEY"},
      {make_api_key(Environment::kTest, t.rng), "INVALID_KEY"},
  };
  for (const auto& [text, code] : cases) EXPECT_EQ(code_of_refusal(*t.accounts, text), code) << text;
}

TEST(ApiKeys, AreNowhereInTheStore) {
  TestInstallation t;
  for (const std::string_view table : {"key", "key_hash", "settings", "organization", "user", "email"}) {
    const auto rows = t.store.rows(store::Partition::system(), table, {}, {}, 1'000);
    ASSERT_TRUE(rows.ok());
    for (const store::Row& row : *rows) {
      for (const std::string& secret : {t.made.test_key, t.made.live_key, t.made.admin_password}) {
        EXPECT_EQ((row.key + row.bytes).find(secret), std::string::npos) << table;
        EXPECT_EQ((row.key + row.bytes).find(secret.substr(9, 12)), std::string::npos) << table;
      }
    }
  }
}

TEST(ApiKeys, CarryTheirScopesAndClearance) {
  TestInstallation t;
  const IssuedKey reader =
      t.add_key({.organization = {}, .name = "reader", .may_write = false, .sees_restricted = false, .expires_ms = {}});
  const Result<Caller> caller = t.accounts->authenticator.by_key(reader.text);
  ASSERT_TRUE(caller.ok());
  EXPECT_TRUE(caller->may_read);
  EXPECT_FALSE(caller->may_write);
  EXPECT_FALSE(caller->sees_restricted);
  EXPECT_EQ(caller->id, reader.key.id);
  EXPECT_EQ(caller->name, "reader");
}

TEST(ApiKeys, ExpireAtTheirInstant) {
  TestInstallation t;
  const std::int64_t end_ms = t.clock.now_ms() + kHourMs;
  const IssuedKey issued = t.add_key({.organization = {}, .name = "short", .expires_ms = end_ms});
  t.clock.advance(kHourMs - 1);
  EXPECT_EQ(code_of_refusal(*t.accounts, issued.text), "accepted");
  t.clock.advance(1);
  EXPECT_EQ(code_of_refusal(*t.accounts, issued.text), "KEY_EXPIRED");
}

TEST(ApiKeys, AreRevokedWithTheNextRequest) {
  TestInstallation t;
  const IssuedKey issued = t.add_key({.organization = {}, .name = "k", .expires_ms = {}});
  ASSERT_EQ(code_of_refusal(*t.accounts, issued.text), "accepted") << "and now in the cache";
  ASSERT_TRUE(t.loop.run(t.accounts->keys.revoke(issued.key.organization, issued.key.id, nullptr, t.loop)).ok());
  EXPECT_EQ(code_of_refusal(*t.accounts, issued.text), "KEY_REVOKED");
  EXPECT_TRUE(t.loop.run(t.accounts->keys.revoke(issued.key.organization, issued.key.id, nullptr, t.loop)).ok());
}

TEST(ApiKeys, RevokedElsewhereEndWithinFiveSeconds) {
  TestInstallation t;
  const std::unique_ptr<Accounts> other = t.reopened();
  const IssuedKey issued = t.add_key({.organization = {}, .name = "k", .expires_ms = {}});
  ASSERT_EQ(code_of_refusal(*other, issued.text), "accepted");
  ASSERT_TRUE(t.loop.run(t.accounts->keys.revoke(issued.key.organization, issued.key.id, nullptr, t.loop)).ok());
  t.clock.advance(5'000);
  EXPECT_EQ(code_of_refusal(*other, issued.text), "KEY_REVOKED");
}

TEST(ApiKeys, BothWorkDuringTheOverlapOfARotation) {
  TestInstallation t;
  const IssuedKey old = t.add_key({.organization = {}, .name = "k", .may_write = false, .expires_ms = {}});
  ASSERT_EQ(code_of_refusal(*t.accounts, old.text), "accepted");
  const auto next = t.loop.run(t.accounts->keys.rotate(old.key.organization, old.key.id, kHourMs, nullptr, t.loop));
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->key.name, "k");
  EXPECT_FALSE(next->key.may_write);
  t.clock.advance(kHourMs - 1);
  EXPECT_EQ(code_of_refusal(*t.accounts, old.text), "accepted");
  EXPECT_EQ(code_of_refusal(*t.accounts, next->text), "accepted");
  t.clock.advance(1);
  EXPECT_EQ(code_of_refusal(*t.accounts, old.text), "KEY_EXPIRED");
  EXPECT_EQ(code_of_refusal(*t.accounts, next->text), "accepted");
  const auto again = t.loop.run(t.accounts->keys.rotate(old.key.organization, old.key.id, 0, nullptr, t.loop));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind, ErrorKind::kConflict);
}

TEST(ApiKeys, AreListedNewestFirstAndOnlyTheOwn) {
  TestInstallation t;
  t.clock.advance(10);
  t.add_key({.organization = {}, .name = "third", .expires_ms = {}});
  const auto other = t.loop.run(found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  ASSERT_TRUE(other.ok());
  const auto keys = t.accounts->keys.list(t.made.organization.id);
  ASSERT_TRUE(keys.ok());
  ASSERT_EQ(keys->size(), 3U);
  EXPECT_EQ(keys->front().name, "third");
  EXPECT_EQ(t.accounts->keys.list(other->organization.id)->size(), 2U);
  const Result<ApiKey> foreign = t.accounts->keys.find(other->organization.id, keys->front().id);
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().kind, ErrorKind::kNotFound);
}

TEST(ApiKeys, RememberTheirLastUse) {
  TestInstallation t;
  const std::string id = t.accounts->authenticator.by_key(t.made.test_key)->id;
  EXPECT_EQ(*t.accounts->keys.last_used(id), t.clock.now_ms());
  EXPECT_FALSE((*t.reopened()->keys.last_used(id)).has_value()) << "not saved yet";
  ASSERT_TRUE(t.loop.run(t.accounts->last_used.save(t.loop)).ok());
  EXPECT_EQ(*t.reopened()->keys.last_used(id), t.clock.now_ms());
}

TEST(ApiKeys, OfAnotherInstallationAreUnknown) {
  TestInstallation a;
  TestInstallation b;
  b.rng = SeededRng(43);
  const IssuedKey foreign = b.add_key({.organization = {}, .name = "k", .expires_ms = {}});
  EXPECT_EQ(code_of_refusal(*a.accounts, foreign.text), "INVALID_KEY");
}

}  // namespace
}  // namespace osler::access
