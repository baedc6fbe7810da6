#pragma once
// How units are named in the index: the same for stored and for searched quantities.

#include <optional>
#include <string>
#include <string_view>

#include "fhir/path/canonical_unit.h"

namespace osler::fhir {

inline constexpr std::string_view kCurrencySystem = "urn:iso:std:iso:4217";

/// The name of a unit with its system, and how numbers are brought to it.
struct SearchUnit {
  std::string name;  ///< "system|code"; for UCUM units we know, in base units.
  std::optional<path::CanonicalUnit> canonical;

  Decimal convert(const Decimal& value) const { return canonical ? path::to_canonical(value, *canonical).value : value; }
};

inline SearchUnit search_unit(std::string_view system, std::string_view code) {
  SearchUnit unit{std::string(system) + "|" + std::string(code), {}};
  if (system != path::kUcum) return unit;
  unit.canonical = path::canonical_unit(code);
  if (unit.canonical) unit.name = std::string(system) + "|" + unit.canonical->unit;
  return unit;
}

/// The name of a unit searched or stored without its system: "|mg".
inline std::string plain_unit_name(std::string_view unit) { return "|" + std::string(unit); }

}  // namespace osler::fhir
