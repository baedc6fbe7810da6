#include "fhir/search/reference_links.h"

#include <algorithm>
#include <set>

#include "fhir/path/program.h"
#include "fhir/search/expression_branches.h"
#include "fhir/search/plain_path.h"

namespace osler::fhir {
namespace {

// All plain paths of the type's branches; nothing if one needs the evaluator.
std::optional<std::vector<PlainPath>> paths_of(const Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  const StructureId structure = definitions.structure_of(type);
  std::vector<PlainPath> all;
  for (const std::string_view branch : branches_for(definitions, type, parameter.expression)) {
    const Result<path::Program> parsed = path::parse(branch);
    if (!parsed.ok()) return std::nullopt;
    std::optional<std::vector<PlainPath>> paths = plain_paths(definitions, *parsed, structure, structure);
    if (!paths) return std::nullopt;
    std::move(paths->begin(), paths->end(), std::back_inserter(all));
  }
  return all;
}

bool names(std::span<const TypeId> types, TypeId type) { return std::find(types.begin(), types.end(), type) != types.end(); }

}  // namespace

ReferenceLinks reference_links(const Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  ReferenceLinks links{{parameter.targets.begin(), parameter.targets.end()}, false};
  const std::optional<std::vector<PlainPath>> paths = paths_of(definitions, type, parameter);
  if (!paths || paths->empty()) return links;
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
