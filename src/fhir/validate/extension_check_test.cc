// Extensions against their definitions: those R4 ships and those that are loaded.
#include <gmock/gmock.h>

#include "fhir/terms/shipped.h"
#include "fhir/validate/checked_text.h"
#include "fhir/validate/profile_check.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Extensions : public testing::Test {
 protected:
  /// Loads http://x/`name`: `context` are its contexts and what else its head says, `elements` its differential.
  void define(const std::string& name, const std::string& context, const std::string& elements, const std::string& root = "") {
    const std::string url = "http://x/" + name;
    source_.add(terms::ResourceKind::kStructureDefinition, url, "1",
                R"({"resourceType":"StructureDefinition","url":")" + url + R"(","version":"1","derivation":"constraint","type":"Extension",)" +
                    R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension",)" + context +
                    R"(,"differential":{"element":[{"id":"Extension","path":"Extension")" + root + R"(},{"id":"Extension.url","path":"Extension.url","fixedUri":")" +
                    url + "\"}," + elements + "]}}");
  }
  Findings findings(const std::string& resource, StructureCheckOptions options = {.least = Severity::kWarning}) {
    const json::Tree tree = parsed(resource);
    options.extensions.definitions = &profiles_;
    Findings found;
    checker_.check(tree.root(), options, found);
    return found;
  }
  std::vector<std::string> lines(const std::string& resource) { return lines_of(findings(resource)); }
  /// Of a patient whose members are `content`.
  std::vector<std::string> patient(const std::string& content) { return lines(R"({"resourceType":"Patient",)" + content + "}"); }

  terms::MemorySource source_;
  terms::ShippedSource shipped_source_ = terms::ShippedSource::open().value();
  terms::Library shipped_{r4(), {&shipped_source_}};
  terms::Library library_{r4(), {&source_}, &shipped_};
  ProfileSet profiles_{r4(), library_};
  StructureChecker checker_{r4()};
};

const std::string kR4 = "http://hl7.org/fhir/StructureDefinition/";
const std::string kOnPatient = R"("context":[{"type":"element","expression":"Patient"}])";
const std::string kString = R"({"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"string"}]})";

std::string extension(const std::string& url, const std::string& content) { return R"("extension":[{"url":")" + url + "\"," + content + "}]"; }

TEST_F(Extensions, StandWhereTheirContextAllows) {
  const std::string mothers = extension(kR4 + "humanname-mothers-family", R"("valueString":"A")");
  EXPECT_THAT(patient(R"("name":[{"family":"B","_family":{)" + mothers + "}}]"), IsEmpty());
  EXPECT_THAT(patient(R"("name":[{"family":"B",)" + mothers + "}]"), ElementsAre("structure Patient.name[0].extension[0]"));
  EXPECT_THAT(patient(mothers), ElementsAre("structure Patient.extension[0]"));
  EXPECT_THAT(patient(R"("contact":[{"name":{"_family":{)" + mothers + "}}}]"), IsEmpty());
}

TEST_F(Extensions, StandOnEveryElementOfATypeThatTheirContextNames) {
  struct Row {
    std::string context;
    std::string resource;
    bool fits;
  };
  const std::string use = extension("http://x/e", R"("valueString":"A")");
  const std::vector<Row> rows = {
      {"Element", R"({"resourceType":"Patient","birthDate":"2000","_birthDate":{)" + use + "}}", true},
      {"Element", R"({"resourceType":"Patient",)" + use + "}", true},
      {"Resource", R"({"resourceType":"Patient",)" + use + "}", true},
      {"DomainResource", R"({"resourceType":"Patient",)" + use + "}", true},
      {"Observation", R"({"resourceType":"Patient",)" + use + "}", false},
      {"CanonicalResource", R"({"resourceType":"ValueSet","status":"draft",)" + use + "}", true},
      {"CanonicalResource", R"({"resourceType":"Patient",)" + use + "}", false},
      {"Patient.birthDate", R"({"resourceType":"Patient","birthDate":"2000","_birthDate":{)" + use + "}}", true},
      {"Patient.birthDate", R"({"resourceType":"Patient",)" + use + "}", false},
      {"date", R"({"resourceType":"Patient","birthDate":"2000","_birthDate":{)" + use + "}}", true},
      {"BackboneElement", R"({"resourceType":"Patient","contact":[{"gender":"other","name":{"text":"B"},)" + use + "}]}", true},
      {"Patient.contact", R"({"resourceType":"Patient","contact":[{"gender":"other","name":{"text":"B"},)" + use + "}]}", true},
      {"Patient.contact.name", R"({"resourceType":"Patient","contact":[{"name":{"text":"B",)" + use + "}}]}", true},
      {"Patient.name", R"({"resourceType":"Patient","contact":[{"name":{"text":"B",)" + use + "}}]}", false},
      {"Quantity", R"({"resourceType":"Condition","subject":{"display":"B"},"onsetAge":{"value":1,"system":"http://unitsofmeasure.org","code":"a",)" + use + "}}", true},
      {"Observation.value[x]", R"({"resourceType":"Observation","status":"final","code":{"text":"B"},"valueString":"C","_valueString":{)" + use + "}}", true},
      {"Questionnaire.item", R"({"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"2","type":"display",)" + use + "}]}]}", true},
      {"http://hl7.org/fhir/StructureDefinition/Patient#Patient.birthDate", R"({"resourceType":"Patient","birthDate":"2000","_birthDate":{)" + use + "}}", true},
      {"Patient", R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",)" + use + "}}]}", true},
      {"Bundle", R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",)" + use + "}}]}", false}};
  for (const Row& row : rows) {
    source_ = {};
    define("e", R"("context":[{"type":"element","expression":")" + row.context + R"("}])", kString);
    const terms::Library library(r4(), {&source_}, &shipped_);
    const ProfileSet profiles(r4(), library);
    const json::Tree tree = parsed(row.resource);
    Findings found;
    checker_.check(tree.root(), {.least = Severity::kError, .extensions = {.definitions = &profiles}}, found);
    const bool fits = found.issues.empty();
    EXPECT_EQ(fits, row.fits) << row.context << " in " << row.resource << (fits ? "" : ": " + found.issues[0].diagnostics);
  }
}

