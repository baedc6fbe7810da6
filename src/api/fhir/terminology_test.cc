#include <gmock/gmock.h>

#include "api/fhir/memory_base_test.h"

namespace osler::fhir_api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSystem =
    R"({"resourceType":"CodeSystem","id":"colours","url":"http://example.org/colours","version":"1","name":"Colours","status":"active","content":"complete","caseSensitive":true,"concept":[{"code":"warm","display":"Warm","concept":[{"code":"red","display":"Red","designation":[{"language":"de","value":"Rot"}]}]},{"code":"cold","display":"Cold"}]})";
constexpr std::string_view kSet =
    R"({"resourceType":"ValueSet","id":"warm","url":"http://example.org/warm","status":"active","compose":{"include":[{"system":"http://example.org/colours","filter":[{"property":"concept","op":"is-a","value":"warm"}]}]}})";
constexpr std::string_view kMap =
    R"({"resourceType":"ConceptMap","id":"moods","url":"http://example.org/moods","status":"active","group":[{"source":"http://example.org/colours","target":"http://example.org/mood","element":[{"code":"red","target":[{"code":"angry","equivalence":"wider"}]}]}]})";

class TerminologyTest : public FhirApiTest {
 protected:
  TerminologyTest() {
    EXPECT_EQ(send(http::Method::kPut, "/CodeSystem/colours", kSystem).status, 201);
    EXPECT_EQ(send(http::Method::kPut, "/ValueSet/warm", kSet).status, 201);
    EXPECT_EQ(send(http::Method::kPut, "/ConceptMap/moods", kMap).status, 201);
  }
  http::Response get(const std::string& path) { return send(http::Method::kGet, path); }
};

