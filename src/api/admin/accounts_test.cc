// Users, keys and organizations through the door.

#include <gtest/gtest.h>

#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

using access::Role;
using access::User;
using http::Method;

constexpr std::string_view kNewUser = R"({"email":"Doc@X.example","fullName":"Doc Who","password":"Correct-Horse-7"})";

TEST(AdminUsers, AreMadeWithTheirPractitioner) {
  TestDoor t;
  const http::Response response = t.post("/api/admin/users", t.admin_token(), std::string(kNewUser));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(text_at(response, {"user", "email"}), "doc@x.example");
  EXPECT_EQ(text_at(response, {"user", "role"}), "practitioner");
  EXPECT_EQ(text_at(response, {"user", "organization"}), "Clinic");
  EXPECT_EQ(t.practitioners, std::vector<std::string>{text_at(response, {"user", "id"})});
  EXPECT_EQ(response.body.find("argon2"), std::string::npos);
  const http::Response again = t.post("/api/admin/users", t.admin_token(), std::string(kNewUser));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(text_at(again, {"message"}), "this e-mail address is in use");
  EXPECT_EQ(t.ledger(t.live()).front().outcome, "failure");
  EXPECT_EQ(t.ledger(t.live()).size(), 2U);
}

TEST(AdminUsers, AreRefusedWithEveryFaultNamed) {
  TestDoor t;
  const http::Response response =
      t.post("/api/admin/users", t.admin_token(),
             R"({"email":"nobody","fullName":"D","password":"short","role":"nurse","organisation":"X"})");
  EXPECT_EQ(response.status, 400);
  for (const std::string_view part :
       {R"({"path":"email","message":"Invalid email"})",
        R"x({"path":"fullName","message":"String must contain at least 2 character(s)"})x",
        R"({"path":"role","message":"Invalid enum value. Expected 'admin' | 'practitioner' | 'auditor'"})",
        R"({"path":"password","message":"must contain a digit"})",
        R"({"path":"organisation","message":"unknown field; did you mean organization?"})"}) {
    EXPECT_NE(response.body.find(part), std::string::npos) << part << " in " << response.body;
  }
  EXPECT_EQ(response.body.find("short"), std::string::npos);
}

TEST(AdminUsers, LengthsAreCheckedOnBothSides) {
  TestDoor t;
  const std::string token = t.admin_token();
  int number = 0;
  const auto status = [&](const std::string& name, const std::string& organization) {
    const std::string email = "u" + std::to_string(++number) + "@x.example";
    return t
        .post("/api/admin/users", token,
              R"({"email":")" + email + R"(","fullName":")" + name + R"(","organization":")" + organization +
                  R"(","role":"auditor","password":"Correct-Horse-7"})")
        .status;
  };
  EXPECT_EQ(status("Ab", ""), 201);
  EXPECT_EQ(status("A", ""), 400);
  EXPECT_EQ(status(std::string(120, 'a'), std::string(120, 'o')), 201);
  EXPECT_EQ(status(std::string(121, 'a'), ""), 400);
  EXPECT_EQ(status("Ab", std::string(121, 'o')), 400);
  EXPECT_TRUE(t.practitioners.empty()) << "auditors have none";
}

TEST(AdminUsers, AreListedNewestFirst) {
  TestDoor t;
  t.clock.advance(5);
  t.post("/api/admin/users", t.admin_token(), std::string(kNewUser));
  const http::Response response = t.get("/api/admin/users", t.admin_token());
  EXPECT_EQ(text_at(response, {"total"}), "2");
  EXPECT_EQ(text_at(response, {"data", "0", "email"}), "doc@x.example");
  EXPECT_EQ(text_at(response, {"data", "1", "email"}), "admin@clinic.example");
}