TEST_F(Extensions, StandInsideTheExtensionThatTheirContextNames) {
  define("inner", R"("context":[{"type":"extension","expression":"http://x/outer"}])", kString);
  define("outer", kOnPatient, R"({"id":"Extension.value[x]","path":"Extension.value[x]","max":"0"})");
  const std::string inner = R"({"url":"http://x/inner","valueString":"A"})";
  EXPECT_THAT(patient(R"("extension":[{"url":"http://x/outer","extension":[)" + inner + "]}]"), IsEmpty());
  EXPECT_THAT(patient(R"("extension":[)" + inner + "]"), ElementsAre("structure Patient.extension[0]"));
}

TEST_F(Extensions, StandOnWhatAnExpressionFinds) {
  define("e", R"x("context":[{"type":"fhirpath","expression":"Patient.name.where(use = 'official')"}])x", kString);
  const std::string use = extension("http://x/e", R"("valueString":"A")");
  EXPECT_THAT(patient(R"("name":[{"use":"official",)" + use + "}]"), IsEmpty());
  EXPECT_THAT(patient(R"("name":[{"use":"usual",)" + use + "}]"), ElementsAre("structure Patient.name[0].extension[0]"));
}

TEST_F(Extensions, ObeyTheRulesOfTheirContext) {
  define("e", kOnPatient + R"(,"contextInvariant":["active = %extension.value"])", R"({"id":"Extension.value[x]","path":"Extension.value[x]","type":[{"code":"boolean"}]})");
  EXPECT_THAT(patient(R"("active":true,)" + extension("http://x/e", R"("valueBoolean":true)")), IsEmpty());
  EXPECT_THAT(patient(R"("active":true,)" + extension("http://x/e", R"("valueBoolean":false)")), ElementsAre("invariant Patient.extension[0]"));
}

TEST_F(Extensions, HoldWhatTheirDefinitionDemands) {
  EXPECT_THAT(patient(extension(kR4 + "patient-birthPlace", R"("valueAddress":{"city":"A"})")), IsEmpty());
  EXPECT_THAT(patient(extension(kR4 + "patient-birthPlace", R"("valueString":"A")")), ElementsAre("structure Patient.extension[0].value"));
  EXPECT_THAT(patient(extension(kR4 + "patient-birthPlace", R"("id":"1")")), testing::Contains("required Patient.extension[0].value"));
  define("e", kOnPatient, R"({"id":"Extension.value[x]","path":"Extension.value[x]","patternCoding":{"system":"http://x/s"},"type":[{"code":"Coding"}]})");
  EXPECT_THAT(patient(extension("http://x/e", R"("valueCoding":{"system":"http://x/s","code":"1"})")), IsEmpty());
  EXPECT_THAT(patient(extension("http://x/e", R"("valueCoding":{"system":"http://x/t","code":"1"})")), ElementsAre("value Patient.extension[0].value"));
}

TEST_F(Extensions, HoldTheExtensionsInsideThem) {
  const auto place = [this](const std::string& inside) { return patient(R"("address":[{"extension":[{"url":")" + kR4 + R"(geolocation","extension":[)" + inside + "]}]}]"); };
  const std::string latitude = R"({"url":"latitude","valueDecimal":1.5})";
  EXPECT_THAT(place(latitude + R"(,{"url":"longitude","valueDecimal":2.5})"), IsEmpty());
  EXPECT_THAT(place(latitude), ElementsAre("required Patient.address[0].extension[0].extension"));
  EXPECT_THAT(place(latitude + R"(,{"url":"longitude","valueString":"2.5"})"), ElementsAre("structure Patient.address[0].extension[0].extension[1].value"));
}

TEST_F(Extensions, AreModifiersOrNotAsTheyAreDefined) {
  define("m", kOnPatient, kString, R"(,"isModifier":true)");
  define("e", kOnPatient, kString);
  const auto in = [this](const std::string& list, const std::string& name) {
    return patient("\"" + list + R"(":[{"url":"http://x/)" + name + R"(","valueString":"A"}])");
  };
  EXPECT_THAT(in("modifierExtension", "m"), IsEmpty());
  EXPECT_THAT(in("extension", "e"), IsEmpty());
  EXPECT_THAT(in("extension", "m"), ElementsAre("structure Patient.extension[0]"));
  EXPECT_THAT(in("modifierExtension", "e"), ElementsAre("structure Patient.modifierExtension[0]"));
}

TEST_F(Extensions, MayBeRepeatedAsOftenAsTheyAreDefined) {
  define("e", kOnPatient, kString, R"(,"max":"2")");
  const std::string one = R"({"url":"http://x/e","valueString":"A"})";
  EXPECT_THAT(patient(R"("extension":[)" + one + "," + one + "]"), IsEmpty());
  const Findings often = findings(R"({"resourceType":"Patient","extension":[)" + one + "," + one + "," + one + "," + one + "]}");
  EXPECT_THAT(lines_of(often), ElementsAre("structure Patient.extension[2]"));
  EXPECT_FALSE(often.has_errors());
}

TEST_F(Extensions, ThatAreUnknownAreAWarningAtMost) {
  const std::string unknown = R"([{"url":"http://nowhere/e","valueString":"A"}])";
  const Findings plain = findings(R"({"resourceType":"Patient","extension":)" + unknown + "}", {});
  EXPECT_THAT(lines_of(plain), testing::Contains("not-found Patient.extension[0]"));
  EXPECT_FALSE(plain.has_errors());
  EXPECT_THAT(patient("\"extension\":" + unknown), IsEmpty());
  EXPECT_THAT(patient("\"modifierExtension\":" + unknown), ElementsAre("not-found Patient.modifierExtension[0]"));
  EXPECT_FALSE(findings(R"({"resourceType":"Patient","modifierExtension":)" + unknown + "}").has_errors());
}

TEST_F(Extensions, OfOthersAreAsStrictAsTheCallerWants) {
  define("e", kOnPatient, kString);
  const std::string wrong = R"({"resourceType":"Patient",)" + extension("http://x/e", R"("valueInteger":1)") + "}";
  const std::string own = R"({"resourceType":"Patient",)" + extension(kR4 + "patient-birthPlace", R"("valueInteger":1)") + "}";
  StructureCheckOptions options{.least = Severity::kWarning};
  EXPECT_TRUE(findings(wrong, options).has_errors());
  options.extensions.of_others = Severity::kWarning;
  EXPECT_THAT(lines_of(findings(wrong, options)), ElementsAre("structure Patient.extension[0].value"));
  EXPECT_FALSE(findings(wrong, options).has_errors());
  options.extensions.of_others.reset();
  EXPECT_THAT(lines_of(findings(wrong, options)), IsEmpty());
  EXPECT_TRUE(findings(own, options).has_errors());
}

TEST_F(Extensions, MayHoldOtherCodesWhereTheCallerAllowsIt) {
  define("e", kOnPatient, R"({"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"code"}],"binding":{"strength":"required","valueSet":"http://hl7.org/fhir/ValueSet/administrative-gender"}})");
  const auto found = [&](const std::string& value) {
    return findings(R"({"resourceType":"Patient",)" + extension("http://x/e", value) + "}", {.least = Severity::kWarning, .extensions = {.codes_of_others = Severity::kWarning}});
  };
  EXPECT_THAT(lines_of(found(R"("valueCode":"male")")), IsEmpty());
  EXPECT_THAT(lines_of(found(R"("valueCode":"red")")), ElementsAre("code-invalid Patient.extension[0].value"));
  EXPECT_FALSE(found(R"("valueCode":"red")").has_errors());
  EXPECT_TRUE(found(R"("valueInteger":1)").has_errors()) << "a wrong type is none of that";
  EXPECT_TRUE(findings(R"({"resourceType":"Patient",)" + extension("http://x/e", R"("valueCode":"red")") + "}").has_errors());
}

TEST_F(Extensions, MayBeMisplacedWhereTheCallerAllowsIt) {
  const std::string misplaced = R"({"resourceType":"Patient",)" + extension(kR4 + "humanname-mothers-family", R"("valueString":"A")") + "}";
  const Findings found = findings(misplaced, {.least = Severity::kWarning, .extensions = {.misplaced = Severity::kWarning}});
  EXPECT_THAT(lines_of(found), ElementsAre("structure Patient.extension[0]"));
  EXPECT_FALSE(found.has_errors());
}

TEST_F(Extensions, AreNamedNeverTheirValues) {
  const Findings found = findings(R"({"resourceType":"Patient",)" + extension(kR4 + "patient-birthPlace", R"("valueString":"Secret Town")") + "}");
  ASSERT_EQ(found.issues.size(), 1U);
  EXPECT_THAT(found.issues[0].diagnostics, HasSubstr("Address"));
  EXPECT_THAT(found.issues[0].diagnostics, testing::Not(HasSubstr("Secret")));
}

}  // namespace
}  // namespace osler::fhir
