// Spec: FHIRPath 2.0, 6.6.
#include <charconv>
#include <limits>

#include "fhir/path/canonical_unit.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/moment.h"

namespace osler::fhir::path {
namespace {

/// Both operands as numbers.
struct Numbers {
  bool whole;  ///< Both are integers.
  std::int64_t int_a, int_b;
  Decimal a, b;
};

std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) {
  const std::optional<Decimal> quotient = a.divide(b);
  if (!quotient) return std::nullopt;
  return a - truncated(*quotient) * b;
}

Result<Collection> whole_arithmetic(Evaluator& evaluator, Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool overflows = false;
  const bool divides = op == Operator::kDiv || op == Operator::kMod;
  if (divides && (b == 0 || (a == std::numeric_limits<std::int64_t>::min() && b == -1))) return evaluator.none();
  switch (op) {
    case Operator::kAdd: overflows = __builtin_add_overflow(a, b, &result); break;
    case Operator::kSubtract: overflows = __builtin_sub_overflow(a, b, &result); break;
    case Operator::kMultiply: overflows = __builtin_mul_overflow(a, b, &result); break;
    case Operator::kDiv: result = a / b; break;
    default: result = a % b; break;
  }
  return overflows ? evaluator.none() : evaluator.integer(result);
}

Result<Collection> number_arithmetic(Evaluator& evaluator, Operator op, const Numbers& numbers) {
  if (numbers.whole && op != Operator::kDivide) return whole_arithmetic(evaluator, op, numbers.int_a, numbers.int_b);
  std::optional<Decimal> result;
  switch (op) {
    case Operator::kAdd: result = numbers.a + numbers.b; break;
    case Operator::kSubtract: result = numbers.a - numbers.b; break;
    case Operator::kMultiply: result = numbers.a * numbers.b; break;
    case Operator::kDivide: result = numbers.a.divide(numbers.b); break;
    case Operator::kMod: result = remainder(numbers.a, numbers.b); break;
    default: {
      const std::optional<Decimal> quotient = numbers.a.divide(numbers.b);
      if (!quotient) return evaluator.none();
      const std::optional<std::int64_t> whole = whole_part(*quotient);
      return whole ? evaluator.integer(*whole) : evaluator.none();
    }
  }
  return result ? evaluator.decimal(*result) : evaluator.none();
}

Result<Collection> quantity_arithmetic(Evaluator& evaluator, const Node& node, const Item& a, const Item& b) {
  if (node.op == Operator::kAdd || node.op == Operator::kSubtract) {
    const auto both = in_same_unit(a, b);
    if (!both) return evaluator.none();
    const Decimal result = node.op == Operator::kAdd ? both->first + both->second : both->first - both->second;
    if (a.text == b.text) return evaluator.single(evaluator.quantity_item(result, a.text, a.is_calendar));
    const std::string unit = canonical_unit(a.text).value_or(CanonicalUnit{.unit = std::string(a.text)}).unit;
    return evaluator.single(evaluator.quantity_item(result, evaluator.workspace().keep(unit), false));
  }
  if (node.op != Operator::kMultiply && node.op != Operator::kDivide) return evaluator.fail(node, "not defined for quantities");
  const std::optional<CanonicalUnit> unit_a = canonical_unit(a.text);
  const std::optional<CanonicalUnit> unit_b = canonical_unit(b.text);
  if (!unit_a || !unit_b) return evaluator.none();
  const CanonicalQuantity x = to_canonical(*a.decimal, *unit_a);
  const CanonicalQuantity y = to_canonical(*b.decimal, *unit_b);
  const bool multiply = node.op == Operator::kMultiply;
  const std::optional<Decimal> value = multiply ? x.value * y.value : x.value.divide(y.value);
  if (!value) return evaluator.none();
  const std::string unit = canonical_unit(multiply ? "(" + x.unit + ").(" + y.unit + ")" : "(" + x.unit + ")/(" + y.unit + ")").value_or(CanonicalUnit{}).unit;
  if (unit.empty()) return evaluator.none();
  return evaluator.single(evaluator.quantity_item(*value, evaluator.workspace().keep(unit), false));
}

// What may be added to dates: calendar words, and the UCUM units whose length is certain.
std::optional<CalendarUnit> time_unit(const Item& quantity) {
  if (const std::optional<CalendarUnit> word = calendar_unit(quantity.text)) return word;
  for (const CalendarUnit unit : {CalendarUnit::kWeek, CalendarUnit::kDay, CalendarUnit::kHour, CalendarUnit::kMinute, CalendarUnit::kSecond, CalendarUnit::kMillisecond}) {
    if (quantity.text == ucum_code(unit)) return unit;
  }
  return std::nullopt;
}

Result<Collection> moment_arithmetic(Evaluator& evaluator, const Node& node, const Item& moment, const Item& quantity) {
  if (quantity.kind != ItemKind::kQuantity) return evaluator.fail(node, "only a quantity of time can be added to a date or time");
  std::optional<CalendarUnit> unit = time_unit(quantity);
  if (!unit) return evaluator.fail(node, "the unit cannot be added to a date or time");
  const MomentKind kind = moment.kind == ItemKind::kDate       ? MomentKind::kDate
                          : moment.kind == ItemKind::kDateTime ? MomentKind::kDateTime
                                                               : MomentKind::kTime;
  if (kind == MomentKind::kTime && *unit < CalendarUnit::kHour) return evaluator.fail(node, "only hours and less can be added to a time");
  // Only seconds have decimals that count.
  Decimal amount = *quantity.decimal;
  if (*unit == CalendarUnit::kSecond) {
    amount = amount * Decimal(1'000);
    unit = CalendarUnit::kMillisecond;
  }
  const std::optional<std::int64_t> whole = whole_part(amount);
  if (!whole || *whole == std::numeric_limits<std::int64_t>::min()) return evaluator.none();
  const std::optional<DateTime> result = moved(kind, *moment.moment, node.op == Operator::kSubtract ? -*whole : *whole, *unit);
  return result ? evaluator.single(evaluator.moment_item(kind, *result)) : evaluator.none();
}

}  // namespace

Decimal truncated(const Decimal& value) {
  if (value.exponent() >= 0) return value;
  std::string text = value.text();
  text.resize(std::min(text.size(), text.find('.')));
  return Decimal::parse(text).value_or(Decimal(0));
}

std::optional<std::int64_t> whole_part(const Decimal& value) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (value > Decimal(kMost) || value < Decimal(-kMost)) return std::nullopt;
  std::string text = value.text();
  text.resize(std::min(text.size(), text.find('.')));
  std::int64_t whole = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return whole;
}

