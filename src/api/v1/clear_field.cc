#include "api/v1/clear_field.h"

#include "api/v1/path.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {
namespace {

enum class Left : std::uint8_t { kSomething, kNothing };

/// Position of the element that a step means; count() if there is none.
std::size_t position_of(const Step& step, json::DraftNode list) {
  std::uint16_t unclaimed = 0;
  for (std::size_t i = 0, n = list.count(); i < n; ++i) {
    const json::DraftNode element = list.at(i);
    const bool fits = step.kind == StepKind::kSlice ? matches(step.slices->slices[step.index], element)
                                                    : !is_claimed(step.slices, element) && unclaimed++ == step.index;
    if (fits) return i;
  }
  return list.count();
}

void erase_unclaimed(const Step& step, json::DraftNode list) {
  for (std::size_t i = list.count(); i > 0; --i) {
    if (!is_claimed(step.slices, list.at(i - 1))) list.erase_at(i - 1);
  }
}

Left left_in(json::DraftNode container) { return container.count() == 0 ? Left::kNothing : Left::kSomething; }

/// Whether an object that lost this element has none of its own meaning left.
bool loses_reason(const Mapping& mapping, const Path& path) {
  const bool in_slice = path.size() > 1 && path[path.size() - 2].kind == StepKind::kSlice;
  const bool is_duration = path.size() > 1 && mapping.fixed.exists() && path[path.size() - 2].kind == StepKind::kMember;
  return mapping.is_required_by_fhir || in_slice || is_duration;
}

Left clear_below(const Mapping& mapping, const Path& path, std::size_t depth, json::DraftNode object) {
  const Step& step = path[depth];
  json::DraftNode child = object.exists() ? object.member(step.name) : json::DraftNode{};
  if (!child.exists()) return Left::kSomething;
  const bool is_last = depth + 1 == path.size();
  Left left = Left::kNothing;
  if (step.kind == StepKind::kEach) {
    erase_unclaimed(step, child);
    left = left_in(child);
  } else if (step.kind != StepKind::kMember) {
    const std::size_t at = position_of(step, child);
    if (at == child.count()) return Left::kSomething;
    const bool goes = is_last || clear_below(mapping, path, depth + 1, child.at(at)) == Left::kNothing;
    if (goes) child.erase_at(at);
    left = left_in(child);
  } else if (!is_last) {
    left = clear_below(mapping, path, depth + 1, child);
  }
  if (left == Left::kNothing) object.erase(step.name);
  if (is_last && left == Left::kNothing && depth > 0 && loses_reason(mapping, path)) return Left::kNothing;
  return left_in(object);
}

}  // namespace

void clear_field(const Field& field, json::DraftNode holder) {
  if (field.is_read_only || field.fhir.path.empty()) return;
  if (field.fhir.shares_element) {
    // Only what this field shows goes; the element goes with it when nothing is left.
    const json::DraftNode element = find_target(field.fhir.path, holder);
    for (const Field& member : field.members->fields) {
      if (element.exists()) clear_field(member, element);
    }
    if (!element.exists() || element.count() > 0) return;
  }
  clear_below(field.fhir, field.fhir.path, 0, holder);
  for (const Path& also : field.fhir.also) clear_below(field.fhir, also, 0, holder);
  if (!field.fhir.alternative.empty()) clear_below(field.fhir, field.fhir.alternative, 0, holder);
}

}  // namespace osler::api::v1
