#include "fhir/validate/structure_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A text and what is found in it; no lines: it is valid.
struct Case {
  std::string text;
  std::vector<std::string> lines;
};

/// What is found but for invariants, which have tests of their own.
std::vector<std::string> structure_lines_of(std::string_view text) {
  std::vector<std::string> lines = lines_of(findings_of(text));
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("invariant "); });
  return lines;
}

void expect_findings(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(structure_lines_of(c.text), c.lines);
  }
}

std::string patient(std::string_view members) { return R"({"resourceType":"Patient",)" + std::string(members) + "}"; }
std::string observation(std::string_view members) {
  return R"({"resourceType":"Observation","status":"final","code":{"text":"x"},)" + std::string(members) + "}";
}
std::string diagnostics_of(std::string_view text) {
  const Findings findings = findings_of(text);
  EXPECT_FALSE(findings.issues.empty()) << text;
  return findings.issues.empty() ? std::string() : findings.issues[0].diagnostics;
}

constexpr std::string_view kEncounter = R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},
  "subject":{"reference":"Patient/1"},"participant":[{"individual":{"reference":"Practitioner/2"}}],
  "period":{"start":"2024-03-15T09:00:00Z","end":"2024-03-15T09:30:00Z"}})";

TEST(StructureCheck, AcceptsAPlainEncounter) { EXPECT_THAT(lines_of(findings_of(kEncounter)), IsEmpty()); }

TEST(StructureCheck, NeedsAKnownResourceType) {
  expect_findings({{R"([])", {"structure Resource"}},
                   {R"("Patient")", {"structure Resource"}},
                   {R"({})", {"required Resource.resourceType"}},
                   {R"({"status":"final"})", {"required Resource.resourceType"}},
                   {R"({"resourceType":7})", {"value Resource.resourceType"}},
                   {R"({"resourceType":"DomainResource"})", {"value Resource.resourceType"}},
                   {R"({"resourceType":"Patint"})", {"value Resource.resourceType"}},
                   {R"({"resourceType":"Patient"})", {}}});
  EXPECT_THAT(diagnostics_of(R"({"resourceType":"Patint"})"), HasSubstr("did you mean 'Patient'?"));
}

TEST(StructureCheck, RefusesUnknownElements) {
  expect_findings({{patient(R"("nmae":[])"), {"structure Patient.nmae"}},
                   {patient(R"("contact":[{"names":{"text":"x"}}])"), {"structure Patient.contact[0].names"}},
                   {patient(R"("status":"final")"), {"structure Patient.status"}},
                   {patient(R"("_contact":[{"id":"a"}])"), {"structure Patient._contact"}},
                   {patient(R"("_nosuch":{"id":"a"})"), {"structure Patient._nosuch"}},
                   {observation(R"("value":1)"), {"structure Observation.value"}},
                   {observation(R"("valueDecimal":1.5)"), {"structure Observation.valueDecimal"}},
                   {R"({"resourceType":"Patient","name":[{"resourceType":"HumanName"}]})",
                    {"structure Patient.name[0].resourceType"}}});
  EXPECT_THAT(diagnostics_of(patient(R"("nmae":[])")),
              HasSubstr("'nmae' is not an element of Patient; did you mean 'name'?"));
  EXPECT_THAT(diagnostics_of(observation(R"("value":1)")),
              HasSubstr("a choice is written with its type, such as 'valueQuantity'"));
}

TEST(StructureCheck, RepeatsNoPropertyNameThatLooksLikeText) {
  const Findings findings = findings_of(patient(R"("Mr Secret Person":1)"));
  ASSERT_EQ(findings.issues.size(), 1U);
  EXPECT_THAT(findings.issues[0].diagnostics + findings.issues[0].expression, Not(HasSubstr("Secret")));
}

TEST(StructureCheck, TellsArraysFromSingleValues) {
  expect_findings({{patient(R"("name":{"text":"x"})"), {"structure Patient.name"}},
                   {patient(R"("name":["x"])"), {"structure Patient.name[0]"}},
                   {patient(R"("name":[[]])"), {"structure Patient.name[0]"}},
                   {patient(R"("gender":["male"])"), {"structure Patient.gender"}},
                   {patient(R"("gender":{"code":"male"})"), {"structure Patient.gender"}},
                   {patient(R"("maritalStatus":"M")"), {"structure Patient.maritalStatus"}},
                   {patient(R"("name":[{"given":"x"}])"), {"structure Patient.name[0].given"}},
                   {patient(R"("name":[{"given":["x","y"]}])"), {}}});
}