Result<Collection> arithmetic(Evaluator& evaluator, const Node& node, const Collection& left, const Collection& right) {
  OSLER_TRY(const std::optional<Item> first, evaluator.optional_item(left, "arithmetic"));
  OSLER_TRY(const std::optional<Item> second, evaluator.optional_item(right, "arithmetic"));
  if (!first || !second) return evaluator.none();
  const Item a = evaluator.system_value(*first);
  const Item b = evaluator.system_value(*second);
  const auto is_number = [](const Item& item) { return item.kind == ItemKind::kInteger || item.kind == ItemKind::kDecimal; };
  const auto number = [](const Item& item) { return item.kind == ItemKind::kInteger ? Decimal(item.integer) : *item.decimal; };
  if (is_number(a) && is_number(b)) {
    const bool whole = a.kind == ItemKind::kInteger && b.kind == ItemKind::kInteger;
    return number_arithmetic(evaluator, node.op, {whole, whole ? a.integer : 0, whole ? b.integer : 0, number(a), number(b)});
  }
  const bool adds = node.op == Operator::kAdd || node.op == Operator::kSubtract;
  const bool is_moment = a.kind == ItemKind::kDate || a.kind == ItemKind::kDateTime || a.kind == ItemKind::kTime;
  if (adds && is_moment) return moment_arithmetic(evaluator, node, a, b);
  if (node.op == Operator::kAdd && a.kind == ItemKind::kString && b.kind == ItemKind::kString) {
    return evaluator.string(std::string(a.text) + std::string(b.text));
  }
  if (a.kind == ItemKind::kQuantity && b.kind == ItemKind::kQuantity) return quantity_arithmetic(evaluator, node, a, b);
  const bool scales = node.op == Operator::kMultiply || node.op == Operator::kDivide;
  if (scales && a.kind == ItemKind::kQuantity && is_number(b)) {
    const std::optional<Decimal> value = node.op == Operator::kMultiply ? *a.decimal * number(b) : a.decimal->divide(number(b));
    return value ? evaluator.single(evaluator.quantity_item(*value, a.text, a.is_calendar)) : evaluator.none();
  }
  return evaluator.fail(node, "arithmetic is not defined for these values");
}

}  // namespace osler::fhir::path
