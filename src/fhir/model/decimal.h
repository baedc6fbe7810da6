#pragma once
// Decimal numbers without loss: digits and an exponent, compared exactly.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osler::fhir {

/// sign × coefficient × 10^exponent, coefficient up to 38 digits (128 bits). Written precision is kept: 1.00 has
/// coefficient 100 and exponent -2. Comparison is by value.
class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr explicit Decimal(std::int64_t whole) : coefficient_(whole) {}
  /// Reads a JSON number (also "1e3"). Nothing for other text. Digits beyond the 38th are rounded half even and
  /// exponents beyond ±9,999 saturate; is_exact() tells.
  static std::optional<Decimal> parse(std::string_view text);

  bool is_exact() const { return exact_; }
  bool is_negative() const { return coefficient_ < 0; }
  /// Digits after the point as written: 2 for 1.00, 0 for 100 and 1e3.
  int scale() const { return exponent_ < 0 ? -exponent_ : 0; }
  int exponent() const { return exponent_; }
  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }
  Decimal operator+(const Decimal& other) const;
  Decimal operator-(const Decimal& other) const;
  Decimal operator*(const Decimal& other) const;
  /// To at most 16 significant decimals, rounded half even; nothing for division by zero.
  std::optional<Decimal> divide(const Decimal& other) const;
  /// Half of one unit in the last written place: 0.5 for 100, 0.005 for 1.00. The reach of an implicit range.
  /// Spec: FHIR R4, search.html#number.
  Decimal half_unit() const;
  /// Plain notation, no exponent: "100.00".
  std::string text() const;
  double to_double() const;
  __extension__ using Int128 = __int128;
  /// All digits as one whole number, with the sign: the value is coefficient() × 10^exponent().
  constexpr Int128 coefficient() const { return coefficient_; }

 private:
  __extension__ using UInt128 = unsigned __int128;
  /// `magnitude` has at most 38 digits; an exponent out of bounds saturates.
  static Decimal settled(bool negative, UInt128 magnitude, std::int64_t exponent, bool exact);

  Int128 coefficient_ = 0;
  std::int32_t exponent_ = 0;
  bool exact_ = true;
};

}  // namespace osler::fhir
