#include "fhir/model/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace osler::fhir {
namespace {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

constexpr int kDigitsMax = 38;
constexpr int kExponentMax = 9'999;
constexpr int kQuotientDigits = 16;

constexpr std::array<UInt128, kDigitsMax + 1> kPowersOfTen = [] {
  std::array<UInt128, kDigitsMax + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr UInt128 power_of_ten(int n) { return kPowersOfTen[static_cast<std::size_t>(n)]; }

UInt128 magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

// 0 has no digits; 10^38 and above have 39.
int digit_count(UInt128 value) {
  const auto* above = std::upper_bound(kPowersOfTen.begin(), kPowersOfTen.end(), value);
  return static_cast<int>(above - kPowersOfTen.begin());
}

/// A magnitude on its way to 38 digits: what was cut off is remembered as one digit and whether anything lay below it.
struct Rounding {
  UInt128 kept = 0;
  int exponent = 0;
  unsigned last_cut = 0;  ///< The highest digit that was cut off.
  bool below = false;     ///< Whether anything but zeros was cut off after it.

  void cut(unsigned digit) {
    below = below || last_cut != 0;
    last_cut = digit;
    ++exponent;
  }
  void cut_digits_above(int count) {
    for (int digits = digit_count(kept); digits > count; --digits) {
      cut(static_cast<unsigned>(kept % 10));
      kept /= 10;
    }
  }
  bool is_exact() const { return last_cut == 0 && !below; }
  void round_half_even() {
    const bool up = last_cut > 5 || (last_cut == 5 && (below || kept % 2 == 1));
    if (up) ++kept;
    if (kept == power_of_ten(kDigitsMax)) {
      kept /= 10;
      ++exponent;
    }
  }
};

/// The 256 bits of a product, in 64-bit limbs from the lowest.
using Wide = std::array<std::uint64_t, 4>;

Wide multiply(UInt128 a, UInt128 b) {
  const std::array<std::uint64_t, 2> left{static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(a >> 64)};
  const std::array<std::uint64_t, 2> right{static_cast<std::uint64_t>(b), static_cast<std::uint64_t>(b >> 64)};
  Wide product{};
  for (std::size_t i = 0; i < 2; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      const UInt128 sum = UInt128{left[i]} * right[j] + product[i + j] + carry;
      product[i + j] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
    product[i + 2] = carry;
  }
  return product;
}

unsigned divide_by_ten(Wide& value) {
  UInt128 remainder = 0;
  for (std::size_t i = value.size(); i-- > 0;) {
    const UInt128 part = (remainder << 64) | value[i];
    value[i] = static_cast<std::uint64_t>(part / 10);
    remainder = part % 10;
  }
  return static_cast<unsigned>(remainder);
}

// The next decimal digit of remainder / divisor. Ten times the remainder may exceed 128 bits, so it is added up.
unsigned next_quotient_digit(UInt128& remainder, UInt128 divisor) {
  unsigned digit = 0;
  UInt128 sum = 0;
  for (int i = 0; i < 10; ++i) {
    sum += remainder;
    if (sum >= divisor) {
      sum -= divisor;
      ++digit;
    }
  }
  remainder = sum;
  return digit;
}

/// The parts of a JSON number, as slices of its text.
struct NumberText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::string_view take_digits(std::string_view& rest) {
  const auto* end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

// Spec: RFC 8259, section 6.
std::optional<NumberText> split_number(std::string_view text) {
  NumberText number;
  number.negative = take(text, '-');
  number.whole = take_digits(text);
  if (number.whole.empty() || (number.whole.size() > 1 && number.whole.front() == '0')) return std::nullopt;
  if (take(text, '.')) {
    number.fraction = take_digits(text);
    if (number.fraction.empty()) return std::nullopt;
  }
  if (take(text, 'e') || take(text, 'E')) {
    const bool minus = take(text, '-');
    if (!minus) take(text, '+');
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    // Any exponent of more digits saturates anyway.
    const std::size_t leading_zeros = std::min(digits.find_first_not_of('0'), digits.size());
    const std::string_view significant = digits.substr(leading_zeros);
    std::int64_t value = 0;
    if (significant.size() > 12)
      value = 1'000'000'000'000;
    else
      std::from_chars(significant.data(), significant.data() + significant.size(), value);
    number.exponent = minus ? -value : value;
  }
  if (!text.empty()) return std::nullopt;
  return number;
}

}  // namespace

Decimal Decimal::settled(bool negative, UInt128 magnitude, std::int64_t exponent, bool exact) {
  Decimal result;
  result.coefficient_ = negative ? -static_cast<Int128>(magnitude) : static_cast<Int128>(magnitude);
  result.exponent_ = static_cast<std::int32_t>(std::clamp<std::int64_t>(exponent, -kExponentMax, kExponentMax));
  result.exact_ = exact && (result.exponent_ == exponent || magnitude == 0);
  return result;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const std::optional<NumberText> number = split_number(text);
  if (!number) return std::nullopt;
  Rounding rounding;
  int digits = 0;
  std::int64_t beyond = 0;
  for (const std::string_view part : {number->whole, number->fraction}) {
    for (const char c : part) {
      const auto digit = static_cast<unsigned>(c - '0');
      if (digits < kDigitsMax) {
        rounding.kept = rounding.kept * 10 + digit;
        if (rounding.kept != 0) ++digits;
      } else if (beyond++ == 0) {
        rounding.last_cut = digit;
      } else {
        rounding.below = rounding.below || digit != 0;
      }
    }
  }
  const bool exact = rounding.is_exact();
  rounding.round_half_even();
  const std::int64_t exponent =
      number->exponent - static_cast<std::int64_t>(number->fraction.size()) + beyond + rounding.exponent;
  return settled(number->negative, rounding.kept, exponent, exact);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const auto sign = [](Int128 value) { return value < 0 ? -1 : value > 0 ? 1 : 0; };
  if (const auto order = sign(coefficient_) <=> sign(other.coefficient_); order != 0) return order;
  if (coefficient_ == 0) return std::strong_ordering::equal;

  UInt128 left = magnitude(coefficient_);
  UInt128 right = magnitude(other.coefficient_);
  const int left_digits = digit_count(left);
  const int right_digits = digit_count(right);
  std::strong_ordering order = left_digits + exponent_ <=> right_digits + other.exponent_;
  if (order == 0) {
    // The leading digits stand in one place, so the shorter one can be filled up with zeros.
    left *= power_of_ten(std::max(right_digits - left_digits, 0));
    right *= power_of_ten(std::max(left_digits - right_digits, 0));
    order = left <=> right;
  }
  return coefficient_ < 0 ? 0 <=> order : order;
}

Decimal Decimal::operator+(const Decimal& other) const {
  const bool this_is_higher = exponent_ >= other.exponent_;
  const Decimal& high = this_is_higher ? *this : other;
  const Decimal& low = this_is_higher ? other : *this;
  const bool operands_exact = exact_ && other.exact_;

  // The higher one is filled with zeros down to the place of the lower, as far as 38 digits reach; what is left of the
  // distance is cut from the lower.
  const UInt128 high_magnitude = magnitude(high.coefficient_);
  const int distance = high.exponent_ - low.exponent_;
  const int filled = high_magnitude == 0 ? distance : std::min(distance, kDigitsMax - digit_count(high_magnitude));
  const UInt128 high_aligned = high_magnitude == 0 ? 0 : high_magnitude * power_of_ten(filled);
  Rounding low_aligned{.kept = magnitude(low.coefficient_), .exponent = low.exponent_};
  for (int i = filled; i < distance && (low_aligned.kept != 0 || low_aligned.last_cut != 0); ++i) {
    low_aligned.cut(static_cast<unsigned>(low_aligned.kept % 10));
    low_aligned.kept /= 10;
  }
  const bool aligned_exact = low_aligned.is_exact();
  low_aligned.round_half_even();

  const bool high_negative = high.coefficient_ < 0;
  const bool low_negative = low.coefficient_ < 0;
  const bool high_wins = high_aligned >= low_aligned.kept;
  const bool negative = high_wins ? high_negative : low_negative;
  Rounding sum{.exponent = high.exponent_ - filled};
  if (high_negative == low_negative)
    sum.kept = high_aligned + low_aligned.kept;
  else
    sum.kept = high_wins ? high_aligned - low_aligned.kept : low_aligned.kept - high_aligned;
  sum.cut_digits_above(kDigitsMax);
  const bool exact = operands_exact && aligned_exact && sum.is_exact();
  sum.round_half_even();
  return settled(negative, sum.kept, sum.exponent, exact);
}

Decimal Decimal::operator-(const Decimal& other) const {
  Decimal negated = other;
  negated.coefficient_ = -negated.coefficient_;
  return *this + negated;
}

Decimal Decimal::operator*(const Decimal& other) const {
  Wide product = multiply(magnitude(coefficient_), magnitude(other.coefficient_));
  Rounding rounding{.exponent = exponent_ + other.exponent_};
  const auto fits = [&] {
    const UInt128 low = (UInt128{product[1]} << 64) | product[0];
    return product[3] == 0 && product[2] == 0 && low < power_of_ten(kDigitsMax);
  };
  while (!fits()) rounding.cut(divide_by_ten(product));
  rounding.kept = (UInt128{product[1]} << 64) | product[0];
  const bool exact = exact_ && other.exact_ && rounding.is_exact();
  rounding.round_half_even();
  return settled((coefficient_ < 0) != (other.coefficient_ < 0), rounding.kept, rounding.exponent, exact);
}

std::optional<Decimal> Decimal::divide(const Decimal& other) const {
  if (other.coefficient_ == 0) return std::nullopt;
  const UInt128 divisor = magnitude(other.coefficient_);
  UInt128 remainder = magnitude(coefficient_);
  Rounding quotient{.kept = remainder / divisor, .exponent = exponent_ - other.exponent_};
  remainder %= divisor;
  int digits = digit_count(quotient.kept);
  while (remainder != 0 && digits <= kQuotientDigits) {
    quotient.kept = quotient.kept * 10 + next_quotient_digit(remainder, divisor);
    if (quotient.kept != 0) ++digits;
    --quotient.exponent;
  }
  // A whole part of more than 16 digits is kept; only decimals are cut.
  for (; quotient.exponent < 0 && digits > kQuotientDigits; --digits) {
    quotient.cut(static_cast<unsigned>(quotient.kept % 10));
    quotient.kept /= 10;
  }
  quotient.below = quotient.below || remainder != 0;
  const bool exact = exact_ && other.exact_ && quotient.is_exact();
  quotient.round_half_even();
  while (quotient.exponent < 0 && quotient.kept % 10 == 0 && quotient.kept != 0) {
    quotient.kept /= 10;
    ++quotient.exponent;
  }
  const int exponent = quotient.kept == 0 ? std::max(quotient.exponent, 0) : quotient.exponent;
  return settled((coefficient_ < 0) != (other.coefficient_ < 0), quotient.kept, exponent, exact);
}

Decimal Decimal::half_unit() const { return settled(false, 5, exponent_ - 1, exact_); }

std::string Decimal::text() const {
  std::string digits;
  for (UInt128 rest = magnitude(coefficient_); rest != 0; rest /= 10) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  std::reverse(digits.begin(), digits.end());
  if (digits.empty()) digits = "0";
  if (exponent_ > 0 && coefficient_ != 0) digits.append(static_cast<std::size_t>(exponent_), '0');
  if (exponent_ < 0) {
    const auto places = static_cast<std::size_t>(-exponent_);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return is_negative() ? '-' + digits : digits;
}

double Decimal::to_double() const {
  if (coefficient_ == 0) return 0;
  Decimal whole = *this;
  whole.exponent_ = 0;
  const std::string scientific = whole.text() + 'e' + std::to_string(exponent_);
  double value = 0;
  const auto [end, failure] = std::from_chars(scientific.data(), scientific.data() + scientific.size(), value);
  if (failure == std::errc{}) return value;
  if (exponent_ < 0) return 0;
  return is_negative() ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

}  // namespace osler::fhir
