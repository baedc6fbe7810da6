// Patients, practitioners, assessments and documents: what is particular to each.

#include <set>

#include "api/v1/memory_api_test.h"

namespace osler::api::v1 {
namespace {

using PatientsTest = ApiTest;
using PractitionersTest = ApiTest;
using AssessmentsTest = ApiTest;
using DocumentsTest = ApiTest;
using AppointmentsTest = ApiTest;

std::set<std::string> names_in(const Sent& list) {
  std::set<std::string> names;
  for (const json::View row : list.data().member("data")) names.insert(row.member("lastName").text());
  return names;
}

TEST_F(PatientsTest, ShowsDerivedNamesAndRefusesToSetThem) {
  put("Patient/full",
      R"({"resourceType":"Patient","name":[{"prefix":["Dr"],"given":["Ana","María"],"family":"Gómez","suffix":["MD","PhD"]}]})");
  const Sent read = get("patients/pt_full");
  EXPECT_EQ(read.data().member("fullName").text(), "Dr Ana María Gómez MD PhD");
  EXPECT_EQ(read.data().member("middleName").text(), "María");
  EXPECT_EQ(read.data().member("prefix").text(), "Dr");
  EXPECT_EQ(read.data().member("suffix").text(), "MD PhD");
  EXPECT_EQ(post("patients", R"({"firstName":"A","lastName":"B","fullName":"A B"})").message(),
            "fullName: read-only field");
  EXPECT_EQ(patch("patients/pt_full", R"({"fullName":"Dr Ana María Gómez MD PhD","firstName":"Ana"})").header("ETag"),
            "W/\"1\"");
  EXPECT_EQ(patch("patients/pt_full", R"({"fullName":"Other"})").status, 422);
}

TEST_F(PatientsTest, SaysWhatIsMissingInThePublishedWords) {
  const Sent refused = post("patients", R"({"lastName":"Lopez"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.message(), "firstName: Required");
  EXPECT_EQ(refused.at("issues").at(0).member("diagnostics").text(), "firstName: Required");
  EXPECT_EQ(post("patients", R"({"firstName":"A","lastName":"B","contact":[{"relationship":"friend"}]})").message(),
            "contact[0]: one of firstName, lastName, phone, email and address is needed");
}

TEST_F(PatientsTest, FindsByAnyPartOfANameWithoutCaseOrAccents) {
  for (const char* body :
       {R"({"firstName":"Ana María","lastName":"Gómez"})", R"({"firstName":"Anders","lastName":"Berg"})"}) {
    ASSERT_EQ(post("patients", body).status, 201);
  }
  EXPECT_EQ(names_in(get("patients?name=GOME")), (std::set<std::string>{"Gómez"}));
  EXPECT_EQ(names_in(get("patients?name=mari%20gomez")), (std::set<std::string>{"Gómez"}));
  EXPECT_EQ(names_in(get("patients?name=an")), (std::set<std::string>{"Gómez", "Berg"}));
  EXPECT_EQ(names_in(get("patients?name=nobody")), (std::set<std::string>{}));
}

TEST_F(PatientsTest, FindsByEmailGenderBirthDateAndActive) {
  ASSERT_EQ(
      post(
          "patients",
          R"({"firstName":"A","lastName":"One","email":"one@example.org","phone":"+1 617 555","gender":"female","birthDate":"1984-03-22"})")
          .status,
      201);
  ASSERT_EQ(
      post("patients", R"({"firstName":"B","lastName":"Two","email":"two@example.org","gender":"male","active":false})")
          .status,
      201);
  EXPECT_EQ(names_in(get("patients?email=%20one@example.org")), (std::set<std::string>{"One"}));
  EXPECT_EQ(names_in(get("patients?gender=male,other")), (std::set<std::string>{"Two"}));
  EXPECT_EQ(names_in(get("patients?birthDate=1984-03-22")), (std::set<std::string>{"One"}));
  EXPECT_EQ(names_in(get("patients?active=false")), (std::set<std::string>{"Two"}));
  EXPECT_EQ(names_in(get("patients?phone=%2B1%20617%20555")), (std::set<std::string>{"One"}));
  EXPECT_EQ(get("patients?active=yes").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("patients?email=").code(), "INVALID_PARAMETER");
}

TEST_F(PatientsTest, ReadsWithEverythingThatRefersToThem) {
  const Sent both = get("patients/pt_abc123?_revinclude=Encounter:subject&_revinclude=Encounter:patient");
  ASSERT_EQ(both.status, 200) << both.text;
  EXPECT_EQ(both.data().member("entry").count(), 2U);
  EXPECT_EQ(both.data().member("entry").at(1).member("search").member("mode").text(), "include");
  EXPECT_EQ(both.at("meta").member("status").text(), "200");
  // Of two spellings the one that is no parameter is ignored; alone it is refused.
  EXPECT_EQ(
      get("patients/pt_abc123?_revinclude=AllergyIntolerance:subject&_revinclude=AllergyIntolerance:patient").status,
      200);
  EXPECT_EQ(get("patients/pt_abc123?_revinclude=AllergyIntolerance:subject").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("patients/pt_abc123?include=Encounter,Observation").data().member("entry").count(), 2U);
  EXPECT_EQ(get("patients/pt_abc123?_revinclude=Encounter").data().member("entry").count(), 2U);
  for (const char* bad : {"Enc0unter:subject", "Encounter:subject:Patient", ":subject", ""}) {
    EXPECT_EQ(get(std::string("patients/pt_abc123?_revinclude=") + bad).code(), "INVALID_PARAMETER") << bad;
  }
  EXPECT_EQ(get("patients/pt_nobody?_revinclude=Encounter:patient").status, 404);
}

TEST_F(PatientsTest, RefusesReadsThatWouldIncludeTooMuch) {
  for (int i = 0; i < 6; ++i)
    ASSERT_EQ(post("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_abc123"})").status, 201);
  EXPECT_EQ(get("patients/pt_abc123?_revinclude=Encounter:patient").code(), "TOO_COSTLY");
}

TEST_F(PatientsTest, KeepsDecimalsAndTextsAsWritten) {
  const Sent made =
      post("observations",
           R"({"status":"final","code":"Dose","patientId":"pt_abc123","valueQuantity":{"value":1.00,"unit":"mg"}})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_NE(made.text.find("\"value\":1.00"), std::string::npos);
  EXPECT_NE(get("observations/" + made.data().member("id").text()).text.find("\"value\":1.00"), std::string::npos);
}

TEST_F(PractitionersTest, FindsByIdentifierAndRefusesWhatIsNotOffered) {
  ASSERT_EQ(
      post("practitioners", R"({"firstName":"A","lastName":"One","npi":"1234567893","specialty":"Cardiology"})").status,
      201);
  EXPECT_EQ(names_in(get("practitioners?npi=1234567893")), (std::set<std::string>{"One"}));
  EXPECT_EQ(names_in(get("practitioners?npi=1")), (std::set<std::string>{}));
  const Sent specialty = get("practitioners?specialty=cardio");
  const bool indexed =
      test_definitions().search_parameter(*test_definitions().resource_type("Practitioner"), "specialty") != nullptr;
  EXPECT_EQ(specialty.status, indexed ? 200 : 400) << specialty.text;
}

TEST_F(PractitionersTest, TakesUnknownAsAPractitioner) {
  const Sent made =
      post("prescriptions", R"({"patientId":"pt_abc123","prescriberId":"unknown","medication":"Lisinopril 10 mg"})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.data().member("prescriberId").text(), "unknown");
  EXPECT_EQ(made.data().member("status").text(), "active");
  EXPECT_EQ(made.data().member("intent").text(), "order");
  const std::string id = made.data().member("id").text();
  EXPECT_EQ(patch("prescriptions/" + id, R"({"status":"draft"})").status, 422);
  EXPECT_EQ(patch("prescriptions/" + id, R"({"status":"stopped"})").status, 200);
  EXPECT_EQ(
      post("prescriptions", R"({"patientId":"pt_abc123","prescriberId":"unknown","medication":"x","status":"stopped"})")
          .status,
      422);
}

TEST_F(AssessmentsTest, DecidesTheTypeOfABareIdByWhoHasIt) {
  put("Condition/c1", R"({"resourceType":"Condition","subject":{"reference":"Patient/abc123"}})");
  put("AllergyIntolerance/a1", R"({"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"patient":{"reference":"Patient/abc123"}})");
  put("Condition/both", R"({"resourceType":"Condition","subject":{"reference":"Patient/abc123"}})");
  put("AllergyIntolerance/both", R"({"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"patient":{"reference":"Patient/abc123"}})");
  const auto send_problems = [this](const std::string& ids) {
    return post("assessments",
                R"({"status":"completed","patientId":"pt_abc123","summary":"s","problemIds":[)" + ids + "]}");
  };
  const Sent made = send_problems(R"("c1","a1","cond_both")");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.data().member("problemIds").raw(), R"(["cond_c1","allergy_a1","cond_both"])");
  EXPECT_EQ(send_problems(R"("c1","both")").message(),
            "problemIds[1]: several resources have this id; expected one of cond_… or allergy_…");
  EXPECT_EQ(send_problems(R"("nobody")").message(), "problemIds[0]: refers to a Condition that does not exist");
}

