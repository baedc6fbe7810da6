// Slicing: which slice a value is in, and what slices demand together. Spec: FHIR R4, profiling.html#slicing.

#include <algorithm>

#include "fhir/validate/profile_match.h"
#include "fhir/validate/profile_walk.h"
#include "fhir/validate/reference_form.h"

namespace osler::fhir {

void ProfileWalk::slices(const Place& place, const std::vector<ProfileValue>& values, const ElementPath& parent, const ElementPath& whole) {
  if (!place.node.slicing) return;
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const std::vector<NodeIndex>& indexes = place.node.slices;
  std::vector<std::vector<ProfileValue>> members(indexes.size());
  std::size_t last = 0;
  bool unmatched_before = false;
  for (const ProfileValue& value : values) {
    std::size_t in = kNone;
    for (std::size_t i = 0; i < indexes.size() && in == kNone; ++i) {
      if (is_in_slice(place, place.profile.at(indexes[i]), value)) in = i;
    }
    const ElementPath path{.parent = &parent, .element = value.element, .index = value.index, .value = value.view};
    if (in == kNone) {
      unmatched_before = true;
      if (place.node.slicing->rules != SlicingRules::kClosed) continue;
      report(place, Severity::kError, IssueType::kStructure, path, "in none of the slices of " + place.node.id + ", which are all that is allowed");
      continue;
    }
    members[in].push_back(value);
    if (unmatched_before && place.node.slicing->rules == SlicingRules::kOpenAtEnd) {
      report(place, Severity::kError, IssueType::kStructure, path, "values outside the slices must come last");
    }
    if (place.node.slicing->ordered && in < last) {
      report(place, Severity::kError, IssueType::kStructure, path, "slice " + place.profile.at(indexes[in]).slice + " comes too late: slices are ordered");
    }
    last = std::max(last, in);
  }
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    const Place slice{place.profile, place.profile.at(indexes[i])};
    count(slice, members[i].size(), whole, slice.node.segment + ":" + slice.node.slice);
    for (const ProfileValue& value : members[i]) {
      const ElementPath path{.parent = &parent, .element = value.element, .index = value.index, .value = value.view};
      this->value(slice, value, path);
    }
    if (!slice.node.slices.empty()) slices(slice, members[i], parent, whole);
  }
}

bool ProfileWalk::is_in(const Profile& profile, const ProfileNode& sliced, const ProfileNode& slice, const ProfileValue& value, json::View resource) {
  enter(resource, resource);
  return is_in_slice({profile, sliced}, slice, value);
}

bool ProfileWalk::is_in_slice(const Place& place, const ProfileNode& slice, const ProfileValue& value) {
  const auto& discriminators = place.node.slicing->discriminators;
  if (discriminators.empty()) return false;  // Told apart by rules only: nothing here can say.
  return std::ranges::all_of(discriminators, [&](const Discriminator& one) { return discriminates(place.profile, slice, one, value); });
}

bool ProfileWalk::discriminates(const Profile& profile, const ProfileNode& slice, const Discriminator& discriminator, const ProfileValue& value) {
  bool told = false;
  // An extension's url is in the slice's profile.
  const bool by_url = discriminator.steps.size() == 1 && discriminator.steps.front() == "url" && slice.types.size() == 1 &&
                      !slice.types.front().profiles.empty() && slice.types.front().code == "Extension";
  if (by_url) {
    const std::string& url = slice.types.front().profiles.front();
    return value.view.member("url").equals(std::string_view(url).substr(0, url.find('|')));
  }
  const bool holds = along(profile, &slice, discriminator, 0, value, told);
  return told && holds;
}

// Follows the discriminator's path through the value and the slice's definition at once. `told` is set once the definition
// said something that tells values apart; fixed values and patterns on the way may say it before the end.
bool ProfileWalk::along(const Profile& profile, const ProfileNode* node, const Discriminator& discriminator, std::size_t step,
                        const ProfileValue& value, bool& told) {
  const bool by_value = discriminator.kind == DiscriminatorKind::kValue || discriminator.kind == DiscriminatorKind::kPattern;
  if (by_value && node != nullptr && (node->fixed || node->pattern)) {
    told = true;
    if (node->fixed) return value.exists() && json::same_value(value.view, node->fixed);
    return value.exists() && matches_pattern(value.view, node->pattern);
  }
  if (step == discriminator.steps.size()) return at_end(profile, node, discriminator.kind, value, told);
  const std::string& name = discriminator.steps[step];
  const ProfileNode* inner = nullptr;
  for (std::size_t i = 0; node != nullptr && i < node->children.size(); ++i) {
    const ProfileNode& child = profile.at(node->children[i]);
    if (child.segment == name || child.choice_base == name) inner = &child;
  }
  if (name.find('(') != std::string::npos) inner = node;
  const std::vector<ProfileValue> found = step_into(name, value);
  if (found.empty()) return along(profile, inner, discriminator, step + 1, {}, told);
  bool any = false;
  for (const ProfileValue& one : found) any = along(profile, inner, discriminator, step + 1, one, told) || any;
  return any;
}

