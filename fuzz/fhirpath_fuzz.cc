// FHIRPath expressions: whatever compiles is evaluated over a patient within its limits; an answer is JSON.

#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "fhir/path/evaluate.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"Chalmers","given":["Peter","James"]}],
"birthDate":"1974-12-25","_birthDate":{"extension":[{"url":"urn:time","valueDateTime":"1974-12-25T14:35:45-05:00"}]},"multipleBirthInteger":2,
"contained":[{"resourceType":"Observation","id":"o","valueQuantity":{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}],
"managingOrganization":{"reference":"Organization/1"}})";

struct World {
  Definitions definitions = Definitions::built_in().value();
  json::Tree tree = json::Parser().parse(json::PaddedBytes(kPatient), definitions.names()).value();
};

}  // namespace
}  // namespace osler::fhir::path

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace osler::fhir::path;
  static const World kWorld;
  const auto program = compile(kWorld.definitions, std::string_view(reinterpret_cast<const char*>(data), size));
  if (!program.ok()) return 0;
  Workspace workspace;
  Environment environment;
  environment.steps_max = 20'000;
  environment.collection_max = 2'000;
  environment.text_bytes_max = 20'000;
  const auto answer = evaluate(*program, kWorld.definitions, context_item(kWorld.definitions, kWorld.tree.root()), environment, workspace);
  if (!answer.ok()) return 0;
  OSLER_ASSERT(answer->size() <= environment.collection_max);
  osler::json::Parser parser;
  // A text may have been cut inside a character; only then is the answer no JSON.
  const std::string text = to_json_array(*answer);
  bool ascii = true;
  for (const char c : text) ascii = ascii && (static_cast<unsigned char>(c) & 0x80U) == 0;
  OSLER_ASSERT(!ascii || parser.parse(osler::json::PaddedBytes(text), {}).ok());
  return 0;
}
