// Dates, numbers and quantities. Spec: FHIR R4, search.html#date, #number and #quantity.
#include <algorithm>
#include <limits>

#include "fhir/model/date_time.h"
#include "fhir/search/ordinal.h"
#include "fhir/search/prefix.h"
#include "fhir/search/quantity_unit.h"
#include "fhir/search/value_list.h"
#include "fhir/search/value_alternatives.h"

namespace osler::fhir {
namespace {

Alternatives in_boxes(std::optional<Facet> facet, const std::vector<store::InBox>& boxes) {
  Alternatives alternatives;
  for (const store::InBox& box : boxes) alternatives.push_back({facet, {box}});
  return alternatives;
}

struct SearchedDate {
  Prefix prefix;
  std::int64_t begin_ms, end_ms;
};

// "Approximately" reaches a tenth of the way to now further on both sides.
void widen_towards_now(SearchedDate& date, std::int64_t now_ms) {
  if (now_ms == 0) return;
  const std::int64_t gap_ms = now_ms > date.end_ms ? now_ms - date.end_ms : std::max<std::int64_t>(date.begin_ms - now_ms, 0);
  date.begin_ms -= gap_ms / 10;
  date.end_ms += gap_ms / 10;
}

Result<SearchedDate> searched_date(const ValueContext& context, std::string_view value) {
  const std::string text = unescaped_value(value);
  std::string_view rest = text;
  const Prefix prefix = take_prefix(rest);
  const std::optional<DateTime> date = parse_search_date(rest);
  if (!date) return invalid_input("expected a date such as 2024, 2024-03, 2024-03-15 or 2024-03-15T10:30:00Z, with or without a prefix");
  const InstantRange range = date->range(context.options.zone_minutes);
  SearchedDate searched{prefix, range.begin_ms, range.end_ms};
  if (prefix == Prefix::kApproximately) widen_towards_now(searched, context.options.now_ms);
  return searched;
}

/// A searched number: what it covers by its written precision, and itself.
struct SearchedNumber {
  Prefix prefix;
  Decimal value;

  // Only eq and ne know the written precision; comparators take the number as it stands.
  std::pair<Decimal, Decimal> ends() const {
    switch (prefix) {
      case Prefix::kEqual:
      case Prefix::kNotEqual: return {value - value.half_unit(), value + value.half_unit()};
      case Prefix::kApproximately: {
        const Decimal tenth = (value.is_negative() ? Decimal(0) - value : value) * *Decimal::parse("0.1");
        return {value - tenth, value + tenth};
      }
      default: return {value, value};
    }
  }
  // The high end is outside for an implicit range and inside for all others.
  bool includes_high() const { return prefix != Prefix::kEqual && prefix != Prefix::kNotEqual; }
};

Result<SearchedNumber> searched_number(std::string_view text) {
  const Prefix prefix = take_prefix(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::optional<Decimal> value = Decimal::parse(text);
  if (!value) return invalid_input("expected a number such as 5, 5.40 or 5.4e-3, with or without a prefix");
  return SearchedNumber{prefix, *value};
}

std::vector<store::InBox> number_boxes(const SearchedNumber& number, const std::optional<path::CanonicalUnit>& unit, std::string name) {
  const auto place = [&](const Decimal& value) { return ordinal_of(unit ? path::to_canonical(value, *unit).value : value); };
  const auto [low, high] = number.ends();
  // A conversion that rounds may bring the high end down to the number itself, which is always inside.
  const store::Ordinal end = number.includes_high() ? successor(place(high)) : std::max(place(high), successor(place(number.value)));
  return boxes_for(number.prefix, {place(low), end}, std::move(name));
}

store::Expr updated(std::optional<std::int64_t> from_ms, std::optional<std::int64_t> until_ms) {
  return {store::Updated{from_ms, until_ms}};
}

}  // namespace

Result<Alternatives> date_alternatives(const ValueContext& context, std::string_view value) {
  OSLER_TRY(const SearchedDate date, searched_date(context, value));
  const OrdinalRange range{store::Ordinal::of_ms(date.begin_ms), store::Ordinal::of_ms(date.end_ms)};
  return in_boxes({}, boxes_for(date.prefix, range, std::string()));
}

Result<Alternatives> number_alternatives(std::string_view value) {
  OSLER_TRY(const SearchedNumber number, searched_number(unescaped_value(value)));
  return in_boxes({}, number_boxes(number, {}, {}));
}

Result<Alternatives> quantity_alternatives(std::string_view value) {
  const std::vector<std::string_view> parts = split_unescaped(value, '|');
  if (parts.size() != 1 && parts.size() != 3) {
    return invalid_input("expected a quantity as number, number|system|code or number||unit");
  }
  OSLER_TRY(const SearchedNumber number, searched_number(unescaped_value(parts[0])));
  const std::string system = parts.size() == 3 ? unescaped_value(parts[1]) : "";
  const std::string code = parts.size() == 3 ? unescaped_value(parts[2]) : "";
  if (code.empty() && !system.empty()) return invalid_input("a quantity with a system needs the unit's code: number|system|code");
  if (code.empty()) return in_boxes({}, number_boxes(number, {}, {}));
  if (system.empty()) return in_boxes(Facet::kUnit, number_boxes(number, {}, plain_unit_name(code)));
  const SearchUnit unit = search_unit(system, code);
  return in_boxes(Facet::kUnit, number_boxes(number, unit.canonical, unit.name));
}

// A stored moment is one millisecond [t, t + 1), so the rules of prefix.h come down to ranges of t.
Result<store::Expr> last_updated_expr(const ValueContext& context, std::string_view value) {
  OSLER_TRY(const SearchedDate date, searched_date(context, value));
  switch (date.prefix) {
    case Prefix::kEqual:
    case Prefix::kApproximately: return updated(date.begin_ms, date.end_ms);
    case Prefix::kNotEqual: return store::Expr{store::Any{{updated({}, date.begin_ms), updated(date.end_ms, {})}}};
    case Prefix::kGreater:
    case Prefix::kStartsAfter: return updated(date.end_ms, {});
    case Prefix::kGreaterOrEqual: return updated(date.begin_ms, {});
    case Prefix::kLess:
    case Prefix::kEndsBefore: return updated({}, date.begin_ms);
    case Prefix::kLessOrEqual: return updated({}, date.end_ms);
  }
  return internal_error("unknown prefix");
}

}  // namespace osler::fhir
