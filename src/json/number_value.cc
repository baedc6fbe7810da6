#include "json/number_value.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace osler::json {
namespace {

constexpr std::size_t kExponentDigitsMax = 18;

/// digits × 10^exponent; digits without zeros at either end, and empty for zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
  bool operator==(const Decimal&) const = default;
};

/// The number behind the 'e', or none if it is too long to reckon with.
std::optional<std::int64_t> written_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.size() > kExponentDigitsMax) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return negative ? -value : value;
}

std::optional<Decimal> decimal_of(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    const std::optional<std::int64_t> exponent = written_exponent(text.substr(e + 1));
    if (!exponent) return std::nullopt;
    decimal.exponent = *exponent;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  decimal.digits = text.substr(0, point);
  if (point != std::string_view::npos) {
    decimal.digits += text.substr(point + 1);
    decimal.exponent -= static_cast<std::int64_t>(text.size() - point - 1);
  }
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  const std::size_t kept = decimal.digits.find_last_not_of('0') + 1;  // npos + 1 is 0.
  decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - kept);
  decimal.digits.resize(kept);
  if (decimal.digits.empty()) return Decimal{};
  return decimal;
}

}  // namespace

bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const std::optional<Decimal> left = decimal_of(a);
  const std::optional<Decimal> right = decimal_of(b);
  return left.has_value() && right.has_value() && *left == *right;
}

}  // namespace osler::json
