#include "api/v1/field_of_expression.h"

#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include "api/v1/findings.h"
#include "api/v1/path.h"

namespace osler::api::v1 {
namespace {

struct Place {
  std::string_view name;
  std::size_t index = 0;
};

struct Match {
  std::string field;
  std::size_t steps = 0;  ///< Of the expression that the field accounts for.
};

std::vector<Place> places_of(std::string_view expression) {
  std::vector<Place> places;
  for (const StepText& step : split_path(expression)) {
    Place place{step.name, 0};
    if (step.selector)
      std::from_chars(step.selector->data(), step.selector->data() + step.selector->size(), place.index);
    places.push_back(place);
  }
  return places;
}

/// "value" is how FHIRPath calls valueQuantity.
bool is_called(const Mapping& mapping, const Step& step, std::string_view name) {
  return step.name == name || (!mapping.choice_siblings.empty() && step.name.starts_with(name));
}

/// How many elements before this one no slice claims.
std::size_t rank_of(const Step& step, json::View list, std::size_t index) {
  std::size_t rank = 0;
  std::size_t i = 0;
  for (const json::View element : list) {
    if (i++ == index) break;
    if (!is_claimed(step.slices, element)) ++rank;
  }
  return rank;
}

/// Follows a field's path along the expression. `item` gets the index of the array element that is meant.
struct Walk {
  json::View element;
  std::size_t steps = 0;
  std::optional<std::size_t> item;
};
std::optional<Walk> walk(const Mapping& mapping, const Path& path, json::View object, std::span<const Place> places) {
  Walk at{object, 0, std::nullopt};
  for (const Step& step : path) {
    if (at.steps == places.size()) return at;
    const Place& place = places[at.steps];
    if (!is_called(mapping, step, place.name)) return std::nullopt;
    at.element = at.element.member(step.id);
    if (step.kind != StepKind::kMember) {
      const json::View list = at.element;
      at.element = list.at(place.index);
      const bool claimed = is_claimed(step.slices, at.element);
      const std::size_t rank = rank_of(step, list, place.index);
      if (step.kind == StepKind::kSlice ? !matches(step.slices->slices[step.index], at.element) : claimed)
        return std::nullopt;
      if (step.kind == StepKind::kIndex && rank != step.index) return std::nullopt;
      if (step.kind == StepKind::kEach) at.item = rank;
    }
    ++at.steps;
  }
  return at;
}

std::optional<Match> match_in(const FieldSet& set, json::View object, std::span<const Place> places);

std::optional<Match> match_field(const Field& field, const Path& path, json::View object,
                                 std::span<const Place> places) {
  if (path.empty() || field.is_read_only) return std::nullopt;
  const std::optional<Walk> reached = walk(field.fhir, path, object, places);
  if (!reached) return std::nullopt;
  Match match{field.name, reached->steps};
  if (reached->item && field.is_array) match.field += "[" + std::to_string(*reached->item) + "]";
  if (field.fhir.type != FhirType::kObject || reached->steps == places.size()) return match;
  if (const auto inner = match_in(*field.members, reached->element, places.subspan(reached->steps))) {
    match.field += "." + inner->field;
    match.steps += inner->steps;
  }
  return match;
}

std::optional<Match> match_in(const FieldSet& set, json::View object, std::span<const Place> places) {
  std::optional<Match> best;
  const auto consider = [&best](std::optional<Match> match) {
    if (match && (!best || match->steps > best->steps)) best = std::move(match);
  };
  for (const Field& field : set.fields) {
    consider(match_field(field, field.fhir.path, object, places));
    consider(match_field(field, field.fhir.alternative, object, places));
  }
  return best;
}

}  // namespace

std::string field_of_expression(const ResourceSchema& resource, json::View fhir, std::string_view expression) {
  const std::vector<Place> places = places_of(expression);
  if (places.size() < 2 || places.front().name != resource.type_name) return {};
  const auto match = match_in(resource.fields, fhir, std::span(places).subspan(1));
  return match ? match->field : std::string();
}

Error in_terms_of_fields(const ResourceSchema& resource, json::View fhir, Error error) {
  const bool about_content = error.kind == ErrorKind::kInvalidInput || error.kind == ErrorKind::kUnprocessable;
  if (!about_content || error.code == "VALIDATION_ERROR") return error;
  Findings findings;
  for (const Issue& issue : error.issues) {
    if (issue.severity != Severity::kError && issue.severity != Severity::kFatal) continue;
    const std::string field = field_of_expression(resource, fhir, issue.expression);
    findings.add(field.empty() ? issue.expression : field, issue.diagnostics);
  }
  if (findings.empty()) findings.add({}, error.message);
  return std::move(findings).error();
}

}  // namespace osler::api::v1
