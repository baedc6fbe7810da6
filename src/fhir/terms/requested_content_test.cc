// Supplements and versions that a request asks for.
#include "fhir/terms/requested_content.h"

#include <gmock/gmock.h>

#include "fhir/terms/content_test.h"
#include "fhir/terms/membership.h"
#include "fhir/terms/terminology.h"

namespace osler::fhir::terms {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string tea(const std::string& version, const std::string& display) {
  return R"({"resourceType":"CodeSystem","url":"http://x/tea","version":")" + version +
         R"(","status":"active","content":"complete","caseSensitive":true,"language":"en","concept":[{"code":"green","display":")" + display + R"("},{"code":"black","display":"Black"}]})";
}

class RequestedContentTest : public testing::Test {
 protected:
  RequestedContentTest() {
    add(source_, tea("1", "Green"));
    add(source_, tea("2", "Green tea"));
    supplement("words", "http://x/tea");
    supplement("old", "http://x/tea|1");
    set("all", "");
    set("needs", R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/valueset-supplement","valueCanonical":"http://x/words"}],)");
  }
  void supplement(const std::string& name, const std::string& of) {
    add(source_, R"({"resourceType":"CodeSystem","url":"http://x/)" + name + R"(","status":"active","content":"supplement","supplements":")" + of +
                     R"(","concept":[{"code":"green","designation":[{"language":"nl","value":"Groen"}],"property":[{"code":"cups","valueInteger":3}]}]})");
  }
  void set(const std::string& name, const std::string& head, const std::string& include = R"({"system":"http://x/tea"})") {
    add(source_, R"({"resourceType":"ValueSet","url":"http://x/)" + name + R"(","status":"active",)" + head + R"("compose":{"include":[)" + include + "]}}");
  }
  /// The answer, or what was refused.
  std::string answer(Operation operation, const std::string& parameters) {
    const Result<std::string> given = asked(library_, operation, R"({"resourceType":"Parameters","parameter":[)" + parameters + "]}");
    return given.ok() ? *given : "refused: " + given.error().message;
  }
  std::string expanded(const std::string& name, const std::string& more = "") {
    return answer(Operation::kExpand, R"({"name":"url","valueUri":"http://x/)" + name + "\"}" + more);
  }

  MemorySource source_;
  Library library_{r4(), {&source_}};
};

const std::string kDutch = R"(,{"name":"displayLanguage","valueCode":"nl"})";
const std::string kWithWords = R"(,{"name":"useSupplement","valueCanonical":"http://x/words"})";

TEST_F(RequestedContentTest, SupplementsCountWhereTheyAreAskedFor) {
  EXPECT_THAT(expanded("all", kDutch), HasSubstr("Green tea")) << "a supplement that nobody asks for changes nothing";
  EXPECT_THAT(expanded("all", kDutch + kWithWords), HasSubstr("Groen"));
  EXPECT_THAT(expanded("needs", kDutch), HasSubstr("Groen")) << "the value set asks for it";
  EXPECT_THAT(expanded("needs"), HasSubstr(R"({"name":"used-supplement","valueUri":"http://x/words"})"));
  const std::string dutch = R"(,{"name":"coding","valueCoding":{"system":"http://x/tea","code":"green","display":"Groen"}})";
  EXPECT_THAT(answer(Operation::kValueSetValidateCode, R"({"name":"url","valueUri":"http://x/needs"})" + dutch), HasSubstr(R"("valueBoolean":true)"));
  EXPECT_THAT(answer(Operation::kValueSetValidateCode, R"({"name":"url","valueUri":"http://x/all"})" + dutch), HasSubstr(R"("valueBoolean":false)"));
  const std::string green = R"({"name":"system","valueUri":"http://x/tea"},{"name":"code","valueCode":"green"})";
  EXPECT_THAT(answer(Operation::kLookup, green + kWithWords), testing::AllOf(HasSubstr("Groen"), HasSubstr("cups")));
  EXPECT_THAT(answer(Operation::kLookup, green), testing::AllOf(Not(HasSubstr("Groen")), Not(HasSubstr("cups"))));
}

TEST_F(RequestedContentTest, SupplementsOfAnotherVersionAddNothing) {
  EXPECT_THAT(expanded("all", kDutch + R"(,{"name":"useSupplement","valueCanonical":"http://x/old"})"), Not(HasSubstr("Groen")));
  EXPECT_THAT(expanded("all", kDutch + R"(,{"name":"useSupplement","valueCanonical":"http://x/old"},{"name":"system-version","valueCanonical":"http://x/tea|1"})"), HasSubstr("Groen"));
}

TEST_F(RequestedContentTest, SupplementsThatAreNotThereAreRefused) {
  EXPECT_THAT(expanded("all", R"(,{"name":"useSupplement","valueCanonical":"http://x/none"})"), HasSubstr("refused: no supplement http://x/none is loaded"));
  EXPECT_THAT(expanded("all", R"(,{"name":"useSupplement","valueCanonical":"http://x/tea"})"), HasSubstr("refused: http://x/tea: expected a supplement"));
  set("orphan", R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/valueset-supplement","valueCanonical":"http://x/none"}],)");
  set("outer", "", R"({"valueSet":["http://x/orphan"]})");
  EXPECT_THAT(expanded("orphan"), HasSubstr("refused: no supplement"));
  EXPECT_THAT(expanded("outer"), HasSubstr("refused: no supplement")) << "what a value set inside needs is needed too";
  EXPECT_EQ(Terminology(library_).contains("http://x/orphan", "http://x/tea", "green"), std::nullopt);
  EXPECT_EQ(Terminology(library_).contains("http://x/needs", "http://x/tea", "green"), true);
}

TEST_F(RequestedContentTest, VersionsAreThoseTheRequestNames) {
  set("first", "", R"({"system":"http://x/tea","version":"1"})");
  const auto rule = [](const std::string& name, const std::string& version) { return R"(,{"name":")" + name + R"(","valueCanonical":"http://x/tea|)" + version + "\"}"; };
  EXPECT_THAT(expanded("all", rule("system-version", "1")), Not(HasSubstr("Green tea")));
  EXPECT_THAT(expanded("first", rule("system-version", "2")), Not(HasSubstr("Green tea"))) << "the value set names one";
  EXPECT_THAT(expanded("first", rule("force-system-version", "2")), HasSubstr("Green tea"));
  EXPECT_THAT(expanded("first", rule("check-system-version", "1")), HasSubstr("green"));
  EXPECT_THAT(expanded("all", rule("check-system-version", "1")), HasSubstr("refused: check-system-version: expected http://x/tea|1; the value set uses http://x/tea|2"));
  EXPECT_THAT(expanded("all", rule("system-version", "3")), HasSubstr("refused: no code system"));
  EXPECT_THAT(expanded("all", R"(,{"name":"system-version","valueCanonical":"http://x/tea"})"), HasSubstr("refused: system-version: expected the canonical"));
}

TEST_F(RequestedContentTest, NamesAreLimited) {
  std::string many;
  for (std::size_t i = 0; i <= kRequestedMax; ++i) many += R"(,{"name":"system-version","valueCanonical":"http://x/s)" + std::to_string(i) + "|1\"}";
  EXPECT_THAT(expanded("all", many), HasSubstr("refused: system-version: expected at most 20 versions"));
}

// Sixteen levels that each name the next one three times would be walked through forty million times.
TEST_F(RequestedContentTest, ValueSetsThatMultiplyAreRefused) {
  set("level0", "");
  for (int i = 1; i < 15; ++i) {
    const std::string below = "{\"valueSet\":[\"http://x/level" + std::to_string(i - 1) + "\"]}";
    set("level" + std::to_string(i), "", below + "," + below + "," + below);
  }
  EXPECT_THAT(expanded("level14"), HasSubstr("refused: "));
  EXPECT_THAT(expanded("level14"), HasSubstr("more than 10000 times"));
  EXPECT_EQ(Terminology(library_).contains("http://x/level14", "http://x/tea", "none"), std::nullopt);
  EXPECT_EQ(Terminology(library_).contains("http://x/level3", "http://x/tea", "green"), true);
}

TEST_F(RequestedContentTest, CirclesAreFoundOffTheWayToo) {
  set("left", "", R"({"system":"http://x/tea"},{"valueSet":["http://x/right"]})");
  set("right", "", R"({"system":"http://x/other","valueSet":["http://x/left"]})");
  const std::string green = R"(,{"name":"system","valueUri":"http://x/tea"},{"name":"code","valueCode":"green"})";
  EXPECT_THAT(answer(Operation::kValueSetValidateCode, R"({"name":"url","valueUri":"http://x/left"})" + green), HasSubstr("includes itself"));
}

TEST_F(RequestedContentTest, MembershipAloneMayBeAskedFor) {
  const std::string wrong_word = R"({"name":"url","valueUri":"http://x/all"},{"name":"coding","valueCoding":{"system":"http://x/tea","code":"green","display":"Red"}})";
  EXPECT_THAT(answer(Operation::kValueSetValidateCode, wrong_word), HasSubstr(R"("valueBoolean":false)"));
  EXPECT_THAT(answer(Operation::kValueSetValidateCode, wrong_word + R"(,{"name":"valueset-membership-only","valueBoolean":true})"), HasSubstr(R"("valueBoolean":true)"));
}

}  // namespace
}  // namespace osler::fhir::terms
