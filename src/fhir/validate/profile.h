#pragma once
// One profile, compiled: a tree of what it demands beyond R4 itself. Nodes that demand nothing more are left out, so that
// checking costs what the profile adds. Spec: FHIR R4, profiling.html, elementdefinition.html.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/validate/invariant_rule.h"
#include "json/tree.h"

namespace osler::fhir {

/// Spec: FHIR R4, valueset-discriminator-type.html.
enum class DiscriminatorKind : std::uint8_t { kValue, kPattern, kType, kProfile, kExists };

struct Discriminator {
  DiscriminatorKind kind = DiscriminatorKind::kValue;
  std::vector<std::string> steps;  ///< "coding", "code"; none: $this. "resolve()" and "ofType(X)" are steps too.
};

enum class SlicingRules : std::uint8_t { kOpen, kClosed, kOpenAtEnd };

struct Slicing {
  std::vector<Discriminator> discriminators;
  SlicingRules rules = SlicingRules::kOpen;
  bool ordered = false;
};

struct ProfileBinding {
  BindingStrength strength = BindingStrength::kRequired;  ///< kRequired or kExtensible; weaker ones demand nothing.
  std::string value_set;
};

/// One of the types an element may have.
struct ProfileType {
  std::string code;
  std::vector<std::string> profiles;  ///< Of the value; any of them will do. Empty: none asked for.
};

using NodeIndex = std::uint32_t;

struct ProfileNode {
  std::string segment;               ///< "component", "value[x]"; of the root the type.
  std::string slice;                 ///< Its name; empty: the element itself.
  std::string id;                    ///< "Observation.component:systolic".
  json::NameId name = json::NameId::kUnknown;     ///< Of a choice: kUnknown, the members are found by `choice_base`.
  json::NameId sibling = json::NameId::kUnknown;  ///< "_name".
  std::string choice_base;           ///< "value" for value[x].
  std::uint32_t choice_types = 0;    ///< Of a choice: how many types R4 allows.
  const Element* base = nullptr;     ///< In R4; null for what cannot be told.
  std::uint32_t min = 0;
  std::uint32_t max = kUnbounded;
  json::View fixed, pattern;         ///< None: not demanded.
  json::View least, greatest;        ///< minValue[x] and maxValue[x], with their names; none: no limit.
  std::vector<ProfileType> types;    ///< Empty: as in R4.
  std::vector<TypeId> targets;       ///< Of a Reference; empty: as in R4.
  std::vector<std::string> target_profiles;  ///< Of a Reference, beyond types: told by when slices are.
  std::vector<ProfileBinding> bindings;
  std::vector<InvariantRule> rules;
  std::optional<std::uint32_t> max_length;
  std::optional<Slicing> slicing;
  std::vector<NodeIndex> children;   ///< Elements inside this one.
  std::vector<NodeIndex> slices;     ///< In the profile's order.
};

/// Where an extension may stand. Spec: FHIR R4, defining-extensions.html#context.
enum class ContextKind : std::uint8_t { kElement, kExtension, kFhirPath };

struct ExtensionContext {
  ContextKind kind = ContextKind::kElement;
  std::string expression;            ///< An element's id or a type, an extension's URL, or FHIRPath.
  std::optional<path::Program> program;  ///< Of kFhirPath.
};

/// What a definition of an extension says beyond its elements.
struct ExtensionUse {
  bool is_modifier = false;
  std::uint32_t max = kUnbounded;    ///< On one element.
  std::vector<ExtensionContext> contexts;  ///< Any of them; none: anywhere.
  std::vector<InvariantRule> rules;  ///< Of the element it stands on; %extension is the extension.
};

struct Profile {
  std::string url;
  std::string version;
  std::string type;                  ///< "Patient", "Extension".
  StructureId structure = StructureId::kNone;
  std::vector<ProfileNode> nodes;    ///< The first is the root.
  std::vector<std::string> must_support;  ///< Segments of direct children: "name", "value[x]".
  ExtensionUse use;                  ///< Of an extension.
  std::vector<std::string> unknown;  ///< Ids of elements that R4 does not have; named in `left_out` too.
  std::vector<std::string> left_out; ///< What could not be compiled, for people; checked as if it were not there.
  std::vector<std::shared_ptr<const json::Tree>> owners;  ///< Of the views.

  const ProfileNode& at(NodeIndex index) const { return nodes[index]; }
};

using ProfilePtr = std::shared_ptr<const Profile>;

}  // namespace osler::fhir