TEST(StructureCheck, RefusesWhatIsEmpty) {
  expect_findings({{patient(R"("name":[])"), {"structure Patient.name"}},
                   {patient(R"("name":[{}])"), {"structure Patient.name[0]"}},
                   {patient(R"("birthDate":"")"), {"value Patient.birthDate"}},
                   {patient(R"("maritalStatus":{})"), {"structure Patient.maritalStatus"}},
                   {patient(R"("_birthDate":{})"), {"structure Patient.birthDate"}},
                   {patient(R"("name":[{"_given":[]}])"), {"structure Patient.name[0].given"}}});
}

TEST(StructureCheck, AllowsNullOnlyBesideASibling) {
  const std::string extension = R"({"extension":[{"url":"http://example.org/x","valueCode":"u"}]})";
  const auto given = [](const std::string& members) { return patient(R"("name":[{)" + members + "}]"); };
  expect_findings(
      {{patient(R"("birthDate":null)"), {"structure Patient.birthDate"}},
       {patient(R"("maritalStatus":null)"), {"structure Patient.maritalStatus"}},
       {patient(R"("name":[null])"), {"structure Patient.name[0]"}},
       {given(R"("given":["a",null])"), {"structure Patient.name[0].given[1]"}},
       {given(R"("given":["a",null],"_given":[null,)" + extension + "]"), {}},
       {given(R"("_given":[null,)" + extension + R"(],"given":["a",null])"), {}},
       {given(R"("given":["a",null],"_given":[)" + extension + ",null]"), {"structure Patient.name[0].given[1]"}},
       {given(R"("given":["a",null,"b"],"_given":[null,)" + extension + "]"), {"structure Patient.name[0].given"}},
       {given(R"("_given":[)" + extension + "]"), {}},
       {given(R"("_given":[null,)" + extension + "]"), {"structure Patient.name[0].given[0]"}},
       {given(R"("given":["a"],"_given":[null])"), {"structure Patient.name[0].given"}}});
}

