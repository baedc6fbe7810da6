#include "api/v1/field_of_expression.h"

#include <gtest/gtest.h>

#include "api/v1/body_cases_test.h"

namespace osler::api::v1 {
namespace {

std::string field(std::string_view path, std::string_view fhir, std::string_view expression) {
  const json::Tree tree = parse_fhir_text(fhir);
  return field_of_expression(*test_schema().by_path(path), tree.root(), expression);
}

constexpr std::string_view kEncounter = R"({"resourceType":"Encounter",
  "participant":[{"individual":{"reference":"Practitioner/a"}},
                 {"type":[{"coding":[{"code":"PPRF"}]}],"individual":{"reference":"Practitioner/b"}},
                 {"individual":{"reference":"Practitioner/c"}}]})";

TEST(FieldOfExpression, TellsNamedElementsFromTheOthers) {
  EXPECT_EQ(field("encounters", kEncounter, "Encounter.participant[0].individual"), "participants[0].practitionerId");
  EXPECT_EQ(field("encounters", kEncounter, "Encounter.participant[1].individual"), "practitionerId");
  EXPECT_EQ(field("encounters", kEncounter, "Encounter.participant[2].individual"), "participants[1].practitionerId");
}

TEST(FieldOfExpression, TakesTheFieldAroundADeeperElement) {
  EXPECT_EQ(field("encounters", kEncounter, "Encounter.participant[1].individual.reference"), "practitionerId");
  EXPECT_EQ(field("encounters", "{}", "Encounter.class.code"), "class");
  EXPECT_EQ(field("encounters", "{}", "Encounter.period.start"), "period.start");
  EXPECT_EQ(field("encounters", "{}", "Encounter.length.value"), "lengthMinutes");
}

TEST(FieldOfExpression, KnowsChoicesByTheirBase) {
  EXPECT_EQ(field("observations", R"({"valueQuantity":{"value":1}})", "Observation.valueQuantity.value"),
            "valueQuantity.value");
  EXPECT_EQ(field("observations", R"({"issued":"x"})", "Observation.issued"), "issued");
}

TEST(FieldOfExpression, FollowsNesting) {
  constexpr std::string_view kDocument =
      R"({"section":[{},{"section":[{"entry":[{"reference":"A/1"},{"reference":"B/2"}],"author":[{"reference":"P/1"}]}]}]})";
  EXPECT_EQ(field("documents", kDocument, "Composition.section[1].section[0].entry[1]"),
            "sections[1].sections[0].resourceIds[1]");
  EXPECT_EQ(field("documents", kDocument, "Composition.section[1].section[0].author[0]"),
            "sections[1].sections[0].authorId");
  constexpr std::string_view kIntake = R"({"item":[{"answer":[{"valueString":"x","item":[{"linkId":"1"}]}]}]})";
  EXPECT_EQ(field("intakes", kIntake, "QuestionnaireResponse.item[0].answer[0].item[0].linkId"),
            "items[0].items[0].linkId");
}

TEST(FieldOfExpression, KnowsNothingOfWhatV1DoesNotShow) {
  for (const char* expression :
       {"Encounter", "Encounter.statusHistory[0].status", "Patient.name[0]", "Encounter.text.div", ""}) {
    EXPECT_EQ(field("encounters", kEncounter, expression), "") << expression;
  }
  EXPECT_EQ(field("encounters", R"({"type":[{},{}]})", "Encounter.type[1]"), "");
}

TEST(InTermsOfFields, TranslatesFindingsAndLeavesOtherErrorsAlone) {
  const json::Tree tree = parse_fhir_text(kEncounter);
  const ResourceSchema& resource = *test_schema().by_path("encounters");
  const Error content{ErrorKind::kInvalidInput,
                      "two findings",
                      {},
                      {{Severity::kError, IssueType::kValue, "may not", "Encounter.participant[1].individual"},
                       {Severity::kWarning, IssueType::kValue, "hm", "Encounter.status"},
                       {Severity::kError, IssueType::kValue, "is odd", "Encounter.text"}}};
  const Error told = in_terms_of_fields(resource, tree.root(), content);
  EXPECT_EQ(told.kind, ErrorKind::kUnprocessable);
  EXPECT_EQ(told.code, "VALIDATION_ERROR");
  EXPECT_EQ(told.message, "practitionerId: may not");
  ASSERT_EQ(told.issues.size(), 2U);
  EXPECT_EQ(told.issues[1].diagnostics, "Encounter.text: is odd");
  EXPECT_EQ(in_terms_of_fields(resource, tree.root(), unavailable("later")).kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace osler::api::v1
