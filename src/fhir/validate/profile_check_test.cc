#include "fhir/validate/profile_check.h"

#include <gmock/gmock.h>

#include "fhir/terms/shipped.h"
#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ProfileCheck : public testing::Test {
 protected:
  /// A profile on `type` whose differential holds `elements` (the root left out).
  void profile(const std::string& name, const std::string& type, const std::string& elements, const std::string& base = "") {
    const std::string below = base.empty() ? "http://hl7.org/fhir/StructureDefinition/" + type : base;
    source_.add(terms::ResourceKind::kStructureDefinition, "http://x/" + name, "1",
                R"({"resourceType":"StructureDefinition","url":"http://x/)" + name + R"(","version":"1","derivation":"constraint","type":")" + type +
                    R"(","baseDefinition":")" + below + R"(","differential":{"element":[)" + elements + "]}}");
  }
  Findings findings(const std::string& resource, const std::string& name, const ProfileCheckOptions& options = {}) {
    const json::Tree tree = parsed(resource);
    Findings found;
    const Status status = checker_.check(tree.root(), "http://x/" + name, options, found);
    EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message);
    return found;
  }
  std::vector<std::string> lines(const std::string& resource, const std::string& name) { return lines_of(findings(resource, name)); }

  terms::MemorySource source_;
  terms::ShippedSource shipped_source_ = terms::ShippedSource::open().value();
  terms::Library shipped_{r4(), {&shipped_source_}};
  terms::Library library_{r4(), {&source_}, &shipped_};
  ProfileSet profiles_{r4(), library_};
  ProfileChecker checker_{profiles_};
};

TEST_F(ProfileCheck, CountsElements) {
  profile("p", "Patient", R"({"id":"Patient.name","path":"Patient.name","min":1,"max":"1"},{"id":"Patient.photo","path":"Patient.photo","max":"0"},
    {"id":"Patient.name.family","path":"Patient.name.family","min":1})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"family":"A"}]})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient"})", "p"), ElementsAre("required Patient.name"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"family":"A"},{"given":["B"]}],"photo":[{"title":"x"}]})", "p"),
              ElementsAre("structure Patient.name", "required Patient.name[1].family", "structure Patient.photo"));
}

TEST_F(ProfileCheck, CountsAPrimitiveThatHasOnlyExtensions) {
  profile("p", "Patient", R"({"id":"Patient.birthDate","path":"Patient.birthDate","min":1})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://x/why","valueCode":"unknown"}]}})", "p"), IsEmpty());
}

TEST_F(ProfileCheck, ComparesFixedValuesAndPatterns) {
  profile("p", "Observation", R"({"id":"Observation.status","path":"Observation.status","fixedCode":"final"},
    {"id":"Observation.code","path":"Observation.code","patternCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"1"}]}})");
  EXPECT_THAT(lines(R"({"resourceType":"Observation","status":"final","code":{"coding":[{"code":"9"},{"system":"http://loinc.org","code":"1","display":"x"}],"text":"y"}})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Observation","status":"amended","code":{"coding":[{"system":"http://loinc.org","code":"2"}]}})", "p"),
              ElementsAre("value Observation.status", "value Observation.code"));
}

const std::string kBySystem = R"({"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"RULES","ordered":ORDERED}},
  {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":1,"max":"1"},{"id":"Patient.identifier:a.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:a"},
  {"id":"Patient.identifier:a.value","path":"Patient.identifier.value","min":1},
  {"id":"Patient.identifier:b","path":"Patient.identifier","sliceName":"b","max":"1"},{"id":"Patient.identifier:b.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:b"})";

std::string with(std::string text, const std::string& rules, const std::string& ordered) {
  text.replace(text.find("RULES"), 5, rules);
  return text.replace(text.find("ORDERED"), 7, ordered);
}

TEST_F(ProfileCheck, SlicesByValue) {
  profile("p", "Patient", with(kBySystem, "open", "false"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:z"},{"system":"urn:a","value":"1"}]})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:z"}]})", "p"), ElementsAre("required Patient.identifier"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:a"},{"system":"urn:b"},{"system":"urn:b"}]})", "p"),
              ElementsAre("required Patient.identifier[0].value", "structure Patient.identifier"));
}

