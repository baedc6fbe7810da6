#include "base/hmac.h"

#include <gtest/gtest.h>

namespace osler {
namespace {

// Spec: RFC 4231, test cases 1, 2, 6 (a secret longer than a block) and 7.
TEST(HmacSha256, AgreesWithThePublishedCases) {
  EXPECT_EQ(hex(HmacSha256(std::string(20, '\x0b')).code("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(HmacSha256("Jefe").code("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(HmacSha256(std::string(131, '\xaa')).code("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, GivesTheSameCodeAgain) {
  const HmacSha256 hmac("secret");
  EXPECT_EQ(hmac.code("a"), hmac.code("a"));
  EXPECT_NE(hmac.code("a"), hmac.code("b"));
  EXPECT_NE(hmac.code("a"), HmacSha256("other").code("a"));
  EXPECT_EQ(hmac.code("").size(), HmacSha256::kBytes);
}

TEST(ConstantTimeComparison, SaysWhetherTextsAreEqual) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("xbc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace osler
