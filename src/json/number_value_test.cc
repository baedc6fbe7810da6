#include "json/number_value.h"

#include <gtest/gtest.h>

#include <vector>

#include "json/number_grammar.h"

namespace osler::json {
namespace {

TEST(SameNumber, LooksAtTheValue) {
  const std::vector<std::vector<std::string_view>> classes{
      {"0", "-0", "0.0", "0e5", "-0.00E-7", "0e99999999999999999999"},
      {"1", "1.0", "10e-1", "0.1E+1", "1e0", "1e-0", "0.001e0003"},
      {"-1", "-1.00"},
      {"100", "1e2", "1.0E2", "0.1e3"},
      {"1e400", "10e399"},
      {"12345678901234567890123456789", "12345678901234567890123456789.0"},
      {"12345678901234567890123456788"},
      {"0.1", "1e-1"},
      {"0.10000000000000000001"},
      {"1e99999999999999999999"},
      {"2e99999999999999999999"},
  };
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (std::size_t j = 0; j < classes.size(); ++j) {
      for (const std::string_view a : classes[i]) {
        for (const std::string_view b : classes[j]) {
          if (i == 0 && (a.size() > 20 || b.size() > 20) && a != b) continue;  // An exponent too long to reckon with.
          EXPECT_EQ(same_number(a, b), i == j) << a << " and " << b;
        }
      }
    }
  }
}

TEST(NumberGrammar, IsThatOfJson) {
  for (const std::string_view text : {"0", "-0", "1", "10", "1.5", "1.00", "-1e5", "1E+5", "1e-05", "0.0e0"}) {
    EXPECT_TRUE(is_number(text)) << text;
  }
  for (const std::string_view text : {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e5", "0x1", "1 ", " 1", "1,",
                                      "NaN", "Infinity", "--1", "1.5.5"}) {
    EXPECT_FALSE(is_number(text)) << text;
  }
}

}  // namespace
}  // namespace osler::json