TEST_F(ProfileCheck, LetsRulesAskForSlices) {
  const auto rule = [](const std::string& expression) {
    return R"({"id":"Patient","path":"Patient","constraint":[{"key":"k","severity":"error","human":"h","expression":")" + expression + "\"}]}";
  };
  profile("p", "Patient", with(kBySystem, "open", "false"));
  profile("one", "Patient", rule("identifier.slice('http://x/p', 'a').count() = 1"));
  profile("name", "Patient", rule("name.slice('http://x/p', 'a').empty()"));
  profile("none", "Patient", rule("identifier.slice('http://x/p', 'c').empty()"));
  const std::string patient = R"({"resourceType":"Patient","name":[{"text":"n"}],"identifier":[{"system":"urn:z"},{"system":"urn:a"},{"system":"urn:b"}]})";
  EXPECT_THAT(lines(patient, "one"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:b"}]})", "one"), ElementsAre("invariant Patient"));
  EXPECT_THAT(lines(patient, "name"), IsEmpty()) << "another element is in no slice";
  EXPECT_THAT(lines(patient, "none"), ElementsAre("processing Patient")) << "a slice that the profile does not have cannot be asked for";
}

TEST_F(ProfileCheck, ClosesAndOrdersSlices) {
  profile("closed", "Patient", with(kBySystem, "closed", "true"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"},{"system":"urn:b"}]})", "closed"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:b"},{"system":"urn:a","value":"1"}]})", "closed"),
              ElementsAre("structure Patient.identifier[1]"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"},{"system":"urn:z"}]})", "closed"),
              ElementsAre("structure Patient.identifier[1]"));
  profile("end", "Patient", with(kBySystem, "openAtEnd", "false"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","identifier":[{"system":"urn:z"},{"system":"urn:a","value":"1"}]})", "end"),
              ElementsAre("structure Patient.identifier[1]"));
}

TEST_F(ProfileCheck, SlicesChoicesByType) {
  profile("p", "Observation", R"({"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"Quantity"},{"code":"string"}],"slicing":{"discriminator":[{"type":"type","path":"$this"}],"rules":"open"}},
    {"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity","type":[{"code":"Quantity"}]},
    {"id":"Observation.value[x]:valueQuantity.code","path":"Observation.value[x].code","min":1,"fixedCode":"mm"})");
  const std::string start = R"({"resourceType":"Observation","status":"final","code":{"text":"x"})";
  EXPECT_THAT(lines(start + R"(,"valueQuantity":{"value":1,"code":"mm"}})", "p"), IsEmpty());
  EXPECT_THAT(lines(start + R"(,"valueString":"x"})", "p"), IsEmpty());
  EXPECT_THAT(lines(start + R"(,"valueQuantity":{"value":1,"code":"cm"}})", "p"), ElementsAre("value Observation.value.code"));
  EXPECT_THAT(lines(start + R"(,"valueBoolean":true})", "p"), ElementsAre("structure Observation.value"));
}

TEST_F(ProfileCheck, SlicesByPatternExistenceAndProfile) {
  profile("pattern", "Observation", R"({"id":"Observation.category","path":"Observation.category","slicing":{"discriminator":[{"type":"pattern","path":"$this"}],"rules":"open"}},
    {"id":"Observation.category:lab","path":"Observation.category","sliceName":"lab","min":1,"patternCodeableConcept":{"coding":[{"code":"laboratory"}]}})");
  const std::string start = R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"category":[{"text":"z"})";
  EXPECT_THAT(lines(start + R"(,{"coding":[{"code":"laboratory","display":"d"}]}]})", "pattern"), IsEmpty());
  EXPECT_THAT(lines(start + "]}", "pattern"), ElementsAre("required Observation.category"));

  profile("exists", "Patient", R"({"id":"Patient.name","path":"Patient.name","slicing":{"discriminator":[{"type":"exists","path":"period"}],"rules":"open"}},
    {"id":"Patient.name:dated","path":"Patient.name","sliceName":"dated","max":"1"},{"id":"Patient.name:dated.period","path":"Patient.name.period","min":1},
    {"id":"Patient.name:plain","path":"Patient.name","sliceName":"plain","min":1},{"id":"Patient.name:plain.period","path":"Patient.name.period","max":"0"})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"text":"a","period":{"start":"2020"}},{"text":"b"}]})", "exists"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"text":"a","period":{"start":"2020"}},{"text":"b","period":{"start":"2020"}}]})", "exists"),
              ElementsAre("structure Patient.name", "required Patient.name"));

  profile("long", "HumanName", R"({"id":"HumanName.family","path":"HumanName.family","min":1})");
  profile("profile", "Patient", R"({"id":"Patient.name","path":"Patient.name","slicing":{"discriminator":[{"type":"profile","path":"$this"}],"rules":"open"}},
    {"id":"Patient.name:long","path":"Patient.name","sliceName":"long","min":1,"type":[{"code":"HumanName","profile":["http://x/long"]}]})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"text":"a"},{"family":"b"}]})", "profile"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"text":"a"}]})", "profile"), ElementsAre("required Patient.name"));
}

