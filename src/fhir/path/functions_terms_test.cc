// memberOf(), subsumes(), checkModifiers(), htmlChecks(), conformsTo() and defineVariable().
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "fhir/model/terminology.h"
#include "fhir/path/evaluate.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

constexpr std::string_view kObservation = R"({"resourceType":"Observation","status":"final",
"text":{"status":"generated","div":"<div>x</div>"},
"code":{"coding":[{"system":"urn:animals","code":"dog"},{"system":"urn:other","code":"x"}]},
"category":[{"text":"no code"}],
"interpretation":[{"coding":[{"system":"urn:animals","code":"animal"}]}],
"modifierExtension":[{"url":"urn:a","valueBoolean":true}]})";

/// Knows one hierarchy (animal > dog) and one value set (urn:pets: the dog).
class Animals final : public Terminology {
 public:
  std::optional<bool> contains(std::string_view value_set, std::string_view, std::string_view code) const override {
    if (value_set != "urn:pets") return std::nullopt;
    return code == "dog";
  }
  std::optional<Subsumption> subsumption(std::string_view system, std::string_view a, std::string_view b) const override {
    if (system != "urn:animals") return std::nullopt;
    if (a == "animal" && b == "dog") return Subsumption::kSubsumes;
    return a == "dog" && b == "animal" ? Subsumption::kSubsumedBy : Subsumption::kNotSubsumed;
  }
};

struct World {
  Definitions definitions = Definitions::built_in().value();
  json::Tree tree = json::Parser().parse(json::PaddedBytes(kObservation), definitions.names()).value();
  Animals animals;
};

std::string answer(std::string_view expression, bool with_terminology = true) {
  static const World world;
  Environment environment;
  if (with_terminology) environment.terminology = &world.animals;
  environment.conforms_to = [](const Item&, std::string_view profile) {
    return profile == "urn:known" ? std::optional(true) : std::nullopt;
  };
  Workspace workspace;
  const auto program = compile(world.definitions, expression);
  if (!program.ok()) return program.error().message;
  const auto items = evaluate(*program, world.definitions, context_item(world.definitions, world.tree.root()), environment, workspace);
  return items.ok() ? to_json_array(*items) : "error";
}

TEST(Terms, MemberOfAsksTheTerminologyThenTheDefinitions) {
  for (const auto& [expression, expected] : {
           std::pair{"code.memberOf('urn:pets')", "[true]"},
           {"code.coding.first().memberOf('urn:pets')", "[true]"},
           {"interpretation.memberOf('urn:pets')", "[false]"},
           {"code.coding.memberOf('urn:pets')", "[]"},
           {"category.memberOf('urn:pets')", "[]"},
           {"code.memberOf('urn:unknown')", "[]"},
           {"status.memberOf('http://hl7.org/fhir/ValueSet/observation-status')", "[true]"},
           {"'finally'.memberOf('http://hl7.org/fhir/ValueSet/observation-status')", "[false]"}}) {
    EXPECT_EQ(answer(expression), expected) << expression;
  }
  EXPECT_EQ(answer("code.memberOf('urn:pets')", false), "[]");
}

TEST(Terms, SubsumptionGoesDownTheHierarchy) {
  for (const auto& [expression, expected] : {
           std::pair{"interpretation.subsumes(%resource.code)", "[true]"},
           {"code.subsumes(%resource.interpretation)", "[false]"},
           {"code.subsumedBy(%resource.interpretation)", "[true]"},
           {"code.coding[1].subsumes(%resource.code)", "[true]"},
           {"category.subsumes(%resource.code)", "[false]"},
           {"nosuch.subsumes(%resource.code)", "[]"}}) {
    EXPECT_EQ(answer(expression), expected) << expression;
  }
  EXPECT_EQ(answer("interpretation.subsumes(%resource.code)", false), "[]");
}

TEST(Terms, ChecksModifiersNarrativeAndProfiles) {
  for (const auto& [expression, expected] : {
           std::pair{"checkModifiers('urn:a')", "[true]"}, {"checkModifiers('urn:b')", "[false]"}, {"code.checkModifiers()", "[true]"},
           {"text.div.htmlChecks()", "[true]"}, {"'<div><script>x</script></div>'.htmlChecks()", "[false]"},
           {"conformsTo('urn:known')", "[true]"}, {"conformsTo('urn:other')", "error"}}) {
    EXPECT_EQ(answer(expression), expected) << expression;
  }
}

TEST(Variables, AreSeenByWhatFollows) {
  for (const auto& [expression, expected] : {
           std::pair{"defineVariable('a', 1).select(%a + 1)", "[2]"},
           {"code.coding.first().defineVariable('c').select(code & %c.system)", "[\"dogurn:animals\"]"},
           {"code.coding.defineVariable('all').where(code = %all.code.first()).count()", "[1]"},
           {"defineVariable('a', 1).defineVariable('b', %a + 1).select(%a + %b)", "[3]"},
           {"code.select(defineVariable('a', 'x').select(%a)) | interpretation.select(defineVariable('a', 'y').select(%a))", "[\"x\",\"y\"]"}}) {
    EXPECT_EQ(answer(expression), expected) << expression;
  }
}

TEST(Variables, AreRefusedOutsideTheirPartAndTwice) {
  for (const char* expression : {"defineVariable('a', 1).defineVariable('a', 2)", "defineVariable('resource', 1)", "select(defineVariable('a', 1)).select(%a)",
                                 "%a", "(defineVariable('a', 1).exists()) and %a = 1", "defineVariable('')"}) {
    EXPECT_EQ(answer(expression), "error") << expression;
  }
}

}  // namespace
}  // namespace osler::fhir::path
