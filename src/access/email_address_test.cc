#include "access/email_address.h"

#include <gtest/gtest.h>

namespace osler::access {
namespace {

TEST(EmailAddress, IsTrimmedAndInLowerCase) {
  EXPECT_EQ(canonical_email("  Ada.Lovelace@Clinic.EXAMPLE\n"), "ada.lovelace@clinic.example");
  EXPECT_EQ(canonical_email("admin@localhost"), "admin@localhost");
  EXPECT_EQ(canonical_email(std::string(252, 'a') + "@b"), std::string(252, 'a') + "@b");
}

TEST(EmailAddress, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "   ", "ada", "@clinic", "ada@", "a@b@c", "a b@c", "a\t@c", "a@c\x7f", "a\x01@c"}) {
    EXPECT_FALSE(canonical_email(text).has_value()) << text;
  }
  EXPECT_FALSE(canonical_email(std::string(253, 'a') + "@b").has_value());
  EXPECT_FALSE(canonical_email(std::string_view("a\0@b", 4)).has_value());
}

}  // namespace
}  // namespace osler::access
