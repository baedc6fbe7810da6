#include "store/matches.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <tuple>

namespace osler::store {
namespace {

bool meets_token(const Token& value, const IsToken& test) {
  return (!test.system || value.system == *test.system) && (!test.code || value.code == *test.code);
}

bool meets_text(const Text& value, const IsText& test) {
  switch (test.how) {
    case TextMatch::kStartsWith: return mentions(value.folded, test.value);
    case TextMatch::kContains: return value.folded.find(test.value) != std::string::npos;
    case TextMatch::kExact: return value.exact == test.value;
    case TextMatch::kEqual: return value.folded == test.value;
    case TextMatch::kEndsWith: return value.folded.ends_with(test.value);
  }
  return false;
}

bool meets_uri(const Uri& value, const IsUri& test) {
  switch (test.how) {
    case UriMatch::kEqual: return value.text == test.value;
    case UriMatch::kBelow: return value.text.starts_with(test.value);
    case UriMatch::kAbove: return test.value.starts_with(value.text);
  }
  return false;
}

bool meets_reference(const Reference& value, const IsReference& test) {
  return value.id == test.id && (!test.type || value.type == *test.type);
}

bool meets_box(const Interval& value, const InBox& test) {
  return (!test.unit || value.unit == *test.unit) && ends_meet(value.low, value.high, test);
}

}  // namespace

bool ends_meet(const Ordinal& low, const Ordinal& high, const InBox& box) {
  if (box.low_min && low < *box.low_min) return false;
  if (box.low_max && low > *box.low_max) return false;
  if (box.high_min && high < *box.high_min) return false;
  return !box.high_max || high <= *box.high_max;
}

bool meets(const Atom& value, const Test& test) {
  if (const auto* any = std::get_if<RefersTo>(&test)) {
    const auto* reference = std::get_if<Reference>(&value);
    return reference != nullptr && reference->type == any->type;
  }
  if (value.index() != test.index()) return false;
  if (const auto* token = std::get_if<Token>(&value)) return meets_token(*token, std::get<IsToken>(test));
  if (const auto* text = std::get_if<Text>(&value)) return meets_text(*text, std::get<IsText>(test));
  if (const auto* uri = std::get_if<Uri>(&value)) return meets_uri(*uri, std::get<IsUri>(test));
  if (const auto* reference = std::get_if<Reference>(&value)) {
    return meets_reference(*reference, std::get<IsReference>(test));
  }
  if (const auto* interval = std::get_if<Interval>(&value)) return meets_box(*interval, std::get<InBox>(test));
  const auto& near = std::get<IsNear>(test);
  return distance_m(std::get<GeoPoint>(value), near.center) <= near.within_m;
}

bool meets(const IndexEntry& entry, const Where& where) {
  if (entry.parameter != where.parameter || entry.parts.size() != where.parts.size()) return false;
  for (std::size_t i = 0; i < entry.parts.size(); ++i) {
    if (!meets(entry.parts[i], where.parts[i])) return false;
  }
  return true;
}

bool meets(const std::vector<IndexEntry>& entries, const Where& where) {
  return std::any_of(entries.begin(), entries.end(), [&](const IndexEntry& entry) { return meets(entry, where); });
}

bool meets(const std::vector<IndexEntry>& entries, const Present& present) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const IndexEntry& entry) { return entry.parameter == present.parameter; });
}

double distance_m(const GeoPoint& a, const GeoPoint& b) {
  constexpr double kRadius = 6'371'008.8;
  constexpr double kRadians = std::numbers::pi / 180e7;
  const double latitudes = (a.latitude_e7 - double{1} * b.latitude_e7) * kRadians;
  const double longitudes = (a.longitude_e7 - double{1} * b.longitude_e7) * kRadians;
  const double s = std::sin(latitudes / 2);
  const double t = std::sin(longitudes / 2);
  const double h = s * s + std::cos(a.latitude_e7 * kRadians) * std::cos(b.latitude_e7 * kRadians) * t * t;
  return 2 * kRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

bool mentions(std::string_view text, std::string_view phrase) {
  for (std::size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    if (at == 0 || text[at - 1] == ' ') return true;
  }
  return false;
}

std::strong_ordering compare_for_sort(const Atom& a, const Atom& b, bool ends_first) {
  if (a.index() != b.index()) return a.index() <=> b.index();
  if (const auto* token = std::get_if<Token>(&a)) {
    const auto& other = std::get<Token>(b);
    return std::tie(token->code, token->system) <=> std::tie(other.code, other.system);
  }
  if (const auto* text = std::get_if<Text>(&a)) return text->folded <=> std::get<Text>(b).folded;
  if (const auto* uri = std::get_if<Uri>(&a)) return uri->text <=> std::get<Uri>(b).text;
  if (const auto* reference = std::get_if<Reference>(&a)) {
    const auto& other = std::get<Reference>(b);
    return std::tie(reference->id, reference->type) <=> std::tie(other.id, other.type);
  }
  if (const auto* point = std::get_if<GeoPoint>(&a)) return *point <=> std::get<GeoPoint>(b);
  const auto& left = std::get<Interval>(a);
  const auto& right = std::get<Interval>(b);
  if (ends_first) return std::tie(left.unit, left.high, left.low) <=> std::tie(right.unit, right.high, right.low);
  return std::tie(left.unit, left.low, left.high) <=> std::tie(right.unit, right.low, right.high);
}

const Atom* value_for_sort(const std::vector<IndexEntry>& entries, const SortKey& key) {
  const Atom* best = nullptr;
  for (const IndexEntry& entry : entries) {
    if (entry.parameter != key.parameter || entry.parts.empty()) continue;
    const Atom& value = entry.parts.front();
    if (best == nullptr) {
      best = &value;
      continue;
    }
    const std::strong_ordering order = compare_for_sort(value, *best, ends_first(key));
    if (key.descending ? order > 0 : order < 0) best = &value;
  }
  return best;
}

}  // namespace osler::store
