// Spec: FHIRPath 2.0, 5.7.
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Decimal number_of(const Item& item) { return item.kind == ItemKind::kInteger ? Decimal(item.integer) : *item.decimal; }
bool is_number(const Item& item) { return item.kind == ItemKind::kInteger || item.kind == ItemKind::kDecimal; }

// The input as a number; nothing if it is empty.
Result<std::optional<Item>> input_number(const Call& call, const Collection& input) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(input, "a calculation"));
  if (!item) return item;
  const Item value = call.evaluator.system_value(*item);
  if (!is_number(value)) return call.fail("a number is needed");
  return std::optional<Item>{value};
}

// 15 significant digits: what a double keeps.
Collection decimal_of(const Call& call, double value) {
  if (!std::isfinite(value)) return call.evaluator.none();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  const std::optional<Decimal> number = Decimal::parse(text.data());
  return number ? call.evaluator.decimal(*number) : call.evaluator.none();
}

template <double (*function)(double)>
Result<Collection> real(const Call& call) {
  OSLER_TRY(const std::optional<Item> value, input_number(call, call.input));
  return value ? decimal_of(call, function(number_of(*value).to_double())) : call.evaluator.none();
}

Result<Collection> absolute(const Call& call) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "abs()"));
  if (!item) return call.evaluator.none();
  const Item value = call.evaluator.system_value(*item);
  const auto magnitude = [](const Decimal& number) { return number.is_negative() ? Decimal(0) - number : number; };
  switch (value.kind) {
    case ItemKind::kInteger:
      if (value.integer == std::numeric_limits<std::int64_t>::min()) return call.evaluator.none();
      return call.evaluator.integer(value.integer < 0 ? -value.integer : value.integer);
    case ItemKind::kDecimal: return call.evaluator.decimal(magnitude(*value.decimal));
    case ItemKind::kQuantity: return call.evaluator.single(call.evaluator.quantity_item(magnitude(*value.decimal), value.text, value.is_calendar));
    default: return call.fail("a number is needed");
  }
}

enum class Towards : std::uint8_t { kZero, kLess, kGreater };

template <Towards towards>
Result<Collection> whole(const Call& call) {
  OSLER_TRY(const std::optional<Item> value, input_number(call, call.input));
  if (!value) return call.evaluator.none();
  if (value->kind == ItemKind::kInteger) return call.evaluator.single(*value);
  const std::optional<std::int64_t> cut = whole_part(*value->decimal);
  if (!cut) return call.evaluator.none();
  const bool fraction = *value->decimal != Decimal(*cut);
  const bool negative = value->decimal->is_negative();
  if (towards == Towards::kLess && fraction && negative) return call.evaluator.integer(*cut - 1);
  if (towards == Towards::kGreater && fraction && !negative) return call.evaluator.integer(*cut + 1);
  return call.evaluator.integer(*cut);
}

// Half away from zero. The precision is the number of decimals, 0 by default.
Result<Collection> round(const Call& call) {
  OSLER_TRY(const std::optional<Item> value, input_number(call, call.input));
  if (!value) return call.evaluator.none();
  std::int64_t places = 0;
  if (call.argument_count() == 1) {
    OSLER_TRY(const Collection argument, call.argument(0));
    OSLER_TRY(const std::optional<std::int64_t> given, call.evaluator.whole(argument, "the precision of round()"));
    if (given.value_or(0) < 0) return call.fail("the precision of round() must not be negative");
    places = std::min<std::int64_t>(given.value_or(0), 28);
  }
  if (value->kind == ItemKind::kInteger) return call.evaluator.single(*value);
  const Decimal shift = Decimal::parse("1e" + std::to_string(places)).value_or(Decimal(1));
  const Decimal half = *Decimal::parse(value->decimal->is_negative() ? "-0.5" : "0.5");
  const Decimal rounded = truncated(*value->decimal * shift + half) * Decimal::parse("1e-" + std::to_string(places)).value_or(Decimal(1));
  return call.evaluator.decimal(rounded);
}

