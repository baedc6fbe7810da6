// Spec: FHIRPath 2.0, 5.5.
#include <algorithm>
#include <array>
#include <charconv>

#include "fhir/path/canonical_unit.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {
namespace {

using Converted = std::optional<Item>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  return text;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  text = without_plus(text);
  std::int64_t value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

// FHIRPath's decimals have no exponent.
std::optional<Decimal> decimal_number(std::string_view text) {
  text = without_plus(text);
  if (text.find_first_of("eE") != std::string_view::npos) return std::nullopt;
  return Decimal::parse(text);
}

Converted to_boolean(Evaluator& evaluator, const Item& item) {
  switch (item.kind) {
    case ItemKind::kBoolean: return item;
    case ItemKind::kInteger:
      if (item.integer == 0 || item.integer == 1) return evaluator.boolean_item(item.integer == 1);
      return std::nullopt;
    case ItemKind::kDecimal:
      if (*item.decimal == Decimal(0) || *item.decimal == Decimal(1)) return evaluator.boolean_item(*item.decimal == Decimal(1));
      return std::nullopt;
    case ItemKind::kString: {
      static constexpr std::array<std::string_view, 6> kTrue = {"true", "t", "yes", "y", "1", "1.0"};
      static constexpr std::array<std::string_view, 6> kFalse = {"false", "f", "no", "n", "0", "0.0"};
      const std::string word = lower(item.text);
      if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return evaluator.boolean_item(true);
      if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return evaluator.boolean_item(false);
      return std::nullopt;
    }
    default: return std::nullopt;
  }
}

Converted to_integer(Evaluator& evaluator, const Item& item) {
  switch (item.kind) {
    case ItemKind::kInteger: return item;
    case ItemKind::kBoolean: return evaluator.integer_item(item.integer);
    case ItemKind::kString: {
      const std::optional<std::int64_t> value = whole_number(item.text);
      return value ? Converted{evaluator.integer_item(*value)} : std::nullopt;
    }
    default: return std::nullopt;
  }
}

Converted to_decimal(Evaluator& evaluator, const Item& item) {
  switch (item.kind) {
    case ItemKind::kDecimal: return item;
    case ItemKind::kInteger:
    case ItemKind::kBoolean: return evaluator.decimal_item(Decimal(item.integer));
    case ItemKind::kString: {
      const std::optional<Decimal> value = decimal_number(item.text);
      return value ? Converted{evaluator.decimal_item(*value)} : std::nullopt;
    }
    default: return std::nullopt;
  }
}

Converted to_string(Evaluator& evaluator, const Item& item) {
  const std::optional<std::string> text = computed_text(item);
  if (!text) return std::nullopt;
  return evaluator.string_item(evaluator.workspace().keep(*text));
}

Converted to_date(Evaluator& evaluator, const Item& item) {
  if (item.kind == ItemKind::kDate) return item;
  if (item.kind == ItemKind::kString) {
    // The text of a dateTime converts to its date.
    const std::string_view days = item.text.substr(0, item.text.find('T'));
    const bool readable = days.size() == item.text.size() || read_moment(MomentKind::kDateTime, item.text);
    const std::optional<DateTime> value = readable ? read_moment(MomentKind::kDate, days) : std::nullopt;
    return value ? Converted{evaluator.moment_item(MomentKind::kDate, *value)} : std::nullopt;
  }
  if (item.kind != ItemKind::kDateTime) return std::nullopt;
  DateTime date = *item.moment;
  date.precision = std::min(date.precision, DatePrecision::kDay);
  date.hour = date.minute = date.second = 0;
  date.nanosecond = 0;
  date.offset_minutes.reset();
  return evaluator.moment_item(MomentKind::kDate, date);
}

Converted to_date_time(Evaluator& evaluator, const Item& item) {
  if (item.kind == ItemKind::kDateTime) return item;
  if (item.kind == ItemKind::kDate) return evaluator.moment_item(MomentKind::kDateTime, *item.moment);
  if (item.kind != ItemKind::kString) return std::nullopt;
  const std::optional<DateTime> value = read_moment(MomentKind::kDateTime, item.text);
  return value ? Converted{evaluator.moment_item(MomentKind::kDateTime, *value)} : std::nullopt;
}

Converted to_time(Evaluator& evaluator, const Item& item) {
  if (item.kind == ItemKind::kTime) return item;
  if (item.kind != ItemKind::kString) return std::nullopt;
  std::string_view text = item.text;
  if (text.starts_with('T')) text.remove_prefix(1);
  const std::optional<DateTime> value = read_moment(MomentKind::kTime, text);
  return value ? Converted{evaluator.moment_item(MomentKind::kTime, *value)} : std::nullopt;
}

// number [unit]: a quoted UCUM code or a calendar word.
Converted quantity_of_text(Evaluator& evaluator, std::string_view text) {
  const std::size_t end = text.find_first_not_of("+-.0123456789");
  const std::optional<Decimal> value = decimal_number(text.substr(0, end));
  if (!value) return std::nullopt;
  std::string_view unit = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit.empty()) return end == std::string_view::npos ? Converted{evaluator.quantity_item(*value, "1", false)} : std::nullopt;
  if (unit.size() > 2 && unit.front() == '\'' && unit.back() == '\'') {
    return evaluator.quantity_item(*value, evaluator.workspace().keep(unit.substr(1, unit.size() - 2)), false);
  }
  if (!calendar_unit(unit)) return std::nullopt;
  return evaluator.quantity_item(*value, evaluator.workspace().keep(unit), true);
}

