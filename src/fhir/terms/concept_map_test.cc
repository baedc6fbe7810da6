#include "fhir/terms/concept_map.h"

#include <gmock/gmock.h>

#include "fhir/terms/content_test.h"

namespace osler::fhir::terms {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kMap = R"({"resourceType":"ConceptMap","url":"http://x/map","status":"active","sourceUri":"http://x/vs-a","group":[
  {"source":"http://x/a","sourceVersion":"1","target":"http://x/b","element":[{"code":"one","target":[{"code":"eins","equivalence":"equal"},{"code":"ein","equivalence":"wider"}]},
    {"code":"none","target":[{"equivalence":"unmatched"}]}],"unmapped":{"mode":"fixed","code":"other","display":"Other"}},
  {"source":"http://x/a","target":"http://x/c","element":[{"code":"two","target":[{"code":"deux","equivalence":"narrower"}]}],"unmapped":{"mode":"provided"}}]})";

class ConceptMapTest : public testing::Test {
 protected:
  std::vector<std::string> lines(std::string_view code, std::string_view to = "", std::string_view version = "") {
    std::vector<std::string> all;
    for (const Translation& one : map_->translate("http://x/a", version, code, to, Direction::kForward)) {
      all.push_back(std::string(one.equivalence) + " " + std::string(one.code));
    }
    return all;
  }
  std::shared_ptr<const ConceptMap> map_ = ConceptMap::create(parsed(kMap)).value();
};

TEST_F(ConceptMapTest, TranslatesAndAppliesWhatIsSaidOfTheUnmapped) {
  EXPECT_THAT(lines("one", "http://x/b"), ElementsAre("equal eins", "wider ein"));
  EXPECT_THAT(lines("seven", "http://x/b"), ElementsAre("inexact other"));
  EXPECT_THAT(lines("seven", "http://x/c"), ElementsAre("equal seven"));
  EXPECT_THAT(lines("none", "http://x/b"), ElementsAre("unmatched "));
  EXPECT_THAT(lines("one", "http://x/b", "2"), IsEmpty()) << "the group is for version 1";
  EXPECT_THAT(map_->translate("http://x/z", "", "one", "", Direction::kForward), IsEmpty());
}

TEST_F(ConceptMapTest, TurnsWordsRoundInReverse) {
  const auto found = map_->translate("http://x/c", "", "deux", "", Direction::kReverse);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().code, "two");
  EXPECT_EQ(found.front().equivalence, "wider");
}

TEST_F(ConceptMapTest, AnswersTheOperation) {
  MemorySource source;
  add(source, kMap);
  const Library library(r4(), {&source});
  const auto ask = [&](const std::string& more) {
    const auto answer = asked(library, Operation::kTranslate, R"({"resourceType":"Parameters","parameter":[{"name":"system","valueUri":"http://x/a"})" + more + "]}");
    return answer.ok() ? *answer : answer.error().message;
  };
  EXPECT_THAT(ask(R"(,{"name":"code","valueCode":"one"},{"name":"targetsystem","valueUri":"http://x/b"})"), HasSubstr(R"("name":"result","valueBoolean":true)"));
  EXPECT_THAT(ask(R"(,{"name":"code","valueCode":"none"},{"name":"targetsystem","valueUri":"http://x/b"})"), HasSubstr(R"("name":"result","valueBoolean":false)"));
  EXPECT_THAT(ask(R"(,{"name":"code","valueCode":"one"},{"name":"source","valueUri":"http://x/other"})"), HasSubstr(R"("valueBoolean":false)"));
  EXPECT_THAT(ask(""), HasSubstr("exactly one of code"));
}

}  // namespace
}  // namespace osler::fhir::terms