TEST(AdminUsers, ChangesTakeEffectWithTheNextRequest) {
  TestDoor t;
  const std::string token = t.admin_token();
  const User user = t.add_user("doc@x.example", Role::kAuditor);
  const std::string users_token = t.token_of(user);
  ASSERT_EQ(t.get("/api/admin/audit-logs", users_token).status, 200);
  const http::Response changed =
      t.patch("/api/admin/users/" + user.id, token, R"({"role":"practitioner","fullName":"New Name"})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(text_at(changed, {"user", "fullName"}), "New Name");
  EXPECT_EQ(t.practitioners, std::vector<std::string>{user.id}) << "now it owns a resource";
  EXPECT_EQ(t.get("/api/admin/audit-logs", users_token).status, 403);
  EXPECT_EQ(t.patch("/api/admin/users/" + user.id, token, R"({"active":false})").status, 200);
  EXPECT_EQ(t.get("/api/auth/me", users_token).status, 401);
  EXPECT_EQ(t.patch("/api/admin/users/nothing", token, "{}").status, 404);
  EXPECT_EQ(t.patch("/api/admin/users/" + user.id, token, R"({"email":"x@y"})").status, 400);
}

TEST(AdminUsers, TheLastActiveAdminCannotBeDemoted) {
  TestDoor t;
  const std::string token = t.admin_token();
  for (const std::string body : {R"({"role":"auditor"})", R"({"active":false})"}) {
    const http::Response response = t.patch("/api/admin/users/" + t.admin().id, token, body);
    EXPECT_EQ(response.status, 409) << body;
  }
  EXPECT_EQ(t.get("/api/admin/users", token).status, 200);
}

TEST(AdminUsers, OfAnotherOrganizationAreOutOfReach) {
  TestDoor t;
  const auto other = t.loop.run(access::found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  const User stranger = t.add_user("boss@other.example", Role::kAdmin, other->organization.id);
  const std::string strangers = t.token_of(stranger);
  EXPECT_EQ(t.patch("/api/admin/users/" + t.admin().id, strangers, R"({"active":false})").status, 404);
  EXPECT_EQ(text_at(t.get("/api/admin/users", strangers), {"total"}), "1");
  EXPECT_EQ(t.get("/api/admin/users", strangers, "organization=" + t.made.organization.id).status, 403);
  const std::string wanted = R"({"email":"x@y.example","fullName":"Xy","password":"Correct-Horse-7","organization":")";
  EXPECT_EQ(t.post("/api/admin/users", strangers, wanted + t.made.organization.id + "\"}").status, 403);
  // The first organization's admin reaches them by name.
  const std::string token = t.admin_token();
  EXPECT_EQ(text_at(t.get("/api/admin/users", token, "organization=" + other->organization.id), {"data", "0", "email"}),
            "boss@other.example");
  EXPECT_EQ(t.post("/api/admin/users", token, wanted + other->organization.id + "\"}").status, 201);
  EXPECT_EQ(text_at(t.get("/api/admin/users", strangers), {"total"}), "2");
}

TEST(AdminPractitioners, AreActiveByNameAndOnlySelfForAPractitioner) {
  TestDoor t;
  const auto add = [&](std::string name, std::string email, std::string role) {
    const http::Response made = t.post("/api/admin/users", t.admin_token(),
                                       R"({"email":")" + email + R"(","fullName":")" + name + R"(","role":")" + role +
                                           R"(","password":"Correct-Horse-7"})");
    return text_at(made, {"user", "id"});
  };
  const std::string zed = add("Zed", "z@x.example", "practitioner");
  const std::string amy = add("Amy", "a@x.example", "practitioner");
  const std::string gone = add("Bob", "b@x.example", "practitioner");
  add("Aud", "u@x.example", "auditor");
  t.patch("/api/admin/users/" + gone, t.admin_token(), R"({"active":false})");
  const http::Response all = t.get("/api/admin/practitioners", t.admin_token());
  EXPECT_EQ(text_at(all, {"total"}), "2");
  EXPECT_EQ(text_at(all, {"data", "0", "id"}), amy);
  EXPECT_EQ(text_at(all, {"data", "1", "id"}), zed);
  const std::string zeds = t.token_of(**t.accounts->users.find(t.made.organization.id, zed));
  const http::Response own = t.get("/api/admin/practitioners", zeds);
  EXPECT_EQ(text_at(own, {"total"}), "1");
  EXPECT_EQ(text_at(own, {"data", "0", "id"}), zed);
}