TEST_F(ProfileCheck, SlicesASliceAgain) {
  profile("p", "Patient", R"({"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
    {"id":"Patient.telecom:phone","path":"Patient.telecom","sliceName":"phone","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
    {"id":"Patient.telecom:phone.system","path":"Patient.telecom.system","fixedCode":"phone"},
    {"id":"Patient.telecom:phone/home","path":"Patient.telecom","sliceName":"phone/home","min":1},
    {"id":"Patient.telecom:phone/home.use","path":"Patient.telecom.use","fixedCode":"home"})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","telecom":[{"system":"phone","use":"home"}]})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","telecom":[{"system":"phone","use":"work"},{"system":"email","use":"home"}]})", "p"),
              ElementsAre("required Patient.telecom"));
}

TEST_F(ProfileCheck, ChecksExtensionsByTheirOwnProfile) {
  profile("colour", "Extension", R"({"id":"Extension.url","path":"Extension.url","fixedUri":"http://x/colour"},{"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"code"}]})");
  profile("p", "Patient", R"({"id":"Patient.extension:colour","path":"Patient.extension","sliceName":"colour","min":1,"max":"1","type":[{"code":"Extension","profile":["http://x/colour"]}]})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","extension":[{"url":"http://x/colour","valueCode":"red"},{"url":"http://x/other","valueBoolean":true}]})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient"})", "p"), ElementsAre("required Patient.extension"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","extension":[{"url":"http://x/colour","valueBoolean":true}]})", "p"), ElementsAre("structure Patient.extension[0].value"));
}

TEST_F(ProfileCheck, BindsCodes) {
  profile("p", "Patient", R"({"id":"Patient.maritalStatus","path":"Patient.maritalStatus","binding":{"strength":"required","valueSet":"http://hl7.org/fhir/ValueSet/marital-status"}},
    {"id":"Patient.communication.language","path":"Patient.communication.language","binding":{"strength":"required","valueSet":"http://x/not-loaded"}},
    {"id":"Patient.contact.relationship","path":"Patient.contact.relationship","binding":{"strength":"example","extension":[{"url":"http://hl7.org/fhir/tools/StructureDefinition/additional-binding","extension":[{"url":"purpose","valueCode":"required"},{"url":"valueSet","valueCanonical":"http://hl7.org/fhir/ValueSet/administrative-gender"}]}]}})");
  const std::string married = R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"CODE"}]}})";
  const auto coded = [&](const std::string& code) { return std::string(married).replace(married.find("CODE"), 4, code); };
  EXPECT_THAT(lines(coded("M"), "p"), IsEmpty());
  EXPECT_THAT(lines(coded("Q"), "p"), ElementsAre("code-invalid Patient.maritalStatus"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","maritalStatus":{"text":"x"}})", "p"), ElementsAre("code-invalid Patient.maritalStatus"));
  const Findings unknown = findings(R"({"resourceType":"Patient","communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"de"}]}}]})", "p");
  ASSERT_EQ(unknown.issues.size(), 1U);
  EXPECT_EQ(unknown.issues.front().severity, Severity::kWarning);
  EXPECT_THAT(lines(R"({"resourceType":"Patient","contact":[{"relationship":[{"coding":[{"system":"http://hl7.org/fhir/administrative-gender","code":"red"}]}]}]})", "p"),
              ElementsAre("code-invalid Patient.contact[0].relationship[0]"));
}

