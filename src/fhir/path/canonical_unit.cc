// Spec: The Unified Code for Units of Measure 2.1, https://ucum.org/ucum.
#include "fhir/path/canonical_unit.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace osler::fhir::path {
namespace {

// What the exponents count, in the order they are written.
enum Dimension : std::uint8_t { kMass, kLength, kTime, kTemperature, kAmount, kCurrent, kLight, kAngle, kUnits, kEquivalents, kDimensions };
constexpr std::array<std::string_view, kDimensions> kBaseUnits = {"g", "m", "s", "K", "mol", "A", "cd", "rad", "[iU]", "eq"};
using Exponents = std::array<std::int8_t, kDimensions>;

struct Atom {
  std::string_view code;
  bool takes_prefix;
  std::string_view factor;   ///< Times this …
  std::string_view divisor;  ///< … divided by this, in base units.
  Exponents exponents;
};

constexpr Exponents of(std::initializer_list<std::pair<Dimension, int>> parts) {
  Exponents exponents{};
  for (const auto& [dimension, exponent] : parts) exponents[dimension] = static_cast<std::int8_t>(exponent);
  return exponents;
}

constexpr Exponents kNumber = of({});
constexpr Exponents kVolume = of({{kLength, 3}});
constexpr Exponents kPressure = of({{kMass, 1}, {kLength, -1}, {kTime, -2}});
constexpr Exponents kEnergy = of({{kMass, 1}, {kLength, 2}, {kTime, -2}});

constexpr std::array kAtoms = std::to_array<Atom>({
    {"g", true, "1", "1", of({{kMass, 1}})},
    {"t", true, "1e6", "1", of({{kMass, 1}})},
    {"[lb_av]", false, "453.59237", "1", of({{kMass, 1}})},
    {"[oz_av]", false, "28.349523125", "1", of({{kMass, 1}})},
    {"[stone_av]", false, "6350.29318", "1", of({{kMass, 1}})},
    {"[gr]", false, "0.06479891", "1", of({{kMass, 1}})},
    {"m", true, "1", "1", of({{kLength, 1}})},
    {"[in_i]", false, "0.0254", "1", of({{kLength, 1}})},
    {"[in_us]", false, "100", "3937", of({{kLength, 1}})},
    {"[ft_i]", false, "0.3048", "1", of({{kLength, 1}})},
    {"[yd_i]", false, "0.9144", "1", of({{kLength, 1}})},
    {"[mi_i]", false, "1609.344", "1", of({{kLength, 1}})},
    {"L", true, "1e-3", "1", kVolume},
    {"l", true, "1e-3", "1", kVolume},
    {"[foz_us]", false, "0.0000295735295625", "1", kVolume},
    {"[pt_us]", false, "0.000473176473", "1", kVolume},
    {"[cup_us]", false, "0.0002365882365", "1", kVolume},
    {"[tbs_us]", false, "0.00001478676478125", "1", kVolume},
    {"[tsp_us]", false, "0.00000492892159375", "1", kVolume},
    {"[gal_us]", false, "0.003785411784", "1", kVolume},
    {"s", true, "1", "1", of({{kTime, 1}})},
    {"min", false, "60", "1", of({{kTime, 1}})},
    {"h", false, "3600", "1", of({{kTime, 1}})},
    {"d", false, "86400", "1", of({{kTime, 1}})},
    {"wk", false, "604800", "1", of({{kTime, 1}})},
    {"mo", false, "2629800", "1", of({{kTime, 1}})},
    {"a", false, "31557600", "1", of({{kTime, 1}})},
    {"Hz", true, "1", "1", of({{kTime, -1}})},
    {"Bq", true, "1", "1", of({{kTime, -1}})},
    {"K", true, "1", "1", of({{kTemperature, 1}})},
    {"mol", true, "1", "1", of({{kAmount, 1}})},
    {"kat", true, "1", "1", of({{kAmount, 1}, {kTime, -1}})},
    {"U", true, "1e-6", "60", of({{kAmount, 1}, {kTime, -1}})},
    {"osm", true, "1", "1", of({{kAmount, 1}})},
    {"[iU]", true, "1", "1", of({{kUnits, 1}})},
    {"[IU]", true, "1", "1", of({{kUnits, 1}})},
    {"eq", true, "1", "1", of({{kEquivalents, 1}})},
    {"Pa", true, "1000", "1", kPressure},
    {"bar", true, "1e8", "1", kPressure},
    {"m[Hg]", true, "133322000", "1", kPressure},
    {"m[H2O]", true, "9806650", "1", kPressure},
    {"atm", false, "101325000", "1", kPressure},
    {"[psi]", false, "6894757.293168", "1", kPressure},
    {"J", true, "1000", "1", kEnergy},
    {"cal", true, "4184", "1", kEnergy},
    {"[Cal]", false, "4184000", "1", kEnergy},
    {"eV", true, "1.602176634e-16", "1", kEnergy},
    {"W", true, "1000", "1", of({{kMass, 1}, {kLength, 2}, {kTime, -3}})},
    {"N", true, "1000", "1", of({{kMass, 1}, {kLength, 1}, {kTime, -2}})},
    {"dyn", true, "0.01", "1", of({{kMass, 1}, {kLength, 1}, {kTime, -2}})},
    {"A", true, "1", "1", of({{kCurrent, 1}})},
    {"V", true, "1000", "1", of({{kMass, 1}, {kLength, 2}, {kTime, -3}, {kCurrent, -1}})},
    {"Ohm", true, "1000", "1", of({{kMass, 1}, {kLength, 2}, {kTime, -3}, {kCurrent, -2}})},
    {"Gy", true, "1", "1", of({{kLength, 2}, {kTime, -2}})},
    {"Sv", true, "1", "1", of({{kLength, 2}, {kTime, -2}})},
    {"cd", true, "1", "1", of({{kLight, 1}})},
    {"rad", true, "1", "1", of({{kAngle, 1}})},
    {"%", false, "0.01", "1", kNumber},
    {"[ppm]", false, "1e-6", "1", kNumber},
    {"[ppb]", false, "1e-9", "1", kNumber},
    {"[ppth]", false, "1e-3", "1", kNumber},
});

struct Prefix {
  std::string_view code;
  std::string_view factor;
};
constexpr std::array kPrefixes = std::to_array<Prefix>({
    {"da", "1e1"}, {"Y", "1e24"}, {"Z", "1e21"}, {"E", "1e18"}, {"P", "1e15"}, {"T", "1e12"}, {"G", "1e9"}, {"M", "1e6"},
    {"k", "1e3"}, {"h", "1e2"}, {"d", "1e-1"}, {"c", "1e-2"}, {"m", "1e-3"}, {"u", "1e-6"}, {"n", "1e-9"}, {"p", "1e-12"},
    {"f", "1e-15"}, {"a", "1e-18"}, {"z", "1e-21"}, {"y", "1e-24"},
});

Decimal number(std::string_view text) { return Decimal::parse(text).value_or(Decimal(1)); }

const Atom* find_atom(std::string_view code) {
  const auto* found = std::find_if(kAtoms.begin(), kAtoms.end(), [&](const Atom& atom) { return atom.code == code; });
  return found == kAtoms.end() ? nullptr : found;
}

const Prefix* find_prefix(std::string_view code) {
  for (const Prefix& prefix : kPrefixes) {
    if (!code.starts_with(prefix.code)) continue;
    const Atom* atom = find_atom(code.substr(prefix.code.size()));
    if (atom != nullptr && atom->takes_prefix) return &prefix;
  }
  return nullptr;
}

struct Product {
  Decimal factor{1};
  Decimal divisor{1};
  Exponents exponents{};

