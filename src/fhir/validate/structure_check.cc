#include "fhir/validate/structure_check.h"

#include <array>
#include <utility>

#include "base/nearest.h"
#include "fhir/validate/coded_value.h"
#include "fhir/validate/extension_check.h"
#include "fhir/validate/invariant_walk.h"
#include "fhir/validate/primitive_format.h"
#include "fhir/validate/reference_form.h"
#include "fhir/validate/reference_rules.h"
#include "fhir/validate/structure_plan.h"
#include "fhir/path/xhtml_check.h"

namespace osler::fhir {
namespace {

constexpr std::size_t kNameBytesMax = 64;

/// Which elements of one object were met.
struct Seen {
  path::ElementSet elements;
  std::array<const Element*, kChoicesMax + 1> choices{};  ///< By choice group.
};

// A property name may be anything; only what looks like one is repeated in a message.
bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > kNameBytesMax) return false;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!plain) return false;
  }
  return true;
}

std::string quoted(std::string_view word) { return "'" + std::string(word) + "'"; }

/// Walks down one resource. Every method reports what is wrong with its argument and goes on.
class StructureWalk {
 public:
  StructureWalk(const StructureChecker::Plan& plan, const StructureCheckOptions& options, Findings& findings)
      : plan_(plan), definitions_(plan.definitions), options_(options), findings_(findings),
        invariants_(plan.definitions, plan.invariants, options, findings) {}

  void root(json::View value) {
    const TypeId type = type_of(value);
    const std::string_view name = type == TypeId::kNone ? "Resource" : definitions_.name_of(type);
    invariants_.enter(value, value);
    resource(value, {.name = name, .value = value});
  }

 private:
  // --- resources and objects

  TypeId type_of(json::View value) {
    const json::View type = value.member(plan_.resource_type);
    if (!type.is_string()) return TypeId::kNone;
    return definitions_.resource_type(type.text(scratch_)).value_or(TypeId::kNone);
  }

  void resource(json::View value, const ElementPath& path) {
    if (!value.is_object()) return wrong_shape(path, "an object, one resource", value);
    const TypeId type = type_of(value);
    if (type == TypeId::kNone) return wrong_type(value, path);
    const StructureId id = definitions_.structure_of(type);
    if (plan_.special(id) != SpecialStructure::kBundle) return object(value, id, path);
    BundleScope around = std::exchange(bundle_, BundleScope(value));
    object(value, id, path);
    bundle_ = std::move(around);
  }

  void object(json::View value, StructureId id, const ElementPath& path) {
    if (value.begin() == value.end()) {
      return report(IssueType::kStructure, path, "expected at least one property; leave empty objects out");
    }
    const Structure& structure = definitions_.at(id);
    const bool is_resource = structure.kind == StructureKind::kResource;
    Seen seen;
    for (const json::View member : value) {
      const json::NameId name = member.name();
      if (is_resource && name == plan_.resource_type) continue;
      if (const Element* element = definitions_.element(id, name)) {
        note(*element, structure, path, seen);
        property(value, member, *element, path);
        continue;
      }
      const Element* element = definitions_.element(id, definitions_.property_of_sibling(name));
      if (element == nullptr || element->primitive == Primitive::kNone) {
        unknown_property(member, structure, path);
        continue;
      }
      note(*element, structure, path, seen);
      sibling(value, member, *element, path);
    }
    required_elements(id, structure, seen, path);
    special_rules(value, id, path);
    if (structure.kind != StructureKind::kPrimitive) invariants_.object(value, id, seen.elements, path);
  }

  void note(const Element& element, const Structure& structure, const ElementPath& path, Seen& seen) {
    seen.elements.mark(static_cast<std::size_t>(&element - structure.elements.data()));
    if (element.choice_group == 0) return;
    const Element*& chosen = seen.choices[element.choice_group];
    if (chosen == nullptr) chosen = &element;
    if (chosen != &element) second_choice(element, path);
  }

  void required_elements(StructureId id, const Structure& structure, const Seen& seen, const ElementPath& path) {
    for (const std::uint16_t position : plan_.required(id)) {
      const Element& element = structure.elements[position];
      const bool met = element.choice_group != 0 ? seen.choices[element.choice_group] != nullptr : seen.elements.holds(position);
      if (!met) missing_element(element, structure, path);
    }
  }

  // --- properties

  void property(json::View owner, json::View value, const Element& element, const ElementPath& parent) {
    const ElementPath path{.parent = &parent, .element = &element, .value = value};
    if (element.max == 0) return report(IssueType::kStructure, path, "not allowed here");
    if (element.is_array) return repeated(owner, value, element, parent);
    if (value.is_array()) return wrong_shape(path, "a single value, not an array", value);
    single(value, element, path);
  }

