// How items are reached from items. Spec: FHIRPath 2.0, 5.1; FHIR R4, fhirpath.html (choice elements, primitives).
#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

// The structure of an element that may hold any resource is that of the resource it holds.
StructureId actual_structure(const Definitions& definitions, StructureId declared, json::View value) {
  const bool may_be_resource = declared == StructureId::kNone || definitions.at(declared).kind == StructureKind::kResource;
  if (!may_be_resource || !value.is_object()) return declared;
  std::string scratch;
  const json::View name = value.member("resourceType");
  const std::optional<TypeId> type = name.is_string() ? definitions.resource_type(name.text(scratch)) : std::nullopt;
  return type ? definitions.structure_of(*type) : declared;
}

bool is_value(json::View view) { return view.exists() && !view.is_null(); }

bool is_named(const Element& element, json::NameId name, std::string_view text) {
  return element.choice_group == 0 ? element.name == name : element.choice_base == text;
}

}  // namespace

Item context_item(const Definitions& definitions, json::View view, StructureId structure) {
  Item item;
  item.view = view;
  item.structure = actual_structure(definitions, structure, view);
  return item;
}

Status Evaluator::append_value(const Element* element, StructureId structure, json::View value, json::View sibling, Collection& out) {
  const auto append = [&](json::View one, json::View beside) -> Status {
    if (!is_value(one) && !is_value(beside)) return {};
    OSLER_RETURN_IF_ERROR(charge(1));
    Item item;
    item.element = element;
    item.structure = actual_structure(definitions_, structure, one);
    if (is_value(one)) item.view = one;
    if (is_value(beside)) item.sibling = beside;
    out.push_back(item);
    return {};
  };
  if (!value.is_array() && !sibling.is_array()) return append(value, sibling);
  auto in_value = value.begin();
  auto in_sibling = sibling.begin();
  const bool values = value.is_array();
  const bool siblings = sibling.is_array();
  while ((values && in_value != value.end()) || (siblings && in_sibling != sibling.end())) {
    json::View one;
    json::View beside;
    if (values && in_value != value.end()) { one = *in_value; ++in_value; }
    if (siblings && in_sibling != sibling.end()) { beside = *in_sibling; ++in_sibling; }
    OSLER_RETURN_IF_ERROR(append(one, beside));
  }
  return check_size(out);
}

std::optional<Property> Evaluator::plain_property(const Item& item, json::NameId name) const {
  if (item.kind != ItemKind::kElement || item.structure == StructureId::kNone) return std::nullopt;
  Property found;
  found.element = definitions_.element(item.structure, name);
  if (found.element == nullptr || found.element->choice_group != 0) return std::nullopt;
  const bool has_sibling = found.element->primitive != Primitive::kNone;
  const json::View object = item.view.is_object() ? item.view : item.sibling;
  for (const json::View member : object) {
    if (member.name() == name) found.value = member;
    else if (has_sibling && definitions_.property_of_sibling(member.name()) == name) found.sibling = member;
  }
  return found;
}

Status Evaluator::append_members(const Item& item, json::NameId name, std::string_view text, Collection& out) {
  if (item.kind == ItemKind::kTypeInfo) {
    if (text == "name") out.push_back(string_item(item.text));
    if (text == "namespace") out.push_back(string_item(item.space));
    return {};
  }
  if (item.kind != ItemKind::kElement) return {};
  if (const std::optional<Property> plain = plain_property(item, name)) {
    return append_value(plain->element, plain->element->type, plain->value, plain->sibling, out);
  }
  const json::View object = item.view.is_object() ? item.view : item.sibling;
  Property found;
  for (const json::View member : object) {
    if (item.structure == StructureId::kNone) {
      // Content the definitions do not know: by name alone.
      const bool same = name != json::NameId::kUnknown ? member.name() == name : member.key() == text;
      if (same) OSLER_RETURN_IF_ERROR(append_value(nullptr, StructureId::kNone, member, {}, out));
      continue;
    }
    const json::NameId of_sibling = definitions_.property_of_sibling(member.name());
    const bool is_sibling = of_sibling != json::NameId::kUnknown;
    const Element* element = definitions_.element(item.structure, is_sibling ? of_sibling : member.name());
    if (element == nullptr || !is_named(*element, name, text)) continue;
    if (found.element != nullptr && found.element != element) {
      OSLER_RETURN_IF_ERROR(append_value(found.element, found.element->type, found.value, found.sibling, out));
      found = {};
    }
    found.element = element;
    (is_sibling ? found.sibling : found.value) = member;
  }
  if (found.element == nullptr) return {};
  return append_value(found.element, found.element->type, found.value, found.sibling, out);
}

