#include "api/admin/admin_api.h"

#include <gtest/gtest.h>

#include <set>

#include "api/admin/routes.h"
#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

using access::Role;
using http::Method;

std::string concrete(std::string_view path) {
  std::string text(path);
  if (const std::size_t hole = text.find("{id}"); hole != std::string::npos) text.replace(hole, 4, "nothing");
  return text;
}

// Who gets past the door of which route, as a person writes it: None, Bad token, Admin, Practitioner, aUditor.
struct MatrixRow {
  std::string_view method, path, admitted;
};
constexpr MatrixRow kMatrix[] = {
    {"GET", "/api/health", "NBAPU"},
    {"POST", "/api/auth/login", "NBAPU"},
    {"POST", "/api/auth/logout", "APU"},
    {"POST", "/api/auth/password", "APU"},
    {"POST", "/api/auth/totp", "APU"},
    {"POST", "/api/auth/totp/confirm", "APU"},
    {"POST", "/api/auth/totp/remove", "APU"},
    {"GET", "/api/auth/me", "APU"},
    {"POST", "/api/public/patient-register", "NBAPU"},
    {"GET", "/api/admin/users", "A"},
    {"POST", "/api/admin/users", "A"},
    {"PATCH", "/api/admin/users/{id}", "A"},
    {"GET", "/api/admin/practitioners", "AP"},
    {"GET", "/api/admin/keys", "A"},
    {"POST", "/api/admin/keys", "A"},
    {"POST", "/api/admin/keys/{id}/rotate", "A"},
    {"DELETE", "/api/admin/keys/{id}", "A"},
    {"GET", "/api/admin/organizations", "A"},
    {"POST", "/api/admin/organizations", "A"},
    {"PATCH", "/api/admin/organizations/{id}", "A"},
    {"GET", "/api/admin/packages", "A"},
    {"POST", "/api/admin/packages", "A"},
    {"GET", "/api/admin/search-parameters", "A"},
    {"POST", "/api/admin/purge", "A"},
    {"GET", "/api/admin/webhooks", "A"},
    {"POST", "/api/admin/webhooks", "A"},
    {"GET", "/api/admin/webhooks/{id}", "A"},
    {"PATCH", "/api/admin/webhooks/{id}", "A"},
    {"DELETE", "/api/admin/webhooks/{id}", "A"},
    {"POST", "/api/admin/webhooks/{id}/rotate", "A"},
    {"POST", "/api/admin/webhooks/{id}/test", "A"},
    {"POST", "/api/admin/webhooks/{id}/resend", "A"},
    {"GET", "/api/admin/webhooks/{id}/deliveries", "A"},
    {"GET", "/api/admin/audit-logs", "AU"},
};

const MatrixRow* row_of(const Route& route) {
  for (const MatrixRow& row : kMatrix) {
    if (row.method == http::name_of(route.method) && row.path == route.path) return &row;
  }
  return nullptr;
}

TEST(Routes, AreAdmittedAsTheMatrixSaysAndAuditedOnceEach) {
  EXPECT_EQ(routes().size(), std::size(kMatrix));
  for (const Route& route : routes()) {
    const MatrixRow* row = row_of(route);
    ASSERT_NE(row, nullptr) << "a route without a row: " << route.path;
    for (const char who : std::string_view("NBAPU")) {
      SCOPED_TRACE(std::string(route.path) + " for " + who);
      TestDoor t;
      std::string token;
      if (who == 'B') token = "not-a-token";
      if (who == 'A') token = t.admin_token();
      if (who == 'P') token = t.token_of(t.add_user("p@x.example", Role::kPractitioner));
      if (who == 'U') token = t.token_of(t.add_user("u@x.example", Role::kAuditor));
      const std::size_t before = t.entries();
      const http::Response response = t.send({.method = route.method, .path = concrete(route.path), .token = token});
      const bool admitted = response.status != 401 && response.status != 403;
      const bool expected = row->admitted.find(who) != std::string_view::npos;
      EXPECT_EQ(admitted, expected) << response.status << " " << response.body;
      if (!expected) {
        EXPECT_EQ(response.status, who == 'N' || who == 'B' ? 401 : 403);
        EXPECT_FALSE(text_at(response, {"message"}).empty());
      }
      EXPECT_EQ(t.entries() - before, route.action.empty() ? 0U : 1U);
      EXPECT_LT(response.status, 500);
    }
  }
}

TEST(AdminApi, KeepsNothingOpenOrCached) {
  TestDoor t;
  for (const http::Response& response : {t.get("/api/health", ""), t.get("/api/admin/users", ""),
                                         t.get("/api/nothing", ""), t.get("/api/admin/users", t.admin_token())}) {
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer");
    EXPECT_NE(response.headers.get("Content-Security-Policy")->find("default-src 'none'"), std::string_view::npos);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
  }
  EXPECT_EQ(t.get("/api/admin/users", "").headers.get("WWW-Authenticate"), "Bearer");
}