TEST_F(ProfileCheck, AppliesRulesAndReferenceTargets) {
  profile("p", "Observation", R"j({"id":"Observation","path":"Observation","constraint":[{"key":"x-1","severity":"error","human":"needs a note","expression":"note.exists()"}]},
    {"id":"Observation.subject","path":"Observation.subject","type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]})j");
  const std::string start = R"({"resourceType":"Observation","status":"final","code":{"text":"x"})";
  EXPECT_THAT(lines(start + R"(,"note":[{"text":"n"}],"subject":{"reference":"Patient/1"}})", "p"), IsEmpty());
  EXPECT_THAT(lines(start + R"(,"subject":{"reference":"http://h/Group/1/_history/2"}})", "p"), ElementsAre("invariant Observation", "structure Observation.subject"));
}

// A profile without snapshot on a profile without snapshot: what the lower one demands holds too, unless the upper narrows it.
TEST_F(ProfileCheck, LaysDifferentialsOverTheirBase) {
  profile("low", "Patient", R"({"id":"Patient.name","path":"Patient.name","min":1},{"id":"Patient.gender","path":"Patient.gender","min":1})");
  profile("high", "Patient", R"({"id":"Patient.name","path":"Patient.name","max":"1"})", "http://x/low");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","name":[{"text":"a"},{"text":"b"}]})", "high"), ElementsAre("structure Patient.name", "required Patient.gender"));
  profile("lost", "Patient", R"({"id":"Patient.name","path":"Patient.name","max":"1"})", "http://x/nowhere");
  Findings found;
  EXPECT_EQ(checker_.check(parsed(R"({"resourceType":"Patient"})").root(), "http://x/lost", {}, found).error().kind, ErrorKind::kUnprocessable);
  profile("round", "Patient", "", "http://x/round");
  EXPECT_EQ(checker_.check(parsed(R"({"resourceType":"Patient"})").root(), "http://x/round", {}, found).error().kind, ErrorKind::kUnprocessable);
}

TEST_F(ProfileCheck, ChecksR4sOwnVitalSigns) {
  const json::Tree tree = parsed(R"({"resourceType":"Observation","status":"final","code":{"text":"x"}})");
  Findings found;
  ASSERT_TRUE(checker_.check(tree.root(), "http://hl7.org/fhir/StructureDefinition/bp", {}, found).ok());
  EXPECT_THAT(lines_of(found), testing::Contains("required Observation.category"));
  EXPECT_THAT(lines_of(found), testing::Contains("required Observation.component"));
}

TEST_F(ProfileCheck, FindsDeclaredProfilesAlsoInside) {
  profile("p", "Patient", R"({"id":"Patient.name","path":"Patient.name","min":1,"mustSupport":true},{"id":"Patient.gender","path":"Patient.gender","mustSupport":true})");
  const json::Tree tree = parsed(R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","meta":{"profile":["http://x/p","http://x/none"]}}}]})");
  Findings found;
  checker_.check_declared(tree.root(), {}, found);
  ASSERT_EQ(found.issues.size(), 2U);
  EXPECT_EQ(found.issues[0].expression, "Bundle.entry[0].resource.name");
  EXPECT_EQ(found.issues[1].severity, Severity::kWarning);
  const Findings supported = findings(R"({"resourceType":"Patient","name":[{"text":"a"}]})", "p", {.must_support = true});
  ASSERT_EQ(supported.issues.size(), 1U);
  EXPECT_EQ(supported.issues.front().severity, Severity::kInformation);
  EXPECT_THAT(supported.issues.front().diagnostics, HasSubstr("gender"));
}

TEST_F(ProfileCheck, TakesR4sOwnTypesForWhatTheyAre) {
  const auto declared = [&](const std::string& type) {
    const json::Tree tree = parsed(R"({"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/)" + type + R"("]}})");
    Findings found;
    checker_.check_declared(tree.root(), {}, found);
    return lines_of(found);
  };
  EXPECT_THAT(declared("Patient"), IsEmpty());
  EXPECT_THAT(declared("DomainResource|4.0.1"), IsEmpty());
  EXPECT_THAT(declared("Group"), ElementsAre("structure Patient"));
}

TEST_F(ProfileCheck, SaysWhatIsNotLoadedOrForAnotherType) {
  Findings found;
  const json::Tree patient = parsed(R"({"resourceType":"Patient"})");
  EXPECT_EQ(checker_.check(patient.root(), "http://x/none", {}, found).error().kind, ErrorKind::kNotFound);
  profile("o", "Observation", "");
  EXPECT_THAT(lines(R"({"resourceType":"Patient"})", "o"), ElementsAre("structure Patient"));
}

TEST_F(ProfileCheck, TellsSlicesByTheTypeOfAResource) {
  profile("p", "Bundle", R"({"id":"Bundle.entry","path":"Bundle.entry","slicing":{"discriminator":[{"type":"type","path":"resource"}],"rules":"closed"}},
    {"id":"Bundle.entry:who","path":"Bundle.entry","sliceName":"who","min":1,"max":"1"},{"id":"Bundle.entry:who.resource","path":"Bundle.entry.resource","type":[{"code":"Patient"}]},
    {"id":"Bundle.entry:by","path":"Bundle.entry","sliceName":"by","max":"2"},{"id":"Bundle.entry:by.resource","path":"Bundle.entry.resource","type":[{"code":"Practitioner"},{"code":"PractitionerRole"}]})");
  const auto bundle = [this](const std::vector<std::string>& types) {
    std::string entries;
    for (const std::string& type : types) entries += (entries.empty() ? "" : ",") + std::string(R"({"resource":{"resourceType":")") + type + "\"}}";
    return lines(R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}", "p");
  };
  EXPECT_THAT(bundle({"Patient", "Practitioner", "PractitionerRole"}), IsEmpty());
  EXPECT_THAT(bundle({"Practitioner"}), ElementsAre("required Bundle.entry"));
  EXPECT_THAT(bundle({"Patient", "Patient"}), ElementsAre("structure Bundle.entry"));
  EXPECT_THAT(bundle({"Patient", "Device"}), ElementsAre("structure Bundle.entry[1]"));
}

TEST_F(ProfileCheck, ChecksTheTypeOfAResourceInside) {
  profile("p", "Patient", R"({"id":"Patient.contained","path":"Patient.contained","type":[{"code":"Practitioner"}]},
    {"id":"Patient.contained.name","path":"Patient.contained.name","min":1})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","contained":[{"resourceType":"Practitioner","id":"1","name":[{"family":"A"}]}]})", "p"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"Patient","contained":[{"resourceType":"Practitioner","id":"1"}]})", "p"), ElementsAre("required Patient.contained[0].name"));
  EXPECT_THAT(lines(R"({"resourceType":"Patient","contained":[{"resourceType":"Device","id":"1"}]})", "p"), testing::Contains("structure Patient.contained[0]"));
}

