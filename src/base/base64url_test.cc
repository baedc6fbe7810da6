#include "base/base64url.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace osler {
namespace {

// Spec: RFC 4648, section 10, without padding.
TEST(Base64Url, AgreesWithThePublishedCases) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xfb\xff", "-_8"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64url(bytes), text);
    EXPECT_EQ(from_base64url(text), bytes);
  }
}

TEST(Base64Url, RefusesEverySecondSpelling) {
  for (const std::string_view text : {"Z", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm v", "Zm9v\n", "Zm9vYgA\xc3"}) {
    EXPECT_FALSE(from_base64url(text).has_value()) << text;
  }
}

TEST(Base64Url, BringsAnyBytesBack) {
  SeededRng rng(7);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    rng.fill(std::as_writable_bytes(std::span(bytes)));
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
  }
}

}  // namespace
}  // namespace osler