  void repeated(json::View owner, json::View value, const Element& element, const ElementPath& parent) {
    const ElementPath whole{.parent = &parent, .element = &element, .value = value};
    if (!value.is_array()) return wrong_shape(whole, "an array", value);
    Companion siblings;
    std::int64_t index = 0;
    for (const json::View item : value) {
      const ElementPath path{.parent = &parent, .element = &element, .index = index++, .value = item};
      if (!item.is_null()) {
        single(item, element, path);
        continue;
      }
      if (!siblings.looked_up && element.primitive != Primitive::kNone)
        siblings = Companion(sibling_of(owner, element));
      if (siblings.at(path.index).is_object()) continue;
      report(IssueType::kStructure, path,
             "null is allowed only where the array with the underscore has an object at the same place");
    }
    check_count(element, whole, index);
  }

  void check_count(const Element& element, const ElementPath& path, std::int64_t count) {
    if (count == 0) return report(IssueType::kStructure, path, "expected at least one item; leave empty arrays out");
    if (count < element.min)
      report(IssueType::kRequired, path, "expected at least " + std::to_string(element.min) + " items");
    if (element.max == kUnbounded || count <= element.max) return;
    report(IssueType::kStructure, path, "expected at most " + std::to_string(element.max) + " items");
  }

  void single(json::View value, const Element& element, const ElementPath& path) {
    if (element.primitive != Primitive::kNone) return primitive(value, element, path);
    if (element.type == plan_.any_resource) return nested_resource(value, element, path);
    if (!value.is_object()) return wrong_shape(path, "an object of type " + std::string(element.type_name), value);
    object(value, element.profile != StructureId::kNone ? element.profile : element.type, path);
    if (plan_.special(element.type) == SpecialStructure::kReference) reference(value, element, path);
    if (element.binding_strength > BindingStrength::kExample) check_binding({plan_, value, path, options_.least, findings_}, element, scratch_);
  }

  void primitive(json::View value, const Element& element, const ElementPath& path) {
    if (value.is_null()) return report(IssueType::kStructure, path, "null is not allowed; leave the property out");
    const PrimitiveFault fault = check_primitive(value, element.primitive, scratch_);
    if (fault != PrimitiveFault::kNone) return bad_primitive(fault, value, element, path);
    if (element.primitive == Primitive::kXhtml) return narrative(value, path);
    if (element.binding_strength > BindingStrength::kExample) check_binding({plan_, value, path, options_.least, findings_}, element, scratch_);
  }

  // The root of a contained resource is its container; a resource in a Bundle or in Parameters is its own.
  void nested_resource(json::View value, const Element& element, const ElementPath& path) {
    const json::View outside = invariants_.resource();
    const json::View root = invariants_.root_resource();
    invariants_.enter(value, element.name == plan_.contained ? root : value);
    if (element.name != plan_.contained && path.parent != nullptr) bundle_.enter(path.parent->value);
    resource(value, path);
    invariants_.enter(outside, root);
  }

  // --- siblings of primitives: id and extensions of "birthDate" stand in "_birthDate"

  /// Walks along an array beside another one, so that positions asked for in order cost nothing extra.
  struct Companion {
    Companion() = default;
    explicit Companion(json::View array) : next(array.begin()), end(array.end()), looked_up(true) {}
    json::View at(std::int64_t index) {
      for (; next != end; ++next, ++position) {
        if (position == index) return *next;
      }
      return {};
    }
    json::View::Iterator next{nullptr, 0}, end{nullptr, 0};
    std::int64_t position = 0;
    bool looked_up = false;
  };

  json::View sibling_of(json::View owner, const Element& element) const {
    for (const json::View member : owner) {
      if (definitions_.property_of_sibling(member.name()) == element.name) return member;
    }
    return {};
  }

  void sibling(json::View owner, json::View value, const Element& element, const ElementPath& parent) {
    const ElementPath whole{.parent = &parent, .element = &element, .value = value};
    if (!element.is_array) {
      if (!value.is_object())
        return wrong_shape(whole, "an object with id or extension in the property with the underscore", value);
      object(value, element.type, whole);
      if (!owner.member(element.name).exists()) invariants_.lone_sibling(value, element.type, whole);
      return;
    }
    if (!value.is_array()) return wrong_shape(whole, "an array in the property with the underscore", value);
    const json::View values = owner.member(element.name);
    Companion partners(values);
    std::int64_t index = 0;
    bool any = false;
    for (const json::View item : value) {
      const ElementPath path{.parent = &parent, .element = &element, .index = index++, .value = item};
      const json::View partner = partners.at(path.index);
      any = any || !item.is_null();
      if (item.is_object()) {
        object(item, element.type, path);
        if (!partner.exists() || partner.is_null()) invariants_.lone_sibling(item, element.type, path);
      } else if (!item.is_null())
        wrong_shape(path, "an object or null in the property with the underscore", item);
      else if (!partner.exists())
        report(IssueType::kStructure, path, "null stands beside no value");
    }
    if (!any)
      report(IssueType::kStructure, whole,
             "expected an object in the array with the underscore; leave empty arrays out");
    if (values.is_array() && values.count() != static_cast<std::size_t>(index)) {
      report(IssueType::kStructure, whole,
             "expected as many items in the array with the underscore as in the one without");
    }
  }

