#include "api/v1/patch_fhir.h"

#include <gtest/gtest.h>

#include "api/v1/body_cases_test.h"
#include "api/v1/from_fhir.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {
namespace {

const IdLookup kNobody = [](TypeId, std::string_view) { return false; };

std::string to_fhir(const ResourceSchema& resource, std::string_view body_text) {
  const json::Tree body = parse_body_text(body_text);
  Findings findings;
  MappingRun run{test_schema(), {}, kNobody, kTestNowMs, findings};
  json::Draft draft;
  write_resource(run, resource, body.root(), draft.root());
  return draft.text();
}

std::string simplified(const ResourceSchema& resource, std::string_view fhir) {
  const json::Tree tree = parse_fhir_text(fhir);
  std::string text;
  write_simplified_fields(test_schema(), resource, tree.root(), text);
  return text;
}

std::string patched(const ResourceSchema& resource, std::string_view fhir, std::string_view patch_text) {
  const json::Tree stored = parse_fhir_text(fhir);
  const json::Tree before = parse_body_text(simplified(resource, fhir));
  const json::Tree patch = parse_body_text(patch_text);
  Findings findings;
  MappingRun run{test_schema(), {}, kNobody, kTestNowMs, findings};
  json::Draft draft(stored.root());
  patch_resource(run, resource, patch.root(), before.root(), draft.root());
  return draft.text();
}

const ResourceSchema& resource(std::string_view path) { return *test_schema().by_path(path); }

bool same(std::string_view a, std::string_view b) {
  const json::Tree x = parse_fhir_text(a);
  const json::Tree y = parse_fhir_text(b);
  return json::same_value(x.root(), y.root());
}

bool is_view_of_another(const FieldSet& set, const Field& field) {
  for (const Field& other : set.fields) {
    const bool shares = &other != &field && !other.fhir.path.empty() && !field.fhir.path.empty() &&
                        other.fhir.path.front().name == field.fhir.path.front().name;
    if (shares && (other.fhir.fill_only || field.fhir.fill_only)) return true;
  }
  return false;
}

// Taking a field away changes no other field, and setting it again makes what there was.
TEST(Patch, TakesAwayAndSetsAgainEveryFieldOfEveryResource) {
  std::size_t checked = 0;
  for (const BodyCase& one : body_cases()) {
    if (one.name == "minimalBody") continue;
    const ResourceSchema& schema = resource(one.path);
    const std::string fhir = to_fhir(schema, one.body);
    const json::Tree before = parse_body_text(simplified(schema, fhir));
    for (const json::View value : before.root()) {
      const Field& field = *schema.fields.find(value.key());
      if (field.is_read_only || is_view_of_another(schema.fields, field)) continue;
      SCOPED_TRACE(one.path + " " + one.name + " " + field.name);
      const std::string without = patched(schema, fhir, "{\"" + field.name + "\":null}");
      const json::Tree after = parse_body_text(simplified(schema, without));
      EXPECT_FALSE(after.root().member(field.name).exists()) << without;
      const bool one_of_name = field.name == "firstName" || field.name == "lastName";
      for (const json::View other : before.root()) {
        const bool follows = one_of_name && other.key() == "fullName";
        if (other.key() == field.name || follows) continue;
        EXPECT_TRUE(json::same_value(after.root().member(other.key()), other)) << other.key();
      }
      const std::string again = patched(schema, without, "{\"" + field.name + "\":" + std::string(value.raw()) + "}");
      const json::Tree back = parse_body_text(simplified(schema, again));
      EXPECT_TRUE(json::same_value(back.root(), before.root())) << again << "\n" << fhir;
      ++checked;
    }
  }
  EXPECT_GT(checked, 700U);
}

TEST(Patch, ChangesNothingWhenEverythingIsSentBack) {
  for (const BodyCase& one : body_cases()) {
    SCOPED_TRACE(one.path + " " + one.name);
    const ResourceSchema& schema = resource(one.path);
    const std::string fhir = to_fhir(schema, one.body);
    EXPECT_EQ(patched(schema, fhir, simplified(schema, fhir)), fhir);
  }
}

TEST(Patch, KeepsOtherElementsOfAList) {
  const std::string fhir =
      R"({"resourceType":"Patient","name":[{"use":"usual","given":["Ann","Bea"],"family":"Old","prefix":["Dr"]}],
    "telecom":[{"system":"phone","use":"home","value":"1"},{"system":"fax","value":"2"},{"system":"phone","value":"3"}]})";
  const std::string now = patched(resource("patients"), fhir, R"({"firstName":"Cat","phone":"9","email":"a@b"})");
  EXPECT_TRUE(same(
      now, R"({"resourceType":"Patient","name":[{"use":"usual","given":["Cat","Bea"],"family":"Old","prefix":["Dr"]}],
    "telecom":[{"system":"phone","use":"home","value":"9"},{"system":"fax","value":"2"},{"system":"phone","value":"3"},{"system":"email","value":"a@b"}]})"))
      << now;
}

