#include <gtest/gtest.h>

#include "access/totp.h"
#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

using access::Role;
using access::User;

std::string login_body(std::string_view email, std::string_view password, std::string_view more = "") {
  return R"({"email":")" + std::string(email) + R"(","password":")" + std::string(password) + "\"" + std::string(more) +
         "}";
}

TEST(Login, AnswersATokenAndTheUser) {
  TestDoor t;
  const http::Response response =
      t.post("/api/auth/login", "", login_body("  ADMIN@Clinic.example ", access::kTestPassword));
  ASSERT_EQ(response.status, 200) << response.body;
  const User admin = t.admin();
  EXPECT_EQ(text_at(response, {"user", "id"}), admin.id);
  EXPECT_EQ(text_at(response, {"user", "email"}), "admin@clinic.example");
  EXPECT_EQ(text_at(response, {"user", "fullName"}), "Administrator");
  EXPECT_EQ(text_at(response, {"user", "organization"}), "Clinic");
  EXPECT_EQ(text_at(response, {"user", "role"}), "admin");
  EXPECT_EQ(text_at(response, {"user", "active"}), "true");
  EXPECT_EQ(text_at(response, {"user", "lastLoginAt"}), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(text_at(response, {"user", "createdAt"}), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(response.body.find("argon2"), std::string::npos);
  const Result<access::Caller> caller = t.accounts->authenticator.by_token("Bearer " + text_at(response, {"token"}));
  ASSERT_TRUE(caller.ok());
  EXPECT_EQ(caller->environment, store::Environment::kLive);
}

TEST(Login, ChoosesTheEnvironment) {
  TestDoor t;
  const http::Response response = t.post(
      "/api/auth/login", "", login_body("admin@clinic.example", access::kTestPassword, R"(,"environment":"test")"));
  EXPECT_EQ(t.accounts->authenticator.by_token("Bearer " + text_at(response, {"token"}))->environment,
            store::Environment::kTest);
  EXPECT_EQ(t.post("/api/auth/login", "", login_body("a@b", "x", R"(,"environment":"prod")")).status, 400);
}

TEST(Login, FailsInTheSameWordsForEveryReason) {
  TestDoor t;
  const User inactive = t.add_user("gone@x.example", Role::kAuditor);
  access::UserChange change;
  change.active = false;
  ASSERT_TRUE(t.loop.run(t.accounts->users.change(inactive.organization, inactive.id, change, nullptr, t.loop)).ok());
  const std::string cases[] = {
      login_body("admin@clinic.example", "Wrong-Horse-77"),
      login_body("nobody@clinic.example", access::kTestPassword),
      login_body("not an address", access::kTestPassword),
      login_body("gone@x.example", access::kTestPassword),
      login_body("admin@clinic.example", ""),
      login_body("admin@clinic.example", access::kTestPassword, R"(,"organization":"Another clinic")"),
  };
  for (const std::string& body : cases) {
    const http::Response response = t.post("/api/auth/login", "", body);
    EXPECT_EQ(response.status, 401) << body;
    EXPECT_EQ(response.body, R"({"message":"Invalid credentials"})");
  }
}

TEST(Login, FindsTheAccountOfTheNamedOrganization) {
  TestDoor t;
  const auto other = t.loop.run(access::found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  t.clock.advance(5);
  t.add_user("admin@clinic.example", Role::kAuditor, other->organization.id);
  const auto organization_of = [&](std::string_view more) {
    const http::Response response =
        t.post("/api/auth/login", "", login_body("admin@clinic.example", access::kTestPassword, more));
    return text_at(response, {"user", "organization"});
  };
  EXPECT_EQ(organization_of(""), "Clinic") << "the oldest";
  EXPECT_EQ(organization_of(R"(,"organization":"other")"), "Other");
  EXPECT_EQ(organization_of(R"(,"organization":")" + other->organization.id + "\""), "Other");
  EXPECT_EQ(organization_of(R"(,"organization":"CLINIC")"), "Clinic");
}

TEST(Login, IsAuditedWithoutWhatWasTyped) {
  TestDoor t;
  t.post("/api/auth/login", "", login_body("My-Secret-Password-1", "x"));
  const access::AuditRecord unknown = t.ledger(store::Partition::system()).front();
  EXPECT_EQ(access::encode(unknown).find("Secret"), std::string::npos);
  EXPECT_EQ(unknown.action, "login");
  EXPECT_EQ(unknown.outcome, "denied");
  t.post("/api/auth/login", "", login_body("admin@clinic.example", "Wrong-Horse-77"));
  const access::AuditRecord known = t.ledger(t.live()).front();
  EXPECT_EQ(known.actor_email, "admin@clinic.example");
  EXPECT_EQ(known.status, 401);
}

TEST(Login, NamesWhatIsMissing) {
  TestDoor t;
  const http::Response response = t.post("/api/auth/login", "", R"({"Email":"a","password":5})");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"message":"Validation error","issues":[{"path":"email","message":"Required"},)"
                           R"({"path":"password","message":"Expected string, received number"},)"
                           R"({"path":"Email","message":"unknown field; did you mean email?"}]})");
}

/// An admin with a second factor, and the clock of its codes.
struct SecondFactorDoor : TestDoor {
  std::string secret;  ///< Its bytes.

  std::string code(int steps_ahead = 0) { return access::totp_code(secret, clock.now_ms() / 30'000 + steps_ahead); }
  http::Response sign_in(const std::string& more) {
    return post("/api/auth/login", "", R"({"email":"admin@clinic.example","password":")" + std::string(access::kTestPassword) + "\"" + more + "}");
  }
  http::Response ask(const std::string& token) { return post("/api/auth/totp", token, R"({"currentPassword":"Correct-Horse-7"})"); }
  std::string with_code(const std::string& code) { return R"({"code":")" + code + R"("})"; }
  /// Signed in with a token that stays.
  std::string enrolled() {
    const std::string token = admin_token();
    const http::Response shown = ask(token);
    EXPECT_EQ(shown.status, 200) << shown.body;
    secret = accounts->users.with_email("admin@clinic.example")->front().totp_pending;
    EXPECT_EQ(text_at(shown, {"secret"}), access::base32(secret));
    EXPECT_EQ(text_at(shown, {"uri"}), access::totp_uri(secret, "admin@clinic.example"));
    EXPECT_EQ(sign_in("").status, 200) << "not asked for before it is confirmed";
    EXPECT_EQ(post("/api/auth/totp/confirm", token, with_code(code())).status, 204);
    return token;
  }
};

// Spec: fhir.md, section 3: "With a second factor enrolled".
TEST(SecondFactor, IsAskedForAfterTheRightPassword) {
  SecondFactorDoor t;
  t.enrolled();
  const http::Response needed = t.sign_in("");
  EXPECT_EQ(needed.status, 401);
  EXPECT_EQ(text_at(needed, {"mfa"}), "totp");
  const http::Response wrong = t.sign_in(R"(,"code":"000000")");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, R"({"message":"Invalid credentials","mfa":"totp"})");
  EXPECT_EQ(t.post("/api/auth/login", "", login_body("admin@clinic.example", "not-this-one")).body, R"({"message":"Invalid credentials"})");
  t.clock.advance(60'000);
  EXPECT_EQ(t.sign_in(R"(,"code":")" + t.code() + "\"").status, 200);
}

TEST(SecondFactor, IsTakenOnce) {
  SecondFactorDoor t;
  t.enrolled();
  EXPECT_EQ(t.sign_in(R"(,"code":")" + t.code() + "\"").status, 401) << "it confirmed the secret";
  const std::string next = R"(,"code":")" + t.code(1) + "\"";
  EXPECT_EQ(t.sign_in(next).status, 200);
  EXPECT_EQ(t.sign_in(next).status, 401);
}