  // --- rules of certain types

  void special_rules(json::View value, StructureId id, const ElementPath& path) {
    const RuleInput input{plan_, value, path, options_.least, findings_};
    switch (plan_.special(id)) {
      case SpecialStructure::kExtension: return extension(value, path);
      case SpecialStructure::kReference: return says_something(value, path);
      case SpecialStructure::kAttachment: return check_attachment(input);
      case SpecialStructure::kIdentifier: return check_identifier(input);
      case SpecialStructure::kCoding: return check_coding_system(input);
      case SpecialStructure::kBundle: return check_bundle(input);
      default: return;
    }
  }

  void extension(json::View value, const ElementPath& path) {
    if (options_.extensions.definitions == nullptr) return;
    if (!extensions_) extensions_.emplace(options_, findings_);
    extensions_->check(value, path, invariants_.resource(), invariants_.root_resource());
  }

  void says_something(json::View value, const ElementPath& path) {
    const bool says = value.member(plan_.reference).exists() || value.member(plan_.identifier).exists() ||
                      value.member(plan_.display).exists() || value.member(plan_.extension).exists();
    const bool has_sibling = seen_sibling_of(value, plan_.reference) || seen_sibling_of(value, plan_.display);
    if (!says && !has_sibling) report(IssueType::kRequired, path, "expected reference, identifier or display");
  }

  bool seen_sibling_of(json::View object, json::NameId name) const {
    for (const json::View member : object) {
      if (definitions_.property_of_sibling(member.name()) == name) return true;
    }
    return false;
  }

  void reference(json::View value, const Element& element, const ElementPath& path) {
    check_reference_target({plan_, value, path, options_.least, findings_}, element, [this](std::string_view id) { return invariants_.contained(id); }, bundle_);
    const json::View literal = value.member(plan_.reference);
    if (!literal.is_string()) return;
    const ReferenceFault fault = check_reference(definitions_, literal.text(scratch_), element.targets);
    if (fault != ReferenceFault::kNone) bad_reference(fault, element, path);
  }

  void narrative(json::View value, const ElementPath& path) {
    const XhtmlFault fault = check_xhtml(value.text(scratch_));
    if (fault == XhtmlFault::kNone) return;
    report(IssueType::kValue, path, expected_form(fault), fault == XhtmlFault::kEmpty ? "txt-2" : "txt-1");
  }

  // --- what is said

  void report(IssueType type, const ElementPath& path, std::string_view diagnostics, std::string_view rule = {}) {
    findings_.report(Severity::kError, type, path, diagnostics, rule);
  }

  void wrong_shape(const ElementPath& path, std::string_view expected, json::View found) {
    if (!findings_.accepts()) return;
    const std::string_view word = found.exists() ? json::word_for(found.kind()) : "nothing";
    report(IssueType::kStructure, path, "expected " + std::string(expected) + "; found " + std::string(word));
  }

  void wrong_type(json::View value, const ElementPath& parent) {
    if (!findings_.accepts()) return;
    const ElementPath path{.parent = &parent, .name = "resourceType"};
    const json::View type = value.member(plan_.resource_type);
    if (!type.exists())
      return report(IssueType::kRequired, path, "resourceType is required: the name of an R4 resource type");
    std::string diagnostics = "expected the name of an R4 resource type";
    if (type.is_string()) {
      std::vector<std::string_view> names;
      for (const TypeId id : definitions_.resource_types()) names.push_back(definitions_.name_of(id));
      if (const auto meant = nearest(type.text(scratch_), names))
        diagnostics += "; did you mean " + quoted(*meant) + "?";
    }
    report(IssueType::kValue, path, diagnostics);
  }

