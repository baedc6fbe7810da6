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
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_signed_text("key", "org|Patient", changed), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace osler
