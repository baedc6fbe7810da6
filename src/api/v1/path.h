#pragma once
// Paths into FHIR: reading their text, and finding the elements that a list's named slices claim.

#include <optional>
#include <string_view>

#include "api/v1/field.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// One step as written: "telecom[phone]" is {telecom, phone}. Without brackets: no selector.
struct StepText {
  std::string_view name;
  std::optional<std::string_view> selector;
};
/// Splits "a.b[0].c[word]".
std::vector<StepText> split_path(std::string_view text);

/// Whether an element is the one that a slice means.
bool matches(const Slice& slice, json::View element);
bool matches(const Slice& slice, json::DraftNode element);

/// Whether any slice of the list claims the element. `slices` may be null: none does.
template <class Value>
bool is_claimed(const ListSlices* slices, Value element) {
  if (slices == nullptr) return false;
  for (const Slice& slice : slices->slices) {
    if (matches(slice, element)) return true;
  }
  return false;
}

/// The element of a list that a kIndex or kSlice step means; none if there is none. `list` may be a single value where
/// an array was expected: then it is its own first element.
json::View element_at(const Step& step, json::View list);
json::DraftNode element_at(const Step& step, json::DraftNode list);

/// Follows a path that has no kEach step; none where it leads nowhere.
json::View follow(json::View from, const Path& path, std::size_t steps);

}  // namespace osler::api::v1