TEST(SecondFactor, EndsTokensThatWereMadeWithoutIt) {
  SecondFactorDoor t;
  const std::string other = t.admin_token();
  const std::string token = t.enrolled();
  EXPECT_EQ(t.get("/api/auth/me", other).status, 401);
  EXPECT_EQ(t.get("/api/auth/me", token).status, 200);
}

TEST(SecondFactor, IsEnrolledWithThePasswordAndConfirmedWithACode) {
  SecondFactorDoor t;
  const std::string token = t.admin_token();
  EXPECT_EQ(t.post("/api/auth/totp", token, R"({"currentPassword":"another"})").status, 401);
  EXPECT_EQ(t.post("/api/auth/totp/confirm", token, t.with_code("123456")).status, 401) << "none was asked for";
  EXPECT_EQ(t.post("/api/auth/totp/confirm", token, "{}").status, 400);
  EXPECT_EQ(t.ask(token).status, 200);
  EXPECT_EQ(t.post("/api/auth/totp/confirm", token, t.with_code("12345")).status, 401);
  t.enrolled();
  const std::string now = t.admin_token();
  EXPECT_EQ(t.ask(now).status, 409) << "one at a time";
}

TEST(SecondFactor, IsTakenAwayByItsOwnerOrAnAdmin) {
  SecondFactorDoor t;
  const std::string token = t.enrolled();
  const auto remove = [&](const std::string& code) {
    return t.post("/api/auth/totp/remove", token, R"({"currentPassword":"Correct-Horse-7","code":")" + code + R"("})").status;
  };
  EXPECT_EQ(remove("000000"), 401);
  EXPECT_EQ(remove(t.code(1)), 204);
  EXPECT_EQ(t.sign_in("").status, 200);
  t.clock.advance(120'000);
  const std::string again = t.enrolled();
  const std::string path = "/api/admin/users/" + t.admin().id;
  EXPECT_EQ(t.patch(path, again, R"({"secondFactor":true})").status, 400);
  EXPECT_EQ(t.patch(path, again, R"({"secondFactor":false})").status, 200);
  EXPECT_EQ(t.sign_in("").status, 200);
}

TEST(Logout, EndsTheTokenAndNoOther) {
  TestDoor t;
  const std::string token = t.admin_token();
  const std::string other = t.admin_token();
  EXPECT_EQ(t.post("/api/auth/logout", token, "").status, 204);
  EXPECT_EQ(t.get("/api/auth/me", token).status, 401);
  EXPECT_EQ(t.get("/api/auth/me", other).status, 200);
}

TEST(Password, ChangesAndEndsAllOtherTokens) {
  TestDoor t;
  const std::string token = t.admin_token();
  const std::string other = t.admin_token();
  const std::string wanted = R"({"currentPassword":"Correct-Horse-7","newPassword":"Another-Horse-8"})";
  EXPECT_EQ(t.post("/api/auth/password", token, wanted).status, 204);
  EXPECT_EQ(t.get("/api/auth/me", token).status, 200);
  EXPECT_EQ(t.get("/api/auth/me", other).status, 401);
  EXPECT_EQ(t.post("/api/auth/login", "", login_body("admin@clinic.example", "Another-Horse-8")).status, 200);
  EXPECT_EQ(t.post("/api/auth/login", "", login_body("admin@clinic.example", access::kTestPassword)).status, 401);
  EXPECT_EQ(t.post("/api/auth/password", token, wanted).status, 401) << "the current one is another now";
}

TEST(Password, MustMeetTheRules) {
  TestDoor t;
  const http::Response response =
      t.post("/api/auth/password", t.admin_token(), R"({"currentPassword":"Correct-Horse-7","newPassword":"short"})");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(text_at(response, {"issues", "0", "path"}), "newPassword");
  EXPECT_EQ(text_at(response, {"issues", "0", "message"}), "String must contain at least 12 character(s)");
}

TEST(Me, ShowsTheAccountOfNow) {
  TestDoor t;
  const User user = t.add_user("doc@x.example", Role::kPractitioner);
  const std::string token = t.token_of(user);
  access::UserChange change;
  change.role = Role::kAuditor;
  ASSERT_TRUE(t.loop.run(t.accounts->users.change(user.organization, user.id, change, nullptr, t.loop)).ok());
  const http::Response response = t.get("/api/auth/me", token);
  EXPECT_EQ(text_at(response, {"user", "role"}), "auditor");
  EXPECT_EQ(text_at(response, {"user", "lastLoginAt"}), "null");
}

}  // namespace
}  // namespace osler::api::admin
