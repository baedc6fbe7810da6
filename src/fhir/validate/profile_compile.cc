#include "fhir/validate/profile_compile.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace osler::fhir {
namespace {

constexpr std::string_view kBaseUrl = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kAdditionalBinding = "http://hl7.org/fhir/tools/StructureDefinition/additional-binding";
constexpr std::string_view kMaxValueSet = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

Error unusable(std::string message) { return {ErrorKind::kUnprocessable, std::move(message), {}, {}}; }

std::string text_of(json::View value) { return value.is_string() ? value.text() : std::string(); }

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  int open = 0;
  std::string part;
  for (const char c : text) {
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == separator && open == 0) {
      parts.push_back(std::move(part));
      part.clear();
    } else {
      part += c;
    }
  }
  parts.push_back(std::move(part));
  return parts;
}

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  for (std::string& step : split(path, '.')) {
    if (step != "$this" && !step.empty()) steps.push_back(std::move(step));
  }
  return steps;
}

std::optional<DiscriminatorKind> discriminator_kind(std::string_view word) {
  if (word == "value") return DiscriminatorKind::kValue;
  if (word == "pattern") return DiscriminatorKind::kPattern;
  if (word == "type") return DiscriminatorKind::kType;
  if (word == "profile") return DiscriminatorKind::kProfile;
  if (word == "exists") return DiscriminatorKind::kExists;
  return std::nullopt;
}

class Compiler {
 public:
  Compiler(const Definitions& definitions, const FindDefinition& find, Profile& profile)
      : definitions_(definitions), find_(find), profile_(profile) {
    for (std::uint16_t number = 1; number <= definitions.structure_count(); ++number) {
      for (const Invariant& invariant : definitions.at(StructureId{number}).invariants) known_rules_.insert(invariant.key);
    }
  }

  void compile(const std::vector<ProfileElement>& elements) {
    ProfileNode& root = profile_.nodes.emplace_back();
    root.segment = profile_.type;
    root.id = profile_.type;
    for (const ProfileElement& element : elements) {
      const NodeIndex index = node_of(element.id);
      if (!unknown_.contains(index)) demand(index, element);
      else if (profile_.nodes[index].slice.empty()) leave_out_unknown(element.id);
    }
    for (NodeIndex index = 0; index < profile_.nodes.size(); ++index) add_implied_slicing(profile_.nodes[index]);
    prune(0);
    if (profile_.type == "Extension" && !elements.empty()) use(elements.front());
  }

 private:
  // --- the tree

  /// The node an element id names; made, with those around it, where it is new.
  NodeIndex node_of(const std::string& id) {
    NodeIndex at = 0;
    const std::vector<std::string> segments = split(id, '.');
    for (std::size_t i = 1; i < segments.size(); ++i) {
      const std::size_t colon = segments[i].find(':');
      at = child(at, segments[i].substr(0, colon));
      if (colon == std::string::npos) continue;
      // A re-slice "a/b" is a slice of the slice "a".
      std::string name;
      for (const std::string& part : split(segments[i].substr(colon + 1), '/')) {
        name += (name.empty() ? "" : "/") + part;
        at = slice(at, name);
      }
    }
    return at;
  }

  NodeIndex child(NodeIndex parent, const std::string& segment) {
    for (const NodeIndex known : profile_.nodes[parent].children) {
      if (profile_.nodes[known].segment == segment) return known;
    }
    ProfileNode node;
    node.segment = segment;
    node.id = profile_.nodes[parent].id + "." + segment;
    const StructureId inside = structure_inside(profile_.nodes[parent], parent);
    name_node(node, inside);
    const bool is_unknown = node.base == nullptr && is_whole(inside);
    const NodeIndex index = append(parent, std::move(node), &ProfileNode::children);
    if (is_unknown || unknown_.contains(parent)) unknown_.insert(index);
    return index;
  }

  /// Whether all elements of a value are those of its structure: not of any resource, nor of a primitive's text.
  bool is_whole(StructureId structure) const {
    if (structure == StructureId::kNone) return false;
    const Structure& known = definitions_.at(structure);
    return known.kind != StructureKind::kPrimitive && !(known.kind == StructureKind::kResource && known.is_abstract);
  }

  void leave_out_unknown(const std::string& id) {
    profile_.unknown.push_back(id);
    profile_.left_out.push_back(id + ": R4 has no such element");
  }

