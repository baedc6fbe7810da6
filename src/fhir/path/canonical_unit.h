#pragma once
// Quantities brought to base units, so that 5.4 mg and 5400 ug meet. A table of the UCUM units that clinics use, not all of UCUM:
// what is not in the table has no canonical form and is compared as written.

#include <optional>
#include <string>
#include <string_view>

#include "fhir/model/decimal.h"

namespace osler::fhir::path {

inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
inline constexpr std::size_t kUnitBytesMax = 64;

struct CanonicalQuantity {
  Decimal value;
  std::string unit;  ///< Base units with exponents in a fixed order: "g.m-3". "1" for a pure number.
};

/// A UCUM unit as a straight line: base = (value + shift) × factor / divisor.
struct CanonicalUnit {
  Decimal factor{1};
  Decimal divisor{1};  ///< Not zero.
  Decimal shift{0};    ///< Only of temperatures that stand alone.
  std::string unit;
};

/// Reads a case-sensitive UCUM code: prefixes, products, quotients, exponents, powers of ten, annotations.
/// Nothing if any part is not in the table, for codes above kUnitBytesMax, or for exponents beyond ±9.
std::optional<CanonicalUnit> canonical_unit(std::string_view ucum_code);

/// Exact unless the unit needs a division (minutes, °F), which gives 16 significant digits; never out of order.
CanonicalQuantity to_canonical(const Decimal& value, const CanonicalUnit& unit);

}  // namespace osler::fhir::path
