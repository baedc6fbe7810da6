// Patches: whatever comes as a FHIRPath Patch (an object), a JSON Patch (an array) or a merge patch is applied to a patient within
// its limits; what comes out is JSON.

#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "fhir/path/fhirpath_patch.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/patch.h"

namespace osler::fhir::path {
namespace {

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"Chalmers","given":["Peter","James"],
"_given":[null,{"id":"g"}]}],"birthDate":"1974-12-25","_birthDate":{"extension":[{"url":"urn:time","valueDateTime":"1974-12-25T14:35:45-05:00"}]},
"multipleBirthInteger":2,"contact":[{"name":{"text":"x"}}],"contained":[{"resourceType":"Organization","id":"o","name":"x"}]})";

const Definitions& definitions() {
  static const Definitions kLoaded = Definitions::built_in().value();
  return kLoaded;
}

bool is_json(std::string_view text) { return json::Parser().parse(json::PaddedBytes(text), definitions().names()).ok(); }

}  // namespace
}  // namespace osler::fhir::path

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace osler::fhir::path;
  namespace json = osler::json;
  json::Parser parser;
  const auto patch = parser.parse(json::PaddedBytes(std::string_view(reinterpret_cast<const char*>(data), size)), definitions().names());
  if (!patch.ok()) return 0;
  const auto by_path = apply_fhirpath_patch(definitions(), json::PaddedBytes(kPatient), patch->root(), 0);
  OSLER_ASSERT(!by_path.ok() || is_json(by_path->view()));
  const auto patient = parser.parse(json::PaddedBytes(kPatient), definitions().names());
  json::Draft draft(patient->root());
  const bool applied = patch->root().is_array() && json::apply_json_patch(draft, patch->root()).ok();
  OSLER_ASSERT(!applied || is_json(draft.text()));
  return 0;
}
