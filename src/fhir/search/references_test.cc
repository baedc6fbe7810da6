#include "fhir/search/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using ::testing::ElementsAre;
using Form = ReferenceText::Form;
using testing::definitions;

ReferenceText read(std::string_view text, std::string_view base = "https://host/api/fhir") { return read_reference(definitions(), text, base); }

TEST(ReadReference, KnowsEveryForm) {
  for (const auto& [text, form] : {
           std::pair{"Patient/1", Form::kRelative}, {"Patient/1/_history/2", Form::kRelative}, {"https://host/api/fhir/Patient/1", Form::kRelative},
           {"https://host/api/fhirs/Patient/1", Form::kAbsolute}, {"https://other/Patient/1", Form::kAbsolute}, {"http://x", Form::kAbsolute},
           {"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", Form::kUrn}, {"urn:oid:1.2.3", Form::kUrn}, {"#p1", Form::kContained}, {"#", Form::kContained},
           {"Patient?identifier=s|1", Form::kConditional}, {"Nothing?x=1", Form::kInvalid}, {"", Form::kInvalid}, {"Patient", Form::kInvalid},
           {"Patient/", Form::kInvalid}, {"Nothing/1", Form::kInvalid}, {"patient/1", Form::kInvalid}, {"Patient/a b", Form::kInvalid}, {"Patient/1/2", Form::kInvalid},
           {"Patient/1/_history/", Form::kInvalid}, {"/Patient/1", Form::kInvalid}, {"Patient/1/_history/2/3", Form::kInvalid}, {":x", Form::kInvalid}}) {
    EXPECT_EQ(read(text).form, form) << text;
  }
}

TEST(ReadReference, TakesTheTextApart) {
  const ReferenceText reference = read("https://host/api/fhir/Patient/1/_history/2");
  EXPECT_EQ(reference.type, testing::type("Patient"));
  EXPECT_EQ(reference.type_name, "Patient");
  EXPECT_EQ(reference.id, "1");
  EXPECT_EQ(reference.version, "2");
  EXPECT_EQ(read("#p1").id, "p1");
  EXPECT_EQ(read("https://host/api/fhir/Patient/1", "https://host/api/fhir/").form, Form::kRelative);
  EXPECT_EQ(read("https://host/Patient/1", "").form, Form::kAbsolute);
}

TEST(ReadReference, AnotherServersUrlTellsItsType) {
  EXPECT_EQ(read("https://other/r4/Patient/1").type, testing::type("Patient"));
  EXPECT_EQ(read("https://other/r4/Patient/1/_history/7").id, "1");
  EXPECT_EQ(read("https://other/r4/page").type, TypeId::kNone);
}

struct Visited {
  std::string text, expression, element;
};

std::vector<Visited> visited(std::string_view json) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(json), definitions().names());
  EXPECT_TRUE(tree.ok());
  std::vector<Visited> found;
  visit_references(definitions(), tree->root(), [&](json::View reference, const Element* element, const std::function<std::string()>& expression) {
    found.push_back({reference.text(), expression(), element == nullptr ? "" : std::string(element->path)});
  });
  return found;
}

TEST(VisitReferences, FindsThemWithTheirElementAndPath) {
  const std::vector<Visited> found = visited(R"({"resourceType":"Encounter","subject":{"reference":"Patient/1"},
      "participant":[{},{"individual":{"display":"x","reference":"Practitioner/2"}}],"hospitalization":{"destination":{"reference":"Location/3"}}})");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].expression, "Encounter.subject");
  EXPECT_EQ(found[0].element, "Encounter.subject");
  EXPECT_EQ(found[1].expression, "Encounter.participant[1].individual");
  EXPECT_EQ(found[1].element, "Encounter.participant.individual");
  EXPECT_EQ(found[2].text, "Location/3");
}

TEST(VisitReferences, GoesIntoContainedResourcesAndExtensions) {
  const std::vector<Visited> found = visited(R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","partOf":{"reference":"Organization/1"}}],
      "extension":[{"url":"u","valueReference":{"reference":"Device/2"}}],"_birthDate":{"extension":[{"url":"v","valueReference":{"reference":"Device/3"}}]}})");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].expression, "Patient.contained[0].partOf");
  EXPECT_EQ(found[0].element, "Organization.partOf");
  EXPECT_EQ(found[1].expression, "Patient.extension[0].valueReference");
  EXPECT_EQ(found[2].text, "Device/3");
  EXPECT_EQ(found[2].element, "Extension.value[x]");
}

TEST(VisitReferences, VisitsUnknownContentButNotOtherTextsOfThatName) {
  const std::vector<Visited> unknown = visited(R"({"resourceType":"Patient","unknownThing":{"reference":"Patient/9"}})");
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_EQ(unknown[0].element, "");
  EXPECT_TRUE(visited(R"({"resourceType":"Patient","name":[{"reference":"Patient/9"}],"reference":"Patient/8","managingOrganization":{"reference":{"reference":5}}})").empty());
  EXPECT_TRUE(visited(R"(["reference"])").empty());
}

TEST(VisitReferences, KeepsToTheResourceInsideALargerTree) {
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","managingOrganization":{"reference":"Organization/1"}}},
      {"resource":{"resourceType":"Patient","managingOrganization":{"reference":"Organization/2"}}}]})"), definitions().names()).value();
  std::vector<std::string> texts;
  visit_references(definitions(), tree.root().member("entry").at(0).member("resource"),
                   [&](json::View reference, const Element*, const auto& expression) { texts.push_back(reference.text() + " at " + expression()); });
  EXPECT_THAT(texts, ElementsAre("Organization/1 at Patient.managingOrganization"));
}

}  // namespace
}  // namespace osler::fhir
