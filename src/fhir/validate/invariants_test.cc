// The invariants of R4 as the structure check applies them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "fhir/validate/checked_text.h"
#include "fhir/validate/invariant_plan.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// "pat-1 Patient.contact[0]" for each invariant that is broken.
std::vector<std::string> broken_in(std::string_view text, const StructureCheckOptions& options = {}) {
  std::vector<std::string> lines;
  for (const Issue& issue : findings_of(text, options).issues) {
    if (issue.type == IssueType::kInvariant) lines.push_back(issue.rule + " " + issue.expression);
  }
  return lines;
}

struct Case {
  std::string text;
  std::vector<std::string> broken;
};

std::string patient(std::string_view members) { return R"({"resourceType":"Patient",)" + std::string(members) + "}"; }
std::string observation(std::string_view members) {
  return R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1"}]},)" + std::string(members) + "}";
}
std::string appointment(std::string_view members) {
  return R"({"resourceType":"Appointment","participant":[{"status":"accepted","actor":{"display":"x"}}],)" + std::string(members) + "}";
}

void expect_broken(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(broken_in(one.text), one.broken) << one.text;
}

TEST(Invariants, AllOfR4CompileAndAreFound) {
  const InvariantPlan plan(r4());
  std::set<std::pair<std::string, std::string>> found;
  for (std::uint16_t number = 1; number <= r4().structure_count(); ++number) {
    const StructureRules& rules = plan.of(StructureId{number});
    for (const PlannedRule& planned : rules.own) found.emplace(planned.path, planned.rule.key);
    for (const PlannedRule& planned : rules.on_elements) found.emplace(planned.path, planned.rule.key);
  }
  std::set<std::pair<std::string, std::string>> declared;
  for (std::uint16_t number = 1; number <= r4().structure_count(); ++number) {
    for (const Invariant& invariant : r4().at(StructureId{number}).invariants) {
      if (invariant.key != "txt-1" && invariant.key != "txt-2") declared.emplace(invariant.path, invariant.key);
    }
  }
  EXPECT_EQ(found, declared);
  EXPECT_GE(found.size(), 230U);
}

TEST(Invariants, OfResources) {
  expect_broken({{patient(R"("contact":[{"name":{"text":"x"}},{"gender":"male"}])"), {"pat-1 Patient.contact[1]"}},
                 {observation(R"("valueString":"x")"), {}},
                 {observation(R"("valueString":"x","dataAbsentReason":{"text":"x"})"), {"obs-6 Observation"}},
                 {observation(R"("valueString":"x","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"2"}]}}])"), {}},
                 {observation(R"("valueString":"x","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"1"}]}}])"), {"obs-7 Observation"}},
                 {observation(R"("referenceRange":[{"type":{"text":"x"}}])"), {"obs-3 Observation.referenceRange[0]"}},
                 {R"({"resourceType":"Organization","telecom":[{"value":"1","system":"phone"},{"value":"2","system":"phone","use":"home"}]})",
                  {"org-1 Organization", "org-3 Organization.telecom[1]"}},
                 {R"({"resourceType":"List","status":"current","mode":"working","entry":[{"deleted":true,"item":{"display":"x"}}]})", {"lst-2 List"}},
                 {R"({"resourceType":"Linkage","item":[{"type":"source","resource":{"display":"x"}}]})", {"lnk-1 Linkage"}}});
}

TEST(Invariants, OfDataTypes) {
  expect_broken({{patient(R"("telecom":[{"value":"1"}])"), {"cpt-2 Patient.telecom[0]"}},
                 {patient(R"("photo":[{"data":"AAAA"}])"), {"att-1 Patient.photo[0]"}},
                 {observation(R"("valueQuantity":{"value":1,"code":"kg"})"), {"qty-3 Observation.value"}},
                 {observation(R"("valueRange":{"low":{"value":2},"high":{"value":1}})"), {"rng-2 Observation.value"}},
                 {observation(R"("valueRange":{"low":{"value":1},"high":{"value":1}})"), {}},
                 {observation(R"("valueRatio":{"numerator":{"value":2}})"), {"rat-1 Observation.value"}},
                 {R"({"resourceType":"Condition","subject":{"display":"x"},"onsetAge":{"value":-1,"unit":"a"}})",
                  {"age-1 Condition.onset"}},
                 {patient(R"("extension":[{"url":"urn:x"}])"), {"ext-1 Patient.extension[0]"}},
                 {patient(R"("extension":[{"url":"urn:x","valueString":"x","extension":[{"url":"a","valueCode":"b"}]}])"), {"ext-1 Patient.extension[0]"}},
                 {patient(R"("extension":[{"url":"urn:x","_valueString":{"extension":[{"url":"a","valueCode":"b"}]}}])"), {}}});
}