TEST(StructureCheck, SiblingsHoldIdAndExtensionsOnly) {
  expect_findings(
      {{patient(R"("_birthDate":{"id":"a"})"), {}},
       {patient(R"("birthDate":"1970","_birthDate":{"extension":[{"url":"http://x.org","valueInteger":1}]})"), {}},
       {patient(R"("_birthDate":{"value":"1970"})"), {"structure Patient.birthDate.value"}},
       {patient(R"("_birthDate":"1970")"), {"structure Patient.birthDate"}},
       {patient(R"("_birthDate":[{"id":"a"}])"), {"structure Patient.birthDate"}},
       {patient(R"("name":[{"_given":{"id":"a"}}])"), {"structure Patient.name[0].given"}},
       {patient(R"("name":[{"given":["x"],"_given":["y"]}])"), {"structure Patient.name[0].given[0]"}}});
}

TEST(StructureCheck, CountsWhatIsRequired) {
  expect_findings(
      {{R"({"resourceType":"Encounter"})", {"required Encounter.status", "required Encounter.class"}},
       {R"({"resourceType":"Encounter","status":"finished"})", {"required Encounter.class"}},
       {R"({"resourceType":"Encounter","class":{"code":"AMB"},"_status":{"extension":[{"url":"http://x.org","valueCode":"u"}]}})",
        {}},
       {patient(R"("communication":[{"preferred":true}])"), {"required Patient.communication[0].language"}},
       {patient(R"("link":[{"type":"refer"}])"), {"required Patient.link[0].other"}}});
}

TEST(StructureCheck, RefusesMoreThanAllowed) {
  const auto range = [](std::string_view low) {
    return R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"valueRange":{"low":)" +
           std::string(low) + "}}";
  };
  expect_findings({{range(R"({"value":1,"unit":"mg"})"), {}},
                   {range(R"({"value":1,"comparator":"<"})"), {"structure Observation.value.low.comparator"}}});
}

TEST(StructureCheck, TakesOneMemberOfAChoice) {
  const std::string request =
      R"({"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"})";
  expect_findings({{observation(R"("valueString":"x","valueInteger":1)"), {"structure Observation.value"}},
                   {observation(R"("valueString":"x","_valueString":{"id":"a"})"), {}},
                   {observation(R"("valueString":"x","_valueCode":{"id":"a"})"), {"structure Observation._valueCode"}},
                   {observation(R"("valueString":"x","_valueTime":{"id":"a"})"), {"structure Observation.value"}},
                   {observation(R"("valueString":"x","effectiveDateTime":"2024")"), {}},
                   {request + "}", {"required MedicationRequest.medication"}},
                   {request + R"(,"medicationCodeableConcept":{"text":"x"}})", {}}});
  EXPECT_THAT(diagnostics_of(request + "}"), HasSubstr("medicationCodeableConcept medicationReference"));
}

TEST(StructureCheck, ChecksEveryPrimitiveFormat) {
  struct Row {
    std::string_view property;
    std::vector<std::string_view> legal;
    std::vector<std::string_view> illegal;
  };
  const std::vector<Row> rows{
      {"valueBoolean", {"true", "false"}, {"\"true\"", "1", "{}"}},
      {"valueInteger", {"0", "-1", "2147483647", "-2147483648"}, {"1.0", "1e3", "2147483648", "\"1\"", "true"}},
      {"valueUnsignedInt", {"0", "5"}, {"-1", "0.5"}},
      {"valuePositiveInt", {"1"}, {"0", "-1"}},
      {"valueDecimal", {"0", "1.00", "-1e-7", "12345678901234567890.5"}, {"\"1.0\"", "true"}},
      {"valueString",
       {"\"x\"", "\" x \"", "\"a\\nb\"", "\"\\u00e4\""},
       {"\"\"", "\"a\\u0000b\"", "\"\\u001f\"", "1", "true"}},
      {"valueMarkdown", {"\"# x\""}, {"\"\"", "[]"}},
      {"valueCode", {"\"a\"", "\"a b\""}, {"\" a\"", "\"a \"", "\"a  b\"", "\"a\\t\""}},
      {"valueId",
       {"\"a-1.B\""},
       {"\"a b\"", "\"a_b\"", "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg\""}},
      {"valueUri", {"\"http://x.org/a#b\"", "\"urn:oid:1.2\"", "\"a\""}, {"\"a b\"", "\"\""}},
      {"valueUrl", {"\"http://x.org\""}, {"\"http://x.org/a b\""}},
      {"valueCanonical", {"\"http://x.org/a|1.0\""}, {"\"x y\""}},
      {"valueOid",
       {"\"urn:oid:1.2.840.0\"", "\"urn:oid:2.16\""},
       {"\"1.2.3\"", "\"urn:oid:3.1\"", "\"urn:oid:1\"", "\"urn:oid:1.02\"", "\"urn:oid:1.\""}},
      {"valueUuid",
       {"\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\""},
       {"\"c757873d-ec9a-4326-a141-556f43239520\"", "\"urn:uuid:c757873d\"",
        "\"urn:uuid:C757873D-ec9a-4326-a141-556f43239520\""}},
      {"valueBase64Binary",
       {"\"aGVsbG8=\"", "\"aGVs bG8=\"", "\"aGVsbG9v\"", "\"YQ==\""},
       {"\"aGVsbG8\"", "\"...\"", "\"====\"", "\"a=Gk\"", "\"a===\""}},
      {"valueDate",
       {"\"2024\"", "\"2024-02\"", "\"2024-02-29\""},
       {"\"2023-02-29\"", "\"2024-2-1\"", "\"2024-02-29T00:00:00Z\"", "2024"}},
      {"valueDateTime",
       {"\"2024\"", "\"2024-02-29T10:00:00+01:00\""},
       {"\"2024-02-29T10:00\"", "\"2024-02-29T10:00:00\"", "\"29.02.2024\""}},
      {"valueInstant", {"\"2024-02-29T10:00:00.123Z\""}, {"\"2024-02-29\"", "\"2024-02-29T10:00:00\""}},
      {"valueTime", {"\"10:30:00\""}, {"\"10:30\"", "\"10:30:00Z\"", "\"24:00:00\""}}};
  for (const Row& row : rows) {
    const auto text = [&row](std::string_view value) {
      return patient(R"("extension":[{"url":"http://x.org",")" + std::string(row.property) +
                     "\":" + std::string(value) + "}]");
    };
    for (const std::string_view value : row.legal)
      EXPECT_THAT(lines_of(findings_of(text(value))), IsEmpty()) << row.property << value;
    for (const std::string_view value : row.illegal) {
      const Findings findings = findings_of(text(value));
      ASSERT_EQ(findings.issues.size(), 1U) << row.property << value;
      EXPECT_EQ(findings.issues[0].expression, "Patient.extension[0].value") << row.property << value;
    }
  }
}

TEST(StructureCheck, BoundsTheLengthOfStrings) {
  const std::string fitting(1024 * 1024, 'x');
  expect_findings({{observation(R"("valueString":")" + fitting + "\""), {}},
                   {observation(R"("valueString":")" + fitting + "x\""), {"too-long Observation.value"}}});
}