TEST_F(AssessmentsTest, TakesPagesAsWell) {
  for (const char* summary : {"one", "two", "three"}) {
    clock_.advance(1000);
    ASSERT_EQ(post("assessments",
                   std::string(R"({"status":"completed","patientId":"pt_abc123","summary":")") + summary + "\"}")
                  .status,
              201);
  }
  const auto summary = [this](const std::string& query) {
    return get("assessments?" + query).data().member("data").at(0).member("summary").text();
  };
  EXPECT_EQ(summary("page=1&limit=2"), "three");
  EXPECT_EQ(summary("page=2&limit=2"), "one");
  EXPECT_EQ(get("assessments?page=2&cursor=20").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("assessments?page=0").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("assessments?limit=1").data().member("data").count(), 1U);
}

TEST_F(DocumentsTest, NamesTheSectionThatRefersToNothing) {
  const std::string start =
      R"({"status":"final","type":"discharge-summary","patientId":"pt_abc123","practitionerId":"prac_xyz789","title":"T","sections":[{"title":"A","text":"a"},)"
      R"({"title":"B","text":"b"},{"title":"C","text":"c","resourceIds":[)";
  const Sent refused = post("documents", start + R"("Observation/nothing"]}]})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.message(), "sections[2].resourceIds[0]: refers to a Observation that does not exist");
  const Sent deep = post(
      "documents", start + R"("Encounter/xyz789"],"sections":[{"title":"D","text":"d","authorId":"prac_nobody"}]}]})");
  EXPECT_EQ(deep.message(), "sections[2].sections[0].authorId: refers to a Practitioner that does not exist");
  EXPECT_EQ(post("documents", start + R"("Encounter/xyz789"]}]})").status, 201);
}

TEST_F(DocumentsTest, RefusesWhatNestsDeeperThanFhirMay) {
  std::string items = R"({"linkId":"x"})";
  for (int depth = 0; depth < 28; ++depth)
    items = R"({"linkId":"x","answer":[{"valueBoolean":true}],"items":[)" + items + "]}";
  const Sent refused = post("intakes", R"({"patientId":"pt_abc123","items":[)" + items + "]}");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.message(), "the body nests too deeply");
}

