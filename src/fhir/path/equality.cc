// Spec: FHIRPath 2.0, 6.1.
#include <algorithm>
#include <unordered_set>

#include "fhir/path/canonical_unit.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {
namespace {

bool is_number(const Item& item) { return item.kind == ItemKind::kInteger || item.kind == ItemKind::kDecimal; }
Decimal number_of(const Item& item) { return item.kind == ItemKind::kInteger ? Decimal(item.integer) : *item.decimal; }
bool is_moment(const Item& item) { return item.kind == ItemKind::kDate || item.kind == ItemKind::kDateTime; }

std::string_view unit_code(const Item& quantity) {
  if (!quantity.is_calendar) return quantity.text;
  const std::optional<CalendarUnit> unit = calendar_unit(quantity.text);
  return unit ? ucum_code(*unit) : quantity.text;
}

// A calendar year or month has no fixed length: it is no UCUM year or month.
bool is_variable_length(const Item& quantity) {
  const std::optional<CalendarUnit> unit = quantity.is_calendar ? calendar_unit(quantity.text) : std::nullopt;
  return unit == CalendarUnit::kYear || unit == CalendarUnit::kMonth;
}

// Numbers by value, members in any order, arrays in theirs; ids of elements count like all else.
bool same_content(json::View a, json::View b) {
  if (a.is_number() && b.is_number()) {
    const std::optional<Decimal> x = Decimal::parse(a.raw());
    const std::optional<Decimal> y = Decimal::parse(b.raw());
    return x && y && *x == *y;
  }
  if (a.kind() != b.kind() || a.count() != b.count()) return false;
  if (a.is_array()) {
    auto in_b = b.begin();
    for (const json::View element : a) {
      if (!same_content(element, *in_b)) return false;
      ++in_b;
    }
    return true;
  }
  if (!a.is_object()) return json::same_value(a, b);
  std::string scratch;
  for (const json::View member : a) {
    const json::View other = member.name() != json::NameId::kUnknown ? b.member(member.name()) : b.member(member.key(scratch));
    if (!other.exists() || !same_content(member, other)) return false;
  }
  return true;
}

Truth equal_quantities(const Item& a, const Item& b) {
  if (is_variable_length(a) != is_variable_length(b)) return {};
  const auto both = in_same_unit(a, b);
  return both ? Truth{both->first == both->second} : Truth{};
}

// To the precision of the less precise. Spec: FHIRPath 2.0, 6.1.2.
bool equivalent_numbers(const Decimal& a, const Decimal& b) {
  const int scale = std::min(a.scale(), b.scale());
  const auto rounded = [scale](const Decimal& value) {
    Decimal unit(1);
    for (int i = 0; i < scale && i < 30; ++i) unit = unit * *Decimal::parse("0.1");
    const Decimal half = unit * *Decimal::parse("0.5");
    const Decimal shifted = (value.is_negative() ? value - half : value + half);
    std::string text = shifted.text();
    const std::size_t point = text.find('.');
    if (point != std::string::npos) text.resize(scale == 0 ? point : std::min(text.size(), point + 1 + static_cast<std::size_t>(scale)));
    return Decimal::parse(text).value_or(shifted);
  };
  return rounded(a) == rounded(b);
}

// Lower case, runs of white space as one blank.
std::string normalized(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

// Many texts are told apart by hash instead of each by each. Nothing if any item is no text.
constexpr std::size_t kHashedFrom = 16;
std::optional<Collection> distinct_texts(Evaluator& evaluator, const Collection& items) {
  Collection kept = evaluator.none();
  std::unordered_set<std::string_view> seen;
  seen.reserve(items.size());
  for (const Item& item : items) {
    const Item value = evaluator.system_value(item);
    if (value.kind != ItemKind::kString) return std::nullopt;
    if (seen.insert(value.text).second) kept.push_back(item);
  }
  return kept;
}

}  // namespace

std::optional<std::pair<Decimal, Decimal>> in_same_unit(const Item& a, const Item& b) {
  const std::string_view unit_a = unit_code(a);
  const std::string_view unit_b = unit_code(b);
  if (unit_a == unit_b) return std::pair{*a.decimal, *b.decimal};
  const std::optional<CanonicalUnit> known_a = canonical_unit(unit_a);
  const std::optional<CanonicalUnit> known_b = canonical_unit(unit_b);
  if (!known_a || !known_b || known_a->unit != known_b->unit) return std::nullopt;
  return std::pair{to_canonical(*a.decimal, *known_a).value, to_canonical(*b.decimal, *known_b).value};
}

Truth equal(Evaluator& evaluator, const Item& a, const Item& b) {
  const Item x = evaluator.system_value(a);
  const Item y = evaluator.system_value(b);
  if (is_number(x) && is_number(y)) return number_of(x) == number_of(y);
  if (is_moment(x) && is_moment(y)) {
    const std::optional<std::strong_ordering> order = compare_moments(*x.moment, *y.moment);
    return order ? Truth{*order == 0} : Truth{};
  }
  if (x.kind != y.kind) return false;
  switch (x.kind) {
    case ItemKind::kBoolean: return x.integer == y.integer;
    case ItemKind::kString: return x.text == y.text;
    case ItemKind::kTime: {
      const std::optional<std::strong_ordering> order = compare_moments(*x.moment, *y.moment);
      return order ? Truth{*order == 0} : Truth{};
    }
    case ItemKind::kQuantity: return equal_quantities(x, y);
    case ItemKind::kReferent: return x.structure == y.structure;
    case ItemKind::kTypeInfo: return x.text == y.text && x.space == y.space;
    default: return same_content(x.view, y.view);
  }
}

bool equivalent(Evaluator& evaluator, const Item& a, const Item& b) {
  const Item x = evaluator.system_value(a);
  const Item y = evaluator.system_value(b);
  if (is_number(x) && is_number(y)) return equivalent_numbers(number_of(x), number_of(y));
  if (x.kind == ItemKind::kString && y.kind == ItemKind::kString) return normalized(x.text) == normalized(y.text);
  if (x.kind == ItemKind::kQuantity && y.kind == ItemKind::kQuantity) {
    const auto both = in_same_unit(x, y);
    return both && equivalent_numbers(both->first, both->second);
  }
  return equal(evaluator, x, y).value_or(false);
}

Truth equal(Evaluator& evaluator, const Collection& a, const Collection& b) {
  if (a.empty() || b.empty()) return {};
  if (a.size() != b.size()) return false;
  Truth all = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Truth one = equal(evaluator, a[i], b[i]);
    if (one == Truth{false}) return false;
    if (!one) all = {};
  }
  return all;
}

