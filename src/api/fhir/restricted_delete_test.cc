// integrity.delete = restrict, through every door of the FHIR base. Spec: fhir.md, section 10.

#include "api/fhir/memory_base_test.h"

namespace osler::fhir_api {
namespace {

std::string observation(const std::string& patient, std::string_view more = {}) {
  return R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/)" + patient + R"("})" + std::string(more) + "}";
}

std::string request(std::string_view method, const std::string& url, const std::string& resource = {}) {
  std::string text = R"({"request":{"method":")" + std::string(method) + R"(","url":")" + url + "\"}";
  if (!resource.empty()) text += ",\"resource\":" + resource;
  return text + "}";
}

class RestrictedDeleteTest : public FhirApiTest {
 protected:
  RestrictedDeleteTest() : FhirApiTest(settings()) {}
  static engine::Settings settings() {
    engine::Settings settings;
    settings.restrict_deletes = true;
    settings.conditional_delete_multiple = true;
    return settings;
  }
  std::string observe(const std::string& patient) { return value(send(http::Method::kPost, "/Observation", observation(patient)).body, "id"); }
  std::string post(const std::string& type, const std::string& body) {
    const http::Response made = send(http::Method::kPost, "/" + type, body);
    EXPECT_EQ(made.status, 201) << made.body;
    return value(made.body, "id");
  }
  http::Response erase(const std::string& path, std::string who = "admin") { return send(http::Method::kDelete, path, {}, {}, std::move(who)); }
  http::Response bundle(std::string_view type, const std::string& first, const std::string& second) {
    return send(http::Method::kPost, "", R"({"resourceType":"Bundle","type":")" + std::string(type) + R"(","entry":[)" + first + "," + second + "]}");
  }
  void expect_refused(const http::Response& answer, const std::string& referrer) {
    EXPECT_EQ(answer.status, 409) << answer.body;
    EXPECT_NE(answer.body.find("\"code\":\"conflict\""), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(referrer), std::string::npos) << answer.body;
  }
};

TEST_F(RestrictedDeleteTest, NamesWhoRefersUntilNobodyDoes) {
  const std::string p = patient();
  const std::string o = observe(p);
  expect_refused(erase("/Patient/" + p), "Observation/" + o);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + p).status, 200);
  EXPECT_EQ(erase("/Observation/" + o).status, 204);
  EXPECT_EQ(erase("/Patient/" + p).status, 204);
  EXPECT_EQ(erase("/Patient/" + p).status, 204) << "what is gone already is no conflict";
}

TEST_F(RestrictedDeleteTest, NamesTenAndCountsTheOthers) {
  const std::string p = patient();
  for (int i = 0; i < 12; ++i) observe(p);
  const std::string answer = erase("/Patient/" + p).body;
  constexpr std::string_view kMember = R"("diagnostics":")";
  const std::size_t from = answer.find(kMember) + kMember.size();
  const std::string body = answer.substr(from, answer.find('"', from) - from);
  std::size_t named = 0;
  for (std::size_t at = body.find("Observation/"); at != std::string::npos; at = body.find("Observation/", at + 1)) ++named;
  EXPECT_EQ(named, 10U) << body;
  EXPECT_NE(body.find(" and 2 more"), std::string::npos) << body;
}

TEST_F(RestrictedDeleteTest, CountsReferencesOfEveryKind) {
  const std::string p = patient();
  const std::string to_p = R"({"reference":"Patient/)" + p + R"("})";
  const std::string by_url = R"({"reference":"http://h/fhir/Patient/)" + p + R"("})";
  const std::vector<std::pair<std::string, std::string>> referrers{
      {"Observation", R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[{"text":"x","authorReference":)" + to_p + "}]}"},
      {"Basic", R"({"resourceType":"Basic","code":{"text":"x"},"extension":[{"url":"urn:x","valueReference":)" + to_p + "}]}"},
      {"Basic", R"({"resourceType":"Basic","code":{"text":"x"},"contained":[{"resourceType":"Basic","id":"c","code":{"text":"x"},"subject":)" + to_p + R"(}],"extension":[{"url":"urn:x","valueReference":{"reference":"#c"}}]})"},
      {"Basic", R"({"resourceType":"Basic","code":{"text":"x"},"subject":)" + by_url + "}"},
      {"Basic", R"({"resourceType":"Basic","code":{"text":"x"},"extension":[{"url":"urn:x","valueReference":)" + by_url + "}]}"},
      {"List", R"({"resourceType":"List","status":"current","mode":"working","entry":[{"item":)" + to_p + "}]}"}};
  for (const auto& [type, body] : referrers) {
    SCOPED_TRACE(body);
    const std::string id = post(type, body);
    expect_refused(erase("/Patient/" + p), type + "/" + id);
    EXPECT_EQ(erase("/" + type + "/" + id).status, 204);
  }
  EXPECT_EQ(erase("/Patient/" + p).status, 204);
}

TEST_F(RestrictedDeleteTest, LetsAResourceReferToItself) {
  const std::string p = patient();
  const std::string linked = R"({"resourceType":"Patient","id":")" + p + R"(","link":[{"other":{"reference":"Patient/)" + p + R"("},"type":"seealso"}]})";
  ASSERT_EQ(send(http::Method::kPut, "/Patient/" + p, linked).status, 200);
  EXPECT_EQ(erase("/Patient/" + p).status, 204);
}

TEST_F(RestrictedDeleteTest, HoldsForConditionalDeletes) {
  const std::string p = post("Patient", R"({"resourceType":"Patient","gender":"male"})");
  const std::string o = observe(p);
  expect_refused(erase("/Patient?gender=male"), "Observation/" + o);
  post("Patient", R"({"resourceType":"Patient","gender":"male"})");
  expect_refused(erase("/Patient?gender=male"), "Observation/" + o);
  EXPECT_EQ(total("/Patient?gender=male&_summary=count"), "2") << "none is deleted";
  EXPECT_EQ(erase("/Observation/" + o).status, 204);
  EXPECT_EQ(erase("/Patient?gender=male").status, 204);
  EXPECT_EQ(total("/Patient?gender=male&_summary=count"), "0");
}

TEST_F(RestrictedDeleteTest, HoldsForEntriesOfTransactionsAndBatches) {
  const std::string p = patient();
  const std::string o = observe(p);
  const std::string other = observe(p);
  const std::string delete_p = request("DELETE", "Patient/" + p);
  const std::string delete_o = request("DELETE", "Observation/" + o);
  expect_refused(bundle("transaction", delete_p, delete_o), "Observation/" + other);
  const http::Response batch = bundle("batch", delete_p, delete_o);
  EXPECT_EQ(batch.status, 200);
  EXPECT_NE(batch.body.find("409"), std::string::npos) << batch.body;
  EXPECT_EQ(send(http::Method::kGet, "/Observation/" + o).status, 410) << "the other entry was carried out";
  const std::string keeps = observation(p, R"(,"id":")" + other + R"(","issued":"2024-01-01T00:00:00Z")");
  EXPECT_GE(bundle("transaction", delete_p, request("PUT", "Observation/" + other, keeps)).status, 400);
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + p).status, 200);
  EXPECT_EQ(bundle("transaction", delete_p, request("DELETE", "Observation/" + other)).status, 200) << "both go together";
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + p).status, 410);
}

TEST_F(RestrictedDeleteTest, IsOffByDefault) {
  EXPECT_FALSE(engine::Settings().restrict_deletes);
}

}  // namespace
}  // namespace osler::fhir_api