TEST_F(DocumentsTest, FindsByTypeWordCodeAndText) {
  for (const char* type : {"discharge-summary", "my own kind"}) {
    ASSERT_EQ(
        post(
            "documents",
            std::string(
                R"({"status":"final","patientId":"pt_abc123","practitionerId":"prac_xyz789","title":"T","sections":[{"title":"A","text":"a"}],"type":")") +
                type + "\"}")
            .status,
        201);
  }
  const auto total = [this](const std::string& filter) {
    return get("documents?" + filter).data().member("total").text();
  };
  for (const char* form : {"discharge-summary", "18842-5", "http%3A%2F%2Floinc.org%7C18842-5", "My%20Own%20Kind"})
    EXPECT_EQ(total(std::string("type=") + form), "1") << form;
  EXPECT_EQ(total("type=nothing"), "0");
}

TEST_F(AppointmentsTest, DerivesWhatFollows) {
  const auto book = [this](const std::string& more) {
    return post("appointments",
                R"({"status":"booked","patientId":"pt_abc123","practitionerId":"prac_xyz789",)" + more + "}");
  };
  const Sent made = book(R"("start":"2025-02-03T14:00:00Z","minutesDuration":30)");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.data().member("end").text(), "2025-02-03T14:30:00Z");
  EXPECT_EQ(made.data().member("practitionerId").text(), "prac_xyz789");
  const Sent moved = patch("appointments/" + made.data().member("id").text(), R"({"start":"2025-02-04T09:00:00Z"})");
  ASSERT_EQ(moved.status, 200) << moved.text;
  EXPECT_EQ(moved.data().member("end").text(), "2025-02-04T09:30:00Z");
  const Sent other = book(R"("start":"2025-02-05T14:00:00Z","end":"2025-02-05T14:45:00Z")");
  EXPECT_EQ(other.data().member("minutesDuration").text(), "45");
  EXPECT_EQ(book(R"("comment":"x")").message(), "start: Required unless status is proposed, cancelled or waitlist");
  EXPECT_EQ(book(R"("start":"2025-02-05T14:00:00Z")").message(), "end: Required with start");
  EXPECT_EQ(book(R"("start":"2025-02-05T14:00:00Z","end":"2025-02-05T13:00:00Z")").message(),
            "end: must not be before start");
}

}  // namespace
}  // namespace osler::api::v1
