// Most nodes are no references: the tape is scanned for the one name, and only where it stands is the way down from the
// resource walked again to learn which element it belongs to.
#include "fhir/search/references.h"

namespace osler::fhir {
namespace {

using json::View;

/// What the way down has learned so far.
struct Place {
  StructureId structure = StructureId::kNone;  ///< Of the object reached.
  const Element* element = nullptr;            ///< That declares it.
};

StructureId structure_of_resource(const Definitions& definitions, View resource) {
  std::string scratch;
  const View name = resource.member("resourceType");
  const std::optional<TypeId> type = name.is_string() ? definitions.resource_type(name.text(scratch)) : std::nullopt;
  return type ? definitions.structure_of(*type) : StructureId::kNone;
}

bool holds(View container, std::uint32_t index) {
  return container.index() <= index && index < container.tree()->nodes()[container.index()].next;
}

// One step towards the node: into the member or element that holds it.
View child_towards(View container, std::uint32_t index) {
  for (const View child : container) {
    if (holds(child, index)) return child;
  }
  return {};
}

Place entered(const Definitions& definitions, Place place, View child) {
  if (child.name() != json::NameId::kUnknown && place.structure != StructureId::kNone) {
    place.element = definitions.element(place.structure, child.name());
    place.structure = place.element != nullptr ? place.element->type : StructureId::kNone;
    // The sibling of a primitive has the members of every element: id and extension.
    const bool is_sibling = definitions.property_of_sibling(child.name()) != json::NameId::kUnknown;
    if (is_sibling) place.structure = definitions.structure("Element").value_or(StructureId::kNone);
  } else if (!child.key().empty()) {
    place = {};
  }
  const bool any_resource = place.structure != StructureId::kNone && child.is_object() &&
                            definitions.at(place.structure).kind == StructureKind::kResource;
  if (any_resource) place.structure = structure_of_resource(definitions, child);
  return place;
}

Place place_of_parent(const Definitions& definitions, View resource, std::uint32_t index) {
  Place place{structure_of_resource(definitions, resource), nullptr};
  Place parent = place;
  View at = resource;
  while (at.exists() && at.index() != index) {
    at = child_towards(at, index);
    parent = place;
    if (at.exists()) place = entered(definitions, place, at);
  }
  return parent;
}

std::string expression_of(View resource, std::uint32_t index) {
  std::string scratch;
  std::string expression(resource.member("resourceType").text(scratch));
  View at = resource;
  while (at.exists()) {
    const bool in_array = at.is_array();
    std::size_t position = 0;
    View next;
    for (const View child : at) {
      if (holds(child, index)) {
        next = child;
        break;
      }
      ++position;
    }
    if (!next.exists() || next.index() == index) break;
    expression += in_array ? "[" + std::to_string(position) + "]" : "." + next.key();
    at = next;
  }
  return expression;
}

}  // namespace

void visit_references(const Definitions& definitions, View resource,
                      const std::function<void(View reference, const Element* element,
                                               const std::function<std::string()>& expression)>& visit) {
  if (!resource.is_object()) return;
  const json::NameId name = definitions.names().find("reference");
  const std::vector<json::Node>& nodes = resource.tree()->nodes();
  const std::uint32_t end = nodes[resource.index()].next;
  const StructureId reference_structure = definitions.structure("Reference").value_or(StructureId::kNone);
  for (std::uint32_t i = resource.index() + 1; i < end; ++i) {
    if (nodes[i].name != name || nodes[i].kind != json::Kind::kString) continue;
    const Place parent = place_of_parent(definitions, resource, i);
    // A known element that is not a Reference may have a text of that name; unknown content may hold a Reference.
    if (parent.structure != reference_structure && parent.structure != StructureId::kNone) continue;
    visit(View(resource.tree(), i), parent.element, [&] { return expression_of(resource, i); });
  }
}

}  // namespace osler::fhir
