// The API as a client meets it: envelope, keys, methods, headers, errors, audit.

#include "api/v1/v1_api.h"

#include <set>

#include "api/v1/memory_api_test.h"
#include "api/v1/routes.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kEncounter = R"({"status":"finished","class":"AMB","patientId":"pt_abc123"})";

using V1ApiTest = ApiTest;

TEST_F(V1ApiTest, AnswersThePublishedEncounterExample) {
  const Sent made =
      post("encounters", R"({"status":"finished","class":"AMB","patientId":"pt_abc123","practitionerId":"prac_xyz789",
    "reasonCode":"Annual wellness visit","period":{"start":"2025-01-15T09:00:00.000Z","end":"2025-01-15T09:30:00.000Z"},
    "lengthMinutes":30,"location":"Main Clinic — Room 3"})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.data().member("status").text(), "finished");
  EXPECT_EQ(made.data().member("patientId").text(), "pt_abc123");
  EXPECT_EQ(made.data().member("practitionerId").text(), "prac_xyz789");
  EXPECT_EQ(made.data().member("location").text(), "Main Clinic — Room 3");
  const std::string id = made.data().member("id").text();
  EXPECT_TRUE(id.starts_with("enc_")) << id;
  EXPECT_EQ(made.header("Location"), "/v1/encounters/" + id);
  EXPECT_EQ(made.header("ETag"), "W/\"1\"");
  const Sent read = get("encounters/" + id);
  EXPECT_EQ(read.status, 200);
  EXPECT_TRUE(json::same_value(read.data(), made.data())) << read.text << made.text;
}

TEST_F(V1ApiTest, AnswersThePublishedAssessmentExample) {
  const Sent made = post("assessments", R"({"status":"completed","patientId":"pt_abc123","encounterId":"enc_xyz789",
    "practitionerId":"prac_def456","description":"Annual wellness assessment","summary":"Well controlled.",
    "findings":[{"code":"I10","text":"Essential hypertension"},{"code":"E11.9","text":"Type 2 diabetes mellitus"}],
    "note":"Follow up in 3 months.","effectiveDateTime":"2025-01-15T10:00:00Z"})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.data().member("findings").at(1).member("code").text(), "E11.9");
  EXPECT_EQ(made.data().member("encounterId").text(), "enc_xyz789");
}

TEST_F(V1ApiTest, WrapsEveryAnswerAndRepeatsMetaInHeaders) {
  const Sent made = post("encounters", kEncounter);
  const json::View meta = made.at("meta");
  EXPECT_EQ(meta.member("requestId").text(), "req_1");
  EXPECT_EQ(meta.member("timestamp").text(), "2025-01-15T10:00:00.000Z");
  EXPECT_EQ(meta.member("status").text(), "201");
  EXPECT_EQ(meta.member("rateLimitTotal").text(), "1000");
  EXPECT_EQ(meta.member("rateLimitRemaining").text(), "999");
  EXPECT_EQ(meta.member("rateLimitReset").text(), "42");
  EXPECT_EQ(made.header("x-timestamp"), "2025-01-15T10:00:00.000Z");
  EXPECT_EQ(made.header("x-ratelimit-limit"), "1000");
  EXPECT_EQ(made.header("x-ratelimit-remaining"), "999");
  EXPECT_EQ(made.header("x-ratelimit-reset"), "42");
  EXPECT_EQ(made.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(made.header("Cache-Control"), "no-store");
  EXPECT_EQ(made.header("X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(made.at("resourceType").exists());
}

TEST_F(V1ApiTest, RefusesStrangers) {
  const Sent none = send(http::Method::kGet, "patients", {}, {}, "");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.code(), "UNAUTHORIZED");
  EXPECT_EQ(none.header("WWW-Authenticate"), "ApiKey");
  EXPECT_EQ(none.at("requestId").text(), "req_1");
  EXPECT_EQ(send(http::Method::kGet, "patients", {}, {}, "clk_test_wrong").code(), "INVALID_KEY");
  EXPECT_EQ(send(http::Method::kGet, "nonsense", {}, {}, "").status, 401);
}

TEST_F(V1ApiTest, RefusesKeysInTheUrlWithoutWritingThemDown) {
  const Sent refused = get("patients?key=clk_live_abc");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "INVALID_PARAMETER");
  EXPECT_EQ(refused.text.find("clk_live_abc"), std::string::npos);
}

TEST_F(V1ApiTest, HoldsKeysToTheirScopes) {
  EXPECT_EQ(send(http::Method::kGet, "patients", {}, {}, kReadKey).status, 200);
  const Sent refused = send(http::Method::kPost, "encounters", kEncounter, {}, kReadKey);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "FORBIDDEN");
}

