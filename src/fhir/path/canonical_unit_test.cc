#include "fhir/path/canonical_unit.h"

#include <gtest/gtest.h>

namespace osler::fhir::path {
namespace {

std::string canonical(const char* value, const char* unit) {
  const std::optional<CanonicalUnit> known = canonical_unit(unit);
  if (!known) return "unknown";
  const CanonicalQuantity quantity = to_canonical(Decimal::parse(value).value(), *known);
  return std::to_string(quantity.value.to_double()) + " " + quantity.unit;
}

TEST(CanonicalUnit, EqualAmountsMeet) {
  const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
      {"5.4", "mg", "5400", "ug"},
      {"1", "kg", "1000", "g"},
      {"120", "mm[Hg]", "12", "cm[Hg]"},
      {"16", "kPa", "16000", "Pa"},
      {"1", "bar", "100", "kPa"},
      {"37", "Cel", "310.15", "K"},
      {"98.6", "[degF]", "37", "Cel"},
      {"1", "h", "60", "min"},
      {"2", "wk", "14", "d"},
      {"72", "/min", "72", "{beats}/min"},
      {"72", "/min", "1.2", "Hz"},
      {"6.3", "mmol/L", "6.3", "mol/m3"},
      {"1", "g/dL", "10", "g/L"},
      {"1", "mg/dL", "0.01", "mg/mL"},
      {"1", "L", "1000", "cm3"},
      {"50", "%", "0.5", "1"},
      {"4.5", "10*3/uL", "4.5", "10*9/L"},
      {"4.5", "10*6/uL", "4500000", "/uL"},
      {"22", "kg/m2", "22000", "g/m2"},
      {"10", "[in_i]", "25.4", "cm"},
      {"1", "[lb_av]", "453.59237", "g"},
      {"1", "mL/min/{1.73_m2}", "1", "mL/min"},
      {"1", "mg/kg/d", "1", "mg/(kg.d)"},
      {"1", "m/s2", "1", "m.s-2"},
      {"60", "U/L", "1", "ukat/L"},
      {"3", "{score}", "3", "1"},
      {"1", "mU/mL", "1", "U/L"},
  };
  for (const auto& [a, unit_a, b, unit_b] : cases) {
    EXPECT_EQ(canonical(a, unit_a), canonical(b, unit_b)) << a << " " << unit_a;
    EXPECT_NE(canonical(a, unit_a), "unknown") << unit_a;
  }
}

TEST(CanonicalUnit, IsExactWithoutDivision) {
  const CanonicalQuantity quantity = to_canonical(Decimal::parse("5.4").value(), canonical_unit("mg").value());
  EXPECT_EQ(quantity.value, Decimal::parse("0.0054").value());
  EXPECT_EQ(quantity.unit, "g");
}

TEST(CanonicalUnit, KeepsKindsApart) {
  EXPECT_EQ(canonical_unit("mol")->unit, "mol");
  EXPECT_NE(canonical_unit("g/L")->unit, canonical_unit("mol/L")->unit);
  EXPECT_NE(canonical_unit("[iU]")->unit, canonical_unit("U")->unit);
  EXPECT_EQ(canonical_unit("mm[Hg]")->unit, "g.m-1.s-2");
}

TEST(CanonicalUnit, KnowsWhatItDoesNotKnow) {
  for (const char* unit : {"foo", "mgg", "kmin", "m2x", "mg/", "/", "(g", "g)", "{open", "m99", "[pH]", "Cel/min", "0", "dB", "mg//L",
                           "g.", "((((((g))))))", "m-"}) {
    EXPECT_FALSE(canonical_unit(unit)) << unit;
  }
  EXPECT_FALSE(canonical_unit(std::string(65, 'g')));
}

}  // namespace
}  // namespace osler::fhir::path
