// Query strings: whatever is accepted for a type is evaluated against a resource; folding twice is folding once; values
// split and unescape without loss. The first line names the type, the rest are name=value lines.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "fhir/search/resource_extractor.h"
#include "fhir/search/search_parser.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return line;
}

void check_text(std::string_view text) {
  const std::string folded = fold_text(text);
  OSLER_ASSERT(fold_text(folded) == folded);
  std::size_t bytes = 0;
  for (const std::string_view part : split_unescaped(text, ',')) bytes += part.size() + 1;
  OSLER_ASSERT(bytes == text.size() + 1);
}

}  // namespace
}  // namespace osler::fhir

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace osler::fhir;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::optional<osler::TypeId> type = definitions().resource_type(take_line(rest));
  Parameters parameters;
  while (!rest.empty() && parameters.size() < 50) {
    const std::string_view line = take_line(rest);
    check_text(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    parameters.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  SearchOptions options;
  options.base_url = "https://host/api/fhir";
  options.tenant_system = "urn:tenant";
  options.tenant = "acme";
  const auto strict = parse_search(definitions(), type, parameters, options);
  options.handling = Handling::kLenient;
  const auto lenient = parse_search(definitions(), type, parameters, options);
  // Lenient handling accepts whatever strict handling does, and then leaves nothing out.
  OSLER_ASSERT(!strict.ok() || (lenient.ok() && lenient->ignored.empty()));
  return 0;
}
