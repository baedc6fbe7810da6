// One filter of a value set against one concept. Spec: FHIR R4, valueset.html#compositions, codesystem.html#filters.

#include <algorithm>

#include "fhir/terms/membership.h"

namespace osler::fhir::terms {
namespace {

bool is_about_code(const Filter& filter) { return filter.property == "concept" || filter.property == "code"; }

bool passes_code(const CodeSystem& system, CodeSystem::Index index, const Filter& filter) {
  const std::string_view code = system.at(index).code;
  const auto is_value = [&](std::string_view value) { return system.find(value) == index; };
  const auto value = system.find(filter.value);
  switch (filter.op) {
    case FilterOp::kEqual: return is_value(filter.value);
    case FilterOp::kIsA: return value && system.hierarchy().is_a(index, *value);
    case FilterOp::kDescendentOf: return value && *value != index && system.hierarchy().is_a(index, *value);
    case FilterOp::kIsNotA: return !value || !system.hierarchy().is_a(index, *value);
    case FilterOp::kGeneralizes: return value && system.hierarchy().is_a(*value, index);
    case FilterOp::kChildOf: return value && std::ranges::count(system.hierarchy().parents(index), *value) > 0;
    case FilterOp::kIn: return std::ranges::any_of(filter.values, is_value);
    case FilterOp::kNotIn: return std::ranges::none_of(filter.values, is_value);
    case FilterOp::kRegex: return RE2::FullMatch(re2::StringPiece(code.data(), code.size()), *filter.pattern);
    case FilterOp::kExists: return filter.value == "true";
  }
  return false;
}

std::vector<std::string> values_of(const CodeSystem& system, CodeSystem::Index index, std::string_view property) {
  const CodeSystem::Row& row = system.at(index);
  std::vector<std::string> values;
  if (property == "display" && !row.display.empty()) values.emplace_back(row.display);
  if (property == "definition" && system.view(index).member("definition").exists()) values.push_back(system.view(index).member("definition").text());
  if (property == "parent")
    for (const auto parent : system.hierarchy().parents(index)) values.emplace_back(system.at(parent).code);
  if (property == "child")
    for (const auto child : system.hierarchy().children(index)) values.emplace_back(system.at(child).code);
  const bool is_well_known = !values.empty();
  if (is_well_known) return values;
  for (CodeSystem::Property& one : system.properties(index)) {
    if (one.code == property) values.push_back(std::move(one.text));
  }
  // What every concept has, said or not.
  if (values.empty() && property == "inactive") values.emplace_back(row.is_inactive ? "true" : "false");
  return values;
}

bool passes_value(const Filter& filter, const std::string& value) {
  switch (filter.op) {
    case FilterOp::kEqual: return value == filter.value;
    case FilterOp::kIn: return std::ranges::count(filter.values, value) > 0;
    case FilterOp::kRegex: return RE2::FullMatch(value, *filter.pattern);
    default: return false;
  }
}

// The value of a property names a concept of the same system ("parent is-a X").
bool passes_as_concept(const CodeSystem& system, const Filter& filter, const std::string& value) {
  const auto index = system.find(value);
  return index && passes_code(system, *index, filter);
}

}  // namespace

bool passes(const CodeSystem& system, CodeSystem::Index index, const Filter& filter) {
  if (is_about_code(filter)) return passes_code(system, index, filter);
  const std::vector<std::string> values = values_of(system, index, filter.property);
  switch (filter.op) {
    case FilterOp::kExists: return values.empty() == (filter.value == "false");
    case FilterOp::kNotIn:
      return std::ranges::none_of(values, [&](const std::string& value) { return std::ranges::count(filter.values, value) > 0; });
    case FilterOp::kIsA:
    case FilterOp::kDescendentOf:
    case FilterOp::kIsNotA:
    case FilterOp::kGeneralizes:
    case FilterOp::kChildOf:
      return std::ranges::any_of(values, [&](const std::string& value) { return passes_as_concept(system, filter, value); });
    case FilterOp::kEqual:
    case FilterOp::kIn:
    case FilterOp::kRegex:
      return std::ranges::any_of(values, [&](const std::string& value) { return passes_value(filter, value); });
  }
  return false;
}

}  // namespace osler::fhir::terms
