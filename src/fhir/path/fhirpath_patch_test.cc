// The published cases run over HTTP in tests/test_patch.py; here stand those they lack. Spec: FHIR R4, fhirpatch.html.
#include "fhir/path/fhirpath_patch.h"

#include <gtest/gtest.h>

#include "json/parser.h"

namespace osler::fhir::path {
namespace {

const Definitions& definitions() {
  static const Result<Definitions> loaded = Definitions::built_in();
  return *loaded;
}

// Text after the patch, or "422: message".
std::string patched(std::string_view resource, std::string_view operations) {
  json::Parser parser;
  const std::string text = R"({"resourceType":"Parameters","parameter":[)" + std::string(operations) + "]}";
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), definitions().names());
  if (!tree.ok()) return "not JSON: " + tree.error().message;
  const auto result = apply_fhirpath_patch(definitions(), json::PaddedBytes(resource), tree->root(), 0);
  return result.ok() ? std::string(result->view()) : std::to_string(http_status(result.error().kind)) + ": " + result.error().message;
}

std::string operation(std::string_view type, std::string_view path, std::string_view more = {}) {
  return R"({"name":"operation","part":[{"name":"type","valueCode":")" + std::string(type) + R"("},{"name":"path","valueString":")" +
         std::string(path) + R"("})" + std::string(more) + "]}";
}

TEST(FhirPathPatch, ChoosesTheTypeOfAChoiceElement) {
  EXPECT_EQ(patched(R"({"resourceType":"Patient"})", operation("add", "Patient", R"(,{"name":"name","valueString":"deceased"},{"name":"value","valueBoolean":true})")),
            R"({"resourceType":"Patient","deceasedBoolean":true})");
  EXPECT_EQ(patched(R"({"resourceType":"Patient","deceasedBoolean":true})",
                    operation("replace", "Patient.deceased", R"(,{"name":"value","valueDateTime":"2020"})")),
            R"({"resourceType":"Patient","deceasedDateTime":"2020"})");
  EXPECT_TRUE(patched(R"({"resourceType":"Patient","deceasedBoolean":true})",
                      operation("replace", "Patient.deceased", R"(,{"name":"value","valueInteger":3})")).starts_with("422"));
}

TEST(FhirPathPatch, KeepsExtensionsOfPrimitivesInStep) {
  const std::string_view name = R"({"resourceType":"Patient","name":[{"given":["a","b","c"],"_given":[null,{"id":"b"},null]}]})";
  EXPECT_EQ(patched(name, operation("delete", "Patient.name.given[0]")),
            R"({"resourceType":"Patient","name":[{"given":["b","c"],"_given":[{"id":"b"},null]}]})");
  EXPECT_EQ(patched(name, operation("move", "Patient.name.given", R"(,{"name":"source","valueInteger":1},{"name":"destination","valueInteger":2})")),
            R"({"resourceType":"Patient","name":[{"given":["a","c","b"],"_given":[null,null,{"id":"b"}]}]})");
  EXPECT_EQ(patched(R"({"resourceType":"Patient","birthDate":"1990"})",
                    operation("add", "Patient.birthDate", R"(,{"name":"name","valueString":"extension"},{"name":"value","valueExtension":{"url":"u","valueCode":"x"}})")),
            R"({"resourceType":"Patient","birthDate":"1990","_birthDate":{"extension":[{"url":"u","valueCode":"x"}]}})");
}

TEST(FhirPathPatch, RemovesWhatBecomesEmpty) {
  EXPECT_EQ(patched(R"({"resourceType":"Patient","contact":[{"name":{"text":"x"}}],"active":true})", operation("delete", "Patient.contact[0].name.text")),
            R"({"resourceType":"Patient","active":true})");
  EXPECT_EQ(patched(R"({"resourceType":"Patient"})", operation("delete", "Patient.birthDate")), R"({"resourceType":"Patient"})");
}