TEST(Invariants, ElementsHaveContentBesideAnId) {
  expect_broken({{patient(R"("maritalStatus":{"id":"a"})"), {"ele-1 Patient.maritalStatus"}},
                 {patient(R"("maritalStatus":{"id":"a","text":"x"})"), {}},
                 {patient(R"("_birthDate":{"id":"a"})"), {"ele-1 Patient.birthDate"}},
                 {patient(R"("birthDate":"1970","_birthDate":{"id":"a"})"), {}},
                 {patient(R"("_birthDate":{"extension":[{"url":"urn:x","valueCode":"x"}]})"), {}},
                 {patient(R"("name":[{"given":["a",null],"_given":[{"id":"x"},{"id":"y"}]}])"), {"ele-1 Patient.name[0].given[1]"}}});
}

TEST(Invariants, PeriodsDoNotEndBeforeTheyBegin) {
  const auto period = [](std::string_view start, std::string_view end) {
    return patient(R"("name":[{"text":"x","period":{"start":")" + std::string(start) + R"(","end":")" + std::string(end) + "\"}}]");
  };
  for (const auto& [start, end] : {std::pair{"2024-01-01", "2024-01-01"}, {"2024", "2024-05"}, {"2024-05-02", "2024-05"}, {"2024-05-02T10:00:00Z", "2024-05-02"},
                                   {"2024-05-02T10:00:00+02:00", "2024-05-02T08:00:00Z"}, {"2024-05-02T23:00:00Z", "2024-05-02"}}) {
    EXPECT_THAT(broken_in(period(start, end)), IsEmpty()) << start << " " << end;
  }
  for (const auto& [start, end] : {std::pair{"2024-01-02", "2023-01-01"}, {"2025", "2024-05"}, {"2024-05-04T13:00:00Z", "2024-05-02"},
                                   {"2024-05-02T10:00:00+01:00", "2024-05-02T08:59:59Z"}}) {
    EXPECT_THAT(broken_in(period(start, end)), ElementsAre("per-1 Patient.name[0].period")) << start << " " << end;
  }
}

TEST(Invariants, OfContainedResources) {
  const std::string used = R"("managingOrganization":{"reference":"#o"},)";
  expect_broken({{patient(used + R"("contained":[{"resourceType":"Organization","id":"o","name":"x"}])"), {}},
                 {patient(R"("contained":[{"resourceType":"Organization","id":"o","name":"x"}])"), {"dom-3 Patient"}},
                 {patient(R"("contained":[{"resourceType":"Account","id":"o","status":"active","owner":{"reference":"#"}}])"), {}},
                 {patient(used + R"("contained":[{"resourceType":"Organization","id":"o","name":"x","meta":{"versionId":"1","security":[{"code":"R"}]}}])"),
                  {"dom-4 Patient", "dom-5 Patient"}},
                 {patient(used + R"("contained":[{"resourceType":"Organization","id":"o","name":"x","contained":[{"resourceType":"Patient","id":"p"}]}])"),
                  {"dom-3 Patient.contained[0]", "dom-2 Patient"}},
                 {patient(R"("managingOrganization":{"reference":"#nosuch"})"), {"ref-1 Patient.managingOrganization"}},
                 {patient(R"("managingOrganization":{"reference":"#"})"), {}},
                 {R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)" + patient(used + R"("contained":[{"resourceType":"Organization","id":"o","name":"x"}])") + "}]}",
                  {}}});
}

TEST(Invariants, AreCorrectedWhereR4ContradictsItself) {
  expect_broken({{appointment(R"("status":"noshow","cancelationReason":{"text":"x"},"start":"2024-01-01T00:00:00Z","end":"2024-01-01T01:00:00Z")"), {}},
                 {appointment(R"("status":"booked","cancelationReason":{"text":"x"},"start":"2024-01-01T00:00:00Z","end":"2024-01-01T01:00:00Z")"), {"app-4 Appointment"}},
                 {R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}]})", {}},
                 {R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://x.org/Patient/1/_history/2","resource":{"resourceType":"Patient"}}]})",
                  {"bdl-8 Bundle.entry[0]"}},
                 {R"({"resourceType":"RiskAssessment","status":"final","subject":{"display":"x"},"prediction":[{"rationale":"x"},{"probabilityDecimal":50},{"probabilityDecimal":101}]})",
                  {"ras-2 RiskAssessment.prediction[2]"}},
                 {R"({"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"display":"x"},"occurrenceTiming":{"repeat":{"offset":5,"when":["MORN","AFT"]}}})", {}},
                 {R"({"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"display":"x"},"occurrenceTiming":{"repeat":{"offset":5,"when":["MORN","CM"]}}})",
                  {"tim-9 ServiceRequest.occurrence.repeat"}},
                 {R"({"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"string","enableWhen":[{"question":"2","operator":"exists","answerBoolean":true}]}]})", {}},
                 {R"({"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"string","enableWhen":[{"question":"2","operator":"exists","answerInteger":1}]}]})",
                  {"que-7 Questionnaire.item[0].enableWhen[0]"}}});
}

