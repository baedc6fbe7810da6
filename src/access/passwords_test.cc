#include "access/passwords.h"

#include <argon2.h>
#include <gtest/gtest.h>

#include <unordered_set>

#include "access/installation_test.h"

namespace osler::access {
namespace {

TEST(PasswordRules, AcceptBothEndsOfTheLength) {
  EXPECT_TRUE(password_faults("Aa1!aaaaaaaa").empty());
  EXPECT_TRUE(password_faults("Aa1!" + std::string(124, 'a')).empty());
  EXPECT_FALSE(password_faults("Aa1!aaaaaaa").empty());
  EXPECT_FALSE(password_faults("Aa1!" + std::string(125, 'a')).empty());
}

TEST(PasswordRules, CountCharactersNotBytes) {
  std::string umlauts = "Aa1";
  for (int i = 0; i < 125; ++i) umlauts += "\xc3\xa4";
  EXPECT_TRUE(password_faults(umlauts).empty()) << "128 characters, 253 bytes";
  EXPECT_FALSE(password_faults("Aa1\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4").empty()) << "7 characters, 11 bytes";
}

TEST(PasswordRules, NameEachMissingKind) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"aaaaaaaaaa1!", "upper-case"},
                                                                 {"AAAAAAAAAA1!", "lower-case"},
                                                                 {"AAAAAaaaaaa!", "digit"},
                                                                 {"AAAAAaaaaaa1", "special"}};
  for (const auto& [password, missing] : cases) {
    SCOPED_TRACE(password);
    const std::vector<std::string> faults = password_faults(password);
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_NE(faults.front().find(missing), std::string::npos) << faults.front();
  }
  EXPECT_EQ(password_faults("").size(), 5U);
}

TEST(GeneratedPassword, MeetsTheRulesAndIsNew) {
  SeededRng rng(3);
  std::unordered_set<std::string> seen;
  for (int i = 0; i < 2'000; ++i) {
    const std::string password = generate_password(rng);
    EXPECT_TRUE(password_faults(password).empty()) << password;
    EXPECT_TRUE(seen.insert(password).second);
  }
}

TEST(PasswordHash, KnowsItsPasswordAndNoOther) {
  SeededRng rng(1);
  const Result<std::string> stored = hash_password("Correct-Horse-7", kCheapPasswords, rng);
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(stored->starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  EXPECT_EQ(stored->find("Horse"), std::string::npos);
  EXPECT_TRUE(matches_password("Correct-Horse-7", *stored));
  for (const std::string_view wrong : {"", "correct-Horse-7", "Correct-Horse-", "Correct-Horse-77"}) {
    EXPECT_FALSE(matches_password(wrong, *stored)) << wrong;
  }
}

TEST(PasswordHash, IsSaltedAndSurvivesAnyStoredText) {
  SeededRng rng(2);
  EXPECT_NE(*hash_password("Correct-Horse-7", kCheapPasswords, rng), *hash_password("Correct-Horse-7", kCheapPasswords, rng));
  for (const char* stored : {"", "x", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64"}) {
    EXPECT_FALSE(matches_password("Correct-Horse-7", stored)) << stored;
  }
}

TEST(PasswordHash, HasATextThatCostsACheckAndMatchesNothing) {
  SeededRng rng(3);
  for (int n = 0; n < 20; ++n) {
    const std::string stored = unmatched_hash(kCheapPasswords, rng);
    // A text that could not be read would be refused without any work.
    EXPECT_EQ(argon2id_verify(stored.c_str(), "x", 1), ARGON2_VERIFY_MISMATCH) << stored;
    EXPECT_FALSE(matches_password("Correct-Horse-7", stored));
  }
}

TEST(PasswordHash, NeverTakesAnOverlongTextForItsBeginning) {
  SeededRng rng(4);
  const std::string longest(512, 'x');
  const Result<std::string> stored = hash_password(longest, kCheapPasswords, rng);
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(matches_password(longest, *stored));
  EXPECT_FALSE(matches_password(longest + "x", *stored));
  EXPECT_FALSE(matches_password(std::string(1 << 20, 'x'), *stored));
}

}  // namespace
}  // namespace osler::access
