// FHIRPath over any content: the first two bytes choose one of the expressions R4 ships (invariants and search parameters), the
// rest is the resource. Limits hold, and an answer given twice is the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "fhir/path/evaluate.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

struct World {
  Definitions definitions = Definitions::built_in().value();
  std::vector<Program> programs;

  World() {
    const auto add = [this](std::string_view expression) {
      if (auto program = compile(definitions, expression); program.ok()) programs.push_back(*std::move(program));
    };
    for (std::uint16_t i = 1; i <= definitions.structure_count(); ++i) {
      for (const Invariant& invariant : definitions.at(StructureId{i}).invariants) add(invariant.expression);
    }
    for (const SearchParameter& parameter : definitions.all_search_parameters()) add(parameter.expression);
    OSLER_ASSERT(programs.size() > 1'000);
  }
};

void run(const World& world, std::size_t which, std::string_view text) {
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text), world.definitions.names());
  if (!tree.ok()) return;
  Environment environment;
  environment.steps_max = 20'000;
  environment.collection_max = 2'000;
  environment.text_bytes_max = 20'000;
  const Program& program = world.programs[which % world.programs.size()];
  const auto answer = [&] {
    Workspace workspace;
    const auto items = evaluate(program, world.definitions, context_item(world.definitions, tree->root()), environment, workspace);
    OSLER_ASSERT(!items.ok() || items->size() <= environment.collection_max);
    return items.ok() ? to_json_array(*items) : items.error().message;
  };
  OSLER_ASSERT(answer() == answer());
}

}  // namespace
}  // namespace osler::fhir::path

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const osler::fhir::path::World kWorld;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  osler::fhir::path::run(kWorld, data[0] * std::size_t{256} + data[1], text.substr(2));
  return 0;
}
