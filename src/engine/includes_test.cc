#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/engine.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

/// A clinic in a hospital, two patients, their encounters and observations; one task of each practitioner.
class IncludesTest : public ::testing::Test {
 protected:
  IncludesTest() : engine_(definitions(), *extractor_, policy_, store_, clock_, rng_, settings()) {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    caller_.kind = access::CallerKind::kKey;
    caller_.may_read = caller_.may_write = caller_.sees_restricted = true;
    caller_.organization = {1, "org_1", "One", ""};
    put("Organization/hospital", R"("name":"H")");
    put("Organization/clinic", R"("name":"C","partOf":{"reference":"Organization/hospital"})");
    put("Practitioner/me", "");
    put("Practitioner/other", "");
    put("Patient/a", R"("managingOrganization":{"reference":"Organization/clinic"})");
    put("Patient/b", R"("link":[{"other":{"reference":"Patient/a"},"type":"seealso"}])");
    put("Encounter/1", encounter("a"));
    put("Encounter/2", encounter("a"));
    put("Encounter/3", encounter("b"));
    put("Observation/1", observation("a", "1"));
    put("Observation/2", observation("b", "3"));
    for (const std::string owner : {"me", "other"}) {
      put("Task/" + owner, R"("status":"ready","intent":"order","for":{"reference":"Patient/a"},"owner":{"reference":"Practitioner/)" + owner + R"("})");
    }
  }
  static Settings settings() {
    Settings settings;
    settings.include_max = 8;
    return settings;
  }
  static std::string encounter(const std::string& patient) {
    return R"("status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/)" + patient + R"("})";
  }
  static std::string observation(const std::string& patient, const std::string& encounter_id) {
    return R"("status":"final","code":{"text":"x"},"subject":{"reference":"Patient/)" + patient + R"("},"encounter":{"reference":"Encounter/)" + encounter_id + R"("})";
  }

  Session session() { return {caller_, loop_, parser_, "fhir", "http://localhost/api/fhir", {}}; }
  TypeId type(std::string_view name) { return *definitions().resource_type(name); }
  void put(const std::string& path, const std::string& content) {
    const std::string type_name = path.substr(0, path.find('/'));
    const std::string id = path.substr(path.find('/') + 1);
    const std::string text = R"({"resourceType":")" + type_name + R"(","id":")" + id + "\"" + (content.empty() ? "" : "," + content) + "}";
    const Result<json::Tree> tree = parser_.parse(json::PaddedBytes(text), definitions().names());
    Session s = session();
    const Result<Written> written = loop_.run(engine_.update(s, type(type_name), id, *tree));
    EXPECT_TRUE(written.ok()) << text << (written.ok() ? "" : written.error().message);
  }

  /// The paths of what `Type?parameters` includes.
  Result<std::vector<std::string>> included(std::string_view type_name, const fhir::Parameters& parameters) {
    OSLER_TRY(const fhir::ParsedSearch search, fhir::parse_search(definitions(), type(type_name), parameters));
    Session s = session();
    OSLER_TRY(const SearchAnswer answer, engine_.search(s, {search.query, false}));
    OSLER_TRY(const std::vector<Resource> found, engine_.included(s, answer.resources, search.includes));
    std::vector<std::string> paths;
    for (const Resource& resource : found) paths.push_back(std::string(definitions().name_of(resource.key.type)) + "/" + resource.key.id);
    return paths;
  }

  ManualClock clock_;
  SeededRng rng_{42};
  std::unique_ptr<fhir::ResourceExtractor> extractor_ = *fhir::ResourceExtractor::create(definitions());
  access::Policy policy_{definitions()};
  store::MemoryStore store_{clock_};
  Engine engine_;
  access::Caller caller_;
  BlockingLoop loop_;
  json::Parser parser_;
};

TEST_F(IncludesTest, FollowsOneReferenceOnce) {
  EXPECT_THAT(*included("Encounter", {{"_include", "Encounter:subject"}}), UnorderedElementsAre("Patient/a", "Patient/b"));
  EXPECT_THAT(*included("Encounter", {{"_include", "Encounter:subject:Patient"}, {"_include", "Encounter:patient"}, {"patient", "a"}}), ElementsAre("Patient/a"));
  EXPECT_THAT(*included("Encounter", {{"_include", "Encounter:subject:Group"}}), IsEmpty());
  EXPECT_FALSE(included("Encounter", {{"_include", "Patient:organization"}}).ok()) << "nothing of Patient can be found";
}

TEST_F(IncludesTest, WildcardsFollowEveryReference) {
  EXPECT_THAT(*included("Observation", {{"_include", "*"}, {"_id", "1"}}), UnorderedElementsAre("Patient/a", "Encounter/1"));
  EXPECT_THAT(*included("Observation", {{"_include", "Observation:*"}, {"_id", "1"}}), UnorderedElementsAre("Patient/a", "Encounter/1"));
  EXPECT_FALSE(included("Observation", {{"_include", "Encounter:*"}, {"_id", "1"}}).ok());
  EXPECT_THAT(*included("Patient", {{"_revinclude", "*"}, {"_id", "b"}}), UnorderedElementsAre("Encounter/3", "Observation/2"));
}