TEST_F(ProfileCheck, TellsSlicesByWhatAReferencePointsAt) {
  profile("p", "Appointment", R"x({"id":"Appointment.supportingInformation","path":"Appointment.supportingInformation","slicing":{"discriminator":[{"type":"type","path":"$this.resolve()"}],"rules":"closed"}},
    {"id":"Appointment.supportingInformation:d","path":"Appointment.supportingInformation","sliceName":"d","type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Device"]}]})x");
  const auto referring = [this](const std::string& reference) {
    return lines(R"({"resourceType":"Appointment","contained":[{"resourceType":"Device","id":"1"},{"resourceType":"Group","id":"2"}],"supportingInformation":[{"reference":")" + reference + "\"}]}", "p");
  };
  for (const std::string right : {"#1", "Device/1", "http://x/Device/1/_history/2"}) EXPECT_THAT(referring(right), IsEmpty()) << right;
  for (const std::string wrong : {"#2", "Group/1", "urn:uuid:9b0b3a1c-4b44-4e63-a2d4-1c4c8d2b2a10"}) {
    EXPECT_THAT(referring(wrong), ElementsAre("structure Appointment.supportingInformation[0]")) << wrong;
  }
}

TEST_F(ProfileCheck, ComparesWithLeastAndGreatestValues) {
  profile("p", "Observation", R"({"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"Quantity"}]},
    {"id":"Observation.valueQuantity","path":"Observation.valueQuantity","minValueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"kg"},
     "maxValueQuantity":{"value":10,"system":"http://unitsofmeasure.org","code":"kg"}})");
  const auto grams = [this](const std::string& value) {
    return lines(R"({"resourceType":"Observation","valueQuantity":{"value":)" + value + R"(,"system":"http://unitsofmeasure.org","code":"g"}})", "p");
  };
  EXPECT_THAT(grams("1000"), IsEmpty());
  EXPECT_THAT(grams("10000"), IsEmpty());
  EXPECT_THAT(grams("999"), ElementsAre("value Observation.value"));
  EXPECT_THAT(grams("10001"), ElementsAre("value Observation.value"));
}

