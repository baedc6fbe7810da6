// Codes, references, times and durations: which shape is written and which comes back.

#include <gtest/gtest.h>

#include "api/v1/body_cases_test.h"
#include "api/v1/duration.h"
#include "api/v1/from_fhir.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {
namespace {

const IdLookup kNobody = [](TypeId, std::string_view) { return false; };

std::string written(std::string_view path, std::string_view body_text) {
  const json::Tree body = parse_body_text(body_text);
  Findings findings;
  MappingRun run{test_schema(), {}, kNobody, kTestNowMs, findings};
  json::Draft draft;
  write_members(run, test_schema().by_path(path)->fields, body.root(), draft.root().make_object());
  return findings.empty() ? draft.text() : findings.issues().front().diagnostics;
}

std::string shown(std::string_view path, std::string_view fhir) {
  const json::Tree tree = parse_fhir_text(fhir);
  std::string text;
  write_simplified_fields(test_schema(), *test_schema().by_path(path), tree.root(), text);
  return text;
}

TEST(Concepts, GiveBackTheShapeThatWasWritten) {
  for (const char* body : {R"({"type":"Visit"})",
                           R"({"type":{"system":"http://snomed.info/sct","code":"185349003","display":"Check up"}})",
                           R"({"priority":"urgent"})", R"({"priority":"URGENT"})", R"({"priority":"soon"})",
                           R"({"type":{"system":"http://snomed.info/sct","code":"185349003"}})"}) {
    EXPECT_EQ(shown("encounters", written("encounters", body)), body);
  }
}

TEST(Concepts, ShowCodingsOfFhirAsObjects) {
  EXPECT_EQ(shown("encounters",
                  R"({"type":[{"coding":[{"system":"s","code":"c","display":"d","version":"1"}],"text":"t"}]})"),
            R"({"type":{"system":"s","code":"c","display":"d"}})");
  EXPECT_EQ(shown("encounters", R"({"type":[{"text":"t"}]})"), R"({"type":"t"})");
  EXPECT_EQ(shown("encounters", R"({"class":{"system":"s","code":"SS"},"status":"entered-in-error"})"),
            R"({"status":"entered-in-error","class":"SS"})");
}

TEST(Concepts, PreferTheTableWordOfAnyCoding) {
  EXPECT_EQ(
      shown(
          "encounters",
          R"({"priority":{"coding":[{"system":"x","code":"1"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActPriority","code":"UR"}],"text":"hurry"}})"),
      R"({"priority":"urgent"})");
}

TEST(Concepts, RecogniseCodesByTheirShape) {
  EXPECT_EQ(
      written("assessments", R"({"findings":[{"code":"I10","text":"t"},{"code":"local"}]})"),
      R"({"finding":[{"itemCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}],"text":"t"}},{"itemCodeableConcept":{"coding":[{"code":"local"}]}}]})");
}

TEST(References, KeepNamesAsNames) {
  EXPECT_EQ(written("encounters", R"({"location":"Main Clinic"})"),
            R"({"location":[{"location":{"display":"Main Clinic"}}]})");
  EXPECT_EQ(written("encounters", R"({"location":"loc_1"})"),
            R"({"location":[{"location":{"reference":"Location/1"}}]})");
  EXPECT_EQ(written("encounters", R"({"location":"Main_Clinic"})"),
            R"({"location":[{"location":{"display":"Main_Clinic"}}]})");
  EXPECT_EQ(shown("encounters", R"({"location":[{"location":{"reference":"Location/1","display":"Main"}}]})"),
            R"({"location":"loc_1"})");
  EXPECT_EQ(shown("encounters", R"({"diagnosis":[{"condition":{"identifier":{"value":"I10"}}}]})"),
            R"({"diagnosis":[{"condition":"I10"}]})");
}

TEST(References, TakeTextsWithASlashForNames) {
  for (const std::string name : {"N/A", "Ward 3/4", "Bot/1"}) {
    EXPECT_EQ(written("encounters", "{\"serviceProvider\":\"" + name + "\"}"),
              "{\"serviceProvider\":{\"display\":\"" + name + "\"}}");
  }
}

TEST(References, KeepForeignOnesUnfollowed) {
  const char* url = R"({"basedOn":["https://other.example/fhir/ServiceRequest/1","urn:uuid:1"]})";
  EXPECT_EQ(shown("media", written("media", url)), url);
}

TEST(References, NeedATypeWhereAnyIsPermitted) {
  EXPECT_EQ(written("tasks", R"({"focusId":"abc"})"),
            "focusId: no resource has this id; expected an id with its prefix, or Type/id");
}

TEST(Times, AreCompletedOrCut) {
  EXPECT_EQ(written("patients", R"({"birthDate":"1984-03-22T10:00:00Z"})"), R"({"birthDate":"1984-03-22"})");
  EXPECT_EQ(written("slots", R"({"start":"2025-01-15"})"), R"({"start":"2025-01-15T00:00:00Z"})");
  EXPECT_EQ(written("locations", R"({"hoursOfOperation":[{"openingTime":"08:30"}]})"),
            R"({"hoursOfOperation":[{"openingTime":"08:30:00"}]})");
}

TEST(Addresses, TakeASingleLine) {
  EXPECT_EQ(written("patients", R"({"address":{"line":"1 Main St"}})"), R"({"address":[{"line":["1 Main St"]}]})");
}

TEST(EmptyValues, LeaveNothingInFhir) {
  EXPECT_EQ(written("encounters", R"({"period":{},"diagnosis":[],"type":null})"), "{}");
}

TEST(Durations, ConvertBetweenUnitsOfTime) {
  const json::Tree units = parse_fhir_text(
      R"({"h":{"code":"h"},"min":{"code":"min"},"d":{"unit":"days","code":"d"},"wk":{"code":"wk"},"mo":{"code":"mo"},"none":{}})");
  const auto converted = [&](std::string_view number, std::string_view from, std::string_view to) {
    return converted_duration(number, units.root().member(from), units.root().member(to)).value_or("none");
  };
  EXPECT_EQ(converted("1.5", "h", "min"), "90");
  EXPECT_EQ(converted("2", "wk", "d"), "14");
  EXPECT_EQ(converted("12", "h", "d"), "0.5");
  EXPECT_EQ(converted("30.0", "min", "min"), "30.0");
  EXPECT_EQ(converted("7", "none", "d"), "7");
  EXPECT_EQ(converted("1", "mo", "d"), "none");
}

}  // namespace
}  // namespace osler::api::v1