TEST_F(IncludesTest, GoesBackwards) {
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_revinclude", "Encounter:subject"}, {"_revinclude", "Encounter:patient"}}),
              UnorderedElementsAre("Encounter/1", "Encounter/2"));
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_revinclude", "Observation:*"}}), UnorderedElementsAre("Observation/1"));
  EXPECT_FALSE(included("Patient", {{"_id", "a"}, {"_revinclude", "Observation:subject:Group"}}).ok()) << "no Group can be found";
}

TEST_F(IncludesTest, IteratesToAFixedPoint) {
  const std::pair<std::string, std::string> subject{"_include", "Encounter:subject"};
  EXPECT_FALSE(included("Encounter", {{"_id", "1"}, subject, {"_include", "Patient:organization"}}).ok()) << "a second step needs :iterate";
  EXPECT_THAT(*included("Encounter", {{"_id", "1"}, subject, {"_include:iterate", "Patient:organization"}, {"_include:recurse", "Organization:partof"}}),
              ElementsAre("Patient/a", "Organization/clinic", "Organization/hospital"));
  EXPECT_THAT(*included("Organization", {{"_id", "hospital"}, {"_revinclude:iterate", "Organization:partof"}, {"_revinclude:iterate", "Patient:organization"},
                                         {"_revinclude:iterate", "Patient:link"}}),
              UnorderedElementsAre("Organization/clinic", "Patient/a", "Patient/b"));
}

TEST_F(IncludesTest, CirclesEndAndMatchesAreNotRepeated) {
  put("Patient/a", R"("link":[{"other":{"reference":"Patient/b"},"type":"seealso"}])");
  EXPECT_THAT(*included("Patient", {{"_include:iterate", "Patient:link"}}), IsEmpty()) << "both are matches";
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_include:iterate", "Patient:link"}}), ElementsAre("Patient/b"));
}

TEST_F(IncludesTest, LeavesOutWhatIsGone) {
  put("Encounter/4", R"("status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/a"},"serviceProvider":{"reference":"Organization/clinic"})");
  Session s = session();
  ASSERT_TRUE(loop_.run(engine_.remove(s, type("Organization"), "clinic")).ok());
  EXPECT_THAT(*included("Encounter", {{"_id", "4"}, {"_include", "*"}}), ElementsAre("Patient/a"));
}

TEST_F(IncludesTest, EachTypeIsNarrowedForTheCaller) {
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_revinclude", "Task:*"}}), UnorderedElementsAre("Task/me", "Task/other"));
  put("Observation/5", R"("status":"final","code":{"text":"x"},"subject":{"reference":"Patient/a"},"meta":{"security":[{"code":"R"}]})");
  put("List/1", R"("status":"current","mode":"working","entry":[{"item":{"reference":"Task/other"}},{"item":{"reference":"Task/me"}},{"item":{"reference":"Observation/5"}}])");
  caller_.kind = access::CallerKind::kUser;
  caller_.role = access::Role::kPractitioner;
  caller_.practitioner_id = "me";
  caller_.sees_restricted = false;
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_revinclude", "Task:*"}}), ElementsAre("Task/me"));
  EXPECT_THAT(*included("List", {{"_include", "List:item"}}), ElementsAre("Task/me"));
  EXPECT_THAT(*included("Patient", {{"_id", "a"}, {"_revinclude", "Observation:subject"}}), ElementsAre("Observation/1"));
}

TEST_F(IncludesTest, CanonicalsLeadToDefinitions) {
  put("Questionnaire/q", R"("status":"active","url":"http://example.org/q")");
  put("QuestionnaireResponse/r", R"("status":"completed","questionnaire":"http://example.org/q|1")");
  EXPECT_THAT(*included("QuestionnaireResponse", {{"_include", "QuestionnaireResponse:questionnaire"}}), ElementsAre("Questionnaire/q"));
}

TEST_F(IncludesTest, TheBudgetIsAnError) {
  for (int i = 10; i < 16; ++i) put("Encounter/" + std::to_string(i), encounter("a"));
  EXPECT_EQ(included("Patient", {{"_id", "a"}, {"_revinclude", "Encounter:subject"}})->size(), 8U);
  put("Encounter/16", encounter("a"));
  const auto refused = included("Patient", {{"_id", "a"}, {"_revinclude", "Encounter:subject"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(refused.error().issues.front().type, IssueType::kTooCostly);
  EXPECT_THAT(refused.error().message, HasSubstr("limits.include"));
}

}  // namespace
}  // namespace osler::engine
