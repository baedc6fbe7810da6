#include "fhir/search/subset.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kSubsetSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

std::string_view without_choice_mark(std::string_view name) {
  return name.ends_with("[x]") ? name.substr(0, name.size() - 3) : name;
}

bool is_named(const Definitions& definitions, const Element& element, std::string_view name) {
  if (name.empty()) return false;
  return element.choice_base == name || definitions.names().name(element.name) == name;
}

bool has_element(const Definitions& definitions, TypeId type, std::string_view name) {
  const auto elements = definitions.at(definitions.structure_of(type)).elements;
  return std::any_of(elements.begin(), elements.end(), [&](const Element& element) { return is_named(definitions, element, name); });
}

Error unknown_element(const Definitions& definitions, std::span<const TypeId> types, std::string_view name) {
  std::vector<std::string_view> known;
  for (const TypeId type : types) {
    for (const Element& element : definitions.at(definitions.structure_of(type)).elements) {
      known.push_back(element.choice_base.empty() ? definitions.names().name(element.name) : element.choice_base);
    }
  }
  const std::optional<std::string_view> near = nearest(name, known);
  const std::string of = types.size() == 1 ? " of " + std::string(definitions.name_of(types.front())) : "";
  return invalid_input("search parameter '_elements': expected names of elements" + of + " at the top, separated by commas" +
                       (near ? "; did you mean '" + std::string(*near) + "'?" : std::string()));
}

/// Writes what is left of one resource.
class SubsetWriter {
 public:
  SubsetWriter(const Definitions& definitions, const Subset& subset, TypeId type, bool is_included, std::string& out)
      : definitions_(definitions), subset_(subset), type_(type), is_included_(is_included), out_(out) {}

  void write(json::View resource) {
    out_ += '{';
    bool has_meta = false;
    const StructureId structure = definitions_.structure_of(type_);
    for (const json::View member : resource) {
      const std::string key = member.key();
      if (key == "meta") {
        write_key(key);
        write_meta(member);
        has_meta = true;
      } else if (key == "resourceType" || key == "id") {
        write_key(key);
        out_ += member.raw();
      } else {
        write_if_kept(structure, member, key);
      }
    }
    if (!has_meta) {
      write_key("meta");
      write_meta({});
    }
    out_ += '}';
  }

 private:
  void write_key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    json::append_quoted(out_, key);
    out_ += ':';
  }

  void write_meta(json::View meta) {
    out_ += '{';
    for (const json::View member : meta) {
      const std::string key = member.key();
      if (key == "tag") continue;
      write_key(key);
      out_ += member.raw();
    }
    write_key("tag");
    out_ += '[';
    for (const json::View tag : meta.member("tag")) {
      out_ += tag.raw();
      out_ += ',';
    }
    out_ += kSubsettedTag;
    out_ += "]}";
  }

  const Element* element_of(StructureId structure, json::View member) const {
    const json::NameId plain = definitions_.property_of_sibling(member.name());
    return definitions_.element(structure, plain == json::NameId::kUnknown ? member.name() : plain);
  }

  void write_if_kept(StructureId structure, json::View member, const std::string& key) {
    const Element* element = element_of(structure, member);
    if (!is_kept(element)) return;
    write_key(key);
    if (subset_.summary == Summary::kTrue && subset_.elements.empty() && element != nullptr) {
      write_summary(element->type, member);
    } else {
      out_ += member.raw();
    }
  }

  bool is_kept(const Element* element) const {
    if (subset_.elements.empty() && subset_.summary == Summary::kData) return element == nullptr || definitions_.names().name(element->name) != "text";
    if (element == nullptr) return false;
    if (element->min > 0) return true;
    if (!subset_.elements.empty()) {
      return std::any_of(subset_.elements.begin(), subset_.elements.end(), [&](const ElementName& asked) {
        const bool speaks = asked.type == TypeId::kNone ? !is_included_ : asked.type == type_;
        return speaks && is_named(definitions_, *element, asked.name);
      });
    }
    if (subset_.summary == Summary::kText) return definitions_.names().name(element->name) == "text";
    return element->is_summary;
  }

  // The marks go on inside elements that the resource defines itself; a data type is kept as a whole.
  void write_summary(StructureId structure, json::View value) {
    const bool goes_on = structure != StructureId::kNone && definitions_.at(structure).kind == StructureKind::kBackbone;
    if (!goes_on || !(value.is_object() || value.is_array())) {
      out_ += value.raw();
      return;
    }
    if (value.is_array()) {
      out_ += '[';
      for (const json::View each : value) {
        if (out_.back() != '[') out_ += ',';
        write_summary(structure, each);
      }
      out_ += ']';
      return;
    }
    out_ += '{';
    for (const json::View member : value) {
      const Element* element = element_of(structure, member);
      if (element == nullptr || (!element->is_summary && element->min == 0)) continue;
      write_key(member.key());
      write_summary(element->type, member);
    }
    out_ += '}';
  }

  const Definitions& definitions_;
  const Subset& subset_;
  TypeId type_;
  bool is_included_;
  std::string& out_;
};

