#include "fhir/search/prefix.h"

#include <gtest/gtest.h>

#include "fhir/model/date_time.h"
#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using store::Ordinal;

struct Range {
  std::int64_t low, high;  ///< Half-open, never empty.
};

/// The rules of R4 word by word, over whole sets of points: `s` is the searched range, `t` the target.
/// Spec: FHIR R4, search.html#prefix.
bool accepted_by_the_text(Prefix prefix, Range s, Range t) {
  const auto every = [&](auto&& holds) {
    for (std::int64_t point = t.low; point < t.high; ++point) {
      if (!holds(point)) return false;
    }
    return true;
  };
  const auto some = [&](auto&& holds) { return !every([&](std::int64_t point) { return !holds(point); }); };
  const auto in_searched = [&](std::int64_t point) { return point >= s.low && point < s.high; };
  const auto above = [&](std::int64_t point) { return point >= s.high; };
  const auto below = [&](std::int64_t point) { return point < s.low; };
  switch (prefix) {
    case Prefix::kEqual: return every(in_searched);
    case Prefix::kNotEqual: return !every(in_searched);
    case Prefix::kGreater: return some(above);
    case Prefix::kLess: return some(below);
    case Prefix::kGreaterOrEqual: return some(above) || every(in_searched);
    case Prefix::kLessOrEqual: return some(below) || every(in_searched);
    case Prefix::kStartsAfter: return every(above);
    case Prefix::kEndsBefore: return every(below);
    case Prefix::kApproximately: return some(in_searched);
  }
  return false;
}

bool accepted_by_boxes(Prefix prefix, Range s, Range t) {
  const store::Interval target{{}, Ordinal::of_ms(t.low), Ordinal::of_ms(t.high)};
  for (const store::InBox& box : boxes_for(prefix, {Ordinal::of_ms(s.low), Ordinal::of_ms(s.high)}, std::string())) {
    if (store::meets(store::Atom{target}, store::Test{box})) return true;
  }
  return false;
}

TEST(Prefix, BoxesAgreeWithTheTextForEverySmallRange) {
  for (int p = 0; p <= static_cast<int>(Prefix::kApproximately); ++p) {
    const auto prefix = static_cast<Prefix>(p);
    for (std::int64_t s_low = 0; s_low < 6; ++s_low) {
      for (std::int64_t s_high = s_low + 1; s_high <= 6; ++s_high) {
        for (std::int64_t t_low = -2; t_low < 8; ++t_low) {
          for (std::int64_t t_high = t_low + 1; t_high <= 8; ++t_high) {
            ASSERT_EQ(accepted_by_boxes(prefix, {s_low, s_high}, {t_low, t_high}), accepted_by_the_text(prefix, {s_low, s_high}, {t_low, t_high}))
                << "prefix " << p << " searched [" << s_low << "," << s_high << ") stored [" << t_low << "," << t_high << ")";
          }
        }
      }
    }
  }
}

// The same with real dates of every precision, by comparing ends instead of points.
bool accepted_by_ends(Prefix prefix, InstantRange s, InstantRange t) {
  const bool contained = t.begin_ms >= s.begin_ms && t.end_ms <= s.end_ms;
  const bool reaches_above = t.end_ms - 1 >= s.end_ms;
  const bool reaches_below = t.begin_ms < s.begin_ms;
  switch (prefix) {
    case Prefix::kEqual: return contained;
    case Prefix::kNotEqual: return !contained;
    case Prefix::kGreater: return reaches_above;
    case Prefix::kLess: return reaches_below;
    case Prefix::kGreaterOrEqual: return reaches_above || contained;
    case Prefix::kLessOrEqual: return reaches_below || contained;
    case Prefix::kStartsAfter: return t.begin_ms >= s.end_ms;
    case Prefix::kEndsBefore: return t.end_ms <= s.begin_ms;
    case Prefix::kApproximately: return t.begin_ms < s.end_ms && t.end_ms > s.begin_ms;
  }
  return false;
}

TEST(Prefix, DatesOfEveryPrecisionAgreeWithTheirEnds) {
  static constexpr std::string_view kStored[] = {"2024", "2024-03", "2024-03-15", "2024-03-15T10:30:00Z", "2024-03-15T10:30:00.250Z",
                                                 "2024-03-15T23:30:00-05:00", "2024-02-29", "2023-12-31T23:59:59.999Z", "2025-01-01"};
  static constexpr std::string_view kSearched[] = {"2023", "2024", "2024-03", "2024-02", "2024-03-15", "2024-03-16", "2024-03-15T10:30",
                                                   "2024-03-15T10:30:00", "2024-03-15T10:30:00.250Z", "2024-03-15T10:30:00.25", "2025"};
  static constexpr std::pair<const char*, Prefix> kPrefixes[] = {
      {"", Prefix::kEqual}, {"eq", Prefix::kEqual}, {"ne", Prefix::kNotEqual}, {"gt", Prefix::kGreater}, {"lt", Prefix::kLess},
      {"ge", Prefix::kGreaterOrEqual}, {"le", Prefix::kLessOrEqual}, {"sa", Prefix::kStartsAfter}, {"eb", Prefix::kEndsBefore},
      {"ap", Prefix::kApproximately}};
  for (const std::string_view stored : kStored) {
    const std::string json = R"({"resourceType":"Observation","effectiveDateTime":")" + std::string(stored) + "\"}";
    const InstantRange target = parse_search_date(stored)->range();
    for (const std::string_view searched : kSearched) {
      for (const auto& [word, prefix] : kPrefixes) {
        EXPECT_EQ(testing::finds(json, "date", word + std::string(searched)), accepted_by_ends(prefix, parse_search_date(searched)->range(), target))
            << word << searched << " against " << stored;
      }
    }
  }
}

TEST(Prefix, IsTakenOnlyFromTheFront) {
  std::string_view value = "ge2024";
  EXPECT_EQ(take_prefix(value), Prefix::kGreaterOrEqual);
  EXPECT_EQ(value, "2024");
  value = "2024ge";
  EXPECT_EQ(take_prefix(value), Prefix::kEqual);
  EXPECT_EQ(value, "2024ge");
  value = "GE2024";
  EXPECT_EQ(take_prefix(value), Prefix::kEqual);
}

}  // namespace
}  // namespace osler::fhir
