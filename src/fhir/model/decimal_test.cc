#include "fhir/model/decimal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osler::fhir {
namespace {

Decimal decimal(std::string_view text) {
  const std::optional<Decimal> value = Decimal::parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal{});
}

TEST(Decimal, KeepsWhatWasWritten) {
  for (const std::string_view text :
       {"0", "1", "-1", "1.00", "100", "0.000", "-0.5", "120.50", "0.001", "99999999999999999999999999999999999999",
        "0.00000000000000000000000000000000000001"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(decimal(text).text(), text);
    EXPECT_TRUE(decimal(text).is_exact());
  }
  EXPECT_EQ(decimal("1.00").scale(), 2);
  EXPECT_EQ(decimal("100").scale(), 0);
  EXPECT_EQ(decimal("1e3").scale(), 0);
  EXPECT_EQ(decimal("1e3").exponent(), 3);
}

TEST(Decimal, ReadsExponents) {
  EXPECT_EQ(decimal("1e3").text(), "1000");
  EXPECT_EQ(decimal("1.5E+2").text(), "150");
  EXPECT_EQ(decimal("1.00e2").text(), "100");
  EXPECT_EQ(decimal("12e-1").text(), "1.2");
  EXPECT_EQ(decimal("-2.5e-3").text(), "-0.0025");
  EXPECT_EQ(decimal("0e9").text(), "0");
  EXPECT_EQ(decimal("1e00000000000000000003").text(), "1000");
}

TEST(Decimal, RefusesWhatIsNoJsonNumber) {
  for (const std::string_view text :
       {"", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", " 1", "1 ", "1,5", "NaN", "--1", "1.2.3"}) {
    EXPECT_FALSE(Decimal::parse(text).has_value()) << text;
  }
}

TEST(Decimal, RoundsBeyond38DigitsHalfToEven) {
  const std::string nines(38, '9');
  EXPECT_EQ(decimal("12345678901234567890123456789012345678.5").text(), "12345678901234567890123456789012345678");
  EXPECT_EQ(decimal("12345678901234567890123456789012345677.5").text(), "12345678901234567890123456789012345678");
  EXPECT_EQ(decimal("12345678901234567890123456789012345678.51").text(), "12345678901234567890123456789012345679");
  EXPECT_EQ(decimal(nines + "5").text(), "1" + std::string(39, '0'));
  EXPECT_FALSE(decimal(nines + "5").is_exact());
  EXPECT_TRUE(decimal(nines + "0").is_exact());
  EXPECT_FALSE(decimal("0." + nines + "1").is_exact());
}

TEST(Decimal, SaturatesExponents) {
  EXPECT_FALSE(decimal("1e10000").is_exact());
  EXPECT_EQ(decimal("1e10000").exponent(), 9999);
  EXPECT_FALSE(decimal("1e-99999999999999999999").is_exact());
  EXPECT_EQ(decimal("1e-99999999999999999999").exponent(), -9999);
  EXPECT_TRUE(decimal("1e9999").is_exact());
}

TEST(Decimal, ComparesByValue) {
  EXPECT_EQ(decimal("1"), decimal("1.00"));
  EXPECT_EQ(decimal("1e3"), decimal("1000.0"));
  EXPECT_EQ(decimal("0"), decimal("-0.00"));
  const std::vector<std::string_view> ascending{"-1e9999", "-1000",   "-1e2",   "-99.99", "-0.1", "-1e-9999",
                                                "0",       "1e-9999", "0.0999", "0.1",    "1",    "1.001",
                                                "99",      "1e2",     "100.01", "1e9999"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(decimal(ascending[i]) <=> decimal(ascending[j]), i <=> j) << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(Decimal, AddsAndSubtractsExactly) {
  EXPECT_EQ((decimal("0.1") + decimal("0.2")).text(), "0.3");
  EXPECT_EQ((decimal("1.00") + decimal("1")).text(), "2.00");
  EXPECT_EQ((decimal("1e3") + decimal("0.001")).text(), "1000.001");
  EXPECT_EQ((decimal("5") - decimal("7.5")).text(), "-2.5");
  EXPECT_EQ((decimal("-5") - decimal("-5")).text(), "0");
  EXPECT_EQ((decimal("0") + decimal("1e-40")).text(), decimal("1e-40").text());
  EXPECT_EQ((decimal("0e50") + decimal("1.5")).text(), "1.5");
}

TEST(Decimal, SaysWhenASumLostDigits) {
  const Decimal far = decimal("1e40") + decimal("1");
  EXPECT_FALSE(far.is_exact());
  EXPECT_EQ(far, decimal("1e40"));
  const std::string nines(38, '9');
  const Decimal carried = decimal(nines) + decimal(nines);
  EXPECT_EQ(carried.text(), "2" + std::string(38, '0'));
  EXPECT_FALSE(carried.is_exact());
}

TEST(Decimal, Multiplies) {
  EXPECT_EQ((decimal("1.20") * decimal("3")).text(), "3.60");
  EXPECT_EQ((decimal("-0.5") * decimal("0.5")).text(), "-0.25");
  EXPECT_EQ((decimal("0") * decimal("-4")).text(), "0");
  const Decimal large = decimal("99999999999999999999") * decimal("99999999999999999999");
  EXPECT_EQ(large, decimal("9999999999999999999800000000000000000001"));
  EXPECT_FALSE(large.is_exact());
  EXPECT_TRUE((decimal("1e30") * decimal("1e30")).is_exact());
}

TEST(Decimal, DividesToSixteenDigits) {
  EXPECT_EQ(decimal("1").divide(decimal("3"))->text(), "0.3333333333333333");
  EXPECT_EQ(decimal("2").divide(decimal("3"))->text(), "0.6666666666666667");
  EXPECT_EQ(decimal("1").divide(decimal("8"))->text(), "0.125");
  EXPECT_EQ(decimal("10.00").divide(decimal("2"))->text(), "5");
  EXPECT_EQ(decimal("-1").divide(decimal("4"))->text(), "-0.25");
  EXPECT_EQ(decimal("0.00").divide(decimal("4"))->text(), "0");
  EXPECT_EQ(decimal("123456789012345678901").divide(decimal("1"))->text(), "123456789012345678901");
  EXPECT_EQ(decimal("1").divide(decimal("99999999999999999999999999999999999999"))->to_double(), 1e-38);
  EXPECT_FALSE(decimal("1").divide(decimal("0")).has_value());
  EXPECT_FALSE(decimal("1").divide(decimal("0.00")).has_value());
}

// Spec: FHIR R4, search.html#number: 100 means [99.5, 100.5), 100.00 means [99.995, 100.005).
TEST(Decimal, HalfUnitIsTheReachOfAnImplicitRange) {
  EXPECT_EQ(decimal("100").half_unit(), decimal("0.5"));
  EXPECT_EQ(decimal("100.00").half_unit(), decimal("0.005"));
  EXPECT_EQ(decimal("1.00e2").half_unit(), decimal("0.5"));
  EXPECT_EQ(decimal("-5.4").half_unit(), decimal("0.05"));
  EXPECT_EQ(decimal("1e3").half_unit(), decimal("500"));
}

TEST(Decimal, BecomesTheNearestDouble) {
  EXPECT_EQ(decimal("0.1").to_double(), 0.1);
  EXPECT_EQ(decimal("-12.5").to_double(), -12.5);
  EXPECT_EQ(decimal("1e3").to_double(), 1000.0);
  EXPECT_EQ(decimal("1e-9999").to_double(), 0.0);
  EXPECT_GT(decimal("1e9999").to_double(), 1e308);
  EXPECT_LT(decimal("-1e9999").to_double(), -1e308);
}

}  // namespace
}  // namespace osler::fhir
