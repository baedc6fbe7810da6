// Least and greatest values. Spec: FHIR R4, elementdefinition-definitions.html#ElementDefinition.minValue_x_, .maxValue_x_.

#include <array>

#include "fhir/validate/answer_rules.h"
#include "fhir/validate/profile_walk.h"

namespace osler::fhir {
namespace {

/// A UCUM unit of time and FHIRPath's word for it.
struct TimeUnit {
  std::string_view code, word;
};
constexpr std::array kTimeUnits = std::to_array<TimeUnit>(
    {{"a", "years"}, {"mo", "months"}, {"wk", "weeks"}, {"d", "days"}, {"h", "hours"}, {"min", "minutes"}, {"s", "seconds"}});

constexpr std::size_t kPrefixBytes = std::string_view("minValue").size();

// The type a property names by its end: "minValueQuantity", "maxValueDate".
StructureId type_of_limit(const Definitions& definitions, json::View limit) {
  std::string name = limit.key().substr(kPrefixBytes);
  if (const auto datatype = definitions.structure(name)) return *datatype;
  if (!name.empty()) name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return definitions.structure(name).value_or(StructureId::kNone);
}

// "10 years": how far from now; empty for what is no duration.
std::string duration(json::View quantity) {
  const json::View value = quantity.member("value");
  for (const TimeUnit& unit : kTimeUnits) {
    if (value.is_number() && quantity.member("code").equals(unit.code)) return std::string(value.raw()) + " " + std::string(unit.word);
  }
  return {};
}

}  // namespace

void ProfileWalk::limits(const Place& place, const ProfileValue& value, const ElementPath& path) {
  if (!value.exists() || value.element == nullptr) return;
  if (place.node.least && !is_within(value, place.node.least, ">=")) {
    report(place, Severity::kError, IssueType::kValue, path, "expected no less than " + std::string(place.node.least.raw()));
  }
  if (place.node.greatest && !is_within(value, place.node.greatest, "<=")) {
    report(place, Severity::kError, IssueType::kValue, path, "expected no more than " + std::string(place.node.greatest.raw()));
  }
}

// A quantity as the limit of a date is its distance from now: back for the least, ahead for the greatest. What cannot be
// compared is within.
bool ProfileWalk::is_within(const ProfileValue& value, json::View limit, std::string_view op) const {
  path::Item item = path::context_item(definitions_, value.view, value.structure);
  item.element = value.element;
  const Primitive primitive = value.element->primitive;
  const bool is_moment = primitive == Primitive::kDate || primitive == Primitive::kDateTime || primitive == Primitive::kInstant;
  if (!is_moment || !limit.is_object()) {
    const std::string name = limit.key();
    const TypedValue bound{name, path::context_item(definitions_, limit, type_of_limit(definitions_, limit))};
    return compares(definitions_, {{}, item}, op, bound).value_or(true);
  }
  const std::string distance = duration(limit);
  if (distance.empty()) return true;
  const std::string now = primitive == Primitive::kDate ? "today()" : "now()";
  const auto program = path::compile(definitions_, "$this " + std::string(op) + " (" + now + (op == ">=" ? " - " : " + ") + distance + ")");
  if (!program.ok()) return true;
  path::Workspace workspace;
  const auto within = path::decide(*program, definitions_, item, environment_, workspace);
  return !within.ok() || within->value_or(true);
}

}  // namespace osler::fhir
