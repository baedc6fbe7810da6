#include "base/base64.h"

#include <gtest/gtest.h>

namespace osler {
namespace {

// Spec: RFC 4648, section 10.
TEST(Base64, MatchesTheVectorsOfItsSpecification) {
  for (const auto& [bytes, text] :
       {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
        std::pair("foob", "Zm9vYg=="), std::pair("fooba", "Zm9vYmE="), std::pair("foobar", "Zm9vYmFy")}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, CarriesEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
}

TEST(Base64, AllowsWhiteSpaceAndNothingElse) {
  EXPECT_EQ(from_base64("Zm9v\r\nYmFy "), "foobar");
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "Zm9v!", "Zg==Zg==", "Zm9vY-=="})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace osler
