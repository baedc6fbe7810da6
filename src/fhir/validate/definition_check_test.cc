#include "fhir/validate/definition_check.h"

#include <gmock/gmock.h>

#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string profile(const std::string& elements, const std::string& head = R"("type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient")") {
  return R"({"resourceType":"StructureDefinition","url":"http://x/p","derivation":"constraint","kind":"resource",)" + head + R"(,"differential":{"element":[)" + elements + "]}}";
}

std::vector<std::string> lines(const std::string& text) {
  const json::Tree tree = parsed(text);
  Findings findings;
  check_definition(shipped_profiles(), tree.root(), findings);
  std::vector<std::string> found = lines_of(findings);
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = (findings.issues[i].severity <= Severity::kError ? "error " : "warning ") + found[i];
  return found;
}

TEST(DefinitionCheck, FindsElementsThatR4DoesNotHave) {
  EXPECT_THAT(lines(profile(R"({"path":"Patient.name.family","min":1},{"path":"Patient.contact.name"},{"path":"Patient.deceased[x]"},{"path":"Patient.deceasedBoolean"})")), IsEmpty());
  EXPECT_THAT(lines(profile(R"({"path":"Patient.name"},{"path":"Patient.nome","min":1},{"path":"Patient.name.familie"})")),
              ElementsAre("error business-rule StructureDefinition.differential.element[1]", "error business-rule StructureDefinition.differential.element[2]"));
}

TEST(DefinitionCheck, FindsIdsThatAreNotThePath) {
  EXPECT_THAT(lines(profile(R"({"id":"Patient.deceased[x]:deceasedBoolean","path":"Patient.deceasedBoolean"},{"id":"Patient.name:a/b.family","path":"Patient.name.family"})")), IsEmpty());
  EXPECT_THAT(lines(profile(R"({"id":"Patient.name","path":"Patient.nome"},{"id":"Patient.name","path":"Patient.name.family"})")),
              ElementsAre("error business-rule StructureDefinition.differential.element[0]", "error business-rule StructureDefinition.differential.element[1]"));
}

TEST(DefinitionCheck, FindsFixedValuesThatContradictTheBase) {
  const std::string on_birth_place = R"("type":"Extension","baseDefinition":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace")";
  EXPECT_THAT(lines(profile(R"({"id":"Extension.url","path":"Extension.url","fixedUri":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace"})", on_birth_place)), IsEmpty());
  EXPECT_THAT(lines(profile(R"({"id":"Extension.url","path":"Extension.url","fixedUri":"http://x/p"})", on_birth_place)),
              ElementsAre("error business-rule StructureDefinition.differential.element[0]"));
}

TEST(DefinitionCheck, WarnsOfWhatCannotBeChecked) {
  EXPECT_THAT(lines(profile(R"({"path":"Patient","constraint":[{"key":"x-1","severity":"error","human":"h","expression":"name.("}]})")), ElementsAre("warning business-rule StructureDefinition"));
  EXPECT_THAT(lines(profile(R"({"path":"Patient.name"})", R"("type":"Patient","baseDefinition":"http://x/nowhere")")), ElementsAre("warning business-rule StructureDefinition"));
}

TEST(DefinitionCheck, SaysNothingAboutOtherResources) {
  EXPECT_THAT(lines(R"({"resourceType":"Patient"})"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"StructureDefinition","kind":"logical","derivation":"constraint","type":"http://x/t"})"), IsEmpty());
  EXPECT_THAT(lines(R"({"resourceType":"StructureDefinition","kind":"resource","derivation":"specialization","type":"New"})"), IsEmpty());
}

}  // namespace
}  // namespace osler::fhir
