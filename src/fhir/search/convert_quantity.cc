// Spec: FHIR R4, search.html#quantity and #number. Stored numbers are points: [n, the next ordinal). Only the searched number has
// an implicit range, else 5.4 mg would not lie inside 5400 ug. A quantity has one bare entry; under its unit facet one
// entry for "system|code" (in canonical units if UCUM knows them), and for each way to write the unit "|unit".
#include <algorithm>

#include "fhir/path/canonical_unit.h"
#include "fhir/search/conversion.h"
#include "fhir/search/ordinal.h"
#include "fhir/search/quantity_unit.h"

namespace osler::fhir {
namespace {

using store::Interval;
using store::Ordinal;

std::optional<Decimal> decimal_of(json::View value) {
  return value.is_number() ? Decimal::parse(value.raw()) : std::nullopt;
}

/// What a quantity-like element measures: absent ends are open.
struct Measured {
  std::optional<Decimal> low, high;  ///< Both inside.
};

Interval between(std::string unit, const std::optional<Decimal>& low, const std::optional<Decimal>& high) {
  return {std::move(unit), low ? ordinal_of(*low) : Ordinal::least(), high ? successor(ordinal_of(*high)) : Ordinal::greatest()};
}

std::string text_of(json::View value) { return value.is_string() ? value.text() : std::string(); }

/// The unit of a quantity as it is written.
struct WrittenUnit {
  std::string system, code, unit;
};

WrittenUnit unit_of(json::View quantity) {
  return {text_of(quantity.member("system")), text_of(quantity.member("code")), text_of(quantity.member("unit"))};
}

void add_measured(const Measured& measured, const WrittenUnit& written, const EntrySink& sink) {
  if (!measured.low && !measured.high) return;
  if (measured.low && measured.high && *measured.high < *measured.low) return;
  sink.add(between({}, measured.low, measured.high));
  if (!written.code.empty()) {
    const SearchUnit unit = search_unit(written.system, written.code);
    const auto convert = [&](const std::optional<Decimal>& value) -> std::optional<Decimal> {
      if (!value) return std::nullopt;
      return unit.convert(*value);
    };
    if (!written.system.empty()) {
      const std::optional<Decimal> low = convert(measured.low);
      const bool is_point = measured.low && measured.high && *measured.low == *measured.high;
      sink.add(Facet::kUnit, between(unit.name, low, is_point ? low : convert(measured.high)));
    }
    sink.add(Facet::kUnit, between(plain_unit_name(written.code), measured.low, measured.high));
  }
  if (!written.unit.empty() && written.unit != written.code) {
    sink.add(Facet::kUnit, between(plain_unit_name(written.unit), measured.low, measured.high));
  }
}

// 5 with comparator "<" lies somewhere below 5.
Measured measured_by(json::View quantity) {
  const std::optional<Decimal> value = decimal_of(quantity.member("value"));
  const json::View comparator = quantity.member("comparator");
  if (comparator.equals("<") || comparator.equals("<=")) return {std::nullopt, value};
  if (comparator.equals(">") || comparator.equals(">=")) return {value, std::nullopt};
  return {value, value};
}

void convert_quantity(const ConversionContext&, json::View value, const EntrySink& sink) {
  if (decimal_of(value.member("value"))) add_measured(measured_by(value), unit_of(value), sink);
}

void convert_money(const ConversionContext&, json::View value, const EntrySink& sink) {
  const std::optional<Decimal> amount = decimal_of(value.member("value"));
  const std::string currency = text_of(value.member("currency"));
  add_measured({amount, amount}, {currency.empty() ? "" : std::string(kCurrencySystem), currency, {}}, sink);
}

void convert_range(const ConversionContext&, json::View value, const EntrySink& sink) {
  const json::View low = value.member("low");
  const json::View high = value.member("high");
  add_measured({decimal_of(low.member("value")), decimal_of(high.member("value"))}, unit_of(low ? low : high), sink);
}

// What was sampled lies between the limits of detection; without them only the origin is known.
void convert_sampled_data(const ConversionContext&, json::View value, const EntrySink& sink) {
  const json::View origin = value.member("origin");
  const std::optional<Decimal> zero = decimal_of(origin.member("value"));
  add_measured({zero, zero}, unit_of(origin), sink);
}

void convert_number(const ConversionContext&, json::View value, const EntrySink& sink) {
  const std::optional<Decimal> number = decimal_of(value);
  if (number) sink.add(between({}, number, number));
}

void convert_number_range(const ConversionContext&, json::View value, const EntrySink& sink) {
  const std::optional<Decimal> low = decimal_of(value.member("low").member("value"));
  const std::optional<Decimal> high = decimal_of(value.member("high").member("value"));
  add_measured({low, high}, {}, sink);
}

}  // namespace

Conversion quantity_conversion(std::string_view type_name, Primitive) {
  static constexpr std::string_view kQuantities[] = {"Quantity", "SimpleQuantity", "Age", "Duration", "Count", "Distance", "MoneyQuantity"};
  if (std::find(std::begin(kQuantities), std::end(kQuantities), type_name) != std::end(kQuantities)) return convert_quantity;
  if (type_name == "Money") return convert_money;
  if (type_name == "Range") return convert_range;
  if (type_name == "SampledData") return convert_sampled_data;
  return nullptr;
}

Conversion number_conversion(std::string_view type_name, Primitive primitive) {
  switch (primitive) {
    case Primitive::kInteger:
    case Primitive::kPositiveInt:
    case Primitive::kUnsignedInt:
    case Primitive::kDecimal: return convert_number;
    default: return type_name == "Range" ? convert_number_range : nullptr;
  }
}

}  // namespace osler::fhir
