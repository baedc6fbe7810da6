// Validation of any JSON, with extensions, declared profiles and definitions of profiles: findings within their limit, each
// with a place inside the text, whatever the resource.

#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "fhir/validate/standalone_check.h"
#include "json/parser.h"

namespace {

struct World {
  osler::fhir::Definitions definitions = osler::fhir::Definitions::built_in().value();
  std::unique_ptr<osler::fhir::StandaloneCheck> check = osler::fhir::StandaloneCheck::open(definitions, 0).value();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World kWorld;
  static osler::json::Parser parser;
  const auto tree = parser.parse(osler::json::PaddedBytes(std::string_view(reinterpret_cast<const char*>(data), size)), kWorld.definitions.names());
  if (!tree.ok()) return 0;
  osler::fhir::Findings findings;
  OSLER_ASSERT(kWorld.check->check(tree->root(), {}, {.best_practice = true}, findings).ok());
  OSLER_ASSERT(findings.issues.size() <= osler::fhir::kFindingsMax);
  OSLER_ASSERT(findings.offsets.size() == findings.issues.size());
  for (const std::uint32_t offset : findings.offsets) OSLER_ASSERT(offset <= size);
  return 0;
}