TEST(FhirPathPatch, RefusesWhatHasNoClearMeaning) {
  const std::string_view two = R"({"resourceType":"Patient","identifier":[{"value":"1"},{"value":"2"}],"active":true})";
  const std::string value = R"(,{"name":"value","valueIdentifier":{"value":"3"}})";
  EXPECT_TRUE(patched(two, operation("delete", "Patient.identifier")).starts_with("422: Parameters.parameter[0]: path: leads to several"));
  EXPECT_TRUE(patched(two, operation("replace", "Patient.contact", value)).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("replace", "Patient", value)).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("insert", "Patient.identifier", R"(,{"name":"index","valueInteger":3})" + value)).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("insert", "Patient.identifier.where(value='2')", R"(,{"name":"index","valueInteger":0})" + value)).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("move", "Patient.identifier", R"(,{"name":"source","valueInteger":0},{"name":"destination","valueInteger":2})")).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("add", "Patient", R"(,{"name":"name","valueString":"nosuch"})" + value)).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("add", "Patient", R"(,{"name":"name","valueString":"active"},{"name":"value","valueBoolean":false})")).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("delete", "Patient.identifier.count()")).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("delete", "Patient.(")).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("delete", "Patient")).starts_with("422"));
  EXPECT_TRUE(patched(two, operation("erase", "Patient.active")).starts_with("400"));
  EXPECT_TRUE(patched(two, R"({"name":"change"})").starts_with("400"));
  EXPECT_TRUE(patched(two, operation("insert", "Patient.identifier", value)).starts_with("400"));
}

// Every kind of operation on every kind of place: an answer or a refusal, and what comes out is JSON.
TEST(FhirPathPatch, ComesToAnEndWhateverItIsAsked) {
  const std::string_view resource = R"({"resourceType":"Patient","id":"p","meta":{"tag":[{"code":"t"}]},"text":{"status":"empty","div":"<div/>"},)"
                                    R"("contained":[{"resourceType":"Organization","id":"o","name":"x"}],"extension":[{"url":"u","valueCode":"c"}],)"
                                    R"("name":[{"given":["a",null],"_given":[null,{"id":"g"}]}],"_birthDate":{"extension":[{"url":"u"}]},"deceasedBoolean":true,"nosuch":[[1],{}]})";
  const std::string_view paths[] = {"Patient", "$this", "Patient.name", "Patient.name[0]", "Patient.name.given", "Patient.name.given[1]", "Patient.birthDate",
                                    "Patient.birthDate.extension", "Patient.deceased", "Patient.contained", "Patient.contained[0].name", "Patient.meta.tag", "Patient.id",
                                    "Patient.extension.value", "descendants()", "Patient.nosuch", "1", "'a'", "Patient.name | Patient.meta", "{}", "Patient.text.div", "%resource"};
  const std::string_view names[] = {"name", "given", "extension", "value", "contained", "resourceType", "id", "nosuch", "deceased[x]", ""};
  const std::string_view values[] = {R"("valueString":"v")", R"("valueHumanName":{"family":"f"})", R"("part":[{"name":"family","valueString":"f"}])", R"("_valueDate":{"id":"d"})",
                                     R"("resource":{"resourceType":"Organization"})", R"("valueExtension":{"url":"u"})", R"("part":[{"name":"nosuch"}])", R"("x":1)"};
  for (const std::string_view type : {"add", "insert", "delete", "replace", "move"}) {
    for (const std::string_view path : paths) {
      for (const std::string_view name : names) {
        for (const std::string_view value : values) {
          const std::string more = R"(,{"name":"name","valueString":")" + std::string(name) + R"("},{"name":"value",)" + std::string(value) +
                                   R"(},{"name":"index","valueInteger":1},{"name":"source","valueInteger":0},{"name":"destination","valueInteger":1})";
          const std::string outcome = patched(resource, operation(type, path, more));
          SCOPED_TRACE(outcome);
          if (outcome.starts_with("4")) continue;
          json::Parser parser;
          EXPECT_TRUE(parser.parse(json::PaddedBytes(outcome), definitions().names()).ok());
        }
      }
    }
  }
}

TEST(FhirPathPatch, HoldsItsLimits) {
  std::string many = operation("delete", "Patient.active");
  const std::string one = "," + many;
  for (std::size_t i = 0; i < kFhirPathPatchOperationsMax; ++i) many += one;
  EXPECT_TRUE(patched(R"({"resourceType":"Patient"})", many).starts_with("413"));
  const std::string_view costly = "Patient.descendants().where(%resource.descendants().count() > 0)";
  std::string big = R"({"resourceType":"Patient","name":[)";
  for (int i = 0; i < 300; ++i) big += std::string(i == 0 ? "" : ",") + R"({"given":["a","b"]})";
  EXPECT_NE(patched(big + "]}", operation("delete", costly)).find("costly"), std::string::npos);
}

}  // namespace
}  // namespace osler::fhir::path
