// The part of the schema reader that resolves places in FHIR.

#include <re2/re2.h>

#include "api/v1/path.h"
#include "api/v1/schema_reader.h"
#include "api/v1/schema_words.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kAnyResource = "Resource";

/// The texts inside `value`, each with the names that lead to it; lists are passed through.
void collect_leaves(json::View value, std::vector<std::string>& path, std::vector<Leaf>& leaves) {
  if (value.is_array()) {
    for (const json::View element : value) collect_leaves(element, path, leaves);
    return;
  }
  if (value.is_object()) {
    for (const json::View member : value) {
      const std::size_t depth = path.size();
      const std::string key = member.key();
      for (const StepText& step : split_path(key)) path.emplace_back(step.name);
      collect_leaves(member, path, leaves);
      path.resize(depth);
    }
    return;
  }
  Leaf leaf{path, value.text(), false};
  if (leaf.text.ends_with("/*")) {
    leaf.text.pop_back();
    leaf.is_prefix = true;
  }
  leaves.push_back(std::move(leaf));
}

std::vector<std::vector<Leaf>> alternatives_of(json::View match) {
  std::vector<std::vector<Leaf>> alternatives;
  std::vector<std::string> path;
  if (!match.is_array()) {
    collect_leaves(match, path, alternatives.emplace_back());
    return alternatives;
  }
  for (const json::View one : match) collect_leaves(one, path, alternatives.emplace_back());
  return alternatives;
}

/// "Patient.telecom[phone].value" below "Patient" is "telecom[phone].value".
std::string_view below(std::string_view full, std::string_view place) {
  return full.size() > place.size() ? full.substr(place.size() + 1) : std::string_view{};
}

}  // namespace

std::uint16_t SchemaReader::slice_index(ListSlices& list, std::string_view name, json::View mapping) const {
  for (std::size_t i = 0; i < list.slices.size(); ++i) {
    if (list.slices[i].name == name) return static_cast<std::uint16_t>(i);
  }
  const json::View match = get(mapping, "match");
  const json::View fixed = get(mapping, "fixed");
  list.slices.push_back({std::string(name), alternatives_of(match.exists() ? match : fixed), fixed});
  return static_cast<std::uint16_t>(list.slices.size() - 1);
}

Path SchemaReader::make_path(std::string_view full, const std::string& place, FieldSet& set, json::View mapping) const {
  Path path;
  std::string walked;
  for (const StepText& text : split_path(below(full, place))) {
    Step step{std::string(text.name), schema_.definitions_.names().find(text.name), StepKind::kMember, 0, nullptr};
    walked += walked.empty() ? "" : ".";
    walked += text.name;
    if (text.selector) {
      auto list =
          std::find_if(set.lists.begin(), set.lists.end(), [&](const auto& one) { return one->list == walked; });
      if (list == set.lists.end())
        list = set.lists.insert(set.lists.end(), std::make_unique<ListSlices>(ListSlices{walked, {}}));
      step.slices = list->get();
      const std::string_view selector = *text.selector;
      const bool is_number = !selector.empty() && selector.find_first_not_of("0123456789") == std::string_view::npos;
      step.kind = selector == "*" ? StepKind::kEach : is_number ? StepKind::kIndex : StepKind::kSlice;
      if (is_number) step.index = static_cast<std::uint16_t>(std::stoul(std::string(selector)));
      if (step.kind == StepKind::kSlice) step.index = slice_index(**list, selector, mapping);
      walked += '[';
      walked += selector;
      walked += ']';
    }
    path.push_back(std::move(step));
  }
  return path;
}

const fhir::Element* SchemaReader::element_of(std::string_view full) const {
  const fhir::Definitions& definitions = schema_.definitions_;
  const std::vector<StepText> steps = split_path(full);
  const fhir::Element* element = nullptr;
  std::optional<fhir::StructureId> structure = definitions.structure(steps.front().name);
  for (std::size_t i = 1; i < steps.size() && structure; ++i) {
    element = definitions.element(*structure, definitions.names().find(steps[i].name));
    if (element == nullptr) return nullptr;
    structure = element->type;
  }
  return element;
}

