#include "access/api_key_format.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace osler::access {
namespace {

using store::Environment;

TEST(ApiKeyFormat, MakesAHundredThousandDifferentValidKeys) {
  SeededRng rng(20260101);
  std::unordered_set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) {
    const Environment environment = i % 2 == 0 ? Environment::kTest : Environment::kLive;
    const std::string key = make_api_key(environment, rng);
    ASSERT_EQ(key.size(), 42U);
    ASSERT_TRUE(key.starts_with(api_key_prefix(environment)));
    ASSERT_TRUE(has_api_key_form(key));
    ASSERT_TRUE(has_valid_checksum(key)) << key;
    ASSERT_TRUE(seen.insert(key).second) << "drawn twice: " << key;
  }
}

TEST(ApiKeyFormat, RefusesEveryChangeOfOneCharacter) {
  constexpr std::string_view kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  SeededRng rng(5);
  for (int i = 0; i < 20; ++i) {
    const std::string key = make_api_key(Environment::kLive, rng);
    for (std::size_t at = 0; at < key.size(); ++at) {
      for (const char letter : kLetters) {
        if (letter == key[at]) continue;
        std::string changed = key;
        changed[at] = letter;
        ASSERT_FALSE(has_api_key_form(changed) && has_valid_checksum(changed)) << changed << " made from " << key;
      }
    }
  }
}

TEST(ApiKeyFormat, RefusesSwappedNeighboursCutsAndTails) {
  SeededRng rng(6);
  for (int i = 0; i < 200; ++i) {
    const std::string key = make_api_key(Environment::kTest, rng);
    for (std::size_t at = kApiKeyPrefixBytes; at + 1 < key.size(); ++at) {
      std::string changed = key;
      std::swap(changed[at], changed[at + 1]);
      ASSERT_EQ(has_valid_checksum(changed), changed == key) << key;
    }
    for (std::size_t size = 0; size < key.size(); ++size) ASSERT_FALSE(has_valid_checksum(key.substr(0, size)));
    ASSERT_FALSE(has_valid_checksum(key + "0"));
  }
}

TEST(ApiKeyFormat, BindsTheEnvironment) {
  SeededRng rng(8);
  std::string key = make_api_key(Environment::kTest, rng);
  key.replace(0, kApiKeyPrefixBytes, api_key_prefix(Environment::kLive));
  EXPECT_FALSE(has_valid_checksum(key));
}

// The exact text for known random bytes: clients and scanners may check the checksum by themselves.
TEST(ApiKeyFormat, IsThePublishedForm) {
  class Zeros final : public Rng {
    void fill(std::span<std::byte> out) override {
      for (std::byte& byte : out) byte = std::byte{0};
    }
  } zeros;
  const std::string key = make_api_key(Environment::kTest, zeros);
  EXPECT_EQ(key.substr(0, 36), "clk_test_" + std::string(27, '0'));
  EXPECT_EQ(key.substr(36), "4OqAzF");
}

TEST(ApiKeyFormat, KnowsTheFormFromOtherTexts) {
  for (const std::string_view text : {"clk_test_a", "clk_live_0", "clk_test_ABCxyz019"}) {
    EXPECT_TRUE(has_api_key_form(text)) << text;
  }
  for (const std::string_view text :
       {"", "clk_", "clk_test_", "clk_live_", "clk_prod_abc", "CLK_test_abc", "clk_test_a b", " clk_test_a",
        "clk_test_a\n", "clk_test_a-b", "clk_test_a_b", "clk_test_\xc3\xa9"}) {
    EXPECT_FALSE(has_api_key_form(text)) << text;
  }
}

}  // namespace
}  // namespace osler::access
