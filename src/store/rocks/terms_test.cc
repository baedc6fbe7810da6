#include "store/rocks/terms.h"

#include <gtest/gtest.h>

#include <random>

#include "store/matches.h"
#include "store/rocks/random_questions.h"
#include "store/rocks/term_ranges.h"

namespace osler::store::rocks {
namespace {

constexpr Scope kScope{kLive, kPatient};

std::string string_of(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

std::vector<std::string> terms_of(const std::vector<IndexEntry>& entries) {
  TermList list;
  for (const IndexEntry& entry : entries) append_terms(kScope, entry, list);
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < list.size(); ++i) terms.emplace_back(list[i]);
  return terms;
}

TEST(TermString, KeepsOrderWithEveryByte) {
  std::mt19937_64 random(7);
  std::vector<std::string> texts{"", "a", std::string(1, '\0'), std::string("a\0", 2), "a\x01", "\xff", "\xff\xff"};
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (int left = static_cast<int>(random() % 6); left > 0; --left) text.push_back("\0\x01\xff"[random() % 3]);
    texts.push_back(text);
  }
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      EXPECT_EQ(a < b, string_of(a) < string_of(b));
      EXPECT_TRUE(a == b || !string_of(b).starts_with(string_of(a))) << "one term begins another";
    }
  }
}

TEST(Terms, AreReadBackAsTheyWere) {
  const std::string odd("x\0y\xff", 4);
  const std::vector<Atom> atoms{Token{odd, "c"}, Uri{odd}, Reference{TypeId{513}, odd}, Interval{odd, {1, 2}, {3, 4}}};
  for (const Atom& atom : atoms) {
    const std::string term = terms_of({{kCode, {atom}}}).front();
    const Result<std::vector<Atom>> read = read_term(std::string_view(term).substr(8));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, std::vector{atom});
  }
  const std::vector<Atom> parts{atoms[0], Text{"folded", "Exact"}, atoms[3]};
  EXPECT_EQ(*read_term(std::string_view(terms_of({{kCode, parts}}).front()).substr(8)), parts);
}

TEST(Terms, AreRefusedWhenDamaged) {
  const std::string term = terms_of({{kCode, {Token{"sys", "c"}, Interval{"kg", {1, 2}, {3, 4}}}}}).front().substr(8);
  for (std::size_t length = 0; length < term.size(); ++length) {
    EXPECT_FALSE(read_term(std::string_view(term).substr(0, length)).ok()) << length;
  }
  EXPECT_FALSE(read_term(term + "x").ok());
}

TEST(Terms, HaveOnePrimaryTermForEachValue) {
  const std::vector<IndexEntry> entries{name("anna maria smith", "Anna"), code("s", "c"), date(1, 2), subject("p"),
                                        url("u")};
  for (const IndexEntry& entry : entries) {
    const TermRange primary = primary_range(kScope, entry.parameter);
    int count = 0;
    for (const std::string& term : terms_of({entry})) count += term >= primary.begin && term < primary.end ? 1 : 0;
    EXPECT_EQ(count, 1) << number_of(entry.parameter);
  }
  EXPECT_EQ(terms_of({entries[0]}).size(), 4U) << "folded, exact, and two later words";
}

TEST(Terms, StayShortForLongTexts) {
  std::string folded;
  for (int i = 0; i < 10'000; ++i) folded += "word" + std::to_string(i) + " ";
  std::size_t bytes = 0;
  for (const std::string& term : terms_of({name(folded, "")})) bytes += term.size();
  EXPECT_LT(bytes, folded.size() + 10'001 * (kWordBytesMax + 32));
}

/// Every plan must lead to all values that meet the test; and to no others, unless it says that it has to check.
TEST(TermPlans, LeadToExactlyWhatMeetsTheTest) {
  RandomQuestions random(11, 4);
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<IndexEntry> entries = random.entries();
    const Where where = random.where();
    const std::vector<std::string> terms = terms_of(entries);
    const bool expected = meets(entries, where);
    for (const TermPlan& plan : term_plans(kScope, where, std::vector<std::string>{"", "g", "kg"})) {
      bool reached = false;
      for (const TermRange& range : plan.ranges) {
        for (const std::string& term : terms) reached = reached || (term >= range.begin && term < range.end);
      }
      EXPECT_TRUE(reached || !expected) << "missed";
      EXPECT_TRUE(!reached || expected || plan.to_check) << "too much, unchecked";
    }
  }
}

}  // namespace
}  // namespace osler::store::rocks
