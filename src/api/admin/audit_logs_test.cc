#include <gtest/gtest.h>

#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

/// A ledger with one entry a day from 2023-11-14 on, by turns of three people and two outcomes.
void fill(TestDoor& t, int days) {
  for (int i = 0; i < days; ++i) {
    access::AuditRecord record;
    record.time_ms = t.clock.now_ms() + i * kDayMs;
    record.actor_id = "user_" + std::to_string(i % 3);
    record.actor_email = "u" + std::to_string(i % 3) + "@x.example";
    record.actor_role = "practitioner";
    record.action = "read";
    record.resource_type = i % 2 == 0 ? "Patient" : "Encounter";
    record.resource_id = "r" + std::to_string(i);
    record.patient = "p" + std::to_string(i % 4);
    record.method = "GET";
    record.path = "/api/fhir/Patient/r";
    record.status = i % 5 == 0 ? 403 : 200;
    record.outcome = access::outcome_of(record.status);
    ASSERT_TRUE(t.store.append_audit(t.live(), access::encode(record)).ok());
  }
}

TEST(AuditLogs, ShowRowsNewestFirstWithTheirColumns) {
  TestDoor t;
  fill(t, 2);
  const http::Response response = t.get("/api/admin/audit-logs", t.admin_token());
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(
      response.body,
      R"({"page":1,"limit":25,"data":[{"actorUserId":"1","actorEmail":"u1@x.example","actorRole":"practitioner",)"
      R"("action":"read","resourceType":"Encounter","resourceId":"r1","method":"GET","path":"/api/fhir/Patient/r",)"
      R"("statusCode":200,"outcome":"success","ipAddress":null,"userAgent":null,"createdAt":"2023-11-15T22:13:20.000Z",)"
      R"("requestId":null},{"actorUserId":"0","actorEmail":"u0@x.example","actorRole":"practitioner","action":"read",)"
      R"("resourceType":"Patient","resourceId":"r0","method":"GET","path":"/api/fhir/Patient/r","statusCode":403,)"
      R"("outcome":"denied","ipAddress":null,"userAgent":null,"createdAt":"2023-11-14T22:13:20.000Z","requestId":null}],)"
      R"("total":2})");
}

TEST(AuditLogs, AreFilteredAndCountedExactly) {
  TestDoor t;
  fill(t, 60);
  const std::pair<std::string, std::string_view> cases[] = {
      {"outcome=denied", "12"},
      {"resourceType=Encounter", "30"},
      {"actorEmail=u1@x.example", "20"},
      {"patient=p3", "15"},
      {"patient=Patient/p3", "15"},
      {"from=2023-11-15&to=2023-11-15", "1"},
      {"from=2023-11-15&to=2023-11-16", "2"},
      {"from=2023-11-14T22:13:21Z&to=2023-11-16", "2"},
      {"outcome=denied&resourceType=Patient", "6"},
      {"actorEmail=nobody", "0"},
  };
  for (const auto& [query, total] : cases) {
    TestDoor fresh;
    fill(fresh, 60);
    EXPECT_EQ(text_at(fresh.get("/api/admin/audit-logs", fresh.admin_token(), query), {"total"}), total) << query;
  }
}

TEST(AuditLogs, ArePagedWithTheTotalOnEachPage) {
  TestDoor t;
  fill(t, 60);
  // The requests themselves are entries of the first day; the walk begins with the second.
  const std::string query = "from=2023-11-15&limit=10&page=";
  for (const auto& [page, first] :
       {std::pair("1", "r59"), std::pair("2", "r49"), std::pair("6", "r9"), std::pair("7", "")}) {
    const http::Response rows = t.get("/api/admin/audit-logs", t.admin_token(), query + page);
    EXPECT_EQ(text_at(rows, {"data", "0", "resourceId"}), first) << page;
    EXPECT_EQ(text_at(rows, {"total"}), "59");
    EXPECT_EQ(text_at(rows, {"page"}), page);
    EXPECT_EQ(text_at(rows, {"limit"}), "10");
  }
}

TEST(AuditLogs, RefuseWhatTheyDoNotUnderstand) {
  TestDoor t;
  for (const std::string query : {"limit=0", "limit=101", "limit=x", "page=0", "page=-1", "outcome=maybe",
                                  "from=yesterday", "to=2024-13-01", "pages=1", "page=1&page=2", "actorEmail=%zz"}) {
    EXPECT_EQ(t.get("/api/admin/audit-logs", t.admin_token(), query).status, 400) << query;
  }
}

TEST(AuditLogs, ShowTheOwnOrganizationAndEnvironmentOnly) {
  TestDoor t;
  fill(t, 3);
  EXPECT_EQ(text_at(t.get("/api/admin/audit-logs", t.token_of(t.admin(), store::Environment::kTest)), {"total"}), "0");
  const auto other = t.loop.run(access::found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  const std::string boss = t.token_of(t.add_user("boss@x.example", access::Role::kAuditor, other->organization.id));
  EXPECT_EQ(text_at(t.get("/api/admin/audit-logs", boss), {"total"}), "0");
}

}  // namespace
}  // namespace osler::api::admin
