// $everything, $meta, $document, $lastn, $versions, $convert. Spec: FHIR R4, operations.html and the page of each.

#include <algorithm>
#include <set>

#include "api/fhir/memory_base_test.h"

namespace osler::fhir_api {
namespace {

class OperationsTest : public FhirApiTest {
 protected:
  using FhirApiTest::FhirApiTest;
  std::string create(std::string_view text) {
    const std::string type = value(std::string(text), "resourceType");
    const http::Response made = send(http::Method::kPost, "/" + type, text);
    EXPECT_EQ(made.status, 201) << made.body;
    return value(made.body, "id");
  }
  http::Response get(const std::string& path) { return send(http::Method::kGet, path); }
  /// "Type/id mode" of each entry.
  std::vector<std::string> entries(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    json::Parser parser;
    const auto tree = parser.parse(json::PaddedBytes(response.body), json::NameTable());
    std::vector<std::string> found;
    for (const json::View entry : tree->root().member("entry")) {
      const json::View resource = entry.member("resource");
      std::string text = resource.member("resourceType").text() + "/" + resource.member("id").text();
      if (entry.member("search").exists()) text += " " + entry.member("search").member("mode").text();
      found.push_back(text);
    }
    return found;
  }
  std::string next_of(const http::Response& response) {
    json::Parser parser;
    const auto tree = parser.parse(json::PaddedBytes(response.body), json::NameTable());
    for (const json::View link : tree->root().member("link")) {
      if (link.member("relation").equals("next")) return link.member("url").text().substr(13);
    }
    return {};
  }
};

class EverythingTest : public OperationsTest {
 protected:
  using OperationsTest::OperationsTest;
  void SetUp() override {
    organization_ = create(R"({"resourceType":"Organization","name":"Ward"})");
    ann_ = create(R"({"resourceType":"Patient","managingOrganization":{"reference":"Organization/)" + organization_ + R"("}})");
    bob_ = create(R"({"resourceType":"Patient"})");
    encounter_ = create(R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/)" + ann_ +
                        R"("},"period":{"start":"2024-03-01","end":"2024-03-02"}})");
    early_ = observation(ann_, "2024-01-01");
    late_ = observation(ann_, "2024-06-01");
    observation(bob_, "2024-01-01");
  }
  std::string observation(const std::string& patient, std::string_view date) {
    return create(R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:c","code":"k"}]},"effectiveDateTime":")" + std::string(date) +
                  R"(","subject":{"reference":"Patient/)" + patient + R"("},"encounter":{"reference":"Encounter/)" + encounter_ + R"("}})");
  }
  std::string organization_, ann_, bob_, encounter_, early_, late_;
};

TEST_F(EverythingTest, GivesAPatientsRecordAndWhatItRefersTo) {
  const http::Response all = get("/Patient/" + ann_ + "/$everything");
  EXPECT_EQ(entries(all), (std::vector<std::string>{"Patient/" + ann_ + " match", "Encounter/" + encounter_ + " match", "Observation/" + late_ + " match",
                                                    "Observation/" + early_ + " match", "Organization/" + organization_ + " include"}));
  EXPECT_EQ(value(all.body, "total"), "4");
  EXPECT_EQ(next_of(all), "");
  EXPECT_EQ(entries(send(http::Method::kPost, "/Patient/" + ann_ + "/$everything")).size(), 5U);
}

