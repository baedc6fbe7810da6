#include "api/fhir/memory_base_test.h"

namespace osler::fhir_api {
namespace {

TEST_F(FhirApiTest, CreatesWithLocationAndTag) {
  const http::Response created = send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})");
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(created.headers.get("ETag"), "W/\"1\"");
  EXPECT_EQ(created.headers.get("Location"), "http://h/fhir/Patient/" + value(created.body, "id") + "/_history/1");
  EXPECT_TRUE(created.headers.get("Last-Modified"));
  EXPECT_NE(created.body.find(R"("code":"org_1")"), std::string::npos);
}

TEST_F(FhirApiTest, HonoursPrefer) {
  http::Headers minimal;
  minimal.add("Prefer", "return=minimal");
  EXPECT_EQ(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", minimal).body, "");
  http::Headers outcome;
  outcome.add("Prefer", "return=OperationOutcome");
  EXPECT_NE(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", outcome).body.find("OperationOutcome"), std::string::npos);
  http::Headers misspelt;
  misspelt.add("Prefer", "return=presentation");
  EXPECT_EQ(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", misspelt).status, 201);
}

TEST_F(FhirApiTest, ReadsConditionally) {
  const std::string id = patient();
  http::Headers known;
  known.add("If-None-Match", "W/\"1\"");
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id, {}, known).status, 304);
  http::Headers since;
  since.add("If-Modified-Since", "Sun, 06 Nov 2044 08:49:37 GMT");
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id, {}, since).status, 304);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id).status, 200);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id + "?_format=json").status, 200);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id + "?_elements=nmae").status, 400);
}

TEST_F(FhirApiTest, TellsGoneFromNeverThere) {
  const std::string id = patient();
  EXPECT_EQ(send(http::Method::kDelete, "/Patient/" + id).status, 204);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id).status, 410);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id + "/_history/1").status, 200);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + id + "/_history/2").status, 410);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/never").status, 404);
}

TEST_F(FhirApiTest, RefusesWithoutCallerRoleOrFormat) {
  EXPECT_EQ(send(http::Method::kGet, "/Patient", {}, {}, "").status, 401);
  EXPECT_EQ(send(http::Method::kGet, "/metadata", {}, {}, "").status, 200);
  EXPECT_EQ(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", {}, "auditor").status, 403);
  http::Headers xml;
  xml.add("Accept", "application/fhir+xml");
  EXPECT_EQ(send(http::Method::kGet, "/Patient", {}, xml).status, 406);
  http::Headers xml_body;
  xml_body.add("Content-Type", "application/fhir+xml");
  EXPECT_EQ(send(http::Method::kPost, "/Patient", "<Patient/>", xml_body).status, 415);
}

TEST_F(FhirApiTest, PatchesByListAndByObject) {
  const std::string id = patient();
  const http::Response listed = send(http::Method::kPatch, "/Patient/" + id, R"([{"op":"replace","path":"/active","value":false}])");
  ASSERT_EQ(listed.status, 200) << listed.body;
  EXPECT_EQ(value(listed.body, "active"), "false");
  const http::Response merged = send(http::Method::kPatch, "/Patient/" + id, R"({"active":null,"gender":"female"})");
  ASSERT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(value(merged.body, "gender"), "female");
  EXPECT_EQ(merged.body.find("active"), std::string::npos);
  EXPECT_EQ(send(http::Method::kPatch, "/Patient/" + id, R"([{"op":"test","path":"/gender","value":"male"}])").status, 422);
  EXPECT_EQ(send(http::Method::kPatch, "/Patient/" + id, R"({"id":"other"})").status, 422);
}

TEST_F(FhirApiTest, SearchesAndPages) {
  for (int i = 0; i < 5; ++i) {
    clock_.advance(1000);
    patient();
  }
  const http::Response page = send(http::Method::kGet, "/Patient?active=true&_count=2");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(value(page.body, "total"), "5");
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(page.body), json::NameTable());
  std::string next;
  for (const json::View link : tree->root().member("link")) {
    if (link.member("relation").equals("next")) next = link.member("url").text();
  }
  ASSERT_TRUE(next.starts_with("http://h/fhir/Patient?")) << next;
  EXPECT_EQ(send(http::Method::kGet, next.substr(13)).status, 200);
  clock_.advance(366LL * 24 * 60 * 60 * 1000);
  EXPECT_EQ(send(http::Method::kGet, next.substr(13)).status, 200) << "a cursor does not expire";
  next.back() = next.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(send(http::Method::kGet, next.substr(13, next.size() - 14)).status, 400);
  EXPECT_EQ(send(http::Method::kGet, "/Patient?nosuch=1").status, 400);
}

TEST_F(FhirApiTest, CommitsATransactionWholly) {
  const std::string good = R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
    {"resource":{"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:1"}},
     "request":{"method":"POST","url":"Encounter"}},
    {"request":{"method":"GET","url":"Patient?_summary=count"}}]})";
  const http::Response written = send(http::Method::kPost, "/", good);
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_NE(written.body.find("201 Created"), std::string::npos);
  const std::string bad = R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
    {"resource":{"resourceType":"Patient","gender":"x"},"request":{"method":"POST","url":"Patient"}}]})";
  const http::Response refused = send(http::Method::kPost, "", bad);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("Bundle.entry[1].resource.gender"), std::string::npos) << refused.body;
  EXPECT_EQ(value(send(http::Method::kGet, "/Patient?_summary=count").body, "total"), "1");
}

TEST_F(FhirApiTest, AnswersEachBatchEntryByItself) {
  const std::string batch = R"({"resourceType":"Bundle","type":"batch","entry":[
    {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
    {"request":{"method":"GET","url":"Patient/none"}},{"request":{"method":"BREW","url":"Patient"}}]})";
  const http::Response answered = send(http::Method::kPost, "", batch);
  ASSERT_EQ(answered.status, 200) << answered.body;
  EXPECT_NE(answered.body.find("201 Created"), std::string::npos);
  EXPECT_NE(answered.body.find(R"("status":"404 Not Found")"), std::string::npos);
  EXPECT_NE(answered.body.find(R"("status":"400 Bad Request")"), std::string::npos);
}

TEST_F(FhirApiTest, AuditsEveryRequestOnce) {
  const std::string id = patient();
  EXPECT_EQ(audit_entries(), 1U);
  send(http::Method::kGet, "/Patient/" + id);
  send(http::Method::kGet, "/Patient?nosuch=1");
  send(http::Method::kPost, "/Patient", "{", {}, "auditor");
  send(http::Method::kGet, "/Patient", {}, {}, "");
  EXPECT_EQ(audit_entries(), 5U);
}

TEST_F(FhirApiTest, ShowsHistoryNewestFirst) {
  const std::string id = patient();
  send(http::Method::kPut, "/Patient/" + id, R"({"resourceType":"Patient","id":")" + id + R"("})");
  send(http::Method::kDelete, "/Patient/" + id);
  const http::Response history = send(http::Method::kGet, "/Patient/" + id + "/_history");
  ASSERT_EQ(history.status, 200) << history.body;
  EXPECT_EQ(value(history.body, "total"), "3");
  EXPECT_LT(history.body.find("DELETE"), history.body.find("\"PUT\""));
  EXPECT_LT(history.body.find("\"PUT\""), history.body.find("\"POST\""));
}

}  // namespace
}  // namespace osler::fhir_api
