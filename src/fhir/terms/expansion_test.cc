#include "fhir/terms/expansion.h"

#include <gmock/gmock.h>

#include "fhir/terms/content_test.h"
#include "fhir/terms/terminology.h"

namespace osler::fhir::terms {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kAnimals = R"({"resourceType":"CodeSystem","url":"http://x/animals","version":"1","status":"active","content":"complete","caseSensitive":true,
  "property":[{"code":"dead","uri":"http://hl7.org/fhir/concept-properties#inactive","type":"boolean"}],
  "concept":[{"code":"animal","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
    {"code":"bird","display":"Bird","concept":[{"code":"dodo","display":"Dodo","property":[{"code":"dead","valueBoolean":true}]},{"code":"robin","display":"Robin red breast","property":[{"code":"colour","valueCode":"red"}]}]},
    {"code":"cat","display":"Cat"}]}]})";

class ExpansionTest : public testing::Test {
 protected:
  ExpansionTest() { add(source_, kAnimals); }
  /// A value set with this compose, stored under the name.
  void set(const std::string& name, const std::string& compose) {
    add(source_, R"({"resourceType":"ValueSet","url":"http://x/)" + name + R"(","status":"active","compose":)" + compose + "}");
  }
  std::vector<std::string> codes(const std::string& name, const ExpansionRequest& request = {}) {
    const auto found = library_.value_set("http://x/" + name, "");
    if (!found.ok()) return {found.error().message};
    const Result<Expansion> expansion = expand(library_, *found, request);
    if (!expansion.ok()) return {expansion.error().message};
    std::vector<std::string> all;
    for (const Member& member : expansion->members) {
      const bool below = member.parent != Member::kTop;
      all.push_back((below ? std::string(expansion->members[member.parent].code) + "/" : "") + std::string(member.code));
      // Expanding and judging one code are two ways to one answer.
      EXPECT_EQ(Terminology(library_).contains("http://x/" + name, member.system_url, member.code), true) << member.code;
    }
    return all;
  }
  /// The codes that pass one filter.
  std::vector<std::string> filtered(const std::string& property, const std::string& op, const std::string& value) {
    const std::string name = "f" + std::to_string(++filters_);
    set(name, R"({"include":[{"system":"http://x/animals","filter":[{"property":")" + property + R"(","op":")" + op + R"(","value":")" + value + R"("}]}]})");
    return codes(name);
  }

  MemorySource source_;
  Library library_{r4(), {&source_}};
  int filters_ = 0;
};

TEST_F(ExpansionTest, NestsOneHierarchyAndKeepsItsOrder) {
  set("all", R"({"include":[{"system":"http://x/animals"}]})");
  EXPECT_THAT(codes("all"), ElementsAre("animal", "bird", "dodo", "robin", "cat"));
  EXPECT_THAT(codes("all", {.nested = true}), ElementsAre("animal", "animal/bird", "bird/dodo", "bird/robin", "animal/cat"));
  EXPECT_THAT(codes("all", {.filter = "dod ", .nested = true}), ElementsAre("dodo"));
  EXPECT_THAT(codes("all", {.filter = "breast RED"}), ElementsAre("robin")) << "every word must begin a word, in any order";
  EXPECT_THAT(codes("all", {.active_only = true}), ElementsAre("animal", "bird", "robin", "cat"));
  EXPECT_THAT(codes("all", {.exclude_not_selectable = true, .nested = true}), ElementsAre("bird", "bird/dodo", "bird/robin", "cat"));
  EXPECT_THAT(codes("all", {.members_max = 4}), ElementsAre(HasSubstr("terminology.expansion_max")));
}

TEST_F(ExpansionTest, KnowsEveryFilter) {
  EXPECT_THAT(filtered("concept", "is-a", "bird"), ElementsAre("bird", "dodo", "robin"));
  EXPECT_THAT(filtered("concept", "descendent-of", "bird"), ElementsAre("dodo", "robin"));
  EXPECT_THAT(filtered("concept", "is-not-a", "bird"), ElementsAre("animal", "cat"));
  EXPECT_THAT(filtered("concept", "generalizes", "dodo"), ElementsAre("animal", "bird", "dodo"));
  EXPECT_THAT(filtered("concept", "child-of", "animal"), ElementsAre("bird", "cat"));
  EXPECT_THAT(filtered("code", "regex", "[a-c].*"), ElementsAre("animal", "bird", "cat"));
  EXPECT_THAT(filtered("code", "in", "cat, dodo"), ElementsAre("dodo", "cat"));
  EXPECT_THAT(filtered("code", "not-in", "cat,animal"), ElementsAre("bird", "dodo", "robin"));
  EXPECT_THAT(filtered("code", "=", "cat"), ElementsAre("cat"));
  EXPECT_THAT(filtered("colour", "=", "red"), ElementsAre("robin"));
  EXPECT_THAT(filtered("colour", "exists", "true"), ElementsAre("robin"));
  EXPECT_THAT(filtered("colour", "exists", "false"), ElementsAre("animal", "bird", "dodo", "cat"));
  EXPECT_THAT(filtered("inactive", "=", "true"), ElementsAre("dodo")) << "what the system calls dead";
  EXPECT_THAT(filtered("dead", "=", "true"), ElementsAre("dodo"));
  EXPECT_THAT(filtered("parent", "=", "animal"), ElementsAre("bird", "cat"));
  EXPECT_THAT(filtered("display", "regex", "C.*"), ElementsAre("cat"));
  EXPECT_THAT(filtered("concept", "is-a", "none"), IsEmpty());
  EXPECT_THAT(filtered("code", "regex", "("), ElementsAre(HasSubstr("compose.include[0].filter[0].value")));
  EXPECT_THAT(filtered("code", "near", "x"), ElementsAre(HasSubstr("compose.include[0].filter[0].op")));
}

TEST_F(ExpansionTest, IncludesAndExcludesValueSets) {
  set("birds", R"({"include":[{"system":"http://x/animals","filter":[{"property":"concept","op":"is-a","value":"bird"}]}]})");
  set("some", R"({"include":[{"system":"http://x/animals","concept":[{"code":"cat"},{"code":"robin","display":"Ruddock"},{"code":"none"}]}]})");
  EXPECT_THAT(codes("some"), ElementsAre("cat", "robin")) << "a code that the complete system does not have is none";
  set("both", R"({"include":[{"valueSet":["http://x/birds","http://x/some"]}]})");
  EXPECT_THAT(codes("both"), ElementsAre("robin")) << "value sets in one include: all of them";
  set("either", R"({"include":[{"valueSet":["http://x/birds"]},{"valueSet":["http://x/some"]}]})");
  EXPECT_THAT(codes("either"), ElementsAre("bird", "dodo", "robin", "cat")) << "several includes: any, each code once";
  set("narrowed", R"({"include":[{"system":"http://x/animals","valueSet":["http://x/some"]}]})");
  EXPECT_THAT(codes("narrowed"), ElementsAre("robin", "cat"));
  set("without", R"({"include":[{"valueSet":["http://x/birds"]}],"exclude":[{"valueSet":["http://x/some"]},{"system":"http://x/animals","concept":[{"code":"dodo"}]}]})");
  EXPECT_THAT(codes("without"), ElementsAre("bird"));
  EXPECT_EQ(Terminology(library_).contains("http://x/without", "http://x/animals", "dodo"), false);
}

TEST_F(ExpansionTest, EndsInCirclesAndSaysWhatIsMissing) {
  set("a", R"({"include":[{"valueSet":["http://x/b"]}]})");
  set("b", R"({"include":[{"valueSet":["http://x/a"]}]})");
  EXPECT_THAT(codes("a"), ElementsAre(HasSubstr("includes itself")));
  EXPECT_EQ(Terminology(library_).contains("http://x/a", "http://x/animals", "cat"), std::nullopt);
  set("lost", R"({"include":[{"valueSet":["http://x/nowhere"]}]})");
  EXPECT_THAT(codes("lost"), ElementsAre(HasSubstr("http://x/nowhere is loaded")));
  set("foreign", R"({"include":[{"system":"http://x/unknown","concept":[{"code":"1","display":"One"}]},{"system":"http://x/animals","concept":[{"code":"cat"}]}]})");
  EXPECT_THAT(codes("foreign"), ElementsAre("1", "cat")) << "codes listed by name need no code system";
  for (int i = 0; i < 20; ++i) set("deep" + std::to_string(i), R"({"include":[{"valueSet":["http://x/deep)" + std::to_string(i + 1) + R"("]}]})");
  EXPECT_THAT(codes("deep0"), ElementsAre(HasSubstr("more than 16")));
}

TEST_F(ExpansionTest, TakesAStoredExpansionWhereThereIsNoDefinition) {
  add(source_, R"({"resourceType":"ValueSet","url":"http://x/stored","status":"active","expansion":{"contains":[{"system":"http://x/animals","code":"bird","contains":[{"system":"http://x/animals","code":"dodo"}]},{"system":"http://y","code":"1"}]}})");
  EXPECT_THAT(codes("stored"), ElementsAre("bird", "dodo", "1"));
}

TEST_F(ExpansionTest, FollowsTheSystemsCaseRule) {
  add(source_, R"({"resourceType":"CodeSystem","url":"http://x/loose","status":"active","content":"complete","caseSensitive":false,"concept":[{"code":"Yes"}]})");
  set("loose", R"({"include":[{"system":"http://x/loose"}]})");
  EXPECT_EQ(Terminology(library_).contains("http://x/loose", "http://x/loose", "YES"), true);
  EXPECT_EQ(Terminology(library_).contains("http://x/strict", "http://x/animals", "CAT"), std::nullopt);
  set("strict", R"({"include":[{"system":"http://x/animals"}]})");
  EXPECT_EQ(Terminology(library_).contains("http://x/strict", "http://x/animals", "CAT"), false) << "seen at once: the source changed";
}

TEST_F(ExpansionTest, ChoosesTheNewestVersionUnlessOneIsNamed) {
  add(source_, R"({"resourceType":"CodeSystem","url":"http://x/v","version":"2.9","status":"active","content":"complete","concept":[{"code":"old"}]})");
  add(source_, R"({"resourceType":"CodeSystem","url":"http://x/v","version":"2.10","status":"active","content":"complete","concept":[{"code":"new"}]})");
  set("newest", R"({"include":[{"system":"http://x/v"}]})");
  set("older", R"({"include":[{"system":"http://x/v","version":"2.9"}]})");
  set("none", R"({"include":[{"system":"http://x/v","version":"1"}]})");
  EXPECT_THAT(codes("newest"), ElementsAre("new"));
  EXPECT_THAT(codes("older"), ElementsAre("old"));
  EXPECT_THAT(codes("none"), ElementsAre(HasSubstr("http://x/v is loaded")));
}

TEST_F(ExpansionTest, RefusesASystemWithACodeTwice) {
  add(source_, R"({"resourceType":"CodeSystem","url":"http://x/twice","status":"active","content":"complete","concept":[{"code":"a"},{"code":"a"}]})");
  const auto system = library_.code_system("http://x/twice", "");
  ASSERT_FALSE(system.ok());
  EXPECT_THAT(system.error().message, HasSubstr("twice"));
}

}  // namespace
}  // namespace osler::fhir::terms