TEST(AdminApi, AnswersUnknownPathsAndWrongMethods) {
  TestDoor t;
  const std::string token = t.admin_token();
  for (const std::string path :
       {"/api", "/api/", "/api/admin", "/api/admin/", "/api/admin/users/", "/api/admin/users/a/b",
        "/api/admin/keys//rotate", "/api/admin/keys/a/rotate/b", "/api/Admin/users"}) {
    EXPECT_EQ(t.get(path, token).status, 404) << path;
  }
  const http::Response wrong = t.send({.method = Method::kPut, .path = "/api/admin/users", .token = token});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.get("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(t.ledger(store::Partition::system()).size(), 10U) << "these are audited too";
}

TEST(AdminApi, AnswersHeadAsGetWithoutABody) {
  TestDoor t;
  const http::Response response =
      t.send({.method = Method::kHead, .path = "/api/admin/users", .token = t.admin_token()});
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.empty());
}

TEST(AdminApi, RefusesAKeyInTheUrlAndDoesNotWriteItDown) {
  TestDoor t;
  for (const auto& [path, query] : {std::pair<std::string, std::string>("/api/admin/users", "x=" + t.made.test_key),
                                    std::pair<std::string, std::string>("/api/admin/keys/" + t.made.live_key, "")}) {
    EXPECT_EQ(t.get(path, t.admin_token(), query).status, 400);
    const access::AuditRecord entry = t.ledger(store::Partition::system()).front();
    EXPECT_EQ(access::encode(entry).find("clk_"), std::string::npos);
  }
}

TEST(AdminApi, LimitsWrongTokensByAddressAndLeavesRightOnesAlone) {
  TestDoor t;
  const std::string token = t.admin_token();
  for (int i = 0; i < 300; ++i) ASSERT_EQ(t.get("/api/admin/users", "wrong").status, 401);
  const http::Response refused = t.get("/api/admin/users", "wrong");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "60");
  EXPECT_EQ(t.get("/api/admin/users", token).status, 200) << "from the same address";
  EXPECT_EQ(t.get("/api/admin/users", "").status, 401) << "absent ones do not count";
  EXPECT_EQ(t.send({.path = "/api/admin/users", .token = "wrong", .address = "192.0.2.9"}).status, 401);
  t.clock.advance(61'000);
  EXPECT_EQ(t.get("/api/admin/users", "wrong").status, 401);
}

TEST(AdminApi, LimitsTheAuthDoorByAddressWithHeaders) {
  TestDoor t;
  const std::string token = t.admin_token();
  const http::Response first = t.get("/api/auth/me", token);
  EXPECT_EQ(first.headers.get("RateLimit-Limit"), "100");
  EXPECT_EQ(first.headers.get("RateLimit-Remaining"), "99");
  EXPECT_EQ(first.headers.get("RateLimit-Reset"), "900");
  EXPECT_EQ(first.headers.get("RateLimit-Policy"), "100;w=900");
  for (int i = 1; i < 100; ++i) ASSERT_EQ(t.get("/api/auth/me", token).status, 200);
  const http::Response refused = t.get("/api/auth/me", token);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "900");
  EXPECT_EQ(t.get("/api/admin/users", token).status, 200) << "another door";
  EXPECT_EQ(t.ledger(store::Partition::system()).front().outcome, "denied");
}

TEST(AdminApi, RefusesOtherContentTypesAndBrokenBodies) {
  TestDoor t;
  const std::string token = t.admin_token();
  const auto send = [&](std::string body, std::string type) {
    return t
        .send({.method = Method::kPost,
               .path = "/api/admin/organizations",
               .token = token,
               .body = std::move(body),
               .content_type = std::move(type)})
        .status;
  };
  EXPECT_EQ(send(R"({"name":"A"})", "text/plain"), 415);
  EXPECT_EQ(send(R"({"name":"A"})", "application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(send(R"({"name":"A"})", "Application/JSON ; charset=utf-8"), 201);
  for (const std::string body : {"{", "[]", "null", "\"x\"", "{\"name\":\"A\"} x", "{\"name\":\"A\",\"name\":\"B\"}"}) {
    EXPECT_EQ(send(body, "application/json"), 400) << body;
  }
  EXPECT_EQ(send(std::string((1U << 20U) + 1, ' '), "application/json"), 413);
}

TEST(AdminApi, WritesWhoDidWhatIntoTheCallersLedger) {
  TestDoor t;
  const std::string token = t.token_of(t.admin(), store::Environment::kTest);
  t.get("/api/admin/audit-logs", token, "patient=p1&limit=5");
  const auto test = store::Partition::of(t.made.organization.number, store::Environment::kTest);
  ASSERT_EQ(t.ledger(test).size(), 1U);
  const access::AuditRecord entry = t.ledger(test).front();
  EXPECT_EQ(entry.actor_id, "user_" + t.admin().id);
  EXPECT_EQ(entry.actor_email, "admin@clinic.example");
  EXPECT_EQ(entry.actor_role, "admin");
  EXPECT_EQ(entry.action, "search");
  EXPECT_EQ(entry.resource_type, "AuditEvent");
  EXPECT_EQ(entry.patient, "p1");
  EXPECT_EQ(entry.method, "GET");
  EXPECT_EQ(entry.path, "/api/admin/audit-logs");
  EXPECT_EQ(entry.query_names, "patient,limit");
  EXPECT_EQ(entry.status, 200);
  EXPECT_EQ(entry.outcome, "success");
  EXPECT_EQ(entry.ip_address, "192.0.2.1");
  EXPECT_EQ(entry.user_agent, "test");
  EXPECT_EQ(entry.request_id, "req_1");
}

}  // namespace
}  // namespace osler::api::admin
