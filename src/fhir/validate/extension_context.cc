#include "fhir/validate/extension_context.h"

namespace osler::fhir {
namespace {

// "CanonicalResource" and "MetadataResource" are interfaces that R4 speaks of without defining them: a resource with a url.
bool is_interface(const Definitions& definitions, StructureId structure, std::string_view name) {
  if (name != "CanonicalResource" && name != "MetadataResource") return false;
  return definitions.at(structure).kind == StructureKind::kResource && definitions.element(structure, definitions.names().find("url")) != nullptr;
}

bool is_of_type(const Definitions& definitions, StructureId structure, std::string_view name) {
  if (structure != StructureId::kNone && is_interface(definitions, structure, name)) return true;
  for (; structure != StructureId::kNone; structure = definitions.at(structure).base) {
    if (definitions.at(structure).name == name) return true;
  }
  return false;
}

// "value[x]" and "valueString" both name a choice; "component:systolic" names a slice of component.
bool is_segment(const Definitions& definitions, const Element& element, std::string_view segment) {
  segment = segment.substr(0, segment.find(':'));
  if (definitions.names().name(element.name) == segment) return true;
  if (element.choice_group == 0) return false;
  const bool generic = segment.ends_with("[x]");
  return segment.substr(0, segment.size() - (generic ? 3 : 0)) == element.choice_base;
}

}  // namespace

StructureId structure_at(const Definitions& definitions, const ElementPath& path) {
  const bool is_resource = path.element == nullptr || definitions.at(path.element->type).kind == StructureKind::kResource;
  if (!is_resource) return path.element->type;
  const json::View type = path.value.member("resourceType");
  const auto id = type.is_string() ? definitions.resource_type(type.text()) : std::nullopt;
  return id ? definitions.structure_of(*id) : StructureId::kNone;
}

bool is_named_by(const Definitions& definitions, const ElementPath& owner, std::string_view expression) {
  const std::size_t hash = expression.find('#');
  if (hash != std::string_view::npos) expression.remove_prefix(hash + 1);
  if (expression == "Element") return true;  // R4 itself uses such extensions on resources too: structuredefinition-standards-status.
  // From the element up: as long as what is left is not the name of a type here, its last segment must name this element.
  for (const ElementPath* level = &owner; level != nullptr; level = level->parent) {
    if (is_of_type(definitions, structure_at(definitions, *level), expression)) return true;
    const std::size_t dot = expression.rfind('.');
    if (dot == std::string_view::npos || level->element == nullptr) return false;
    if (!is_segment(definitions, *level->element, expression.substr(dot + 1))) return false;
    expression = expression.substr(0, dot);
  }
  return false;
}

}  // namespace osler::fhir