TEST(Invariants, SayRuleTextAndPlaceNeverAValue) {
  const Findings findings = findings_of(patient("\n  " R"("contact":[{"gender":"male"}])"));
  ASSERT_EQ(findings.issues.size(), 1U);
  const Issue& issue = findings.issues[0];
  EXPECT_EQ(issue.severity, Severity::kError);
  EXPECT_EQ(issue.rule, "pat-1");
  EXPECT_EQ(issue.diagnostics, "pat-1: SHALL at least contain a contact's details or a reference to an organization");
  EXPECT_EQ(findings.offsets, (std::vector<std::uint32_t>{40}));
}

TEST(Invariants, WarningsAndRecommendationsComeIfTheyAreAskedFor) {
  const std::string value_set = R"({"resourceType":"ValueSet","status":"draft","name":"has a blank"})";
  EXPECT_THAT(broken_in(value_set), ElementsAre("vsd-0 ValueSet"));
  EXPECT_EQ(findings_of(value_set).issues[0].severity, Severity::kWarning);
  EXPECT_THAT(broken_in(value_set, {.least = Severity::kError}), IsEmpty());
  EXPECT_THAT(broken_in(value_set, {.best_practice = true}), testing::UnorderedElementsAre("vsd-0 ValueSet", "dom-6 ValueSet"));
}

TEST(Invariants, LargeDefinitionsStayWithinTheirSteps) {
  std::string concepts;
  for (int i = 0; i < 20'000; ++i) concepts += R"({"code":"c)" + std::to_string(i) + R"("},)";
  const std::string begin = R"({"resourceType":"CodeSystem","status":"draft","content":"complete","name":"X","concept":[)";
  EXPECT_THAT(broken_in(begin + concepts + R"({"code":"last"}]})"), IsEmpty());
  EXPECT_THAT(broken_in(begin + concepts + R"({"code":"c7"}]})"), ElementsAre("csd-1 CodeSystem"));
}

TEST(Invariants, ManyLocalReferencesCostNoMoreThanTheirNumber) {
  std::string contained;
  std::string references;
  for (int i = 0; i < 20'000; ++i) {
    contained += R"({"resourceType":"Practitioner","id":"p)" + std::to_string(i) + R"("},)";
    references += R"({"reference":"#p)" + std::to_string(i) + R"("},)";
  }
  contained.pop_back();
  references.pop_back();
  EXPECT_THAT(broken_in(patient(R"("contained":[)" + contained + R"(],"generalPractitioner":[)" + references + "]")), IsEmpty());
}

TEST(Invariants, WarningsLeaveRoomForErrors) {
  std::string entries;
  for (int i = 0; i < 150; ++i) entries += R"({"resource":{"resourceType":"ValueSet","status":"draft","name":"a b"}},)";
  const Findings findings = findings_of(R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + R"({"resource":{"resourceType":"Patient","nmae":1}}]})");
  EXPECT_EQ(findings.issues.size(), kFindingsMax);
  EXPECT_EQ(findings.offsets.size(), kFindingsMax);
  EXPECT_TRUE(findings.has_errors());
  EXPECT_TRUE(findings.truncated);
}

}  // namespace
}  // namespace osler::fhir
