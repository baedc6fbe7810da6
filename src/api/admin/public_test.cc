#include <gtest/gtest.h>

#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

constexpr std::string_view kAda = R"({"givenName":"Ada","familyName":"Lovelace","birthDate":"1815-12-10"})";

struct Desk : TestDoor {
  std::vector<NewPatient> patients;

  Desk() {
    settings.public_organization = made.organization.id;
    doors.register_patient = [this](NewPatient patient, std::string pid, access::AuditTrail&, Loop&) {
      return keep(std::move(patient), std::move(pid));
    };
    open();
  }
  Task<Result<RegisteredPatient>> keep(NewPatient patient, std::string pid) {
    patients.push_back(std::move(patient));
    co_return RegisteredPatient{.id = "id" + pid, .text = R"({"resourceType":"Patient"})"};
  }
};

TEST(PublicRegistration, IsOffUnlessItWasAskedFor) {
  TestDoor t;
  EXPECT_EQ(t.post("/api/public/patient-register", "", std::string(kAda)).status, 404);
}

TEST(PublicRegistration, AnswersTheNumberAndThePatient) {
  Desk t;
  const http::Response response = t.post("/api/public/patient-register", "", std::string(kAda));
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(
      response.body,
      R"({"message":"Patient registered","pid":"1000000","patientId":"id1000000","patient":{"resourceType":"Patient"}})");
  EXPECT_EQ(text_at(t.post("/api/public/patient-register", "", std::string(kAda)), {"pid"}), "1000001");
  ASSERT_EQ(t.patients.size(), 2U);
  EXPECT_EQ(t.patients.front().gender, "unknown");
  EXPECT_EQ(t.ledger(t.live()).size(), 2U);
}

TEST(PublicRegistration, ChecksEveryField) {
  Desk t;
  const auto with = [](std::string_view more) {
    return std::string(kAda.substr(0, kAda.size() - 1)) + "," + std::string(more) + "}";
  };
  const std::pair<std::string, std::string_view> cases[] = {
      {R"({"familyName":"L","birthDate":"1815-12-10"})", "givenName"},
      {R"({"givenName":"A","birthDate":"1815-12-10"})", "familyName"},
      {R"({"givenName":"A","familyName":"L"})", "birthDate"},
      {R"({"givenName":"A","familyName":"L","birthDate":"1815"})", "birthDate"},
      {R"({"givenName":"A","familyName":"L","birthDate":"1815-02-30"})", "birthDate"},
      {R"({"givenName":"A","familyName":"L","birthDate":"10.12.1815"})", "birthDate"},
      {with(R"("gender":"f")"), "gender"},
      {with(R"("email":"ada")"), "email"},
      {with(R"("phone":")" + std::string(41, '1') + "\""), "phone"},
      {with(R"("line1":")" + std::string(201, 'x') + "\""), "line1"},
      {with(R"("city":")" + std::string(81, 'x') + "\""), "city"},
      {with(R"("state":")" + std::string(41, 'x') + "\""), "state"},
      {with(R"("postalCode":")" + std::string(21, 'x') + "\""), "postalCode"},
      {with(R"("id":"chosen")"), "id"},
  };
  for (const auto& [body, path] : cases) {
    const http::Response response = t.post("/api/public/patient-register", "", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_EQ(text_at(response, {"issues", "0", "path"}), path) << response.body;
  }
  EXPECT_EQ(t.post("/api/public/patient-register", "", with(R"("phone":")" + std::string(40, '1') + "\"")).status, 201);
  EXPECT_EQ(t.patients.size(), 1U);
}

TEST(PublicRegistration, IsLimitedByAddress) {
  Desk t;
  for (int i = 0; i < 50; ++i) ASSERT_EQ(t.post("/api/public/patient-register", "", std::string(kAda)).status, 201);
  const http::Response refused = t.post("/api/public/patient-register", "", std::string(kAda));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("RateLimit-Limit"), "50");
  EXPECT_EQ(t.send({.method = http::Method::kPost,
                    .path = "/api/public/patient-register",
                    .body = std::string(kAda),
                    .address = "192.0.2.7"})
                .status,
            201);
}

TEST(Health, IsOpenAndLeavesNoEntry) {
  TestDoor t;
  const http::Response response = t.get("/api/health", "");
  EXPECT_EQ(response.body, R"({"status":"ok","timestamp":"2023-11-14T22:13:20.000Z"})");
  EXPECT_EQ(t.entries(), 0U);
}

}  // namespace
}  // namespace osler::api::admin