bool ProfileWalk::at_end(const Profile& profile, const ProfileNode* node, DiscriminatorKind kind, const ProfileValue& value, bool& told) {
  if (node == nullptr) return false;
  switch (kind) {
    case DiscriminatorKind::kExists:
      told = true;
      return node->max == 0 ? !value.exists() : value.exists();
    case DiscriminatorKind::kType:
      told = told || !node->types.empty() || !node->targets.empty();
      return is_of_type(*node, value);
    case DiscriminatorKind::kProfile: {
      std::vector<std::string> urls;
      for (const ProfileType& type : node->types) urls.insert(urls.end(), type.profiles.begin(), type.profiles.end());
      if (type_of(value) != "Reference") urls.insert(urls.end(), node->target_profiles.begin(), node->target_profiles.end());
      told = !urls.empty();
      return told && value.exists() && conforms_to_any(urls, value);
    }
    case DiscriminatorKind::kValue:
    case DiscriminatorKind::kPattern: break;
  }
  return holds_value(profile, *node, value, told);
}

// What the definition of the element, or of anything inside it, fixes; else a required binding.
bool ProfileWalk::holds_value(const Profile& profile, const ProfileNode& node, const ProfileValue& value, bool& told) {
  if (node.fixed || node.pattern) {
    told = true;
    return value.exists() && (node.fixed ? json::same_value(value.view, node.fixed) : matches_pattern(value.view, node.pattern));
  }
  bool holds = true;
  bool any = false;
  for (const NodeIndex index : node.children) {
    const ProfileNode& child = profile.at(index);
    bool child_told = false;
    bool child_holds = false;
    const std::vector<ProfileValue> values = values_of(child, value);
    if (values.empty()) child_holds = holds_value(profile, child, {}, child_told);
    for (const ProfileValue& one : values) child_holds = holds_value(profile, child, one, child_told) || child_holds;
    if (!child_told) continue;
    any = true;
    holds = holds && child_holds;
  }
  if (any) {
    told = true;
    return holds;
  }
  for (const ProfileBinding& bound : node.bindings) {
    if (bound.strength != BindingStrength::kRequired) continue;
    told = true;
    bool coded = false;
    return value.exists() && is_bound(bound, value, coded).value_or(false);
  }
  return false;
}

bool ProfileWalk::is_of_type(const ProfileNode& node, const ProfileValue& value) const {
  const std::string_view own = type_of(value);
  if (own.empty()) return false;
  const auto target = definitions_.resource_type(own);  // Of what a reference was resolved to.
  if (target && std::ranges::find(node.targets, *target) != node.targets.end()) return true;
  return std::ranges::any_of(node.types, [&](const ProfileType& type) { return own == type.code; });
}

// One step of a discriminator's path: an element, extension('url'), ofType(X), resolve() of what is contained.
std::vector<ProfileValue> ProfileWalk::step_into(const std::string& step, const ProfileValue& value) const {
  const std::size_t bracket = step.find('(');
  if (bracket == std::string::npos) {
    ProfileNode node;
    node.segment = step;
    node.name = definitions_.names().find(step);
    if (value.structure != StructureId::kNone && definitions_.element(value.structure, node.name) == nullptr) node.choice_base = step;
    return values_of(node, value);
  }
  std::string argument = step.substr(bracket + 1, step.size() - bracket - 2);
  std::erase_if(argument, [](char c) { return c == '\'' || c == '"'; });
  const std::string_view function = std::string_view(step).substr(0, bracket);
  if (function == "ofType") {
    const bool is = value.element != nullptr && value.element->type_name == argument;
    return is ? std::vector<ProfileValue>{value} : std::vector<ProfileValue>{};
  }
  if (function == "extension") {
    ProfileNode node;
    node.name = definitions_.names().find("extension");
    std::vector<ProfileValue> found = values_of(node, value);
    std::erase_if(found, [&](const ProfileValue& one) { return !one.view.member("url").equals(argument); });
    return found;
  }
  return function == "resolve" ? referent(value) : std::vector<ProfileValue>{};
}

// What a reference points at: a contained resource, an entry of the Bundle around, or elsewhere, of which only the type is known.
std::vector<ProfileValue> ProfileWalk::referent(const ProfileValue& value) const {
  const json::View reference = value.view.member("reference");
  if (!reference.is_string()) return {};
  const std::string text = reference.text();
  const auto known = [this](json::View resource) {
    const auto type = definitions_.resource_type(resource.member("resourceType").text());
    return ProfileValue{resource, {}, nullptr, type ? definitions_.structure_of(*type) : StructureId::kNone, ElementPath::kNoIndex};
  };
  for (const json::View inside : root_.member("contained")) {
    if (text.starts_with('#') && inside.member("id").equals(std::string_view(text).substr(1))) return {known(inside)};
  }
  if (environment_.resolve) {
    if (const auto found = environment_.resolve(text); found && found->view.exists()) return {known(found->view)};
  }
  const auto type = type_in_reference(definitions_, text);
  if (!type) return {};
  return {ProfileValue{{}, {}, nullptr, definitions_.structure_of(*type), ElementPath::kNoIndex}};
}

}  // namespace osler::fhir
