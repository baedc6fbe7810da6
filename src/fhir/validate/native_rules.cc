#include "fhir/validate/native_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "fhir/model/date_time.h"

namespace osler::fhir {
namespace {

// ele-1: hasValue() or (children().count() > id.count()).
bool has_content(const NativeInput& input) {
  const Structure& structure = input.definitions.at(input.context.structure);
  const json::View value = input.context.view;
  if (structure.kind == StructureKind::kPrimitive && value.exists()) return true;
  static constexpr std::string_view kId = "id";
  for (const json::View object : {value, input.context.sibling}) {
    for (const json::View member : object) {
      const json::NameId name = member.name();
      const bool known = input.definitions.element(input.context.structure, name) != nullptr ||
                         input.definitions.property_of_sibling(name) != json::NameId::kUnknown;
      if (known && input.definitions.names().name(name) != kId) return true;
    }
  }
  return false;
}

// ref-1: a local reference names a contained resource, or with "#" alone the container.
bool is_resolvable_here(const NativeInput& input) {
  const json::View reference = input.context.view.member("reference");
  if (!reference.is_string() || reference.raw()[1] != '#') return true;
  const std::string target = reference.text().substr(1);
  return target.empty() || input.contained.find(input.root_resource, target).exists();
}

// Zones between which the earliest and the latest reading of a time without one lie.
constexpr std::int16_t kEarliestZone = 14 * 60;
constexpr std::int16_t kLatestZone = -12 * 60;

// Two texts of one form with the same zone are ordered as their times are.
bool is_plainly_ordered(std::string_view from, std::string_view to) {
  constexpr std::size_t kZoneBytes = 6;
  const bool same_form = from.size() == to.size() && from.size() >= 10;
  if (!same_form || from > to) return false;
  const bool both_utc = from.ends_with('Z') && to.ends_with('Z');
  return both_utc || from.size() == 10 || from.substr(from.size() - kZoneBytes) == to.substr(to.size() - kZoneBytes);
}

// per-1: start.hasValue().not() or end.hasValue().not() or (start.lowBoundary() <= end.highBoundary()).
bool is_in_order(const NativeInput& input) {
  const json::View start = input.context.view.member("start");
  const json::View end = input.context.view.member("end");
  if (!start.is_string() || !end.is_string()) return true;
  std::string start_scratch;
  std::string end_scratch;
  const std::string_view from = start.text(start_scratch);
  const std::string_view to = end.text(end_scratch);
  if (is_plainly_ordered(from, to)) return true;
  const std::optional<DateTime> first = parse_date_time(from);
  const std::optional<DateTime> last = parse_date_time(to);
  if (!first || !last) return true;  // No dates: reported as such.
  return first->range(kEarliestZone).begin_ms < last->range(kLatestZone).end_ms;
}

/// Collects what "#…" texts a resource names: in any `reference`, and in values of type canonical, uri and url.
class LocalNames {
 public:
  explicit LocalNames(const Definitions& definitions) : definitions_(definitions) {}

  void collect(json::View value, StructureId structure) {
    if (value.is_array()) {
      for (const json::View item : value) collect(item, structure);
      return;
    }
    if (!value.is_object()) return;
    structure = actual(value, structure);
    if (structure == StructureId::kNone) return;
    for (const json::View member : value) {
      const json::NameId of_sibling = definitions_.property_of_sibling(member.name());
      const bool is_sibling = of_sibling != json::NameId::kUnknown;
      const Element* element = definitions_.element(structure, is_sibling ? of_sibling : member.name());
      if (element == nullptr) continue;
      const bool is_name = element->primitive == Primitive::kCanonical || element->primitive == Primitive::kUri ||
                           element->primitive == Primitive::kUrl || definitions_.names().name(element->name) == "reference";
      if (element->primitive == Primitive::kNone || is_sibling) collect(member, element->type);
      else if (is_name) note(member);
    }
  }

  bool holds(const std::string& name) const { return names_.contains(name); }

 private:
  StructureId actual(json::View value, StructureId declared) const {
    if (declared != StructureId::kNone && definitions_.at(declared).kind != StructureKind::kResource) return declared;
    const json::View name = value.member("resourceType");
    const std::optional<TypeId> type = name.is_string() ? definitions_.resource_type(name.text()) : std::nullopt;
    return type ? definitions_.structure_of(*type) : declared;
  }
  void note(json::View value) {
    for (const json::View item : value) note(item);
    if (value.is_string() && value.raw()[1] == '#') names_.insert(value.text());
  }

  const Definitions& definitions_;
  std::unordered_set<std::string> names_;
};

// dom-3: every contained resource is named somewhere in the resource, or names its container as "#".
bool all_contained_are_named(const NativeInput& input) {
  const json::View contained = input.context.view.member("contained");
  if (!contained.exists()) return true;
  LocalNames names(input.definitions);
  names.collect(input.resource, StructureId::kNone);
  for (const json::View resource : contained) {
    const json::View id = resource.member("id");
    if (!id.is_string() || names.holds("#" + id.text())) continue;
    LocalNames own(input.definitions);
    own.collect(resource, StructureId::kNone);
    if (!own.holds("#")) return false;
  }
  return true;
}

constexpr std::array kRules = std::to_array<NativeRule>({
    {"Element", "ele-1", has_content},
    {"Reference", "ref-1", is_resolvable_here},
    {"Period", "per-1", is_in_order},
    {"DomainResource", "dom-3", all_contained_are_named},
});

}  // namespace

std::span<const NativeRule> native_rules() { return kRules; }

NativeBody native_rule(std::string_view structure, std::string_view key) {
  const auto* found = std::ranges::find_if(kRules, [&](const NativeRule& rule) { return rule.structure == structure && rule.key == key; });
  return found == kRules.end() ? nullptr : found->holds;
}

}  // namespace osler::fhir