Result<std::optional<Decimal>> argument_number(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const std::optional<Item> value, input_number(call, argument));
  return value ? std::optional<Decimal>{number_of(*value)} : std::optional<Decimal>{};
}

Result<Collection> logarithm(const Call& call) {
  OSLER_TRY(const std::optional<Item> value, input_number(call, call.input));
  OSLER_TRY(const std::optional<Decimal> base, argument_number(call));
  if (!value || !base) return call.evaluator.none();
  return decimal_of(call, std::log(number_of(*value).to_double()) / std::log(base->to_double()));
}

Result<Collection> power(const Call& call) {
  OSLER_TRY(const std::optional<Item> value, input_number(call, call.input));
  OSLER_TRY(const std::optional<Decimal> exponent, argument_number(call));
  if (!value || !exponent) return call.evaluator.none();
  const std::optional<std::int64_t> times = whole_part(*exponent);
  const bool exact = times && *times >= 0 && *times <= 64 && *exponent == Decimal(*times);
  if (!exact) return decimal_of(call, std::pow(number_of(*value).to_double(), exponent->to_double()));
  Decimal product(1);
  for (std::int64_t i = 0; i < *times; ++i) product = product * number_of(*value);
  const std::optional<std::int64_t> as_integer = whole_part(product);
  if (value->kind == ItemKind::kInteger && as_integer && product == Decimal(*as_integer)) return call.evaluator.integer(*as_integer);
  return call.evaluator.decimal(product);
}

// Digits after the point of a number; of dates and times all digits that can be written so far. Spec: FHIRPath 3.0, 5.7.12.
Result<Collection> precision(const Call& call) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "precision()"));
  if (!item) return call.evaluator.none();
  const Item value = call.evaluator.system_value(*item);
  static constexpr std::array<std::int64_t, 7> kDateDigits = {4, 6, 8, 10, 12, 14, 17};
  switch (value.kind) {
    case ItemKind::kInteger: return call.evaluator.integer(0);
    case ItemKind::kDecimal: return call.evaluator.integer(value.decimal->scale());
    case ItemKind::kDate:
    case ItemKind::kDateTime: return call.evaluator.integer(kDateDigits[static_cast<std::size_t>(value.moment->precision)]);
    case ItemKind::kTime: return call.evaluator.integer(kDateDigits[static_cast<std::size_t>(value.moment->precision)] - 8);
    default: return call.fail("precision() needs a number, a date or a time");
  }
}

Result<Collection> comparable(const Call& call) {
  OSLER_TRY(const std::optional<Item> left, call.evaluator.optional_item(call.input, "comparable()"));
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const std::optional<Item> right, call.evaluator.optional_item(argument, "comparable()"));
  if (!left || !right) return call.evaluator.none();
  const Item a = call.evaluator.system_value(*left);
  const Item b = call.evaluator.system_value(*right);
  if (a.kind != ItemKind::kQuantity || b.kind != ItemKind::kQuantity) return call.fail("comparable() needs quantities");
  return call.evaluator.boolean(in_same_unit(a, b).has_value());
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"abs", 0, 0, absolute},
    {"ceiling", 0, 0, whole<Towards::kGreater>},
    {"floor", 0, 0, whole<Towards::kLess>},
    {"truncate", 0, 0, whole<Towards::kZero>},
    {"round", 0, 1, round},
    {"exp", 0, 0, real<std::exp>},
    {"ln", 0, 0, real<std::log>},
    {"sqrt", 0, 0, real<std::sqrt>},
    {"log", 1, 1, logarithm},
    {"power", 1, 1, power},
    {"precision", 0, 0, precision},
    {"comparable", 1, 1, comparable},
});

}  // namespace

std::span<const Function> math_functions() { return kFunctions; }

}  // namespace osler::fhir::path
