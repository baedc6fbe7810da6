#include "access/tokens.h"

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "access/json_row.h"
#include "access/secrets.h"
#include "access/installation_test.h"

namespace osler::access {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

/// A token with any header and payload, signed with this installation's own secret: what even an insider cannot do.
std::string forged(TestInstallation& t, std::string_view header, std::string_view payload) {
  const std::string text = base64url(header) + "." + base64url(payload);
  return text + "." + base64url(HmacSha256(read_secrets(t.store)->token).code(text));
}

std::string payload_of(std::string_view token) {
  const std::size_t begin = token.find('.') + 1;
  return *from_base64url(token.substr(begin, token.rfind('.') - begin));
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

void expect_refused(TestInstallation& t, const std::string& token, std::string_view why) {
  const Result<Caller> caller = t.accounts->authenticator.by_token("Bearer " + token);
  ASSERT_FALSE(caller.ok()) << why << ": " << token.substr(0, 200);
  EXPECT_EQ(caller.error().kind, ErrorKind::kUnauthenticated) << why;
}

TEST(Tokens, OpenTheAccountsEnvironment) {
  TestInstallation t;
  const User user = t.add_user("doc@x.example", Role::kPractitioner);
  for (const store::Environment environment : {store::Environment::kTest, store::Environment::kLive}) {
    const Result<Caller> caller = t.accounts->authenticator.by_token("bEARER  " + t.token_of(user, environment));
    ASSERT_TRUE(caller.ok());
    EXPECT_EQ(caller->kind, CallerKind::kUser);
    EXPECT_EQ(caller->id, "user_" + user.id);
    EXPECT_EQ(caller->practitioner_id, user.id);
    EXPECT_EQ(caller->email, "doc@x.example");
    EXPECT_EQ(caller->role, Role::kPractitioner);
    EXPECT_EQ(caller->environment, environment);
    EXPECT_EQ(caller->organization.id, t.made.organization.id);
    EXPECT_FALSE(caller->sees_restricted);
  }
}

TEST(Tokens, StateWhatTheDesignLists) {
  TestInstallation t;
  const std::string token = t.token_of(t.admin());
  const Result<JsonRow> header = JsonRow::parse(*from_base64url(token.substr(0, token.find('.'))));
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->text("alg"), "HS256");
  const Result<JsonRow> claims = JsonRow::parse(payload_of(token));
  ASSERT_TRUE(claims.ok());
  EXPECT_EQ(claims->text("sub"), t.admin().id);
  EXPECT_EQ(claims->text("email"), "admin@clinic.example");
  EXPECT_EQ(claims->text("role"), "admin");
  EXPECT_EQ(claims->text("name"), "Administrator");
  EXPECT_EQ(claims->text("org"), t.made.organization.id);
  EXPECT_EQ(claims->text("env"), "live");
  EXPECT_EQ(claims->text("jti").size(), 24U);
  EXPECT_EQ(claims->number("exp"), (t.clock.now_ms() + 8 * kHourMs) / 1000);
}

TEST(Tokens, WithAnyOtherHeaderAreRefusedThoughTheSignatureFits) {
  TestInstallation t;
  const std::string payload = payload_of(t.token_of(t.admin()));
  for (const std::string_view header : {R"({"alg":"none"})",
                                        R"({"alg":"None","typ":"JWT"})",
                                        R"({"alg":"NONE","typ":"JWT"})",
                                        R"({"alg":"nOnE"})",
                                        R"({"alg":"","typ":"JWT"})",
                                        R"({"typ":"JWT"})",
                                        R"({})",
                                        R"([])",
                                        R"(null)",
                                        "",
                                        R"({"alg":"HS384","typ":"JWT"})",
                                        R"({"alg":"HS512","typ":"JWT"})",
                                        R"({"alg":"RS256","typ":"JWT"})",
                                        R"({"alg":"RS384","typ":"JWT"})",
                                        R"({"alg":"ES256","typ":"JWT"})",
                                        R"({"alg":"ES384","typ":"JWT"})",
                                        R"({"alg":"PS256","typ":"JWT"})",
                                        R"({"alg":"EdDSA","typ":"JWT"})",
                                        R"({"alg":"hs256","typ":"JWT"})",
                                        R"({"alg":"HS256 ","typ":"JWT"})",
                                        R"({"alg":["HS256"],"typ":"JWT"})",
                                        R"({"alg":256,"typ":"JWT"})",
                                        R"({"alg":"HS256","typ":"JWE"})",
                                        R"({"typ":"JWT","alg":"HS256"})",
                                        R"({"alg":"HS256"})",
                                        R"({"alg":"HS256","alg":"none","typ":"JWT"})",
                                        R"({"alg":"dir","enc":"A256GCM"})",
                                        R"({"alg":"A256KW"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"../../../../dev/null"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"/etc/passwd"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"' OR '1'='1"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"x' UNION SELECT 'a"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"http://evil.example/k"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":""})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"0"})",
                                        R"({"alg":"HS256","typ":"JWT","kid":"\u0000"})",
                                        R"({"alg":"HS256","typ":"JWT","jku":"https://evil.example/jwks.json"})",
                                        R"({"alg":"HS256","typ":"JWT","x5u":"https://evil.example/cert.pem"})",
                                        R"({"alg":"HS256","typ":"JWT","x5c":["MIIB"]})",
                                        R"({"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AAAA"}})",
                                        R"({"alg":"HS256","typ":"JWT","crit":["exp"]})",
                                        R"({"alg":"HS256","typ":"JWT","crit":[]})",
                                        R"({"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]})",
                                        R"({"alg":"HS256","typ":"JWT","zip":"DEF"})",
                                        R"({"alg":"HS256","typ":"JWT","cty":"JWT"})",
                                        R"( {"alg":"HS256","typ":"JWT"})",
                                        R"({"alg":"HS256","typ":"JWT"} )",
                                        R"({"alg": "HS256","typ":"JWT"})"}) {
    expect_refused(t, forged(t, header, payload), header);
  }
}