TEST_F(EverythingTest, TakesDatesTypesAndTimes) {
  const std::string path = "/Patient/" + ann_ + "/$everything";
  EXPECT_EQ(entries(get(path + "?_type=Observation")), (std::vector<std::string>{"Observation/" + late_ + " match", "Observation/" + early_ + " match"}));
  EXPECT_EQ(entries(get(path + "?start=2024-02&_type=Observation,Encounter")), (std::vector<std::string>{"Encounter/" + encounter_ + " match", "Observation/" + late_ + " match"}));
  EXPECT_EQ(entries(get(path + "?end=2024-02&_type=Observation,Encounter")), (std::vector<std::string>{"Observation/" + early_ + " match"}));
  EXPECT_EQ(entries(get(path + "?start=2024-03-02&end=2024-03-31&_type=Encounter")).size(), 1U) << "a period that reaches into the window";
  EXPECT_EQ(entries(get(path + "?_since=2100-01-01")).size(), 0U);
  const http::Response posted = send(http::Method::kPost, path, R"({"resourceType":"Parameters","parameter":[{"name":"_type","valueCode":"Encounter"}]})");
  EXPECT_EQ(entries(posted).size(), 1U);
  EXPECT_EQ(get(path + "?_type=Nosuch").status, 400);
  EXPECT_EQ(get(path + "?start=soon").status, 400);
  EXPECT_EQ(get(path + "?begin=2024").status, 400);
  EXPECT_EQ(get(path + "?_count=0").status, 400);
  EXPECT_EQ(get("/Patient/none/$everything").status, 404);
}

TEST_F(EverythingTest, PagesWithoutRepeatingOrLeavingOut) {
  std::vector<std::string> seen;
  std::string path = "/Patient/" + ann_ + "/$everything?_count=1";
  int pages = 0;
  while (!path.empty()) {
    const http::Response page = get(path);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(value(page.body, "total"), "4");
    for (const std::string& entry : entries(page)) {
      if (entry.ends_with("match")) seen.push_back(entry);
    }
    path = next_of(page);
    ++pages;
  }
  EXPECT_EQ(pages, 4);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 4U);
  EXPECT_EQ(seen.size(), 4U);
}

TEST_F(EverythingTest, GivesAllPatientsAndOneEncounter) {
  EXPECT_EQ(value(get("/Patient/$everything").body, "total"), "6");
  const http::Response encounter = get("/Encounter/" + encounter_ + "/$everything");
  const std::vector<std::string> found = entries(encounter);
  EXPECT_EQ(found.front(), "Encounter/" + encounter_ + " match");
  EXPECT_NE(std::find(found.begin(), found.end(), "Patient/" + ann_ + " include"), found.end()) << encounter.body;
}

TEST_F(EverythingTest, FindsTheNewestOfEachCode) {
  EXPECT_EQ(entries(get("/Observation/$lastn?patient=" + ann_)), (std::vector<std::string>{"Observation/" + late_ + " match"}));
  const std::string other = create(R"({"resourceType":"Observation","status":"final","code":{"text":"other"},"subject":{"reference":"Patient/)" + ann_ + R"("}})");
  EXPECT_EQ(entries(get("/Observation/$lastn?max=2&patient=" + ann_)).size(), 3U);
  EXPECT_EQ(get("/Observation/$lastn?max=0").status, 400);
  EXPECT_EQ(get("/Observation/$lastn?nosuch=1").status, 400);
}

class LimitedOperationsTest : public EverythingTest {
 protected:
  LimitedOperationsTest() : EverythingTest(settings()) {}
  static engine::Settings settings() {
    engine::Settings settings;
    settings.operation_answer_max = 2;
    settings.operation_reads_max = 2;
    return settings;
  }
};

TEST_F(LimitedOperationsTest, HoldTheirLimits) {
  const http::Response whole = get("/Patient/" + ann_ + "/$everything");
  EXPECT_EQ(value(whole.body, "total"), "4");
  EXPECT_TRUE(next_of(whole).empty());
  const std::vector<std::string> shown = entries(whole);
  EXPECT_EQ(std::count_if(shown.begin(), shown.end(), [](const std::string& entry) { return entry.ends_with("match"); }), 4);
  for (int i = 0; i < 1'100; ++i) observation(ann_, "2024-01-01");
  EXPECT_EQ(get("/Observation/$lastn?patient=" + ann_).status, 400);
  std::string many;
  for (int i = 0; i < 3; ++i) many += (i == 0 ? "" : ",") + (R"({"reference":"Practitioner/)" + create(R"({"resourceType":"Practitioner"})") + "\"}");
  const std::string composition = create(R"({"resourceType":"Composition","status":"final","type":{"text":"t"},"date":"2024","title":"x","author":[)" + many + "]}");
  EXPECT_EQ(get("/Composition/" + composition + "/$document").status, 400);
}

