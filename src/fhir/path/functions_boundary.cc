// The least and the greatest value that something written with limited precision may stand for.
// Spec: FHIRPath 3.0, 5.7.10 (lowBoundary) and 5.7.11 (highBoundary).
#include <array>
#include <chrono>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

enum class Side : std::uint8_t { kLow, kHigh };

constexpr std::int64_t kDecimalsDefault = 8;
constexpr std::int64_t kDecimalsMax = 31;
// Zones reach from +14:00 (where a day begins first) to -12:00.
constexpr std::int16_t kEarliestZone = 14 * 60;
constexpr std::int16_t kLatestZone = -12 * 60;

Decimal power_of_ten(std::int64_t exponent) {
  return Decimal::parse("1e" + std::to_string(exponent)).value_or(Decimal(1));
}

// Half a unit of the last written place beyond the value, then outwards to `decimals` places. A value that shows no digit
// within those places is taken for zero, as the official suite has it.
std::optional<Decimal> boundary(const Decimal& value, std::int64_t decimals, Side side) {
  const Decimal shift = power_of_ten(decimals);
  const Decimal unit = power_of_ten(-decimals);
  const Decimal zero(0);
  if (value != zero && truncated(value * shift) == zero) return zero * unit;
  const Decimal reach = side == Side::kLow ? value - value.half_unit() : value + value.half_unit();
  const Decimal shifted = reach * shift;
  if (!shifted.is_exact()) return std::nullopt;
  Decimal whole = truncated(shifted);
  if (side == Side::kLow && shifted < whole) whole = whole - Decimal(1);
  if (side == Side::kHigh && shifted > whole) whole = whole + Decimal(1);
  return whole * unit;
}

/// A precision and the number of digits that stand for it.
struct Digits {
  std::int64_t count;
  DatePrecision precision;
};
constexpr std::array<Digits, 7> kDateDigits = {{{4, DatePrecision::kYear}, {6, DatePrecision::kMonth}, {8, DatePrecision::kDay},
                                                {10, DatePrecision::kHour}, {12, DatePrecision::kMinute},
                                                {14, DatePrecision::kSecond}, {17, DatePrecision::kFraction}}};

std::optional<DatePrecision> precision_of(MomentKind kind, std::int64_t digits) {
  constexpr std::int64_t kDigitsOfDay = 8;
  const std::int64_t counted = kind == MomentKind::kTime ? digits + kDigitsOfDay : digits;
  for (const Digits& known : kDateDigits) {
    const bool in_kind = kind == MomentKind::kDate   ? known.precision <= DatePrecision::kDay
                         : kind == MomentKind::kTime ? known.precision >= DatePrecision::kHour
                                                     : true;
    if (in_kind && known.count == counted) return known.precision;
  }
  return std::nullopt;
}

std::uint8_t last_day(const DateTime& value) {
  const std::chrono::year_month_day_last last(std::chrono::year(value.year) / std::chrono::month(value.month) / std::chrono::last);
  return static_cast<std::uint8_t>(static_cast<unsigned>(last.day()));
}

// FHIR writes no hour without a minute: an hour alone stands for its first minute.
DateTime extended(DateTime value, Side side) {
  const bool high = side == Side::kHigh;
  if (value.precision == DatePrecision::kHour) value.precision = DatePrecision::kMinute;
  if (value.precision < DatePrecision::kMonth) value.month = high ? 12 : 1;
  if (value.precision < DatePrecision::kDay) value.day = high ? last_day(value) : std::uint8_t{1};
  if (value.precision < DatePrecision::kMinute) {
    value.hour = high ? 23 : 0;
    value.minute = high ? 59 : 0;
  }
  if (value.precision < DatePrecision::kSecond) value.second = high ? 59 : 0;
  if (value.precision < DatePrecision::kFraction) value.nanosecond = high ? 999'000'000 : 0;
  return value;
}

// The moment cut to a precision; what lies below it holds its least value.
DateTime cut(DateTime value, DatePrecision precision) {
  value.precision = precision;
  if (precision < DatePrecision::kMonth) value.month = 1;
  if (precision < DatePrecision::kDay) value.day = 1;
  if (precision < DatePrecision::kHour) value.hour = 0;
  if (precision < DatePrecision::kMinute) value.minute = 0;
  if (precision < DatePrecision::kSecond) value.second = 0;
  if (precision < DatePrecision::kFraction) value.nanosecond = 0;
  value.fraction_digits = precision == DatePrecision::kFraction ? 3 : 0;
  if (precision <= DatePrecision::kDay) value.offset_minutes.reset();
  return value;
}

Result<Collection> moment_boundary(const Call& call, const Item& value, MomentKind kind, std::optional<std::int64_t> digits, Side side) {
  static constexpr std::array<std::int64_t, 3> kDefaults = {8, 17, 9};
  const std::optional<DatePrecision> precision = precision_of(kind, digits.value_or(kDefaults[static_cast<std::size_t>(kind)]));
  if (!precision) return call.evaluator.none();
  DateTime reach = extended(*value.moment, side);
  const bool needs_zone = kind == MomentKind::kDateTime && !reach.offset_minutes;
  if (needs_zone) reach.offset_minutes = side == Side::kLow ? kEarliestZone : kLatestZone;
  return call.evaluator.single(call.evaluator.moment_item(kind, cut(reach, *precision)));
}

template <Side side>
Result<Collection> boundary_of(const Call& call) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "a boundary"));
  std::optional<std::int64_t> precision;
  if (call.argument_count() == 1) {
    OSLER_TRY(const Collection argument, call.argument(0));
    OSLER_TRY(precision, call.evaluator.whole(argument, "the precision of a boundary"));
  }
  if (!item) return call.evaluator.none();
  const Item value = call.evaluator.system_value(*item);
  switch (value.kind) {
    case ItemKind::kDate: return moment_boundary(call, value, MomentKind::kDate, precision, side);
    case ItemKind::kDateTime: return moment_boundary(call, value, MomentKind::kDateTime, precision, side);
    case ItemKind::kTime: return moment_boundary(call, value, MomentKind::kTime, precision, side);
    case ItemKind::kInteger:
    case ItemKind::kDecimal:
    case ItemKind::kQuantity: break;
    default: return call.fail("a boundary needs a number, a quantity, a date or a time");
  }
  const std::int64_t decimals = precision.value_or(kDecimalsDefault);
  if (decimals < 0 || decimals > kDecimalsMax) return call.evaluator.none();
  const Decimal number = value.kind == ItemKind::kInteger ? Decimal(value.integer) : *value.decimal;
  const std::optional<Decimal> found = boundary(number, decimals, side);
  if (!found) return call.evaluator.none();
  if (value.kind != ItemKind::kQuantity) return call.evaluator.decimal(*found);
  return call.evaluator.single(call.evaluator.quantity_item(*found, value.text, value.is_calendar));
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"lowBoundary", 0, 1, boundary_of<Side::kLow>},
    {"highBoundary", 0, 1, boundary_of<Side::kHigh>},
});

}  // namespace

std::span<const Function> boundary_functions() { return kFunctions; }

}  // namespace osler::fhir::path