TEST(Tokens, WithAnotherFormAreRefused) {
  TestInstallation t;
  const std::string good = t.token_of(t.admin());
  const std::size_t first = good.find('.');
  const std::size_t last = good.rfind('.');
  const std::string head = good.substr(0, first);
  const std::string body = good.substr(first + 1, last - first - 1);
  const std::string sign = good.substr(last + 1);
  for (const std::string& token : {std::string(),
                                   std::string("."),
                                   std::string(".."),
                                   head,
                                   head + ".",
                                   head + "." + body,
                                   head + "." + body + ".",
                                   head + ".." + sign,
                                   "." + body + "." + sign,
                                   good + ".",
                                   good + "." + sign,
                                   good + "=",
                                   head + "." + body + "=." + sign,
                                   " " + body,
                                   good + "\n",
                                   body + "." + head + "." + sign,
                                   head + "." + body + "." + body,
                                   head + "." + sign + "." + sign,
                                   std::string(5'000, 'a'),
                                   good + std::string(1'000'000, 'a'),
                                   head + "." + std::string(1'000'000, '.')}) {
    expect_refused(t, token, "form");
  }
  for (const std::string& header : {std::string(), std::string("Bearer"), std::string("Bearer "), "Basic " + good, good,
                                    "Token " + good, "Bearer" + good, "Bearer Bearer " + good}) {
    EXPECT_FALSE(t.accounts->authenticator.by_token(header).ok()) << header.substr(0, 20);
  }
}

TEST(Tokens, ChangedInAnyCharacterAreRefused) {
  TestInstallation t;
  const std::string good = t.token_of(t.admin());
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char with : {'A', 'z', '0', '-', '.', '=', ' '}) {
      if (good[at] == with) continue;
      std::string changed = good;
      changed[at] = with;
      expect_refused(t, changed, "changed at " + std::to_string(at));
    }
  }
}

TEST(Tokens, SignedUnderAnotherSecretAreRefused) {
  TestInstallation t;
  const std::string good = t.token_of(t.admin());
  const std::string text = good.substr(0, good.rfind('.'));
  for (const std::string& secret :
       {std::string(), std::string("secret"), std::string(32, '\0'), read_secrets(t.store)->key_hash}) {
    expect_refused(t, text + "." + base64url(HmacSha256(secret).code(text)), "another secret");
  }
  const std::string short_code = HmacSha256(read_secrets(t.store)->token).code(text).substr(0, 16);
  expect_refused(t, text + "." + base64url(short_code), "half of the signature");
}