TEST_F(OperationsTest, AddsAndDeletesLabels) {
  const std::string id = create(R"({"resourceType":"Patient","meta":{"profile":["urn:p"]}})");
  const std::string meta = R"({"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"system":"urn:t","code":"a"}],"security":[{"code":"N"}]}}]})";
  const http::Response added = send(http::Method::kPost, "/Patient/" + id + "/$meta-add", meta);
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_NE(added.body.find(R"("code":"a")"), std::string::npos);
  EXPECT_NE(added.body.find("urn:p"), std::string::npos);
  send(http::Method::kPost, "/Patient/" + id + "/$meta-add", meta);
  EXPECT_EQ(get("/Patient/" + id).headers.get("ETag"), "W/\"2\"") << "adding what is there makes no version";
  EXPECT_NE(get("/Patient/$meta").body.find(R"("code":"a")"), std::string::npos);
  EXPECT_NE(get("/$meta").body.find("urn:p"), std::string::npos);
  EXPECT_EQ(get("/Patient/" + id + "/_history/1/$meta").body.find(R"("code":"a")"), std::string::npos);
  const http::Response deleted = send(http::Method::kPost, "/Patient/" + id + "/$meta-delete", meta);
  ASSERT_EQ(deleted.status, 200) << deleted.body;
  EXPECT_EQ(deleted.body.find(R"("code":"a")"), std::string::npos);
  EXPECT_NE(deleted.body.find("urn:p"), std::string::npos);
  EXPECT_EQ(send(http::Method::kPost, "/Patient/" + id + "/$meta-add", "{}").status, 400);
  EXPECT_EQ(send(http::Method::kPost, "/Patient/none/$meta-add", meta).status, 404);
  EXPECT_EQ(send(http::Method::kPost, "/Patient/" + id + "/$meta-add", meta, {}, "auditor").status, 403);
}

TEST_F(OperationsTest, MakesADocument) {
  const std::string author = create(R"({"resourceType":"Practitioner"})");
  const std::string composition = create(R"({"resourceType":"Composition","status":"final","type":{"text":"t"},"date":"2024","title":"x","author":[{"reference":"Practitioner/)" + author + R"("}]})");
  const http::Response document = get("/Composition/" + composition + "/$document");
  EXPECT_EQ(entries(document), (std::vector<std::string>{"Composition/" + composition, "Practitioner/" + author}));
  EXPECT_EQ(value(document.body, "type"), "document");
  const http::Response kept = get("/Composition/" + composition + "/$document?persist=true");
  ASSERT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(get("/Bundle/" + value(kept.body, "id")).status, 200);
  EXPECT_EQ(get("/Composition/none/$document").status, 404);
  EXPECT_EQ(get("/Composition/" + composition + "/$document?persist=maybe").status, 400);
}

TEST_F(OperationsTest, KnowsItsVersionAndConvertsJson) {
  const http::Response versions = send(http::Method::kGet, "/$versions", {}, {}, "");
  EXPECT_EQ(versions.status, 200) << "needs no login";
  EXPECT_NE(versions.body.find("\"4.0\""), std::string::npos);
  EXPECT_EQ(send(http::Method::kPost, "/$convert", R"({"resourceType":"Patient"})").body, R"({"resourceType":"Patient"})");
  EXPECT_EQ(send(http::Method::kPost, "/$convert", R"({"resourceType":"Nosuch"})").status, 400);
}

TEST_F(OperationsTest, RefusesOperationsThatAreNot) {
  for (const std::string path : {"/$nosuch", "/Patient/$nosuch", "/Patient/1/$nosuch", "/Encounter/$lastn", "/Patient/1/$document"}) {
    const http::Response refused = get(path);
    EXPECT_EQ(refused.status, 404) << path;
    EXPECT_NE(refused.body.find("not-supported"), std::string::npos) << path;
  }
  EXPECT_EQ(get("/Patient/1/$meta-add").status, 405);
}

}  // namespace
}  // namespace osler::fhir_api
