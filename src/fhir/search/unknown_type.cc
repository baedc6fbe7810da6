#include "fhir/search/unknown_type.h"

#include <vector>

#include "base/nearest.h"

namespace osler::fhir {

std::string did_you_mean_type(const Definitions& definitions, std::string_view name) {
  std::vector<std::string_view> names;
  for (const TypeId type : definitions.resource_types()) names.push_back(definitions.name_of(type));
  const std::optional<std::string_view> near = nearest(name, names);
  return near ? "; did you mean " + std::string(*near) + "?" : std::string();
}

}  // namespace osler::fhir
