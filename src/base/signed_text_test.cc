#include "base/signed_text.h"

#include <gtest/gtest.h>

namespace osler {
namespace {

TEST(SignedText, ComesBackOnlyUnchanged) {
  const std::string text = sign_text("key", "org|Patient", std::string("a\0b", 3));
  EXPECT_EQ(open_signed_text("key", "org|Patient", text), std::string("a\0b", 3));
  EXPECT_EQ(open_signed_text("other", "org|Patient", text), std::nullopt);
  EXPECT_EQ(open_signed_text("key", "org|Encounter", text), std::nullopt);
  EXPECT_EQ(open_signed_text("key", "org|Patient", ""), std::nullopt);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_signed_text("key", "org|Patient", changed), std::nullopt) << i;
  }
}

TEST(Base64Url, RoundTripsEveryLength) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
  EXPECT_EQ(from_base64url("a"), std::nullopt);
  EXPECT_EQ(from_base64url("a+bc"), std::nullopt);
}

TEST(HmacSha256, MatchesTheTestCaseOfRfc4231) {
  EXPECT_EQ(base64url(hmac_sha256("Jefe", "what do ya want for nothing?")),
            base64url(*from_base64url("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDmexYuWTsOEM")));
}

}  // namespace
}  // namespace osler