  NodeIndex slice(NodeIndex parent, const std::string& name) {
    for (const NodeIndex known : profile_.nodes[parent].slices) {
      if (profile_.nodes[known].slice == name) return known;
    }
    ProfileNode node = {};
    const ProfileNode& whole = profile_.nodes[parent];
    node.segment = whole.segment;
    node.slice = name;
    node.id = whole.id.substr(0, whole.id.size() - (whole.slice.empty() ? 0 : whole.slice.size() + 1)) + ":" + name;
    node.name = whole.name;
    node.sibling = whole.sibling;
    node.choice_base = whole.choice_base;
    node.choice_types = whole.choice_types;
    node.base = whole.base;
    const NodeIndex index = append(parent, std::move(node), &ProfileNode::slices);
    if (unknown_.contains(parent)) unknown_.insert(index);
    return index;
  }

  NodeIndex append(NodeIndex parent, ProfileNode node, std::vector<NodeIndex> ProfileNode::*list) {
    const auto index = static_cast<NodeIndex>(profile_.nodes.size());
    profile_.nodes.push_back(std::move(node));
    (profile_.nodes[parent].*list).push_back(index);
    return index;
  }

  StructureId structure_inside(const ProfileNode& node, NodeIndex index) const {
    if (index == 0) return profile_.structure;
    if (node.types.size() == 1) return definitions_.structure(node.types.front().code).value_or(StructureId::kNone);
    return node.base == nullptr || !node.choice_base.empty() ? StructureId::kNone : node.base->type;
  }

  void name_node(ProfileNode& node, StructureId inside) const {
    const json::NameTable& names = definitions_.names();
    if (node.segment.ends_with("[x]")) {
      node.choice_base = node.segment.substr(0, node.segment.size() - 3);
      if (inside == StructureId::kNone) return;
      for (const Element& element : definitions_.at(inside).elements) {
        if (element.choice_base != node.choice_base) continue;
        if (node.base == nullptr) node.base = &element;
        ++node.choice_types;
      }
      return;
    }
    node.name = names.find(node.segment);
    node.sibling = names.find("_" + node.segment);
    if (inside != StructureId::kNone) node.base = definitions_.element(inside, node.name);
  }

  // --- what an element demands

  void demand(NodeIndex index, const ProfileElement& element) {
    ProfileNode& node = profile_.nodes[index];
    if (index != 0) cardinality(node, element);
    if (const json::View fixed = element.choice("fixed")) node.fixed = fixed;
    if (const json::View pattern = element.choice("pattern")) node.pattern = pattern;
    if (const json::View least = element.choice("minValue")) node.least = least;
    if (const json::View greatest = element.choice("maxValue")) node.greatest = greatest;
    if (index != 0) types(node, element);
    bindings(node, element);
    rules(node, element);
    slicing(node, element);
    if (const auto length = number_of(element.field("maxLength").raw())) node.max_length = length;
    const bool is_direct = index != 0 && node.slice.empty() && std::ranges::count(node.id, '.') == 1;
    if (is_direct && element.field("mustSupport").is_true()) profile_.must_support.push_back(node.segment);
  }

  // What R4 demands itself is not checked twice; of a slice nothing is known there.
  void cardinality(ProfileNode& node, const ProfileElement& element) const {
    const bool whole = node.slice.empty() && node.base != nullptr;
    if (const auto min = number_of(element.field("min").raw())) node.min = whole && *min <= node.base->min ? 0 : *min;
    const std::string max = text_of(element.field("max"));
    const auto number = number_of(max);
    if (number) node.max = whole && *number >= node.base->max ? std::uint32_t{kUnbounded} : *number;
  }

  void types(ProfileNode& node, const ProfileElement& element) {
    const bool is_choice = !node.choice_base.empty();
    const bool is_any_resource = node.base != nullptr && node.base->type_name == "Resource";
    node.types.clear();
    node.target_profiles.clear();
    for (const json::View item : element.field("type")) {
      ProfileType type{text_of(item.member("code")), {}};
      for (const json::View profile : item.member("profile")) {
        std::string url = text_of(profile);
        if (url.starts_with(kBaseUrl) && definitions_.structure(url.substr(kBaseUrl.size()))) continue;  // R4's own: SimpleQuantity.
        type.profiles.push_back(std::move(url));
      }
      if (type.code == "Reference") targets(node, item);
      const bool narrows = is_choice || !type.profiles.empty() || (is_any_resource && type.code != "Resource");
      if (narrows) node.types.push_back(std::move(type));
    }
    if (is_choice && node.base != nullptr && node.slice.empty() && allows_all(node)) node.types.clear();
  }