bool speaks_of(const Subset& subset, TypeId type, bool is_included) {
  if (subset.is_whole()) return false;
  if (subset.elements.empty()) return true;
  return std::any_of(subset.elements.begin(), subset.elements.end(), [&](const ElementName& asked) {
    return asked.type == TypeId::kNone ? !is_included : asked.type == type;
  });
}

}  // namespace

Result<Summary> parse_summary(std::string_view value) {
  static constexpr std::array<std::pair<std::string_view, Summary>, 5> kWords = {{
      {"false", Summary::kFalse}, {"true", Summary::kTrue}, {"text", Summary::kText}, {"data", Summary::kData}, {"count", Summary::kCount}}};
  for (const auto& [word, summary] : kWords) {
    if (word == value) return summary;
  }
  return invalid_input("search parameter '_summary': expected true, text, data, count or false");
}

Result<std::vector<ElementName>> parse_elements(const Definitions& definitions, std::span<const TypeId> types, std::string_view value) {
  std::vector<ElementName> names;
  for (const std::string_view text : split_unescaped(value, ',')) {
    const std::size_t dot = text.find('.');
    const std::optional<TypeId> type = dot == std::string_view::npos ? std::nullopt : definitions.resource_type(text.substr(0, dot));
    const std::string_view name = without_choice_mark(type ? text.substr(dot + 1) : text);
    const std::span<const TypeId> of = type ? std::span<const TypeId>(&*type, 1) : types;
    const bool known = std::any_of(of.begin(), of.end(), [&](TypeId each) { return has_element(definitions, each, name); });
    if (!known) return unknown_element(definitions, of, name);
    names.push_back({type.value_or(TypeId::kNone), std::string(name)});
  }
  return names;
}

void append_subset(const Definitions& definitions, const Subset& subset, json::View resource, bool is_included, std::string& out) {
  std::string scratch;
  const std::string_view type_name = resource.member("resourceType").text(scratch);
  const std::optional<TypeId> type = definitions.resource_type(type_name);
  const bool stays_whole = !type || type_name == "OperationOutcome" || !speaks_of(subset, *type, is_included);
  if (stays_whole) {
    out += resource.raw();
    return;
  }
  SubsetWriter(definitions, subset, *type, is_included, out).write(resource);
}

Status refuse_subset(json::View resource) {
  for (const json::View tag : resource.member("meta").member("tag")) {
    if (tag.member("system").equals(kSubsetSystem) && tag.member("code").equals("SUBSETTED")) {
      return Error{ErrorKind::kUnprocessable, "this is a subset of a resource (tag SUBSETTED): read the whole one and change that", {}, {}};
    }
  }
  return {};
}

}  // namespace osler::fhir