TEST_F(V1ApiTest, KeepsEnvironmentsAndOrganizationsApart) {
  const Sent absent = get("patients/pt_nobody");
  ASSERT_EQ(absent.status, 404);
  for (const std::string_view key : {kLiveKey, kOtherKey}) {
    const Sent foreign = send(http::Method::kGet, "patients/pt_abc123", {}, {}, key);
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.text, absent.text);
    EXPECT_EQ(send(http::Method::kPost, "encounters", kEncounter, {}, key).status, 422);
  }
  EXPECT_EQ(get("nonsense").text, absent.text);
}

TEST_F(V1ApiTest, RefusesMethodOverridesWhateverTheirValue) {
  for (const char* name : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    const Sent refused = send(http::Method::kGet, "patients", {}, with(name, "GET"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.code(), "METHOD_OVERRIDE_REJECTED");
  }
}

TEST_F(V1ApiTest, NamesTheMethodsThatAPathAllows) {
  const Sent put_refused = send(http::Method::kPut, "encounters/enc_xyz789", "{}");
  EXPECT_EQ(put_refused.status, 405);
  EXPECT_NE(put_refused.message().find("PATCH"), std::string::npos);
  EXPECT_EQ(put_refused.header("Allow"), "GET, HEAD, PATCH, DELETE");
  EXPECT_EQ(send(http::Method::kPatch, "audit-events/audit_1", "{}").header("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(send(http::Method::kPatch, "immunization-recommendations/immrec_1", "{}").status, 405);
  EXPECT_EQ(send(http::Method::kDelete, "encounters").header("Allow"), "GET, HEAD, POST");
}

TEST_F(V1ApiTest, ChecksTheContentType) {
  for (const char* type : {"application/json", "application/fhir+json", "Application/JSON; charset=utf-8"}) {
    EXPECT_EQ(send(http::Method::kPost, "encounters", kEncounter, with("Content-Type", type)).status, 201) << type;
  }
  for (const char* type : {"text/plain", "application/merge-patch+json", "application/x-www-form-urlencoded"}) {
    const Sent refused = send(http::Method::kPost, "encounters", kEncounter, with("Content-Type", type));
    EXPECT_EQ(refused.status, 415) << type;
    EXPECT_EQ(refused.code(), "UNSUPPORTED_MEDIA_TYPE");
  }
  for (const char* type : {"application/merge-patch+json", "application/json-patch+json", "application/fhir+json"}) {
    EXPECT_EQ(send(http::Method::kPatch, "encounters/enc_xyz789", "{}", with("Content-Type", type)).status, 200)
        << type;
  }
}

TEST_F(V1ApiTest, SaysWhereABodyIsNoJson) {
  const Sent refused = post("encounters", "{\"status\": oops}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "INVALID_JSON");
  EXPECT_EQ(refused.text.find("oops"), std::string::npos);
  EXPECT_EQ(post("encounters", "[]").status, 422);
}

TEST_F(V1ApiTest, ReportsEveryFaultTwiceUnderBothNames) {
  const Sent refused = post("encounters", R"({"status":"finishd","reasoncode":"x"})");
  ASSERT_EQ(refused.status, 422) << refused.text;
  EXPECT_EQ(refused.code(), "VALIDATION_ERROR");
  EXPECT_EQ(refused.at("error").text(), "Validation Error");
  EXPECT_EQ(refused.at("issues").count(), 4U);
  EXPECT_TRUE(json::same_value(refused.at("issues"), refused.at("issue")));
  EXPECT_EQ(refused.at("issues").at(0).member("severity").text(), "error");
  EXPECT_EQ(refused.at("issues").at(0).member("code").text(), "invalid");
  EXPECT_EQ(refused.at("message").text(), refused.at("issues").at(0).member("diagnostics").text());
  EXPECT_NE(refused.text.find("reasoncode: unknown field; did you mean reasonCode?"), std::string::npos);
  EXPECT_NE(refused.header("Link").find("#VALIDATION_ERROR"), std::string::npos);
}

TEST_F(V1ApiTest, LimitsIdempotencyKeys) {
  for (const std::string& key : {std::string(), std::string(256, 'k')}) {
    const Sent refused = send(http::Method::kPost, "encounters", kEncounter, with("Idempotency-Key", key));
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.code(), "INVALID_HEADER");
  }
  EXPECT_EQ(send(http::Method::kPost, "encounters", kEncounter, with("Idempotency-Key", std::string(255, 'k'))).status,
            201);
}

TEST_F(V1ApiTest, AnswersThrottledCallersWithTheWait) {
  const std::pair<access::Shortage, const char*> kinds[] = {{access::Shortage::kRate, "RATE_LIMITED"},
                                                            {access::Shortage::kMonth, "MONTHLY_QUOTA_EXCEEDED"},
                                                            {access::Shortage::kSandbox, "SANDBOX_QUOTA_EXCEEDED"}};
  for (const auto& [shortage, code] : kinds) {
    shortage_ = shortage;
    const Sent refused = get("patients");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), code);
    EXPECT_EQ(refused.header("Retry-After"), "42");
    EXPECT_NE(refused.message().find("try again in 42 s"), std::string::npos) << refused.message();
    EXPECT_EQ(refused.header("X-RateLimit-Limit"), "1000");
    EXPECT_EQ(refused.header("X-Quota-Used"), "15");
  }
}

TEST_F(V1ApiTest, TellsWhatIsUsedOfThePlanOnEveryAnswer) {
  for (const char* path : {"patients/pt_abc123", "patients/pt_nobody", "nowhere", "patients?nosuch=1"}) {
    const Sent sent = get(path);
    const std::pair<const char*, const char*> expected[] = {
        {"X-RateLimit-Limit", "1000"},      {"X-RateLimit-Remaining", "999"}, {"X-RateLimit-Reset", "42"},
        {"RateLimit", "\"default\";r=999;t=42"}, {"RateLimit-Policy", "\"default\";q=1000;w=60"},
        {"X-Quota-Limit", "20000"},         {"X-Quota-Used", "15"},           {"X-Quota-Remaining", "19985"},
        {"X-Quota-Billable", "false"},      {"X-Quota-Reset", "2025-01-15T10:00:01.000Z"},
        {"X-Sandbox-Limit", "500"},         {"X-Sandbox-Used", "7"},          {"X-Sandbox-Remaining", "493"}};
    for (const auto& [name, value] : expected) EXPECT_EQ(sent.header(name), value) << path << ' ' << name;
    EXPECT_EQ(sent.header("X-Quota-Overage"), "") << path;
  }
}

TEST_F(V1ApiTest, WritesOneAuditEntryForEachRequest) {
  const store::Partition partition = store::Partition::of(1, store::Environment::kTest);
  const std::size_t before = audit_entries(partition);
  const std::size_t strangers = audit_entries(store::Partition::system());
  post("encounters", kEncounter);
  post("encounters", "{}");
  get("encounters");
  get("encounters/enc_xyz789");
  get("patients/pt_abc123?_revinclude=Encounter:patient");
  EXPECT_EQ(audit_entries(partition), before + 5);
  send(http::Method::kGet, "patients", {}, {}, "");
  EXPECT_EQ(audit_entries(store::Partition::system()), strangers + 1);
}

TEST_F(V1ApiTest, RoutesEveryRowOfItsTable) {
  std::set<std::string> seen;
  for (const RouteRow& row : routes(api_->schema())) {
    std::string path = row.pattern;
    if (const std::size_t hole = path.find("{id}"); hole != std::string::npos)
      path.replace(hole, 4, row.resource->prefix + "_1");
    const auto route = find_route(api_->schema(), row.method, path);
    ASSERT_TRUE(route.ok()) << path;
    EXPECT_EQ(route->operation, row.operation);
    EXPECT_EQ(route->resource, row.resource);
    seen.insert(std::string(http::name_of(row.method)) + row.pattern);
  }
  EXPECT_EQ(seen.size(), 62U * 5U - 2U);
  for (const char* path : {"/v1", "/v1/", "/v1/encounters/", "/v1/encounters/a/b", "/v1//x", "/v2/encounters"}) {
    EXPECT_FALSE(find_route(api_->schema(), http::Method::kGet, path).ok()) << path;
  }
}

}  // namespace
}  // namespace osler::api::v1