  void multiply(const Decimal& by, const Decimal& over, int times) {
    for (; times > 0; --times) { factor = factor * by; divisor = divisor * over; }
    for (; times < 0; ++times) { factor = factor * over; divisor = divisor * by; }
  }
};

/// Reads term ('.' | '/') term …, each a unit with an optional exponent, a number, or a bracketed product.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<Product> run() {
    if (!product(1, 0) || !rest_.empty()) return std::nullopt;
    return product_;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool product(int sign, int depth) {
    if (depth > 4) return false;
    if (take('/')) {
      if (!term(-sign, depth)) return false;
    } else if (!term(sign, depth)) {
      return false;
    }
    for (;;) {
      if (take('.')) {
        if (!term(sign, depth)) return false;
      } else if (take('/')) {
        if (!term(-sign, depth)) return false;
      } else {
        return true;
      }
    }
  }

  bool term(int sign, int depth) {
    if (take('(')) return product(sign, depth + 1) && take(')');
    const std::string_view code = atom_text();
    if (!code.empty() && !factor(code, sign)) return false;
    const bool annotated = annotation();
    return !code.empty() || annotated;
  }

  bool annotation() {
    if (!rest_.starts_with('{')) return false;
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 1);
    return true;
  }

  // Up to the next operator, annotation or bracket; square brackets may hold anything.
  std::string_view atom_text() {
    std::size_t end = 0;
    bool inside = false;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (c == '[') inside = true;
      if (c == ']') inside = false;
      if (!inside && (c == '.' || c == '/' || c == '{' || c == '(' || c == ')')) break;
    }
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return text;
  }

  static std::optional<int> exponent_of(std::string_view digits) {
    bool negative = false;
    if (digits.starts_with('-') || digits.starts_with('+')) {
      negative = digits.front() == '-';
      digits.remove_prefix(1);
    }
    if (digits.size() != 1 && !(digits.size() == 2 && digits[0] == '1')) return std::nullopt;
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return negative ? -value : value;
  }

  bool factor(std::string_view code, int sign) {
    std::size_t end = code.size();
    while (end > 0 && code[end - 1] >= '0' && code[end - 1] <= '9') --end;
    if (end == 0) return whole_number(code, sign);
    int exponent = 1;
    if (end < code.size()) {
      if (code[end - 1] == '-' || code[end - 1] == '+') --end;
      const std::optional<int> written = exponent_of(code.substr(end));
      if (!written) return false;
      exponent = *written;
      code = code.substr(0, end);
    }
    if (code == "10*" || code == "10^") {
      product_.multiply(Decimal(10), Decimal(1), sign * exponent);
      return true;
    }
    return exponent <= 9 && exponent >= -9 && unit(code, sign * exponent);
  }

  bool whole_number(std::string_view digits, int sign) {
    const std::optional<Decimal> value = digits.size() > 9 ? std::nullopt : Decimal::parse(digits);
    if (!value || *value == Decimal(0)) return false;
    product_.multiply(*value, Decimal(1), sign);
    return true;
  }

  bool unit(std::string_view code, int exponent) {
    const Atom* atom = find_atom(code);
    if (atom == nullptr) {
      const Prefix* prefix = find_prefix(code);
      if (prefix == nullptr) return false;
      product_.multiply(number(prefix->factor), Decimal(1), exponent);
      atom = find_atom(code.substr(prefix->code.size()));
    }
    product_.multiply(number(atom->factor), number(atom->divisor), exponent);
    for (std::size_t i = 0; i < kDimensions; ++i) {
      const int total = product_.exponents[i] + atom->exponents[i] * exponent;
      if (total > 100 || total < -100) return false;
      product_.exponents[i] = static_cast<std::int8_t>(total);
    }
    return true;
  }

  std::string_view rest_;
  Product product_;
};