TEST(AdminKeys, AreShownOnceListedRotatedAndRevoked) {
  TestDoor t;
  const std::string token = t.admin_token();
  const http::Response made =
      t.post("/api/admin/keys", token,
             R"({"name":"App","environment":"test","scopes":["read"],"expiresAt":"2030-01-01T00:00:00Z"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string text = text_at(made, {"key"});
  const std::string id = text_at(made, {"id"});
  EXPECT_EQ(text_at(made, {"scopes", "0"}), "read");
  EXPECT_EQ(text_at(made, {"expiresAt"}), "2030-01-01T00:00:00.000Z");
  const Result<access::Caller> caller = t.accounts->authenticator.by_key(text);
  ASSERT_TRUE(caller.ok());
  EXPECT_FALSE(caller->may_write);

  const http::Response list = t.get("/api/admin/keys", token);
  EXPECT_EQ(text_at(list, {"total"}), "3");
  EXPECT_EQ(list.body.find(text), std::string::npos) << "the text is shown once";
  EXPECT_NE(list.body.find("\"lastFour\":\"" + text.substr(38) + "\""), std::string::npos);

  const http::Response rotated = t.post("/api/admin/keys/" + id + "/rotate", token, R"({"overlapSeconds":60})");
  ASSERT_EQ(rotated.status, 201) << rotated.body;
  EXPECT_TRUE(t.accounts->authenticator.by_key(text).ok());
  t.clock.advance(60'000);
  EXPECT_EQ(t.accounts->authenticator.by_key(text).error().code, "KEY_EXPIRED");
  const std::string next = text_at(rotated, {"key"});
  EXPECT_TRUE(t.accounts->authenticator.by_key(next).ok());
  EXPECT_EQ(
      t.send({.method = Method::kDelete, .path = "/api/admin/keys/" + text_at(rotated, {"id"}), .token = token}).status,
      204);
  EXPECT_EQ(t.accounts->authenticator.by_key(next).error().code, "KEY_REVOKED");
  EXPECT_EQ(t.send({.method = Method::kDelete, .path = "/api/admin/keys/key_nothing", .token = token}).status, 404);
}

TEST(AdminKeys, AreRefusedWithEveryFaultNamed) {
  TestDoor t;
  const std::string token = t.admin_token();
  const std::pair<std::string, std::string_view> cases[] = {
      {R"({"environment":"test"})", "name"},
      {R"({"name":"","environment":"test"})", "name"},
      {R"({"name":"A"})", "environment"},
      {R"({"name":"A","environment":"prod"})", "environment"},
      {R"({"name":"A","environment":"test","scopes":[]})", "scopes"},
      {R"({"name":"A","environment":"test","scopes":["admin"]})", "scopes"},
      {R"({"name":"A","environment":"test","scopes":"*"})", "scopes"},
      {R"({"name":"A","environment":"test","scope":["read"]})", "scope"},
      {R"({"name":"A","environment":"test","expiresAt":"tomorrow"})", "expiresAt"},
      {R"({"name":"A","environment":"test","expiresAt":"2020-01-01T00:00:00Z"})", "expiresAt"},
      {R"({"name":"A","environment":"test","organization":"org_nothing"})", "organization"},
  };
  for (const auto& [body, path] : cases) {
    const http::Response response = t.post("/api/admin/keys", token, body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_EQ(text_at(response, {"issues", "0", "path"}), path) << response.body;
  }
  EXPECT_EQ(text_at(t.get("/api/admin/keys", token), {"total"}), "2") << "none was made";
}

TEST(AdminOrganizations, AreAddedByTheFirstOneOrUnderneath) {
  TestDoor t;
  const http::Response made = t.post("/api/admin/organizations", t.admin_token(), R"({"name":"Second"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string second = text_at(made, {"organization", "id"});
  EXPECT_EQ(text_at(made, {"organization", "name"}), "Second");
  EXPECT_EQ(t.accounts->authenticator.by_key(text_at(made, {"keys", "test"}))->organization.id, second);
  EXPECT_EQ(t.accounts->authenticator.by_key(text_at(made, {"keys", "live"}))->environment, store::Environment::kLive);

  const std::string boss = t.token_of(t.add_user("boss@x.example", Role::kAdmin, second));
  const auto add = [&](const std::string& parent) {
    return t.post("/api/admin/organizations", boss, R"({"name":"Third","parent":")" + parent + "\"}");
  };
  EXPECT_EQ(add("").status, 403);
  EXPECT_EQ(add(t.made.organization.id).status, 403);
  EXPECT_EQ(add("org_nothing").status, 403) << "no telling apart";
  EXPECT_EQ(add(second).status, 201);
  EXPECT_EQ(text_at(t.get("/api/admin/organizations", boss), {"total"}), "2");
  EXPECT_EQ(text_at(t.get("/api/admin/organizations", t.admin_token()), {"total"}), "3");
  EXPECT_EQ(t.post("/api/admin/organizations", t.admin_token(), R"({"name":"X","parent":"org_nothing"})").status, 400);
  EXPECT_EQ(t.post("/api/admin/keys", boss,
                   R"({"name":"A","environment":"test","organization":")" + t.made.organization.id + "\"}")
                .status,
            403);
}

TEST(AdminOrganizations, SayWhatProfilesDoOnWrites) {
  TestDoor t;
  const std::string admin = t.admin_token();
  const http::Response made = t.post("/api/admin/organizations", admin, R"({"name":"Second"})");
  const std::string second = text_at(made, {"organization", "id"});
  const std::string key = text_at(made, {"keys", "live"});
  const std::string boss = t.token_of(t.add_user("boss@x.example", Role::kAdmin, second));
  const std::string path = "/api/admin/organizations/" + second;
  const auto told = [&] { return t.accounts->authenticator.by_key(key)->organization.profiles; };
  EXPECT_EQ(told(), std::nullopt);
  const http::Response changed = t.patch(path, boss, R"({"validationProfiles":"enforce"})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(text_at(changed, {"organization", "name"}), "Second");
  EXPECT_EQ(text_at(changed, {"organization", "validationProfiles"}), "enforce");
  EXPECT_EQ(told(), access::ProfilePolicy::kEnforce) << "seen by the next request of a key that was known";
  EXPECT_EQ(t.reopened()->authenticator.by_key(key)->organization.profiles, access::ProfilePolicy::kEnforce);
  EXPECT_EQ(text_at(t.get("/api/admin/organizations", boss), {"data", "0", "validationProfiles"}), "enforce");
  EXPECT_EQ(t.patch(path, admin, "{}").status, 200);
  EXPECT_EQ(told(), access::ProfilePolicy::kEnforce) << "what is not named stays";
  EXPECT_EQ(t.patch(path, admin, R"({"validationProfiles":"default"})").status, 200) << "the first organization's admin may";
  EXPECT_EQ(told(), std::nullopt);

  const http::Response refused = t.patch(path, boss, R"({"validationProfiles":"strict"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(text_at(refused, {"issues", "0", "path"}), "validationProfiles");
  EXPECT_EQ(t.patch(path, boss, R"({"name":"Third"})").status, 400);
  EXPECT_EQ(t.patch("/api/admin/organizations/" + t.made.organization.id, boss, "{}").status, 404) << "not theirs";
  EXPECT_EQ(t.patch("/api/admin/organizations/org_nothing", admin, "{}").status, 404);
  EXPECT_EQ(t.patch(path, t.token_of(t.add_user("p@x.example", Role::kPractitioner, second)), "{}").status, 403);
}

}  // namespace
}  // namespace osler::api::admin