void SchemaReader::set_choice(std::string_view full, std::vector<std::string>& siblings) const {
  const fhir::Definitions& definitions = schema_.definitions_;
  const fhir::Element* element = element_of(full);
  if (element == nullptr || element->choice_group == 0) return;
  const std::size_t dot = full.rfind('.');
  const fhir::Element* holder = element_of(full.substr(0, dot));
  const std::optional<fhir::StructureId> structure =
      holder == nullptr ? definitions.structure(full.substr(0, dot)) : std::optional(holder->type);
  if (!structure) return;
  for (const fhir::Element& other : definitions.at(*structure).elements) {
    const std::string_view name = definitions.names().name(other.name);
    if (other.choice_group == element->choice_group && other.name != element->name) siblings.emplace_back(name);
  }
}

Status SchemaReader::read_mapping(json::View mapping, const std::string& place, FieldSet& set, Field& field) {
  Mapping& out = field.fhir;
  const std::string as = get(mapping, "as").text();
  out.type = fhir_type(as);
  if (as == "positiveInt" && !field.least) field.least = fhir::Decimal(1);
  if (as == "unsignedInt" && !field.least) field.least = fhir::Decimal(0);
  out.fixed = get(mapping, "fixed");
  out.is_closed = get(mapping, "closed").is_true();
  out.unknown_is_code = get(mapping, "unknown").equals("code");
  out.is_base64 = get(mapping, "encode").equals("base64");
  out.fill_only = get(mapping, "fillOnly").is_true();
  out.joined_by = get(mapping, "join").text();
  if (get(mapping, "bare").equals("display")) out.names = NameInReference::kDisplay;
  if (get(mapping, "bare").equals("display+identifier")) out.names = NameInReference::kDisplayAndIdentifier;
  read_targets(get(mapping, "target"), out);
  read_codes(mapping, out);
  full_path_ = get(mapping, "path").text();
  const fhir::Element* element = element_of(full_path_);
  if (element == nullptr) return fault(dotted_, "R4 has no element " + full_path_);
  out.is_required_by_fhir = element->min > 0;
  out.path = make_path(full_path_, place, set, mapping);
  set_choice(full_path_, out.choice_siblings);
  for (const json::View also : get(mapping, "also")) out.also.push_back(make_path(also.text(), place, set, mapping));
  if (get(mapping, "altPath").exists()) {
    out.alternative = make_path(get(mapping, "altPath").text(), place, set, mapping);
    out.alternative_when = get(mapping, "altWhen").text();
  }
  return {};
}

// Members of shared types keep their names in FHIR.
Status SchemaReader::read_plain_mapping(json::View text, std::string_view as, const std::string& place, FieldSet& set,
                                        Field& field) {
  const bool is_base64 = get(text, "format").equals("base64");
  field.fhir.type = is_base64 ? FhirType::kBase64 : as.empty() ? fhir_type_for(field.type) : fhir_type(as);
  full_path_ = place + "." + field.name + (field.is_array ? "[*]" : "");
  field.fhir.path = make_path(full_path_, place, set, {});
  return {};
}

void SchemaReader::read_codes(json::View mapping, Mapping& out) {
  const std::string system = get(mapping, "system").text();
  for (const json::View entry : get(mapping, "codes")) {
    CodeEntry code{entry.key(), get(entry, "code").text(), get(entry, "display").text(), get(entry, "system").text()};
    if (code.code.empty()) code.code = code.word;
    if (code.system.empty()) code.system = system;
    out.codes.add(std::move(code));
  }
  for (const json::View pattern : get(mapping, "patterns")) {
    const std::string expression = get(pattern, "match").text();
    std::shared_ptr<const re2::RE2>& shape = shapes_[expression];
    if (!shape) shape = std::make_shared<const re2::RE2>(expression);
    out.patterns.push_back({shape, get(pattern, "system").text()});
  }
}

void SchemaReader::read_targets(json::View targets, Mapping& out) const {
  for (const json::View target : targets) {
    if (target.equals(kAnyResource)) {
      out.targets.clear();
      return;
    }
    const std::optional<TypeId> type = schema_.definitions_.resource_type(target.text());
    if (type) out.targets.push_back(*type);
  }
}

void SchemaReader::read_defaults(json::View defaults, ResourceSchema& resource) {
  for (const json::View value : defaults) {
    FhirDefault out;
    out.path = make_path(value.key(), resource.type_name, resource.fields, {});
    out.text = value.text();
    set_choice(value.key(), out.choice_siblings);
    resource.fhir_defaults.push_back(std::move(out));
  }
}

}  // namespace osler::api::v1
