#include "fhir/path/patch_value.h"

namespace osler::fhir::path {
namespace {

std::string sibling_name(std::string_view name) { return "_" + std::string(name); }

std::string_view json_name(const Definitions& definitions, const Element& element) { return definitions.names().name(element.name); }

// The id and extensions of a primitive stand in a list of their own, in step with the values.
json::DraftNode sibling_slot(json::DraftNode owner, std::string_view name, const std::optional<std::size_t>& index) {
  const json::DraftNode sibling = owner.ensure_member(sibling_name(name));
  if (!index) return sibling;
  json::DraftNode list = sibling;
  list.make_array();
  while (list.count() <= *index) list.append();
  return list.at(*index);
}

void clear_sibling(json::DraftNode owner, std::string_view name, const std::optional<std::size_t>& index) {
  if (!index) {
    owner.erase(sibling_name(name));
    return;
  }
  if (json::DraftNode slot = owner.member(sibling_name(name)).at(*index)) slot.set_null();
}

// Spec: FHIR R4, fhirpatch.html: an anonymous type is given part by part.
Status put_parts(const Definitions& definitions, json::DraftNode target, const Element& element, json::View parts) {
  target.make_object();
  for (const json::View part : parts) {
    const std::string name = part.member("name").text();
    const PartValue value = read_part_value(part);
    const Element* inner = element_for(definitions, element.type, name, value);
    if (inner == nullptr || !value.exists()) {
      return unprocessable("a part of the value is no element of " + std::string(element.path) + ", or has no value");
    }
    OSLER_RETURN_IF_ERROR(add_value(definitions, target, *inner, value));
  }
  return {};
}

}  // namespace

Error unprocessable(std::string what) {
  Issue issue{Severity::kError, IssueType::kProcessing, what};
  return {ErrorKind::kUnprocessable, std::move(what), {}, {std::move(issue)}};
}

PartValue read_part_value(json::View part) {
  PartValue found;
  for (const json::View member : part) {
    const std::string key = member.key();
    if (key.starts_with("value")) {
      found.value = member;
      found.type_suffix = key.substr(5);
    } else if (key.starts_with("_value")) {
      found.sibling = member;
      found.type_suffix = key.substr(6);
    } else if (key == "resource") {
      found.value = member;
    } else if (key == "part") {
      found.parts = member;
    }
  }
  return found;
}

const Element* element_for(const Definitions& definitions, StructureId parent, std::string_view name, const PartValue& value) {
  if (parent == StructureId::kNone) return nullptr;
  if (name.ends_with("[x]")) name.remove_suffix(3);
  const json::NameTable& names = definitions.names();
  const json::NameId plain = names.find(name);
  const Element* element = plain == json::NameId::kUnknown ? nullptr : definitions.element(parent, plain);
  if (element != nullptr) return element;
  const std::string typed = std::string(name) + value.type_suffix;
  const json::NameId chosen = names.find(typed);
  return chosen == json::NameId::kUnknown ? nullptr : definitions.element(parent, chosen);
}

Status put_value(const Definitions& definitions, const ValuePlace& place, const PartValue& value) {
  const std::string_view name = json_name(definitions, place.element);
  json::DraftNode owner = place.owner;
  if (!value.value.exists() && !value.parts.exists() && !place.index) {
    owner.erase(name);
  } else {
    json::DraftNode slot = place.index ? owner.member(name).at(*place.index) : owner.ensure_member(name);
    if (value.parts.exists()) {
      OSLER_RETURN_IF_ERROR(put_parts(definitions, slot, place.element, value.parts));
    } else if (value.value.exists()) {
      slot.set_view(value.value);
    } else {
      slot.set_null();
    }
  }
  if (value.sibling.exists()) sibling_slot(owner, name, place.index).set_view(value.sibling);
  else clear_sibling(owner, name, place.index);
  return {};
}

Status add_value(const Definitions& definitions, json::DraftNode owner, const Element& element, const PartValue& value) {
  const std::string_view name = json_name(definitions, element);
  if (!element.is_array) {
    if (owner.member(name) || owner.member(sibling_name(name))) {
      return unprocessable(std::string(element.path) + " is there already and does not repeat; use replace");
    }
    return put_value(definitions, {owner, element, std::nullopt}, value);
  }
  json::DraftNode list = owner.ensure_member(name);
  const std::size_t index = list.is_array() ? list.count() : 0;
  list.append();
  return put_value(definitions, {owner, element, index}, value);
}

}  // namespace osler::fhir::path