  /// Whether the types of a choice are all that R4 allows, without profiles.
  static bool allows_all(const ProfileNode& node) {
    if (std::ranges::any_of(node.types, [](const ProfileType& type) { return !type.profiles.empty(); })) return false;
    return node.types.size() >= node.choice_types;
  }

  void targets(ProfileNode& node, json::View type) {
    std::vector<TypeId> allowed;
    for (const json::View profile : type.member("targetProfile")) {
      const std::string url = text_of(profile);
      std::string name = url.starts_with(kBaseUrl) ? url.substr(kBaseUrl.size()) : std::string();
      if (!definitions_.resource_type(name)) {
        const auto found = find_(url);
        if (found.ok() && *found != nullptr) name = text_of((*found)->root().member("type"));
        node.target_profiles.push_back(url);
      }
      const auto id = definitions_.resource_type(name);
      if (!id) return;  // Resource, or a profile that is not loaded: any.
      allowed.push_back(*id);
    }
    std::ranges::sort(allowed);
    if (node.base != nullptr && node.choice_base.empty()) {
      std::vector<TypeId> base(node.base->targets.begin(), node.base->targets.end());
      std::ranges::sort(base);
      if (base == allowed) return;
    }
    node.targets = std::move(allowed);
  }

  void bindings(ProfileNode& node, const ProfileElement& element) const {
    const json::View binding = element.field("binding");
    if (!binding.exists()) return;
    node.bindings.clear();
    const std::string strength = text_of(binding.member("strength"));
    const std::string value_set = text_of(binding.member("valueSet"));
    const bool is_base = node.base != nullptr && !node.base->binding_url.empty() &&
                         value_set.substr(0, value_set.find('|')) == node.base->binding_url;
    const auto wanted = strength == "required" ? BindingStrength::kRequired : BindingStrength::kExtensible;
    const bool demands = strength == "required" || strength == "extensible";
    if (demands && !value_set.empty() && !(is_base && node.base->binding_strength == wanted)) node.bindings.push_back({wanted, value_set});
    for (const json::View extension : binding.member("extension")) {
      if (extension.member("url").equals(kMaxValueSet)) {
        const json::View canonical = extension.member("valueCanonical");
        node.bindings.push_back({BindingStrength::kRequired, text_of(canonical.exists() ? canonical : extension.member("valueUri"))});
      }
      if (extension.member("url").equals(kAdditionalBinding)) additional_binding(node, extension);
    }
  }

  // A binding for a context (usage) is for those who know the context.
  static void additional_binding(ProfileNode& node, json::View extension) {
    std::string purpose;
    std::string value_set;
    for (const json::View part : extension.member("extension")) {
      if (part.member("url").equals("purpose")) purpose = text_of(part.member("valueCode"));
      if (part.member("url").equals("valueSet")) value_set = text_of(part.member("valueCanonical"));
      if (part.member("url").equals("usage")) return;
    }
    if (value_set.empty()) return;
    if (purpose == "required" || purpose == "maximum") node.bindings.push_back({BindingStrength::kRequired, value_set});
    if (purpose == "extensible") node.bindings.push_back({BindingStrength::kExtensible, value_set});
  }

  void rules(ProfileNode& node, const ProfileElement& element) {
    for (const json::View layer : element.layers) {
      for (const json::View constraint : layer.member("constraint")) {
        const std::string key = text_of(constraint.member("key"));
        const std::string expression = text_of(constraint.member("expression"));
        const bool twice = std::ranges::any_of(node.rules, [&](const InvariantRule& rule) { return rule.key == key; });
        if (known_rules_.contains(key) || expression.empty() || twice) continue;
        const Severity severity = constraint.member("severity").equals("error") ? Severity::kError : Severity::kWarning;
        Result<InvariantRule> rule = InvariantRule::compile(definitions_, key, expression, text_of(constraint.member("human")), severity);
        if (rule.ok()) node.rules.push_back(*std::move(rule));
        else profile_.left_out.push_back(node.id + ": rule " + key + ": " + rule.error().message);
      }
    }
  }

  void slicing(ProfileNode& node, const ProfileElement& element) {
    const json::View given = element.field("slicing");
    if (!given.exists()) return;
    Slicing slicing;
    const std::string rules = text_of(given.member("rules"));
    slicing.rules = rules == "closed" ? SlicingRules::kClosed : rules == "openAtEnd" ? SlicingRules::kOpenAtEnd : SlicingRules::kOpen;
    slicing.ordered = given.member("ordered").is_true();
    for (const json::View item : given.member("discriminator")) {
      const auto kind = discriminator_kind(text_of(item.member("type")));
      if (!kind) {
        profile_.left_out.push_back(node.id + ": a discriminator of unknown type");
        return;
      }
      slicing.discriminators.push_back({*kind, steps_of(text_of(item.member("path")))});
    }
    node.slicing = std::move(slicing);
  }