bool equivalent(Evaluator& evaluator, const Collection& a, const Collection& b) {
  if (a.size() != b.size()) return false;
  std::vector<bool> taken(b.size(), false);
  return std::all_of(a.begin(), a.end(), [&](const Item& item) {
    if (!evaluator.charge(b.size()).ok()) return false;
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (taken[i] || !equivalent(evaluator, item, b[i])) continue;
      taken[i] = true;
      return true;
    }
    return false;
  });
}

bool contains_equal(Evaluator& evaluator, const Collection& items, const Item& item) {
  return std::any_of(items.begin(), items.end(), [&](const Item& other) { return equal(evaluator, other, item) == Truth{true}; });
}

Result<Collection> distinct(Evaluator& evaluator, const Collection& items) {
  if (items.size() >= kHashedFrom) {
    if (std::optional<Collection> kept = distinct_texts(evaluator, items)) return *std::move(kept);
  }
  Collection kept = evaluator.none();
  for (const Item& item : items) {
    OSLER_RETURN_IF_ERROR(evaluator.charge(kept.size()));
    if (!contains_equal(evaluator, kept, item)) kept.push_back(item);
  }
  OSLER_RETURN_IF_ERROR(evaluator.check_size(kept));
  return kept;
}

}  // namespace osler::fhir::path