TEST(StructureCheck, ChecksExtensions) {
  const auto extension = [](std::string_view members) {
    return patient(R"("extension":[{)" + std::string(members) + "}]");
  };
  expect_findings(
      {{extension(R"("url":"http://x.org","valueString":"x")"), {}},
       {extension(R"("url":"http://x.org","extension":[{"url":"a","valueCode":"b"}])"), {}},
       {extension(R"("url":"http://x.org","_valueString":{"extension":[{"url":"a","valueCode":"b"}]})"), {}},
       {extension(R"("valueString":"x")"), {"required Patient.extension[0].url"}},
       {extension(R"("url":"http://x.org","valueNoSuch":"x")"), {"structure Patient.extension[0].valueNoSuch"}}});
}

TEST(StructureCheck, WalksIntoOtherResources) {
  expect_findings(
      {{patient(R"("contained":[{"resourceType":"Organization","id":"o","nmae":"x"}])"),
        {"structure Patient.contained[0].nmae"}},
       {patient(R"("contained":[{"resourceType":"Organisation","id":"o"}])"),
        {"value Patient.contained[0].resourceType"}},
       {patient(R"("contained":[{"id":"o"}])"), {"required Patient.contained[0].resourceType"}},
       {patient(R"("contained":["x"])"), {"structure Patient.contained[0]"}},
       {R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Patient","gender":"m"}}]})",
        {"code-invalid Bundle.entry[1].resource.gender"}},
       {R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","contained":[{"resourceType":"Patient"}]}}]})",
        {}},
       {R"({"resourceType":"Parameters","parameter":[{"name":"a","part":[{"name":"b","resource":{"resourceType":"Patient","x":1}}]}]})",
        {"structure Parameters.parameter[0].part[0].resource.x"}}});
}

TEST(StructureCheck, ChecksTheFormOfReferences) {
  const auto subject = [](std::string_view reference) {
    return observation(R"("subject":{"reference":")" + std::string(reference) + "\"}");
  };
  for (const std::string_view legal :
       {"Patient/1", "Patient/1/_history/2", "Group/a.b-c", "#p", "#", "http://x.org/fhir/Patient/1",
        "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "Patient?identifier=x|1", "https://x.org/other"}) {
    EXPECT_THAT(structure_lines_of(subject(legal)), IsEmpty()) << legal;
  }
  for (const std::string_view illegal :
       {"1", "patient/1", "Patient", "Patient/", "Patient/a b", "Patient/1/2", "Patient/1/_history/", "Encounter/1",
        "NoSuch/1", "http://x.org/a b", "Patient?", ":x"}) {
    EXPECT_THAT(lines_of(findings_of(subject(illegal))), ElementsAre("value Observation.subject.reference")) << illegal;
  }
  EXPECT_THAT(diagnostics_of(subject("Encounter/1")), HasSubstr("Device Group Location Patient"));
  expect_findings({{observation(R"("subject":{"display":"x"})"), {}},
                   {observation(R"("subject":{"identifier":{"value":"x"}})"), {}},
                   {observation(R"("subject":{"_reference":{"id":"x"}})"), {}},
                   {observation(R"("subject":{"type":"Patient"})"), {"required Observation.subject"}}});
}

TEST(StructureCheck, HoldsCodesToRequiredBindings) {
  expect_findings(
      {{patient(R"("gender":"male")"), {}},
       {patient(R"("gender":"Male")"), {"code-invalid Patient.gender"}},
       {patient(R"("name":[{"use":"nickname","text":"x"},{"use":"nick","text":"x"}])"),
        {"code-invalid Patient.name[1].use"}},
       {patient(R"("photo":[{"contentType":"image/png"},{"contentType":"png"}])"),
        {"code-invalid Patient.photo[1].contentType"}},
       {R"({"resourceType":"Invoice","status":"issued","totalNet":{"value":1,"currency":"EUR"},"totalGross":{"value":1,"currency":"Euro"}})",
        {"code-invalid Invoice.totalGross.currency"}}});
  EXPECT_EQ(diagnostics_of(patient(R"("gender":"Male")")),
            "expected one of: male, female, other, unknown; did you mean 'male'?");
}

TEST(StructureCheck, HoldsCodingsAndConceptsToRequiredBindings) {
  const auto condition = [](std::string_view status) {
    return R"({"resourceType":"Condition","subject":{"reference":"Patient/1"},"clinicalStatus":)" +
           std::string(status) + "}";
  };
  const std::string system = R"("system":"http://terminology.hl7.org/CodeSystem/condition-clinical")";
  expect_findings(
      {{condition(R"({"coding":[{)" + system + R"(,"code":"active"}]})"), {}},
       {condition(R"({"coding":[{"system":"http://x.org","code":"a"},{)" + system + R"(,"code":"active"}]})"), {}},
       {condition(R"({"extension":[{"url":"http://x.org","valueCode":"unknown"}]})"), {}},
       {condition(R"({"coding":[{)" + system + R"(,"code":"actve"}]})"), {"code-invalid Condition.clinicalStatus"}},
       {condition(R"({"coding":[{"code":"active"}]})"), {"code-invalid Condition.clinicalStatus"}},
       {condition(R"({"coding":[{"system":"http://x.org","code":"active"}]})"),
        {"code-invalid Condition.clinicalStatus"}},
       {condition(R"({"text":"active"})"), {"code-invalid Condition.clinicalStatus"}}});
  EXPECT_THAT(diagnostics_of(condition(R"({"coding":[{"code":"actve"}]})")), HasSubstr("did you mean 'active'?"));
}

TEST(StructureCheck, ListsTwentyCodesAtMost) {
  const std::string text = R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"zzzz"}]})";
  const std::string diagnostics = diagnostics_of(text);
  EXPECT_EQ(std::ranges::count(diagnostics, ','), 20);
  EXPECT_THAT(diagnostics, HasSubstr("and others of the value set http://hl7.org/fhir/ValueSet/issue-type"));
  EXPECT_THAT(diagnostics, Not(HasSubstr("zzzz")));
}

TEST(StructureCheck, ChecksTheNarrative) {
  const auto text = [](std::string_view div) {
    return patient(R"("text":{"status":"generated","div":")" + std::string(div) + "\"}");
  };
  expect_findings({{text(R"(<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p></div>)"), {}},
                   {text("<div><script>x</script></div>"), {"value Patient.text.div"}},
                   {text("x"), {"value Patient.text.div"}},
                   {patient(R"("text":{"status":"generated"})"), {"required Patient.text.div"}},
                   {patient(R"("text":{"status":"generated","div":1})"), {"value Patient.text.div"}}});
}

TEST(StructureCheck, StopsAfterTheLimitAndSaysSo) {
  std::string names;
  for (int i = 0; i < 500; ++i) names += R"({"nmae":1},)";
  names.pop_back();
  const Findings all = findings_of(patient(R"("name":[)" + names + "]"));
  EXPECT_EQ(all.issues.size(), kFindingsMax);
  EXPECT_TRUE(all.truncated);
  EXPECT_TRUE(all.has_errors());
  const Findings three = findings_of(R"({"resourceType":"Patient","a":1,"b":1,"c":1})", {.findings_max = 3});
  EXPECT_EQ(three.issues.size(), 3U);
  EXPECT_FALSE(three.truncated);
  EXPECT_FALSE(findings_of(kEncounter).has_errors());
}

TEST(StructureCheck, ManyNullsCostNoMoreThanTheirNumber) {
  std::string nulls;
  for (int i = 0; i < 200'000; ++i) nulls += "null,";
  nulls.pop_back();
  const Findings findings = findings_of(patient(R"("name":[{"given":[)" + nulls + R"(],"_given":[)" + nulls + "]}]"));
  EXPECT_TRUE(findings.truncated);
}

TEST(StructureCheck, NeverRepeatsAValue) {
  const std::string secret = "Geheimnis";
  for (const std::string& text :
       {patient(R"("gender":"Geheimnis")"), patient(R"("birthDate":"Geheimnis")"), patient(R"("name":"Geheimnis")"),
        patient(R"("active":"Geheimnis")"), observation(R"("subject":{"reference":"Geheimnis/1"})"),
        std::string(R"({"resourceType":"Geheimnis"})"),
        patient(R"("text":{"status":"generated","div":"<div><Geheimnis/></div>"})")}) {
    for (const Issue& issue : findings_of(text).issues) {
      EXPECT_THAT(issue.diagnostics + issue.expression, Not(HasSubstr(secret))) << text;
    }
  }
}

TEST(StructureCheck, OnceIsTheSameAsPrepared) {
  const json::Tree tree = parsed(R"({"resourceType":"Encounter","stauts":"x"})");
  Findings findings;
  check_structure(r4(), tree.root(), {}, findings);
  EXPECT_THAT(lines_of(findings),
              ElementsAre("structure Encounter.stauts", "required Encounter.status", "required Encounter.class"));
}

}  // namespace
}  // namespace osler::fhir