  void unknown_property(json::View member, const Structure& structure, const ElementPath& parent) {
    if (!findings_.accepts()) return;
    const std::string name = member.key();
    if (!is_plain_name(name)) {
      return report(IssueType::kStructure, parent, "a property name that is none of " + std::string(structure.name));
    }
    const ElementPath path{.parent = &parent, .name = name};
    std::string diagnostics = quoted(name) + " is not an element of " + std::string(structure.name);
    std::vector<std::string_view> names;
    for (const Element& element : structure.elements) {
      names.push_back(definitions_.names().name(element.name));
      if (element.choice_group != 0 && element.choice_base == name) {
        return report(IssueType::kStructure, path,
                      diagnostics + "; a choice is written with its type, such as " + quoted(names.back()));
      }
    }
    if (const auto meant = nearest(name, names)) diagnostics += "; did you mean " + quoted(*meant) + "?";
    report(IssueType::kStructure, path, diagnostics);
  }

  void missing_element(const Element& element, const Structure& structure, const ElementPath& parent) {
    if (!findings_.accepts()) return;
    const ElementPath path{.parent = &parent, .element = &element};
    if (element.choice_group == 0) {
      return report(IssueType::kRequired, path, quoted(definitions_.names().name(element.name)) + " is required");
    }
    std::string diagnostics = "one is required of:";
    std::size_t listed = 0;
    for (const Element& member : structure.elements) {
      if (member.choice_group != element.choice_group || listed++ == 10) continue;
      diagnostics += ' ';
      diagnostics += definitions_.names().name(member.name);
    }
    report(IssueType::kRequired, path, diagnostics);
  }

  void second_choice(const Element& element, const ElementPath& parent) {
    if (!findings_.accepts()) return;
    const ElementPath path{.parent = &parent, .element = &element};
    report(IssueType::kStructure, path,
           "expected only one of the properties that begin with " + quoted(element.choice_base));
  }

  void bad_primitive(PrimitiveFault fault, json::View value, const Element& element, const ElementPath& path) {
    if (!findings_.accepts()) return;
    const std::string expected = "expected " + std::string(expected_form(element.primitive));
    switch (fault) {
      case PrimitiveFault::kNone:
        break;
      case PrimitiveFault::kKind:
        if (value.is_object() || value.is_array()) return wrong_shape(path, expected_form(element.primitive), value);
        return report(IssueType::kValue, path, expected + "; found " + std::string(json::word_for(value.kind())));
      case PrimitiveFault::kEmpty:
        return report(IssueType::kValue, path, "empty strings are not allowed; leave the property out");
      case PrimitiveFault::kTooLong:
        return report(IssueType::kTooLong, path, "expected at most 1048576 bytes");
      case PrimitiveFault::kControl:
        return report(IssueType::kValue, path,
                      "control characters are not allowed, but for tab, line feed and carriage return");
      case PrimitiveFault::kFormat:
        return report(IssueType::kValue, path, expected);
    }
  }

  void bad_reference(ReferenceFault fault, const Element& element, const ElementPath& parent) {
    if (!findings_.accepts()) return;
    const ElementPath path{.parent = &parent, .name = "reference"};
    if (fault == ReferenceFault::kForm)
      return report(IssueType::kValue, path, "expected Type/id, an absolute URL, a URN or #id");
    if (fault == ReferenceFault::kType)
      return report(IssueType::kValue, path, "expected the name of an R4 resource type before the slash");
    if (fault == ReferenceFault::kId)
      return report(IssueType::kValue, path, "expected an id of 1 to 64 of A-Z a-z 0-9 - and . after the type");
    std::string diagnostics = "expected a reference to:";
    for (const TypeId target : element.targets) {
      diagnostics += ' ';
      diagnostics += definitions_.name_of(target);
    }
    report(IssueType::kValue, path, diagnostics);
  }

  const StructureChecker::Plan& plan_;
  const Definitions& definitions_;
  const StructureCheckOptions& options_;
  Findings& findings_;
  InvariantWalk invariants_;
  std::optional<ExtensionCheck> extensions_;
  BundleScope bundle_;  ///< Of the innermost Bundle around.
  std::string scratch_;
};

}  // namespace

StructureChecker::StructureChecker(const Definitions& definitions) : plan_(std::make_unique<Plan>(definitions)) {}
StructureChecker::~StructureChecker() = default;
StructureChecker::StructureChecker(StructureChecker&&) noexcept = default;
StructureChecker& StructureChecker::operator=(StructureChecker&&) noexcept = default;

void StructureChecker::check(json::View resource, const StructureCheckOptions& options, Findings& findings) const {
  findings.max = options.findings_max;
  StructureWalk(*plan_, options, findings).root(resource);
}

void check_structure(const Definitions& definitions, json::View resource, const StructureCheckOptions& options,
                     Findings& findings) {
  StructureChecker(definitions).check(resource, options, findings);
}

}  // namespace osler::fhir