TEST_F(ProfileCheck, ComparesDatesWithADistanceFromNow) {
  profile("p", "Patient", R"({"id":"Patient.birthDate","path":"Patient.birthDate","minValueQuantity":{"value":100,"system":"http://unitsofmeasure.org","code":"a"},
    "maxValueQuantity":{"value":2,"system":"http://unitsofmeasure.org","code":"d"}})");
  const auto born = [this](const std::string& date) {
    return lines_of(findings(R"({"resourceType":"Patient","birthDate":")" + date + "\"}", "p", {.now_ms = 1'700'000'000'000}));  // 2023-11-14.
  };
  for (const std::string right : {"1923-11-14", "2023-11-14", "2023-11-16", "1923"}) EXPECT_THAT(born(right), IsEmpty()) << right;
  for (const std::string wrong : {"1923-11-13", "2023-11-17", "1922", "2024"}) EXPECT_THAT(born(wrong), ElementsAre("value Patient.birthDate")) << wrong;
}

TEST_F(ProfileCheck, EvaluatesRulesInTheResourceTheyStandIn) {
  profile("p", "Patient", R"({"id":"Patient.contained","path":"Patient.contained","type":[{"code":"Practitioner"}]},
    {"id":"Patient.contained.name","path":"Patient.contained.name","constraint":[{"key":"x-1","severity":"error","human":"h","expression":"%resource is Practitioner and %rootResource is Patient"}]},
    {"id":"Patient.name","path":"Patient.name","constraint":[{"key":"x-2","severity":"error","human":"h","expression":"%resource is Patient"}]})");
  EXPECT_THAT(lines(R"({"resourceType":"Patient","contained":[{"resourceType":"Practitioner","id":"1","name":[{"family":"A"}]}],"name":[{"family":"B"}]})", "p"), IsEmpty());
}

TEST_F(ProfileCheck, ResolvesInsideABundle) {
  profile("p", "Bundle", R"x({"id":"Bundle","path":"Bundle","constraint":[
    {"key":"x-1","severity":"error","human":"h","expression":"entry.resource.ofType(Observation).all(device.resolve().status = 'active')"},
    {"key":"x-2","severity":"error","human":"h","expression":"entry.resource.ofType(Observation).all(subject.resolve().active)"}]})x");
  const auto bundle = [this](const std::string& device, const std::string& active) {
    return lines(R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://x/Observation/1","resource":{"resourceType":"Observation","id":"1",
      "contained":[{"resourceType":"Device","id":"d","status":"active"}],"device":{"reference":")" + device + R"("},"subject":{"reference":"Patient/2"}}},
      {"fullUrl":"http://x/Patient/2","resource":{"resourceType":"Patient","id":"2","active":)" + active + "}}]}", "p");
  };
  EXPECT_THAT(bundle("#d", "true"), IsEmpty());
  EXPECT_THAT(bundle("#e", "true"), ElementsAre("invariant Bundle"));
  EXPECT_THAT(bundle("#d", "false"), ElementsAre("invariant Bundle"));
}

TEST_F(ProfileCheck, LeavesOutElementsThatR4DoesNotHave) {
  profile("p", "Patient", R"({"id":"Patient.nome","path":"Patient.nome","min":1},{"id":"Patient.nome.family","path":"Patient.nome.family","min":1})");
  const Findings found = findings(R"({"resourceType":"Patient"})", "p");
  EXPECT_FALSE(found.has_errors());
  ASSERT_FALSE(found.issues.empty());
  EXPECT_THAT(found.issues[0].diagnostics, HasSubstr("Patient.nome: R4 has no such element"));
}

// Without being declared, only where it is asked for.
TEST_F(ProfileCheck, KnowsTheProfileOfAVitalSign) {
  const json::Tree tree = parsed(R"({"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
    "code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}]},"subject":{"reference":"Patient/1"},"valueQuantity":{"value":37,"system":"http://unitsofmeasure.org","code":"Cel","unit":"C"}})");
  Findings quiet;
  checker_.check_declared(tree.root(), {}, quiet);
  EXPECT_THAT(lines_of(quiet), IsEmpty());
  Findings found;
  checker_.check_declared(tree.root(), {.implied = true}, found);
  EXPECT_THAT(lines_of(found), testing::Contains("required Observation.effective"));
  EXPECT_FALSE(found.has_errors());
}

}  // namespace
}  // namespace osler::fhir