TEST_F(TerminologyTest, ExpandsByUrlIdAndBody) {
  for (const http::Response& response :
       {get("/ValueSet/$expand?url=http://example.org/warm"), get("/ValueSet/warm/$expand"),
        send(http::Method::kPost, "/ValueSet/$expand", kSet),
        send(http::Method::kPost, "/ValueSet/$expand", R"({"resourceType":"Parameters","parameter":[{"name":"url","valueUri":"http://example.org/warm"}]})")}) {
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_THAT(response.body, HasSubstr("\"total\":2"));
    EXPECT_THAT(response.body, HasSubstr("\"contains\":[{\"system\":\"http://example.org/colours\",\"code\":\"red\",\"display\":\"Red\"}]"));
  }
}

TEST_F(TerminologyTest, PagesFiltersAndSpeaksLanguages) {
  EXPECT_THAT(get("/ValueSet/warm/$expand?filter=re").body, HasSubstr("\"total\":1"));
  const std::string second = get("/ValueSet/warm/$expand?count=1&offset=1").body;
  EXPECT_THAT(second, HasSubstr("\"total\":2,\"offset\":1"));
  EXPECT_THAT(second, Not(HasSubstr("\"code\":\"warm\"")));
  EXPECT_THAT(get("/ValueSet/warm/$expand?displayLanguage=de").body, HasSubstr("\"display\":\"Rot\""));
  EXPECT_THAT(get("/ValueSet/warm/$expand?includeDesignations=true").body, HasSubstr("\"designation\":[{\"language\":\"de\""));
}

TEST_F(TerminologyTest, ValidatesLooksUpSubsumesAndTranslates) {
  EXPECT_THAT(get("/ValueSet/warm/$validate-code?system=http://example.org/colours&code=red").body, HasSubstr("\"name\":\"result\",\"valueBoolean\":true"));
  EXPECT_THAT(get("/ValueSet/warm/$validate-code?system=http://example.org/colours&code=cold").body, HasSubstr("\"valueBoolean\":false"));
  EXPECT_THAT(get("/CodeSystem/$validate-code?url=http://example.org/colours&code=rad").body, HasSubstr("did you mean red?"));
  EXPECT_THAT(get("/CodeSystem/colours/$validate-code?code=red&display=Red").body, HasSubstr("\"valueBoolean\":true"));
  EXPECT_THAT(get("/CodeSystem/$lookup?system=http://example.org/colours&code=red").body, HasSubstr("\"name\":\"display\",\"valueString\":\"Red\""));
  EXPECT_THAT(get("/CodeSystem/$subsumes?system=http://example.org/colours&codeA=warm&codeB=red").body, HasSubstr("\"valueCode\":\"subsumes\""));
  EXPECT_THAT(get("/CodeSystem/colours/$subsumes?codeA=red&codeB=warm").body, HasSubstr("\"valueCode\":\"subsumed-by\""));
  const std::string translated = get("/ConceptMap/$translate?system=http://example.org/colours&code=red&targetsystem=http://example.org/mood").body;
  EXPECT_THAT(translated, HasSubstr("\"code\":\"angry\""));
  EXPECT_THAT(translated, HasSubstr("\"valueCode\":\"wider\""));
  EXPECT_THAT(get("/ConceptMap/moods/$translate?system=http://example.org/mood&code=angry&reverse=true").body, HasSubstr("\"valueCode\":\"narrower\""));
}

// Mistake of other servers: an answer that depends on which operation is asked.
TEST_F(TerminologyTest, AnswersContentThatIsNotLoadedAlwaysAlike) {
  for (const std::string path :
       {"/ValueSet/$expand?url=http://example.org/none", "/ValueSet/$validate-code?url=http://example.org/none&code=x&system=y",
        "/CodeSystem/$validate-code?url=http://example.org/none&code=x", "/CodeSystem/$lookup?system=http://example.org/none&code=x",
        "/CodeSystem/$lookup?system=http://example.org/colours&code=none", "/CodeSystem/$subsumes?system=http://example.org/none&codeA=x&codeB=y",
        "/ConceptMap/$translate?url=http://example.org/none&system=x&code=y", "/ValueSet/none/$expand"}) {
    const http::Response response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.body, HasSubstr("\"code\":\"not-found\"")) << path;
  }
}

TEST_F(TerminologyTest, SeesAWriteAtOnce) {
  EXPECT_THAT(get("/ValueSet/warm/$expand").body, HasSubstr("\"total\":2"));
  std::string more(kSystem);
  more.replace(more.find("{\"code\":\"red\""), 0, R"({"code":"orange"},)");
  EXPECT_EQ(send(http::Method::kPut, "/CodeSystem/colours", more).status, 200);
  EXPECT_THAT(get("/ValueSet/warm/$expand").body, HasSubstr("\"total\":3"));
  EXPECT_EQ(send(http::Method::kDelete, "/CodeSystem/colours").status, 204);
  EXPECT_EQ(get("/ValueSet/warm/$expand").status, 404);
}

TEST_F(TerminologyTest, RefusesWrongParametersByName) {
  EXPECT_EQ(get("/ValueSet/warm/$expand?cuont=1").status, 400);
  EXPECT_THAT(get("/ValueSet/warm/$expand?cuont=1").body, HasSubstr("did you mean count?"));
  EXPECT_EQ(get("/ValueSet/warm/$expand?count=-1").status, 400);
  EXPECT_EQ(get("/ValueSet/warm/$expand?url=http://x").status, 400);
  EXPECT_EQ(get("/ValueSet/$expand").status, 400);
  EXPECT_EQ(get("/CodeSystem/$lookup?code=x").status, 400);
  EXPECT_EQ(get("/Patient/$expand").status, 404);
  EXPECT_EQ(send(http::Method::kPut, "/ValueSet/$expand", kSet).status, 405);
}

class SmallExpansions : public FhirApiTest {
 protected:
  SmallExpansions() : FhirApiTest([] {
    engine::Settings settings;
    settings.expansion_max = 1;
    return settings;
  }()) {}
};

TEST_F(SmallExpansions, AreTooCostlyBeyondTheSetting) {
  const http::Response response = send(http::Method::kGet, "/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("too-costly"));
  EXPECT_THAT(response.body, HasSubstr("terminology.expansion_max"));
}

}  // namespace
}  // namespace osler::fhir_api
