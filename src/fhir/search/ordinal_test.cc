#include "fhir/search/ordinal.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace osler::fhir {
namespace {

Decimal decimal(const std::string& text) { return Decimal::parse(text).value(); }

// Up to `digits` random digits, a random sign, and an exponent that makes neighbours likely.
std::string random_number(std::mt19937_64& random, std::size_t digits_max) {
  std::string text = random() % 2 == 0 ? "-" : "";
  const std::size_t digits = 1 + random() % digits_max;
  text += static_cast<char>('1' + random() % 9);
  for (std::size_t i = 1; i < digits; ++i) text += static_cast<char>('0' + random() % 10);
  return text + "e" + std::to_string(static_cast<int>(random() % 12) - 6);
}

TEST(Ordinal, OrdersAsTheNumbersDo) {
  const std::vector<std::string> ascending = {"-1e9999", "-1000", "-100.1", "-100", "-1", "-0.5", "-0.05", "-1e-9999", "0",
                                              "1e-9999", "0.05", "0.0501", "0.5", "1", "1.01", "9.99", "10", "100", "1e9999"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    SCOPED_TRACE(ascending[i] + " < " + ascending[i + 1]);
    EXPECT_LT(ordinal_of(decimal(ascending[i])), ordinal_of(decimal(ascending[i + 1])));
  }
}

TEST(Ordinal, IsTheSameForEveryWayToWriteANumber) {
  for (const auto& [a, b] : {std::pair{"1", "1.000"}, {"100", "1e2"}, {"0", "-0.00"}, {"0.05", "5e-2"}, {"-7", "-7.0"}}) {
    SCOPED_TRACE(a);
    EXPECT_EQ(ordinal_of(decimal(a)), ordinal_of(decimal(b)));
  }
}

TEST(Ordinal, AgreesWithDecimalOnRandomPairs) {
  std::mt19937_64 random(20260725);
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = random_number(random, 33);
    const std::string b = i % 3 == 0 ? a.substr(0, a.find('e')) + "e0" : random_number(random, i % 2 == 0 ? 3 : 33);
    SCOPED_TRACE(a + " and " + b);
    ASSERT_EQ(ordinal_of(decimal(a)) <=> ordinal_of(decimal(b)), decimal(a) <=> decimal(b));
  }
}

TEST(Ordinal, TellsNumbersOf33DigitsApart) {
  const std::string digits(32, '9');
  EXPECT_LT(ordinal_of(decimal(digits + "8")), ordinal_of(decimal(digits + "9")));
  EXPECT_LT(ordinal_of(decimal("0." + digits + "8")), ordinal_of(decimal("0." + digits + "9")));
}

TEST(Ordinal, NumbersLieStrictlyInsideTheScale) {
  for (const char* text : {"-1e9999", "1e9999", "0"}) {
    EXPECT_GT(ordinal_of(decimal(text)), store::Ordinal::least());
    EXPECT_LT(ordinal_of(decimal(text)), store::Ordinal::greatest());
  }
}

TEST(Ordinal, NeighboursAreOneStepApart) {
  const store::Ordinal carry{5, ~0ULL};
  EXPECT_EQ(successor(carry), (store::Ordinal{6, 0}));
  EXPECT_EQ(predecessor(successor(carry)), carry);
  EXPECT_EQ(successor(store::Ordinal::greatest()), store::Ordinal::greatest());
  EXPECT_EQ(predecessor(store::Ordinal::least()), store::Ordinal::least());
}

}  // namespace
}  // namespace osler::fhir
