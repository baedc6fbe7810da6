#include "store/matches.h"

#include <gtest/gtest.h>

namespace osler::store {
namespace {

constexpr ParameterId kOne{1};
constexpr ParameterId kTwo{2};

TEST(Matches, NeedsAllPartsInOneEntry) {
  const std::vector<IndexEntry> entries{{kOne, {Token{"s", "a"}, Uri{"u"}}}, {kOne, {Token{"s", "b"}, Uri{"v"}}}};
  EXPECT_TRUE(meets(entries, Where{kOne, {IsToken{{}, "a"}, IsUri{UriMatch::kEqual, "u"}}}));
  EXPECT_FALSE(meets(entries, Where{kOne, {IsToken{{}, "a"}, IsUri{UriMatch::kEqual, "v"}}}));
  EXPECT_FALSE(meets(entries, Where{kOne, {IsToken{{}, "a"}}}));
  EXPECT_FALSE(meets(entries, Where{kTwo, {IsToken{{}, "a"}, IsUri{UriMatch::kEqual, "u"}}}));
}

TEST(Matches, NeverMeetsATestOfAnotherKind) {
  const std::vector<Atom> atoms{Token{"s", "x"}, Text{"x", "x"}, Uri{"x"}, Reference{TypeId{1}, "x"}, Interval{}};
  const std::vector<store::Test> tests{IsToken{}, IsText{TextMatch::kContains, ""}, IsUri{UriMatch::kBelow, ""},
                                       IsReference{{}, "x"}, InBox{}};
  for (std::size_t a = 0; a < atoms.size(); ++a) {
    for (std::size_t t = 0; t < tests.size(); ++t) EXPECT_EQ(meets(atoms[a], tests[t]), a == t) << a << " " << t;
  }
}

TEST(Matches, StartsAtWordsOnly) {
  const auto starts = [](std::string folded, std::string value) {
    return meets(Text{std::move(folded), ""}, IsText{TextMatch::kStartsWith, std::move(value)});
  };
  EXPECT_TRUE(starts("anna maria", "anna"));
  EXPECT_TRUE(starts("anna maria", "mar"));
  EXPECT_TRUE(starts("anna maria", "anna ma"));
  EXPECT_FALSE(starts("anna maria", "nna"));
  EXPECT_FALSE(starts("anna maria", "anna maria x"));
  EXPECT_TRUE(starts("", ""));
}

TEST(SortValue, IsTheLeastAscendingAndTheGreatestDescending) {
  const std::vector<IndexEntry> entries{
      {kOne, {Text{"m", ""}}}, {kOne, {Text{"a", ""}}}, {kOne, {Text{"z", ""}}}, {kTwo, {Text{"0", ""}}}};
  EXPECT_EQ(std::get<Text>(*value_for_sort(entries, {SortBy::kParameter, kOne, false})).folded, "a");
  EXPECT_EQ(std::get<Text>(*value_for_sort(entries, {SortBy::kParameter, kOne, true})).folded, "z");
  EXPECT_EQ(value_for_sort(entries, {SortBy::kParameter, ParameterId{3}, false}), nullptr);
}

TEST(SortValue, OrdersIntervalsByTheEndThatTheDirectionAsksFor) {
  const Atom early_long = Interval{"", {1, 0}, {9, 0}};
  const Atom late_short = Interval{"", {2, 0}, {3, 0}};
  EXPECT_TRUE(compare_for_sort(early_long, late_short, false) < 0);
  EXPECT_TRUE(compare_for_sort(early_long, late_short, true) > 0);
}

TEST(Ordinal, OrdersMillisecondsAroundZero) {
  EXPECT_LT(Ordinal::of_ms(-1), Ordinal::of_ms(0));
  EXPECT_LT(Ordinal::of_ms(0), Ordinal::of_ms(1));
  EXPECT_LT(Ordinal::least(), Ordinal::of_ms(-1'000'000));
  EXPECT_EQ(Ordinal::of_ms(-5).to_ms(), -5);
}

}  // namespace
}  // namespace osler::store