  // A differential may name slices of extensions and of choices without saying how they are told apart: there is one way.
  static void add_implied_slicing(ProfileNode& node) {
    if (node.slicing || node.slices.empty()) return;
    if (node.segment == "extension" || node.segment == "modifierExtension") {
      node.slicing = Slicing{{{DiscriminatorKind::kValue, {"url"}}}, SlicingRules::kOpen, false};
    } else if (!node.choice_base.empty()) {
      node.slicing = Slicing{{{DiscriminatorKind::kType, {}}}, SlicingRules::kOpen, false};
    }
  }

  // --- where an extension may stand

  void use(const ProfileElement& root) {
    profile_.use.is_modifier = root.field("isModifier").is_true();
    if (const auto max = number_of(text_of(root.field("max")))) profile_.use.max = *max;
    const json::View definition = profile_.owners.back()->root();
    for (const json::View context : definition.member("context")) this->context(context);
    for (const json::View rule : definition.member("contextInvariant")) {
      auto made = InvariantRule::compile(definitions_, "context", text_of(rule), "expected where this extension stands: " + text_of(rule), Severity::kError);
      if (made.ok()) profile_.use.rules.push_back(*std::move(made));
      else profile_.left_out.push_back("a rule of its context: " + made.error().message);
    }
  }

  void context(json::View given) {
    ExtensionContext context{ContextKind::kElement, text_of(given.member("expression")), {}};
    const json::View type = given.member("type");
    if (type.equals("extension")) context.kind = ContextKind::kExtension;
    if (type.equals("fhirpath")) {
      Result<path::Program> program = path::compile(definitions_, context.expression);
      if (!program.ok()) profile_.left_out.push_back("a context: " + program.error().message);
      else context.program = *std::move(program);
      context.kind = ContextKind::kFhirPath;
    }
    profile_.use.contexts.push_back(std::move(context));
  }

  // --- leaving out what demands nothing

  /// Whether the node, or anything in it, demands something. Slices stay together: which one a value is in depends on all.
  bool prune(NodeIndex index) {
    ProfileNode& node = profile_.nodes[index];
    std::erase_if(node.children, [this](NodeIndex child) { return !prune(child); });
    bool any_slice = false;
    for (const NodeIndex slice : node.slices) any_slice = prune(slice) || any_slice;
    const bool closed = node.slicing && (node.slicing->rules != SlicingRules::kOpen || node.slicing->ordered);
    if (!any_slice && !closed) {
      node.slices.clear();
      node.slicing.reset();
    }
    return node.min > 0 || node.max != kUnbounded || node.fixed || node.pattern || !node.types.empty() || !node.targets.empty() || node.least || node.greatest ||
           !node.bindings.empty() || !node.rules.empty() || node.max_length || !node.children.empty() || !node.slices.empty();
  }

  const Definitions& definitions_;
  const FindDefinition& find_;
  Profile& profile_;
  std::set<std::string_view> known_rules_;
  std::set<NodeIndex> unknown_;  ///< Elements that R4 does not have, and what is inside them.
};

}  // namespace

Result<ProfilePtr> compile_profile(const Definitions& definitions, const std::shared_ptr<const json::Tree>& definition,
                                   const FindDefinition& find) {
  const json::View root = definition->root();
  if (!root.member("resourceType").equals("StructureDefinition")) return unusable("expected a StructureDefinition");
  if (!root.member("derivation").equals("constraint")) return unusable("it defines a type, it is no profile");
  auto profile = std::make_shared<Profile>();
  profile->url = text_of(root.member("url"));
  profile->version = text_of(root.member("version"));
  profile->type = text_of(root.member("type"));
  const auto structure = definitions.structure(profile->type);
  if (!structure) return unusable("its type " + profile->type + " is none of R4");
  profile->structure = *structure;
  OSLER_TRY(ProfileElements elements, read_profile_elements(definition, find));
  if (elements.elements.size() > kProfileElementsMax) {
    return unusable("it has more than " + std::to_string(kProfileElementsMax) + " elements");
  }
  profile->owners = std::move(elements.owners);
  Compiler(definitions, find, *profile).compile(elements.elements);
  return ProfilePtr(std::move(profile));
}

}  // namespace osler::fhir
