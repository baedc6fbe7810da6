#include "access/totp.h"

#include <gtest/gtest.h>

namespace osler::access {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";  // RFC 6238, appendix B.

TEST(Totp, IsThatOfTheStandard) {
  struct Case {
    std::int64_t seconds;
    std::string_view code;
  };
  // The last six of the eight digits there.
  for (const Case& c : {Case{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}}) {
    EXPECT_EQ(totp_code(kSecret, c.seconds / 30), c.code) << c.seconds;
  }
}

TEST(Totp, IsGoodAStepEarlyOrLateAndOnce) {
  const std::int64_t step = 1000;
  const std::int64_t now_ms = step * 30'000;
  for (const auto& [other, is_good] : {std::pair{step - 2, false}, {step - 1, true}, {step, true}, {step + 1, true}, {step + 2, false}}) {
    EXPECT_EQ(totp_step(kSecret, totp_code(kSecret, other), now_ms, 0), is_good ? std::optional(other) : std::nullopt) << other;
  }
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step), now_ms, step)) << "it was used";
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step - 1), now_ms, step)) << "a later one was";
  for (const std::string_view wrong : {"", "28708", "2870822", "28708x"}) EXPECT_FALSE(totp_step(kSecret, wrong, 59'000, 0)) << wrong;
}

TEST(Totp, SecretsAreTypedInBase32) {
  for (const auto& [bytes, text] : {std::pair{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}}) {
    EXPECT_EQ(base32(bytes), text);  // RFC 4648, section 10, without padding.
  }
  EXPECT_EQ(totp_uri("foobar", "ann+1@example.org"), "otpauth://totp/Osler:ann%2B1%40example.org?secret=MZXW6YTBOI&issuer=Osler");
}

}  // namespace
}  // namespace osler::access