TEST(Patch, TakesTheWholeTelecomWithItsValue) {
  const std::string fhir =
      R"({"resourceType":"Patient","telecom":[{"system":"phone","use":"home","value":"1"},{"system":"fax","value":"2"}]})";
  EXPECT_TRUE(same(patched(resource("patients"), fhir, R"({"phone":null})"),
                   R"({"resourceType":"Patient","telecom":[{"system":"fax","value":"2"}]})"));
}

TEST(Patch, MergesAddressesAndReplacesQuantities) {
  const std::string patient =
      R"({"resourceType":"Patient","address":[{"use":"home","district":"North","city":"A","line":["x"]},{"city":"B"}]})";
  EXPECT_TRUE(
      same(patched(resource("patients"), patient, R"({"address":{"city":"C"}})"),
           R"({"resourceType":"Patient","address":[{"use":"home","district":"North","city":"C"},{"city":"B"}]})"));
  const std::string weight =
      R"({"resourceType":"Observation","valueQuantity":{"comparator":"<","value":3,"unit":"mg"}})";
  EXPECT_TRUE(same(patched(resource("observations"), weight, R"({"valueQuantity":{"value":5,"unit":"mg"}})"),
                   R"({"resourceType":"Observation","valueQuantity":{"value":5,"unit":"mg"}})"));
}

TEST(Patch, DropsTheOtherMembersOfAChoice) {
  const std::string fhir =
      R"({"resourceType":"Observation","valueRatio":{"numerator":{"value":1},"denominator":{"value":2}}})";
  EXPECT_TRUE(same(patched(resource("observations"), fhir, R"({"valueString":"one half"})"),
                   R"({"resourceType":"Observation","valueString":"one half"})"));
}

TEST(Patch, ConvertsTheUnitOfADuration) {
  const std::string fhir =
      R"({"resourceType":"Encounter","length":{"value":2,"unit":"h","system":"http://unitsofmeasure.org","code":"h"}})";
  EXPECT_EQ(simplified(resource("encounters"), fhir), R"({"lengthMinutes":120})");
  EXPECT_TRUE(same(
      patched(resource("encounters"), fhir, R"({"lengthMinutes":45})"),
      R"({"resourceType":"Encounter","length":{"value":45,"unit":"min","system":"http://unitsofmeasure.org","code":"min"}})"));
}

TEST(Patch, ReplacesIntakeItemsByTheirLinkId) {
  const std::string fhir =
      R"({"resourceType":"QuestionnaireResponse","item":[{"linkId":"1","text":"One"},{"linkId":"2","text":"Two","id":"kept"}]})";
  EXPECT_TRUE(same(
      patched(resource("intakes"), fhir, R"({"items":[{"linkId":"1","text":"Uno"},{"linkId":"3"}]})"),
      R"({"resourceType":"QuestionnaireResponse","item":[{"linkId":"1","text":"Uno"},{"linkId":"2","text":"Two","id":"kept"},{"linkId":"3"}]})"));
}

TEST(Patch, SetsAViewUnlessWhatItShowsIsSentToo) {
  const std::string fhir =
      R"({"resourceType":"PractitionerRole","availableTime":[{"allDay":false,"daysOfWeek":["mon"]}]})";
  EXPECT_TRUE(same(patched(resource("practitioner-roles"), fhir, R"({"availableDays":["tue"]})"),
                   R"({"resourceType":"PractitionerRole","availableTime":[{"allDay":false,"daysOfWeek":["tue"]}]})"));
  EXPECT_TRUE(same(patched(resource("practitioner-roles"), fhir,
                           R"({"availableDays":["tue"],"availableTime":[{"daysOfWeek":["sun"]}]})"),
                   R"({"resourceType":"PractitionerRole","availableTime":[{"daysOfWeek":["sun"]}]})"));
}

TEST(Patch, WritesTheDifferenceOfTwoForms) {
  const json::Tree before = parse_body_text(R"({"a":1,"b":"x","c":[1]})");
  const json::Tree after = parse_body_text(R"({"a":1,"b":"y","d":true})");
  std::string difference;
  write_difference(before.root(), after.root(), difference);
  EXPECT_EQ(difference, R"({"b":"y","d":true,"c":null})");
}

}  // namespace
}  // namespace osler::api::v1
