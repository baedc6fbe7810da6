#include "fhir/path/element_definition.h"

#include <array>

#include "json/writer.h"

namespace osler::fhir::path {
namespace {

constexpr std::string_view kDefinitionsBase = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::array<std::string_view, 5> kStrengths = {"", "example", "preferred", "extensible", "required"};

std::string canonical_of(std::string_view name) { return std::string(kDefinitionsBase).append(name); }

std::string as_max(std::uint16_t max) { return max == kUnbounded ? "*" : std::to_string(max); }

// The structure whose elements have this path: of a choice, all its types are there.
const Structure* holder_of(const Definitions& definitions, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  const std::optional<StructureId> id = definitions.structure(path.substr(0, dot));
  return id ? &definitions.at(*id) : nullptr;
}

// Of a contentReference, the path it points at: a part of a structure that stands somewhere else.
std::string_view content_reference(const Definitions& definitions, const Element& element) {
  if (element.type == StructureId::kNone) return {};
  const std::string_view name = definitions.at(element.type).name;
  return name.find('.') != std::string_view::npos && name != element.path ? name : std::string_view{};
}

void write_type(const Definitions& definitions, const Element& element, json::Writer& w) {
  w.begin_object();
  w.member("code", element.type_name);
  if (element.profile != StructureId::kNone) {
    w.key("profile");
    w.begin_array();
    w.value(canonical_of(definitions.at(element.profile).name));
    w.end_array();
  }
  if (!element.targets.empty()) {
    w.key("targetProfile");
    w.begin_array();
    for (const TypeId target : element.targets) w.value(canonical_of(definitions.name_of(target)));
    w.end_array();
  }
  w.end_object();
}

void write_constraints(const Structure& structure, std::string_view path, json::Writer& w) {
  const json::Writer::Mark mark = w.mark();
  bool any = false;
  w.key("constraint");
  w.begin_array();
  for (const Invariant& invariant : structure.invariants) {
    if (invariant.path != path) continue;
    any = true;
    w.begin_object();
    w.member("key", invariant.key);
    w.member("severity", invariant.is_error ? "error" : "warning");
    w.member("human", invariant.human);
    w.member("expression", invariant.expression);
    w.end_object();
  }
  w.end_array();
  if (!any) w.rollback(mark);
}

void write_head(std::string_view path, std::uint16_t min, std::uint16_t max, json::Writer& w) {
  w.member("id", path);
  w.member("path", path);
  w.member("min", static_cast<int>(min));
  w.member("max", as_max(max));
}

void write_element(const Definitions& definitions, const Element& element, json::Writer& w) {
  const Structure* holder = holder_of(definitions, element.path);
  write_head(element.path, element.min, element.max, w);
  if (const std::string_view reference = content_reference(definitions, element); !reference.empty()) {
    w.member("contentReference", "#" + std::string(reference));
  } else {
    w.key("type");
    w.begin_array();
    if (element.choice_group == 0 || holder == nullptr) {
      write_type(definitions, element, w);
    } else {
      for (const Element& other : holder->elements) {
        if (other.choice_group == element.choice_group) write_type(definitions, other, w);
      }
    }
    w.end_array();
  }
  if (holder != nullptr) write_constraints(*holder, element.path, w);
  w.member("isModifier", element.is_modifier);
  w.member("isSummary", element.is_summary);
  if (element.binding_strength == BindingStrength::kNone) return;
  w.key("binding");
  w.begin_object();
  w.member("strength", kStrengths[static_cast<std::size_t>(element.binding_strength)]);
  if (!element.binding_url.empty()) w.member("valueSet", element.binding_url);
  w.end_object();
}

}  // namespace

std::string element_definition_of(const Definitions& definitions, const Item& item) {
  std::string text;
  if (item.kind != ItemKind::kElement || item.structure == StructureId::kNone) return text;
  json::Writer w(text);
  w.begin_object();
  if (item.element != nullptr) {
    write_element(definitions, *item.element, w);
  } else {
    const Structure& structure = definitions.at(item.structure);
    write_head(structure.name, 0, kUnbounded, w);
    write_constraints(structure, structure.name, w);
  }
  w.end_object();
  return text;
}

}  // namespace osler::fhir::path
