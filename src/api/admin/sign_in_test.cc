#include <gtest/gtest.h>

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
