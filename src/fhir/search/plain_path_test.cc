#include "fhir/search/plain_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/expression_branches.h"
#include "fhir/search/parameter_trie.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

/// The paths as text: "a[guard='x'].b", "->Type" for a reference type; "computed" if the evaluator is needed.
std::vector<std::string> paths(std::string_view type, std::string_view expression) {
  const StructureId structure = definitions().structure(type).value();
  const std::optional<std::vector<PlainPath>> found =
      plain_paths(definitions(), path::parse(expression).value(), structure, structure);
  if (!found) return {"computed"};
  std::vector<std::string> texts;
  for (const PlainPath& path : *found) {
    std::string text = path.from_resource ? "%resource" : "";
    for (const PathStep& step : path.steps) {
      text += (text.empty() ? "" : ".") + std::string(definitions().names().name(step.element->name));
      if (step.guard.is_set()) text += "[" + std::string(definitions().names().name(step.guard.member)) + "='" + step.guard.value + "']";
    }
    if (path.reference_type != TypeId::kNone) text += "->" + std::string(definitions().name_of(path.reference_type));
    texts.push_back(text);
  }
  return texts;
}

TEST(PlainPath, FollowsMembersAndUnions) {
  EXPECT_THAT(paths("Patient", "Patient.name.family | Patient.birthDate"), ElementsAre("name.family", "birthDate"));
  EXPECT_THAT(paths("Organization", "name | alias"), ElementsAre("name", "alias"));
  EXPECT_THAT(paths("Patient", "Resource.meta.tag"), ElementsAre("meta.tag"));
  EXPECT_THAT(paths("MolecularSequence", "%resource.referenceSeq.chromosome"), ElementsAre("%resource.referenceSeq.chromosome"));
}

TEST(PlainPath, SpreadsChoicesOverTheirTypes) {
  EXPECT_THAT(paths("Patient", "Patient.deceased"), ElementsAre("deceasedBoolean", "deceasedDateTime"));
  EXPECT_THAT(paths("Patient", "(Patient.deceased as dateTime)"), ElementsAre("deceasedDateTime"));
  EXPECT_THAT(paths("Patient", "Patient.deceased.ofType(dateTime)"), ElementsAre("deceasedDateTime"));
  EXPECT_THAT(paths("Observation", "value.as(DateTime) | value.as(Period)"), ElementsAre("valueDateTime", "valuePeriod"));
  EXPECT_THAT(paths("ConceptMap", "(ConceptMap.source as uri)"), ElementsAre("sourceUri"));
  EXPECT_THAT(paths("Condition", "Condition.onset.as(Quantity)"), ElementsAre("onsetAge"));
}

TEST(PlainPath, KeepsTheConditionsOnTheWay) {
  EXPECT_THAT(paths("Patient", "Patient.telecom.where(system='email')"), ElementsAre("telecom[system='email']"));
  EXPECT_THAT(paths("Library", "Library.relatedArtifact.where(type='composed-of').resource"), ElementsAre("relatedArtifact[type='composed-of'].resource"));
  EXPECT_THAT(paths("Encounter", "Encounter.subject.where(resolve() is Patient)"), ElementsAre("subject->Patient"));
}

TEST(PlainPath, AnExtensionMeansItsValue) {
  const std::vector<std::string> values = paths("Patient", "Patient.extension('urn:x')");
  EXPECT_THAT(values, testing::Contains("extension[url='urn:x'].valueString"));
  EXPECT_THAT(values, testing::SizeIs(testing::Gt(40U)));
  EXPECT_THAT(paths("Patient", "Patient.extension.where(url='urn:x').value.ofType(string)"), ElementsAre("extension[url='urn:x'].valueString"));
}

TEST(PlainPath, LeavesTheRestToTheEvaluator) {
  for (const char* expression : {"Bundle.entry[0].resource", "Bundle.entry.resource.id", "Bundle.type.exists()", "Bundle.nosuch",
                                 "Bundle.link.where(relation.exists())", "iif(type = 'x', type, id)", "Patient.name", "%context.id"}) {
    EXPECT_THAT(paths("Bundle", expression), ElementsAre("computed")) << expression;
  }
}

TEST(ExpressionBranches, TakesWhatSpeaksOfTheType) {
  const auto branches = [](std::string_view type, std::string_view expression) {
    return branches_for(definitions(), definitions().resource_type(type).value(), expression);
  };
  EXPECT_THAT(branches("Patient", "Patient.a | Person.a | (Patient.b as Quantity) | Resource.meta"),
              ElementsAre("Patient.a", "(Patient.b as Quantity)", "Resource.meta"));
  EXPECT_THAT(branches("Person", "Patient.a | Personx.b"), IsEmpty());
  EXPECT_THAT(branches("Person", "name | alias"), ElementsAre("name", "alias"));
  EXPECT_THAT(branches("Person", "Person.where(a='x|y' | b).c | Person.d"), ElementsAre("Person.where(a='x|y' | b).c", "Person.d"));
  EXPECT_THAT(branches("Person", ""), IsEmpty());
}

}  // namespace
}  // namespace osler::fhir
