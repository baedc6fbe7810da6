#include "fhir/validate/profile_walk.h"

#include <algorithm>

#include "fhir/validate/profile_match.h"
#include "fhir/validate/reference_form.h"

namespace osler::fhir {
namespace {

std::string quoted_list(const auto& words) {
  std::string list;
  for (const auto& word : words) (list += list.empty() ? "" : ", ") += word;
  return list;
}

}  // namespace

void ProfileWalk::report(const Place& place, Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics) {
  if (!findings_.accepts(severity)) return;
  findings_.report(severity, type, path, std::string(diagnostics) + " (profile " + place.profile.url + ")", place.profile.url);
}

void ProfileWalk::resource(json::View view, const Profile& profile, const ElementPath& path, json::View root) {
  const json::View type = view.member("resourceType");
  const Place place{profile, profile.at(0)};
  if (type.exists() && !type.equals(profile.type)) {
    return report(place, Severity::kError, IssueType::kStructure, path, "the profile is for the type " + profile.type);
  }
  part({view, {}, nullptr, profile.structure, ElementPath::kNoIndex}, profile, path, view, root);
}

void ProfileWalk::part(const ProfileValue& value, const Profile& profile, const ElementPath& path, json::View resource, json::View root) {
  enter(resource, root);
  this->value({profile, profile.at(0)}, value, path);
}

// Everything a node demands of one value.
void ProfileWalk::value(const Place& place, const ProfileValue& value, const ElementPath& path) {
  if (place.node.fixed || place.node.pattern) fixed(place, value, path);
  if (!place.node.types.empty()) types(place, value, path);
  if (!place.node.targets.empty()) targets(place, value, path);
  if (place.node.least || place.node.greatest) limits(place, value, path);
  if (!place.node.bindings.empty()) bindings(place, value, path);
  if (place.node.max_length && value.view.is_string() && value.view.text().size() > *place.node.max_length) {
    report(place, Severity::kError, IssueType::kTooLong, path, "expected at most " + std::to_string(*place.node.max_length) + " characters");
  }
  if (!place.node.rules.empty()) rules(place, value, path);
  if (!place.node.children.empty()) children(place, value, path);
}

void ProfileWalk::children(const Place& place, const ProfileValue& value, const ElementPath& path) {
  const bool is_inner_resource = value.element != nullptr && value.view.member("resourceType").exists();
  const json::View outside = evaluator_.resource();
  const json::View root = root_;
  if (is_inner_resource) enter(value.view, definitions_.names().name(value.element->name) == "contained" ? root : value.view);
  for (const NodeIndex index : place.node.children) element({place.profile, place.profile.at(index)}, value, path);
  if (is_inner_resource) enter(outside, root);
}

// What %resource and %rootResource are for the elements inside.
void ProfileWalk::enter(json::View resource, json::View root) {
  root_ = root;
  evaluator_.enter(resource, root);
  environment_.resource = resource;
  environment_.root_resource = root;
}

// One element of an object: how often, each value, and its slices.
void ProfileWalk::element(const Place& place, const ProfileValue& owner, const ElementPath& path) {
  const std::vector<ProfileValue> values = values_of(place.node, owner);
  const ElementPath whole{.parent = &path,
                          .element = values.empty() ? place.node.base : values.front().element,
                          .name = place.node.segment};
  count(place, values.size(), whole, place.node.segment);
  for (const ProfileValue& one : values) {
    const ElementPath own{.parent = &path, .element = one.element, .index = one.index, .value = one.view};
    value(place, one, own);
  }
  if (!place.node.slices.empty() || place.node.slicing) slices(place, values, path, whole);
}

void ProfileWalk::count(const Place& place, std::size_t found, const ElementPath& path, std::string_view what) {
  if (found < place.node.min) {
    const std::string diagnostics = place.node.min == 1 ? std::string(what) + " is required"
                                                        : "expected at least " + std::to_string(place.node.min) + " of " + std::string(what);
    report(place, Severity::kError, IssueType::kRequired, path, diagnostics);
  }
  if (place.node.max == kUnbounded || found <= place.node.max) return;
  const std::string diagnostics = place.node.max == 0 ? std::string(what) + " is not allowed"
                                                      : "expected at most " + std::to_string(place.node.max) + " of " + std::string(what);
  report(place, Severity::kError, IssueType::kStructure, path, diagnostics);
}

void ProfileWalk::fixed(const Place& place, const ProfileValue& value, const ElementPath& path) {
  if (!value.exists()) return;
  if (place.node.fixed && !json::same_value(value.view, place.node.fixed)) {
    report(place, Severity::kError, IssueType::kValue, path, "expected exactly " + std::string(place.node.fixed.raw()));
  }
  if (place.node.pattern && !matches_pattern(value.view, place.node.pattern)) {
    report(place, Severity::kError, IssueType::kValue, path, "expected what includes " + std::string(place.node.pattern.raw()));
  }
}

void ProfileWalk::types(const Place& place, const ProfileValue& value, const ElementPath& path) {
  const std::string_view type = value.element == nullptr ? std::string_view(place.profile.type) : type_of(value);
  const auto own = std::ranges::find_if(place.node.types, [&](const ProfileType& one) { return one.code == type || one.code == "Resource"; });
  if (own == place.node.types.end()) {
    // Of a choice, the type is part of the name; of any resource, it is in the resource; elsewhere R4 has judged it.
    if (value.element == nullptr || (value.element->choice_group == 0 && value.element->type_name != "Resource")) return;
    std::vector<std::string> allowed;
    for (const ProfileType& one : place.node.types) allowed.push_back(one.code);
    return report(place, Severity::kError, IssueType::kStructure, path, "expected one of the types " + quoted_list(allowed));
  }
  if (own->profiles.empty() || !value.exists()) return;
  if (depth_ >= kProfileDepthMax) return;
  if (own->profiles.size() > 1) {
    if (conforms_to_any(own->profiles, value)) return;
    return report(place, Severity::kError, IssueType::kStructure, path, "expected one of the profiles " + quoted_list(own->profiles));
  }
  const Result<ProfilePtr> profile = profiles_.find(own->profiles.front());
  if (!profile.ok() || *profile == nullptr) {
    return report(place, Severity::kWarning, IssueType::kNotFound, path, "the profile " + own->profiles.front() + " is not loaded, so this was not checked");
  }
  ++depth_;
  this->value({**profile, (*profile)->at(0)}, value, path);
  --depth_;
}

bool ProfileWalk::conforms_to_any(const std::vector<std::string>& urls, const ProfileValue& value) {
  if (depth_ >= kProfileDepthMax) return true;
  return std::ranges::any_of(urls, [&](const std::string& url) {
    const Result<ProfilePtr> profile = profiles_.find(url);
    if (!profile.ok() || *profile == nullptr) return true;
    Findings findings;
    ProfileWalk inner(profiles_, environment_, findings);
    inner.depth_ = depth_ + 1;
    inner.root_ = root_;
    inner.evaluator_.enter(evaluator_.resource(), root_);
    const ElementPath path{.name = (*profile)->type};
    inner.value({**profile, (*profile)->at(0)}, value, path);
    return !findings.has_errors();
  });
}

// The type a reference names; of a contained resource the one it has. Whether what is elsewhere conforms is not looked up.
void ProfileWalk::targets(const Place& place, const ProfileValue& value, const ElementPath& path) {
  if (value.element == nullptr || value.element->type_name != "Reference" || !value.view.is_object()) return;
  const json::View reference = value.view.member("reference");
  std::optional<TypeId> id;
  if (reference.is_string()) {
    const std::string text = reference.text();
    id = type_in_reference(definitions_, text);
    if (text.starts_with('#')) {
      for (const json::View inside : root_.member("contained")) {
        if (inside.member("id").equals(std::string_view(text).substr(1))) id = definitions_.resource_type(inside.member("resourceType").text());
      }
    }
  } else if (value.view.member("type").is_string()) {
    id = definitions_.resource_type(value.view.member("type").text());
  }
  if (!id || std::ranges::find(place.node.targets, *id) != place.node.targets.end()) return;
  std::vector<std::string_view> allowed;
  for (const TypeId target : place.node.targets) allowed.push_back(definitions_.name_of(target));
  report(place, Severity::kError, IssueType::kStructure, path, "expected a reference to one of " + quoted_list(allowed));
}

void ProfileWalk::rules(const Place& place, const ProfileValue& value, const ElementPath& path) {
  path::Item item;
  item.structure = value.structure;
  item.view = value.view;
  item.sibling = value.sibling;
  item.element = value.element;
  for (const InvariantRule& rule : place.node.rules) evaluator_.check(rule, item, path);
}

std::string_view ProfileWalk::type_of(const ProfileValue& value) const {
  const bool is_resource = value.structure != StructureId::kNone && definitions_.at(value.structure).kind == StructureKind::kResource;
  if (is_resource) return definitions_.at(value.structure).name;
  return value.element == nullptr ? std::string_view() : value.element->type_name;
}

StructureId ProfileWalk::structure_of(const Element& element, json::View value) const {
  const json::View type = value.member("resourceType");
  if (type.is_string() && definitions_.at(element.type).kind == StructureKind::kResource) {
    const auto id = definitions_.resource_type(type.text());
    return id ? definitions_.structure_of(*id) : StructureId::kNone;
  }
  return element.type;
}

std::vector<ProfileValue> ProfileWalk::values_of(const ProfileNode& node, const ProfileValue& owner) const {
  std::vector<ProfileValue> values;
  // Of a primitive, extensions and id stand in its sibling.
  const json::View object = owner.view.is_object() ? owner.view : owner.sibling;
  if (!object.is_object() || owner.structure == StructureId::kNone) return values;
  for (const json::View member : object) {
    const json::NameId name = member.name();
    const bool is_named = node.choice_base.empty() && name == node.name && name != json::NameId::kUnknown;
    const bool may_be_choice = !node.choice_base.empty();
    if (!is_named && !may_be_choice) continue;
    const Element* element = definitions_.element(owner.structure, name);
    if (element == nullptr || (may_be_choice && element->choice_base != node.choice_base)) continue;
    if (!member.is_array()) {
      values.push_back({member, {}, element, structure_of(*element, member), ElementPath::kNoIndex});
      continue;
    }
    std::int64_t index = 0;
    for (const json::View item : member) values.push_back({item, {}, element, structure_of(*element, item), index++});
  }
  add_siblings(node, object, owner.structure, values);
  return values;
}

// Primitives: "_name" beside "name" or instead of it.
void ProfileWalk::add_siblings(const ProfileNode& node, json::View object, StructureId structure, std::vector<ProfileValue>& values) const {
  for (const json::View member : object) {
    const json::NameId property = definitions_.property_of_sibling(member.name());
    if (property == json::NameId::kUnknown) continue;
    const Element* element = definitions_.element(structure, property);
    if (element == nullptr || element->primitive == Primitive::kNone) continue;
    const bool is_ours = node.choice_base.empty() ? property == node.name : element->choice_base == node.choice_base;
    if (!is_ours) continue;
    if (!member.is_array()) {
      if (values.empty()) values.push_back({{}, {}, element, element->type, ElementPath::kNoIndex});
      values.front().sibling = member;
      continue;
    }
    std::size_t index = 0;
    for (const json::View item : member) {
      if (index == values.size()) values.push_back({{}, {}, element, element->type, static_cast<std::int64_t>(index)});
      if (item.is_object()) values[index].sibling = item;
      ++index;
    }
  }
}

}  // namespace osler::fhir
