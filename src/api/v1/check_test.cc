// The words in which faults are told, and the forms that are taken. Limits stand in limits_test.cc.

#include "api/v1/check.h"

#include <gtest/gtest.h>

#include "api/v1/body_cases_test.h"
#include "api/v1/check_value.h"

namespace osler::api::v1 {
namespace {

std::vector<std::string> faults(std::string_view path, std::string_view text, const CheckOptions& options = {}) {
  const json::Tree body = parse_body_text(text);
  Findings findings;
  check_body(test_schema(), *test_schema().by_path(path), body.root(), options, findings);
  std::vector<std::string> messages;
  for (const Issue& issue : findings.issues()) messages.push_back(issue.diagnostics);
  return messages;
}

/// Faults of one more field on an otherwise right encounter.
std::vector<std::string> with_field(const std::string& field) {
  return faults("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_1",)" + field + "}");
}

using Messages = std::vector<std::string>;

TEST(Check, SaysWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(with_field(R"("lengthMinutes":"30")"), Messages{"lengthMinutes: Expected integer, received string"});
  EXPECT_EQ(with_field(R"("type":5)"), Messages{"type: Expected string, received number"});
  EXPECT_EQ(with_field(R"("diagnosis":{})"), Messages{"diagnosis: Expected array, received object"});
  EXPECT_EQ(with_field(R"("period":"today")"), Messages{"period: Expected object, received string"});
  EXPECT_EQ(with_field(R"("diagnosis":[null])"), Messages{"diagnosis[0]: Expected object, received null"});
  EXPECT_EQ(with_field(R"("partOfId":true)"), Messages{"partOfId: Expected string, received boolean"});
  EXPECT_EQ(faults("encounters", "5"), Messages{"Expected object, received number"});
}

TEST(Check, NamesFieldsByTheirPath) {
  EXPECT_EQ(
      with_field(R"("diagnosis":[{"condition":"I10"},{"rank":0}])"),
      (Messages{"diagnosis[1].rank: Number must be greater than or equal to 1", "diagnosis[1].condition: Required"}));
  EXPECT_EQ(with_field(R"("hospitalization":{"dietPreferences":[]})"),
            Messages{"hospitalization.dietPreferences: unknown field; did you mean dietPreference?"});
  EXPECT_EQ(with_field(R"("period":{"begin":"2025"})"), Messages{"period.begin: unknown field"});
}

TEST(Check, TakesCodedFieldsInTwoShapes) {
  for (const char* field :
       {R"("type":"Visit")", R"("type":{"system":"s","code":"c","display":"d"})", R"("type":{"display":"d"})"}) {
    EXPECT_EQ(with_field(field), Messages{}) << field;
  }
  EXPECT_EQ(with_field(R"("type":{"system":"s","code":"c","text":"t"})"), Messages{"type.text: unknown field"});
  EXPECT_EQ(faults("conditions", R"({"patientId":"pt_1","code":["x"]})"),
            Messages{"code: Expected string or object, received array"});
  EXPECT_EQ(faults("conditions", R"({"patientId":"pt_1","clinicalStatus":{"code":"active"}})"),
            Messages{"clinicalStatus: Expected string, received object"});
}

TEST(Check, TakesSinglesAndListsWhereBothAreOffered) {
  for (const char* field : {R"("reasonCode":"cough")", R"("reasonCode":["cough","fever"])"})
    EXPECT_EQ(with_field(field), Messages{}) << field;
  EXPECT_EQ(with_field(R"("type":["a"])"), Messages{"type: Expected string, received array"});
}

TEST(Check, ReadsDatesAndTimes) {
  for (const char* date : {"2025", "2025-01", "2025-01-15", "2025-01-15T09:00:00Z", "2025-01-15T09:00:00.000+02:00"}) {
    EXPECT_EQ(with_field(std::string(R"("period":{"start":")") + date + "\"}"), Messages{}) << date;
  }
  for (const char* date :
       {"15.01.2025", "2025-02-30", "2025-01-15T09:00", "2025-01-15 09:00:00Z", "2025-01-15T09:00:00"}) {
    EXPECT_EQ(with_field(std::string(R"("period":{"start":")") + date + "\"}"),
              Messages{"period.start: Invalid datetime; expected a date or a time such as 2025-01-15T09:00:00Z"})
        << date;
  }
  EXPECT_EQ(with_field(R"("period":{"start":"2025-01-02","end":"2025-01-01"})"),
            Messages{"period.end: must not be before start"});
  EXPECT_EQ(with_field(R"("period":{"start":"2025-01-02T10:00:00Z","end":"2025-01-02"})"), Messages{});
}

TEST(Check, WantsWholeDaysForInstants) {
  const auto slot = [](const char* start) {
    return faults("slots", std::string(R"({"scheduleId":"sched_1","status":"free","end":"2025-01-16","start":")") +
                               start + "\"}");
  };
  EXPECT_EQ(slot("2025-01-15"), Messages{});
  EXPECT_EQ(slot("2025-01").size(), 1U);
}

TEST(Check, ReadsMailAddressesUrisAndBase64) {
  const auto patient = [](const std::string& field) {
    return faults("patients", R"({"firstName":"A","lastName":"B",)" + field + "}");
  };
  EXPECT_EQ(patient(R"("email":"a@example.org")"), Messages{});
  for (const char* bad : {"a", "@b", "a@", "a b@c", "a@b@c"}) {
    EXPECT_EQ(patient(std::string(R"("email":")") + bad + "\""), Messages{"email: Invalid email"}) << bad;
  }
  EXPECT_EQ(patient(R"("photo":{"url":"not a url"})"), Messages{"photo.url: Invalid uri"});
  EXPECT_EQ(patient(R"("photo":{"data":"a-b"})"), Messages{"photo.data: Invalid base64"});
  EXPECT_EQ(patient(R"("photo":{"data":"aGk="})"), Messages{});
}

TEST(Check, ReadsIds) {
  EXPECT_EQ(with_field(R"("partOfId":"abc_1")"), Messages{"partOfId: Unknown id prefix; expected enc_…"});
  EXPECT_EQ(with_field(R"("partOfId":"Visit/1")"), Messages{"partOfId: Unknown resource type; expected enc_…"});
  EXPECT_EQ(with_field(R"("partOfId":"first visit")"), Messages{"partOfId: Invalid id; expected enc_…"});
  EXPECT_EQ(with_field(R"("practitionerId":"pt_1")"),
            Messages{"practitionerId: \"pt_…\" is a patient id; expected prac_… or role_… or RelatedPerson/…"});
  for (const char* value : {"unknown", "RelatedPerson/1", "urn:uuid:1"}) {
    EXPECT_EQ(with_field(std::string(R"("practitionerId":")") + value + "\""), Messages{}) << value;
  }
  EXPECT_EQ(with_field(R"("location":"pt_1")"), Messages{"location: \"pt_…\" is a patient id; expected loc_…"});
}

TEST(Check, RefusesEmptyTexts) {
  EXPECT_EQ(with_field(R"("type":"")"), Messages{"type: String must contain at least 1 character(s)"});
}

TEST(Check, TakesNullForAbsentAtCreation) {
  EXPECT_EQ(with_field(R"("type":null,"diagnosis":null)"), Messages{});
  EXPECT_EQ(faults("encounters", R"({"status":null,"class":"AMB","patientId":"pt_1"})"), Messages{"status: Required"});
}

TEST(Check, HoldsConstraintsBetweenFields) {
  EXPECT_EQ(faults("conditions", R"({"patientId":"pt_1","clinicalStatus":"active","abatementString":"gone"})"),
            Messages{"abatementString: only allowed when clinicalStatus is inactive, remission or resolved"});
  EXPECT_EQ(faults("family-history",
                   R"({"status":"completed","patientId":"pt_1","relationship":"father","estimatedAge":true})"),
            Messages{"ageString: Required with estimatedAge"});
  EXPECT_EQ(faults("consents", R"({"patientId":"pt_1","scope":"research","category":"x"})"),
            Messages{"one of policyRule, policyUri and policies is needed"});
  EXPECT_EQ(
      faults(
          "consents",
          R"({"patientId":"pt_1","scope":"research","category":"x","policyUri":"urn:a","policies":[{"uri":"urn:b"}]})"),
      Messages{"policyUri: must equal policies[0].uri"});
  EXPECT_EQ(faults("observations",
                   R"({"status":"final","code":"x","patientId":"pt_1","valueQuantity":{"value":1,"code":"kg"}})"),
            Messages{"valueQuantity.system: Required with code"});
  EXPECT_EQ(faults("tasks", R"({"status":"requested","intent":"order","input":[{"type":"x"}]})"),
            Messages{"input[0]: exactly one of valueString, valueBoolean, valueInteger, valueDate, valueDateTime, "
                     "valueReference is needed"});
}

TEST(Check, HoldsAPatchToTheRulesItTouches) {
  const json::Tree before = parse_body_text(R"({"patientId":"pt_1","clinicalStatus":"active"})");
  const CheckOptions options{Purpose::kPatch, before.root(), {}};
  EXPECT_EQ(faults("conditions", R"({"note":"x"})", options), Messages{});
  EXPECT_EQ(faults("conditions", R"({"abatementString":"gone"})", options).size(), 1U);
  EXPECT_EQ(faults("conditions", R"({"abatementString":"gone","clinicalStatus":"resolved"})", options), Messages{});
  EXPECT_EQ(faults("conditions", R"({"patientId":null})", options),
            Messages{"patientId: cannot be changed after creation"});
}

TEST(WholeNumber, IgnoresAFractionOfZeros) {
  EXPECT_EQ(whole_number("30"), "30");
  EXPECT_EQ(whole_number("-30.00"), "-30");
  for (const char* text : {"30.5", "3e1", "3E1"}) EXPECT_FALSE(whole_number(text)) << text;
}

TEST(CodePoints, CountLettersOfEveryLength) { EXPECT_EQ(code_points("aé€😀"), 4U); }

}  // namespace
}  // namespace osler::api::v1
