#include "fhir/search/include.h"

#include <algorithm>

#include "base/nearest.h"
#include "fhir/search/unknown_type.h"

namespace osler::fhir {
namespace {

Error about(std::string_view name, std::string_view what) {
  return invalid_input("search parameter '" + std::string(name) + "': " + std::string(what));
}

std::string unknown_type(const Definitions& definitions, std::string_view name) {
  return "unknown resource type '" + std::string(name) + "'" + did_you_mean_type(definitions, name);
}

Error unknown_reference(const Definitions& definitions, TypeId source, std::string_view name, std::string_view code) {
  std::vector<std::string_view> codes;
  for (const SearchParameter* parameter : definitions.search_parameters(source)) {
    if (parameter->type == SearchType::kReference) codes.push_back(parameter->code);
  }
  const std::optional<std::string_view> near = nearest(code, codes);
  return about(name, std::string(definitions.name_of(source)) + " has no reference parameter '" + std::string(code) + "'" +
                         (near ? "; did you mean '" + std::string(*near) + "'?" : std::string()));
}

}  // namespace

Result<Include> parse_include(const Definitions& definitions, std::string_view name, std::string_view value) {
  Include include;
  std::string_view word = name.substr(0, name.find(':'));
  const std::string_view modifier = word.size() == name.size() ? std::string_view{} : name.substr(word.size() + 1);
  if (word != "_include" && word != "_revinclude") return about(name, "did you mean '_include' or '_revinclude'?");
  if (!modifier.empty() && modifier != "iterate" && modifier != "recurse") return about(name, "unknown modifier; supported: :iterate, :recurse");
  include.reverse = word == "_revinclude";
  include.iterate = !modifier.empty();
  if (value == "*") return include;

  const std::size_t first = value.find(':');
  if (first == std::string_view::npos) return about(name, "expected Type:parameter, Type:parameter:Target, Type:* or *");
  const std::optional<TypeId> source = definitions.resource_type(value.substr(0, first));
  if (!source) return about(name, unknown_type(definitions, value.substr(0, first)));
  include.source = *source;

  const std::string_view rest = value.substr(first + 1);
  const std::size_t second = rest.find(':');
  const std::string_view code = rest.substr(0, second);
  const SearchParameter* parameter = definitions.search_parameter(*source, code);
  if (code != "*") {
    if (parameter == nullptr || parameter->type != SearchType::kReference) return unknown_reference(definitions, *source, name, code);
    include.parameter = parameter->id;
  }
  if (second == std::string_view::npos) return include;

  const std::string_view target_name = rest.substr(second + 1);
  const std::optional<TypeId> target = definitions.resource_type(target_name);
  if (!target) return about(name, unknown_type(definitions, target_name));
  const bool fits = code == "*" || parameter->targets.empty() ||
                    std::find(parameter->targets.begin(), parameter->targets.end(), *target) != parameter->targets.end();
  if (!fits) return about(name, "'" + std::string(code) + "' cannot refer to " + std::string(target_name));
  include.target = *target;
  return include;
}

}  // namespace osler::fhir