Converted to_quantity(Evaluator& evaluator, const Item& item) {
  switch (item.kind) {
    case ItemKind::kQuantity: return item;
    case ItemKind::kInteger:
    case ItemKind::kBoolean: return evaluator.quantity_item(Decimal(item.integer), "1", false);
    case ItemKind::kDecimal: return evaluator.quantity_item(*item.decimal, "1", false);
    case ItemKind::kString: return quantity_of_text(evaluator, item.text);
    default: return std::nullopt;
  }
}

using Converter = Converted (*)(Evaluator& evaluator, const Item& item);

// toQuantity('unit') gives the quantity in that unit, if it can be.
Result<Converted> in_unit(const Call& call, Converted quantity) {
  if (!quantity || call.argument_count() == 0) return quantity;
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto unit, call.evaluator.text(argument, "a unit"));
  if (!unit) return Converted{};
  if (*unit == quantity->text) return quantity;
  const std::optional<CanonicalUnit> from = canonical_unit(quantity->text);
  const std::optional<CanonicalUnit> to = canonical_unit(*unit);
  if (!from || !to || from->unit != to->unit) return Converted{};
  const std::optional<Decimal> value = (to_canonical(*quantity->decimal, *from).value * to->divisor).divide(to->factor);
  if (!value) return Converted{};
  return Converted{call.evaluator.quantity_item(*value - to->shift, *unit, false)};
}

Result<Converted> converted(const Call& call, Converter convert) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "a conversion"));
  if (!item) return Converted{};
  const Converted value = convert(call.evaluator, call.evaluator.system_value(*item));
  return convert == to_quantity ? in_unit(call, value) : Result<Converted>(value);
}

template <Converter convert>
Result<Collection> to(const Call& call) {
  OSLER_TRY(const Converted value, converted(call, convert));
  return value ? call.evaluator.single(*value) : call.evaluator.none();
}

template <Converter convert>
Result<Collection> converts_to(const Call& call) {
  OSLER_TRY(const Converted value, converted(call, convert));
  return call.input.empty() ? call.evaluator.none() : call.evaluator.boolean(value.has_value());
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"toBoolean", 0, 0, to<to_boolean>},
    {"convertsToBoolean", 0, 0, converts_to<to_boolean>},
    {"toInteger", 0, 0, to<to_integer>},
    {"convertsToInteger", 0, 0, converts_to<to_integer>},
    {"toDecimal", 0, 0, to<to_decimal>},
    {"convertsToDecimal", 0, 0, converts_to<to_decimal>},
    {"toString", 0, 0, to<to_string>},
    {"convertsToString", 0, 0, converts_to<to_string>},
    {"toDate", 0, 0, to<to_date>},
    {"convertsToDate", 0, 0, converts_to<to_date>},
    {"toDateTime", 0, 0, to<to_date_time>},
    {"convertsToDateTime", 0, 0, converts_to<to_date_time>},
    {"toTime", 0, 0, to<to_time>},
    {"convertsToTime", 0, 0, converts_to<to_time>},
    {"toQuantity", 0, 1, to<to_quantity>},
    {"convertsToQuantity", 0, 1, converts_to<to_quantity>},
});

}  // namespace

std::span<const Function> conversion_functions() { return kFunctions; }

}  // namespace osler::fhir::path
