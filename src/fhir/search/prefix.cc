#include "fhir/search/prefix.h"

#include <array>
#include <utility>

#include "fhir/search/ordinal.h"

namespace osler::fhir {

Prefix take_prefix(std::string_view& value) {
  static constexpr std::array<std::pair<std::string_view, Prefix>, 9> kPrefixes = {{
      {"eq", Prefix::kEqual}, {"ne", Prefix::kNotEqual}, {"gt", Prefix::kGreater}, {"lt", Prefix::kLess},
      {"ge", Prefix::kGreaterOrEqual}, {"le", Prefix::kLessOrEqual}, {"sa", Prefix::kStartsAfter},
      {"eb", Prefix::kEndsBefore}, {"ap", Prefix::kApproximately}}};
  for (const auto& [text, prefix] : kPrefixes) {
    if (!value.starts_with(text)) continue;
    value.remove_prefix(text.size());
    return prefix;
  }
  return Prefix::kEqual;
}

std::vector<store::InBox> boxes_for(Prefix prefix, const OrdinalRange& searched, const std::optional<std::string>& unit) {
  const store::InBox any{unit, {}, {}, {}, {}};
  store::InBox low_inside = any;
  low_inside.low_min = searched.low;
  store::InBox high_inside = any;
  high_inside.high_max = searched.high;
  store::InBox reaches_above = any;
  reaches_above.high_min = successor(searched.high);
  store::InBox reaches_below = any;
  reaches_below.low_max = predecessor(searched.low);
  switch (prefix) {
    case Prefix::kEqual: {
      store::InBox inside = low_inside;
      inside.high_max = searched.high;
      return {inside};
    }
    case Prefix::kNotEqual: return {reaches_below, reaches_above};
    case Prefix::kGreater: return {reaches_above};
    case Prefix::kLess: return {reaches_below};
    case Prefix::kGreaterOrEqual: return {reaches_above, low_inside};
    case Prefix::kLessOrEqual: return {reaches_below, high_inside};
    case Prefix::kStartsAfter: {
      store::InBox above = any;
      above.low_min = searched.high;
      return {above};
    }
    case Prefix::kEndsBefore: {
      store::InBox below = any;
      below.high_max = searched.low;
      return {below};
    }
    case Prefix::kApproximately: {
      store::InBox overlapping = any;
      overlapping.low_max = predecessor(searched.high);
      overlapping.high_min = successor(searched.low);
      return {overlapping};
    }
  }
  return {};
}

}  // namespace osler::fhir
