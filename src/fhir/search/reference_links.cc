#include "fhir/search/reference_links.h"

#include <algorithm>
#include <set>

#include "fhir/search/plain_path.h"

namespace osler::fhir {
namespace {

bool names(std::span<const TypeId> types, TypeId type) { return std::find(types.begin(), types.end(), type) != types.end(); }

}  // namespace

bool ReferenceLinks::lead_to(TypeId type) const { return targets.empty() || names(targets, type); }

ReferenceLinks reference_links(const Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  ReferenceLinks links{{parameter.targets.begin(), parameter.targets.end()}, false};
  const std::optional<std::vector<PlainPath>> paths = paths_of_parameter(definitions, type, parameter);
  if (!paths) return links;
  links.by_url_only = true;
  bool any_type = false;
  std::set<TypeId> reachable;
  for (const PlainPath& path : *paths) {
    const Element* element = path.last();
    if (element == nullptr || element->primitive == Primitive::kNone) links.by_url_only = false;
    if (path.reference_type != TypeId::kNone) {
      reachable.insert(path.reference_type);
    } else if (element == nullptr || element->targets.empty()) {
      any_type = true;
    } else {
      reachable.insert(element->targets.begin(), element->targets.end());
    }
  }
  if (any_type) return links;
  std::erase_if(reachable, [&](TypeId each) { return !parameter.targets.empty() && !names(parameter.targets, each); });
  if (!reachable.empty()) links.targets.assign(reachable.begin(), reachable.end());
  return links;
}

}  // namespace osler::fhir