std::string text_of(const Exponents& exponents) {
  std::string text;
  for (std::size_t i = 0; i < kDimensions; ++i) {
    if (exponents[i] == 0) continue;
    if (!text.empty()) text += '.';
    text += kBaseUnits[i];
    if (exponents[i] != 1) text += std::to_string(exponents[i]);
  }
  return text.empty() ? "1" : text;
}

}  // namespace

std::optional<CanonicalUnit> canonical_unit(std::string_view ucum_code) {
  if (ucum_code.size() > kUnitBytesMax) return std::nullopt;
  // The two that do not begin at zero. 273.15 K = 0 °C; 459.67 °F above absolute zero.
  if (ucum_code == "Cel") return CanonicalUnit{Decimal(1), Decimal(1), number("273.15"), "K"};
  if (ucum_code == "[degF]") return CanonicalUnit{Decimal(5), Decimal(9), number("459.67"), "K"};
  if (ucum_code.empty() || ucum_code == "1") return CanonicalUnit{.unit = "1"};
  const std::optional<Product> product = Parser(ucum_code).run();
  if (!product) return std::nullopt;
  return CanonicalUnit{product->factor, product->divisor, Decimal(0), text_of(product->exponents)};
}

CanonicalQuantity to_canonical(const Decimal& value, const CanonicalUnit& unit) {
  const Decimal scaled = (value + unit.shift) * unit.factor;
  if (unit.divisor == Decimal(1)) return {scaled, unit.unit};
  return {scaled.divide(unit.divisor).value_or(scaled), unit.unit};
}

}  // namespace osler::fhir::path