TEST(Tokens, WithWrongClaimsAreRefusedThoughTheSignatureFits) {
  TestInstallation t;
  const User user = t.admin();
  const auto other = t.loop.run(found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  const std::string header = R"({"alg":"HS256","typ":"JWT"})";
  const std::string payload = payload_of(t.token_of(user));
  ASSERT_TRUE(t.accounts->authenticator.by_token("Bearer " + forged(t, header, payload)).ok()) << "the forger works";
  const std::string own_organization = t.made.organization.id;
  const std::string cases[] = {
      replaced(payload, own_organization, other->organization.id),
      replaced(payload, own_organization, "org_nothing"),
      replaced(payload, own_organization, ""),
      replaced(payload, user.id, "000000000000000000000000"),
      replaced(payload, user.id, ""),
      replaced(payload, user.id, "../" + user.id),
      replaced(payload, "\"env\":\"live\"", "\"env\":\"prod\""),
      replaced(payload, "\"env\":\"live\",", ""),
      replaced(payload, "\"gen\":1", "\"gen\":0"),
      replaced(payload, "\"gen\":1", "\"gen\":2"),
      replaced(payload, "\"gen\":1,", ""),
      replaced(payload, "\"exp\":", "\"exp\":-"),
      replaced(payload, "\"exp\":", "\"exp\":1e9,\"x\":"),
      replaced(payload, "\"exp\":", "\"nbf\":"),
      replaced(payload, "\"jti\":", "\"jtj\":"),
      "",
      "{}",
      "[]",
      "null",
      "\"x\"",
      "not json",
      payload + " x",
  };
  for (const std::string& wrong : cases) expect_refused(t, forged(t, header, wrong), wrong);
}

TEST(Tokens, EndAtTheirInstant) {
  TestInstallation t;
  const std::string token = "Bearer " + t.token_of(t.admin());
  t.clock.advance(8 * kHourMs - 1'000);
  EXPECT_TRUE(t.accounts->authenticator.by_token(token).ok());
  t.clock.advance(1'000);
  EXPECT_FALSE(t.accounts->authenticator.by_token(token).ok());
}

TEST(Tokens, AreRevokedWithTheNextRequestAndForGood) {
  TestInstallation t;
  const std::string token = "Bearer " + t.token_of(t.admin());
  const std::string other = "Bearer " + t.token_of(t.admin());
  const Result<Bearer> bearer = t.accounts->authenticator.bearer(token);
  ASSERT_TRUE(bearer.ok()) << "and now in the cache";
  ASSERT_TRUE(t.loop.run(t.accounts->tokens.revoke(bearer->claims, nullptr, t.loop)).ok());
  EXPECT_FALSE(t.accounts->authenticator.by_token(token).ok());
  EXPECT_TRUE(t.accounts->authenticator.by_token(other).ok());
  EXPECT_FALSE(t.reopened()->authenticator.by_token(token).ok()) << "also after a restart";
}

TEST(Tokens, RevocationsAreDroppedOnceTheTokenWouldHaveExpired) {
  TestInstallation t;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) {
      const Result<Bearer> bearer = t.accounts->authenticator.bearer("Bearer " + t.token_of(t.admin()));
      ASSERT_TRUE(bearer.ok());
      ASSERT_TRUE(t.loop.run(t.accounts->tokens.revoke(bearer->claims, nullptr, t.loop)).ok());
    }
    EXPECT_EQ(t.store.rows(store::Partition::system(), "revoked", {}, {}, 1'000)->size(), 5U);
    t.clock.advance(9 * kHourMs);
  }
}

TEST(Tokens, FollowTheAccountsStateOfNow) {
  TestInstallation t;
  const User user = t.add_user("doc@x.example", Role::kPractitioner);
  const std::string token = "Bearer " + t.token_of(user);
  const auto change = [&](UserChange wanted) {
    ASSERT_TRUE(
        t.loop.run(t.accounts->users.change(user.organization, user.id, std::move(wanted), nullptr, t.loop)).ok());
  };
  ASSERT_EQ(t.accounts->authenticator.by_token(token)->role, Role::kPractitioner);
  UserChange role;
  role.role = Role::kAuditor;
  change(role);
  const Result<Caller> auditor = t.accounts->authenticator.by_token(token);
  ASSERT_TRUE(auditor.ok());
  EXPECT_EQ(auditor->role, Role::kAuditor);
  EXPECT_EQ(auditor->practitioner_id, "");
  UserChange active;
  active.active = false;
  change(active);
  EXPECT_FALSE(t.accounts->authenticator.by_token(token).ok());
  active.active = true;
  change(active);
  EXPECT_FALSE(t.accounts->authenticator.by_token(token).ok()) << "tokens from before do not come back";
}

TEST(Tokens, ANewPasswordEndsAllButTheKeptOne) {
  TestInstallation t;
  const User user = t.add_user("doc@x.example", Role::kPractitioner);
  const std::string kept = "Bearer " + t.token_of(user);
  const std::string other = "Bearer " + t.token_of(user);
  UserChange wanted;
  wanted.password_hash = "new";
  wanted.kept_token = t.accounts->authenticator.bearer(kept)->claims.id;
  ASSERT_TRUE(t.loop.run(t.accounts->users.change(user.organization, user.id, wanted, nullptr, t.loop)).ok());
  EXPECT_TRUE(t.accounts->authenticator.by_token(kept).ok());
  EXPECT_FALSE(t.accounts->authenticator.by_token(other).ok());
  const std::shared_ptr<const User> now = *t.accounts->users.find(user.organization, user.id);
  EXPECT_TRUE(t.accounts->authenticator.by_token("Bearer " + t.token_of(*now)).ok());
}

}  // namespace
}  // namespace osler::access
