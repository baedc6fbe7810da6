#include "fhir/search/subset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using testing::definitions;
using testing::type;

constexpr const char* kTag =
    R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"subsetted"})";

std::string left(std::string_view json, const Subset& subset, bool is_included = false) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(json), definitions().names());
  EXPECT_TRUE(tree.ok()) << json;
  std::string out;
  append_subset(definitions(), subset, tree->root(), is_included, out);
  return out;
}

Subset elements(std::string_view type_name, std::string_view names) {
  const std::array types{type(type_name)};
  Result<std::vector<ElementName>> parsed = parse_elements(definitions(), types, names);
  EXPECT_TRUE(parsed.ok()) << names;
  return {Summary::kFalse, parsed.ok() ? *parsed : std::vector<ElementName>{}};
}

constexpr const char* kPatient =
    R"({"resourceType":"Patient","id":"1","meta":{"versionId":"2"},"text":{"status":"generated","div":"<div/>"},"name":[{"family":"X"}],)"
    R"("birthDate":"1970","_birthDate":{"id":"b"},"maritalStatus":{"text":"M"},"contact":[{"gender":"male"}],"link":[{"other":{"reference":"Patient/2"},"type":"refer"}]})";

TEST(Subset, SummaryKeepsWhatTheDefinitionsMark) {
  EXPECT_EQ(left(kPatient, {Summary::kTrue, {}}),
            std::string(R"({"resourceType":"Patient","id":"1","meta":{"versionId":"2","tag":[)") + kTag +
                R"(]},"name":[{"family":"X"}],"birthDate":"1970","_birthDate":{"id":"b"},"link":[{"other":{"reference":"Patient/2"},"type":"refer"}]})");
}

TEST(Subset, SummaryGoesOnInsideElementsOfTheResource) {
  const std::string encounter = left(
      R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"location":[{"location":{"reference":"Location/1"}}],"participant":[{"type":[{"text":"t"}],"period":{"start":"2020"}}],"hospitalization":{"dietPreference":[{"text":"d"}]}})",
      {Summary::kTrue, {}});
  EXPECT_THAT(encounter, ::testing::HasSubstr(R"("participant":[{"type":[{"text":"t"}]}])"));
  EXPECT_THAT(encounter, ::testing::Not(::testing::HasSubstr("hospitalization")));
}

TEST(Subset, TextKeepsTheNarrativeAndWhatIsMandatory) {
  EXPECT_EQ(left(R"({"resourceType":"Encounter","id":"1","text":{"div":"<div/>"},"status":"finished","class":{"code":"AMB"},"priority":{"text":"x"}})", {Summary::kText, {}}),
            std::string(R"({"resourceType":"Encounter","id":"1","text":{"div":"<div/>"},"status":"finished","class":{"code":"AMB"},"meta":{"tag":[)") + kTag + "]}}");
}

TEST(Subset, DataLeavesOutTheNarrativeAlone) {
  EXPECT_EQ(left(R"({"resourceType":"Patient","text":{"div":"<div/>"},"x":1,"gender":"male"})", {Summary::kData, {}}),
            std::string(R"({"resourceType":"Patient","x":1,"gender":"male","meta":{"tag":[)") + kTag + "]}}");
}

TEST(Subset, ElementsKeepWhatIsNamedAndMandatory) {
  EXPECT_EQ(left(R"({"resourceType":"Observation","meta":{"tag":[{"code":"a"}]},"status":"final","code":{"text":"c"},"valueQuantity":{"value":1.0},"issued":"x","method":{"text":"m"}})",
                 elements("Observation", "value,issued")),
            std::string(R"({"resourceType":"Observation","meta":{"tag":[{"code":"a"},)") + kTag +
                R"(]},"status":"final","code":{"text":"c"},"valueQuantity":{"value":1.0},"issued":"x"})");
  EXPECT_EQ(left(kPatient, elements("Patient", "birthDate")),
            std::string(R"({"resourceType":"Patient","id":"1","meta":{"versionId":"2","tag":[)") + kTag + R"(]},"birthDate":"1970","_birthDate":{"id":"b"}})");
}

TEST(Subset, ElementsOfIncludedResourcesAreNamedWithTheirType) {
  const Subset subset = elements("Encounter", "status,Patient.name");
  EXPECT_THAT(left(kPatient, subset, true), ::testing::Not(::testing::HasSubstr("birthDate")));
  EXPECT_EQ(left(kPatient, elements("Encounter", "status"), true), kPatient) << "nothing was said of it";
}

TEST(Subset, OutcomesAndWholesStay) {
  const std::string outcome = R"({"resourceType":"OperationOutcome","issue":[]})";
  EXPECT_EQ(left(outcome, {Summary::kTrue, {}}), outcome);
  EXPECT_EQ(left(kPatient, {Summary::kFalse, {}}), kPatient);
}

TEST(Subset, UnknownElementsAreRefused) {
  const std::array types{type("Patient")};
  for (const auto& [names, hint] : {std::pair{"nmae", "did you mean 'name'?"}, {"name.family", "at the top"}, {"", "separated"}, {"Patient.nothing", "separated"}, {"value", "Patient"}}) {
    const auto parsed = parse_elements(definitions(), types, names);
    ASSERT_FALSE(parsed.ok()) << names;
    EXPECT_THAT(parsed.error().message, ::testing::HasSubstr(hint));
  }
}

}  // namespace
}  // namespace osler::fhir
