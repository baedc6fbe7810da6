// Layout, from the highest bit: 1 bit sign, 15 bits exponent, 112 bits of a mantissa that always has 33 digits. The bits
// of a negative number are those of its magnitude, inverted.
#include "fhir/search/ordinal.h"

namespace osler::fhir {
namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr UInt128 power_of_ten(int n) {
  UInt128 value = 1;
  for (int i = 0; i < n; ++i) value *= 10;
  return value;
}

constexpr int kMantissaDigits = 33;
constexpr UInt128 kMantissaLeast = power_of_ten(kMantissaDigits - 1);
constexpr UInt128 kMantissaLimit = power_of_ten(kMantissaDigits);
constexpr int kExponentBias = 1 << 14;  ///< Decimal's exponents lie within ±10,100 after scaling.
constexpr unsigned kMantissaBits = 112;
constexpr UInt128 kSign = UInt128{1} << 127U;

store::Ordinal split(UInt128 bits) { return {static_cast<std::uint64_t>(bits >> 64U), static_cast<std::uint64_t>(bits)}; }
UInt128 join(store::Ordinal value) { return (UInt128{value.high} << 64U) | value.low; }

// Brings the mantissa to 33 digits in a few steps: most numbers have under ten digits.
void scale(UInt128& mantissa, int& exponent) {
  constexpr UInt128 kTen16 = power_of_ten(16);
  constexpr UInt128 kTen4 = power_of_ten(4);
  while (mantissa < kMantissaLeast / (kTen16 / 10)) { mantissa *= kTen16; exponent -= 16; }
  while (mantissa < kMantissaLeast / (kTen4 / 10)) { mantissa *= kTen4; exponent -= 4; }
  while (mantissa < kMantissaLeast) { mantissa *= 10; --exponent; }
  while (mantissa >= kMantissaLimit) { mantissa /= 10; ++exponent; }
}

}  // namespace

store::Ordinal ordinal_of(const Decimal& value) {
  const bool negative = value.is_negative();
  const auto signed_bits = static_cast<UInt128>(value.coefficient());
  UInt128 mantissa = negative ? UInt128{0} - signed_bits : signed_bits;
  if (mantissa == 0) return split(kSign);
  int exponent = value.exponent();
  scale(mantissa, exponent);
  const UInt128 magnitude = (UInt128{static_cast<unsigned>(exponent + kExponentBias)} << kMantissaBits) | mantissa;
  return split(negative ? ~(kSign | magnitude) : kSign | magnitude);
}

store::Ordinal successor(store::Ordinal value) {
  return value == store::Ordinal::greatest() ? value : split(join(value) + 1);
}

store::Ordinal predecessor(store::Ordinal value) {
  return value == store::Ordinal::least() ? value : split(join(value) - 1);
}

}  // namespace osler::fhir