Status Evaluator::append_children(const Item& item, Collection& out) {
  if (item.kind != ItemKind::kElement) return {};
  const json::View object = item.view.is_object() ? item.view : item.sibling;
  bool has_siblings = false;
  for (const json::View member : object) has_siblings = has_siblings || definitions_.property_of_sibling(member.name()) != json::NameId::kUnknown;
  const auto sibling_of = [&](json::NameId name) {
    for (const json::View member : object) {
      if (definitions_.property_of_sibling(member.name()) == name) return member;
    }
    return json::View();
  };
  for (const json::View member : object) {
    const json::NameId of_sibling = definitions_.property_of_sibling(member.name());
    if (item.structure == StructureId::kNone) {
      OSLER_RETURN_IF_ERROR(append_value(nullptr, StructureId::kNone, member, {}, out));
      continue;
    }
    if (of_sibling != json::NameId::kUnknown) {
      // Taken along with its value, if there is one.
      if (object.member(of_sibling).exists()) continue;
      const Element* element = definitions_.element(item.structure, of_sibling);
      if (element != nullptr) OSLER_RETURN_IF_ERROR(append_value(element, element->type, {}, member, out));
      continue;
    }
    const Element* element = definitions_.element(item.structure, member.name());
    if (element == nullptr) continue;
    json::View sibling;
    if (has_siblings && element->primitive != Primitive::kNone) sibling = sibling_of(member.name());
    OSLER_RETURN_IF_ERROR(append_value(element, element->type, member, sibling, out));
  }
  return {};
}

bool Evaluator::is_type(const Item& item, const TypeName& type) {
  if (item.kind == ItemKind::kElement || item.kind == ItemKind::kReferent) {
    if (type.structure == StructureId::kNone) return false;
    for (StructureId id = item.structure; id != StructureId::kNone; id = definitions_.at(id).base) {
      if (id == type.structure) return true;
    }
    return false;
  }
  if (type.structure != StructureId::kNone) {
    return item.kind == ItemKind::kQuantity && definitions_.at(type.structure).name == "Quantity";
  }
  switch (item.kind) {
    case ItemKind::kBoolean: return type.system == SystemType::kBoolean;
    case ItemKind::kInteger: return type.system == SystemType::kInteger;
    case ItemKind::kDecimal: return type.system == SystemType::kDecimal;
    case ItemKind::kString: return type.system == SystemType::kString;
    case ItemKind::kDate: return type.system == SystemType::kDate;
    case ItemKind::kDateTime: return type.system == SystemType::kDateTime;
    case ItemKind::kTime: return type.system == SystemType::kTime;
    case ItemKind::kQuantity: return type.system == SystemType::kQuantity;
    default: return false;
  }
}

bool Evaluator::is_cast_to(const Item& item, const TypeName& type) {
  const bool primitive = item.kind == ItemKind::kElement && type.structure != StructureId::kNone &&
                         definitions_.at(type.structure).kind == StructureKind::kPrimitive;
  return primitive ? item.structure == type.structure : is_type(item, type);
}

}  // namespace osler::fhir::path
