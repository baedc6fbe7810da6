#include "fhir/path/moment.h"

#include <gtest/gtest.h>

namespace osler::fhir::path {
namespace {

std::optional<std::string> read_back(MomentKind kind, std::string_view text) {
  const std::optional<DateTime> value = read_moment(kind, text);
  return value ? std::optional(moment_text(kind, *value)) : std::nullopt;
}

TEST(Moment, ReadsAndWritesEveryPrecision) {
  for (const char* text : {"2015", "2015-02", "2015-02-04"}) EXPECT_EQ(read_back(MomentKind::kDate, text), text);
  for (const char* text : {"2015-02-04T14", "2015-02-04T14:34", "2015-02-04T14:34:28", "2015-02-04T14:34:28.123", "2015-02-04T14:34:28Z", "2015-02-04T14:34:28+09:30",
                           "2015-02-04T14-05:00", "2015", "2015-02"}) {
    EXPECT_EQ(read_back(MomentKind::kDateTime, text), text);
  }
  for (const char* text : {"14", "14:34", "14:34:28", "14:34:28.12"}) EXPECT_EQ(read_back(MomentKind::kTime, text), text);
  EXPECT_EQ(read_back(MomentKind::kDateTime, "2015T"), "2015");
}

TEST(Moment, RefusesWhatIsNoDateOrTime) {
  for (const char* text : {"", "15", "2015-", "2015-1", "2015-13", "2015-02-30", "0000", "2015-02-04T10", "2015-02-04-", "x"}) {
    EXPECT_FALSE(read_moment(MomentKind::kDate, text)) << text;
  }
  for (const char* text : {"2015-02T10", "2015-02-04T25", "2015-02-04T10:60", "2015-02-04T10:00:60", "2015-02-04T10:00:00.", "2015-02-04T10:00+15:00", "2015-02-04Z"}) {
    EXPECT_FALSE(read_moment(MomentKind::kDateTime, text)) << text;
  }
  for (const char* text : {"24:00", "1:00", "10:00Z", "10:00:00.x"}) EXPECT_FALSE(read_moment(MomentKind::kTime, text)) << text;
}

TEST(Moment, ComparesAsFarAsBothGo) {
  const auto compared = [](const char* a, const char* b) {
    const auto order = compare_moments(*read_moment(MomentKind::kDateTime, a), *read_moment(MomentKind::kDateTime, b));
    return !order ? '?' : *order < 0 ? '<' : *order > 0 ? '>' : '=';
  };
  for (const auto& [a, b, expected] : {
           std::tuple{"2012", "2013", '<'}, {"2012", "2012", '='}, {"2012", "2012-01", '?'}, {"2012-01", "2013", '<'}, {"2012-02-01", "2012-01", '>'},
           {"2012-01-01T10:00:00Z", "2012-01-01T10:00:00.5Z", '<'}, {"2012-01-01T10:00:00Z", "2012-01-01T12:00:00+02:00", '='},
           {"2012-01-01T23:30-05:00", "2012-01-02T04:30Z", '='}, {"2012-01-01T10:00Z", "2012-01-01T10:00", '?'}, {"2012-01-01", "2012-01-01T10:00Z", '?'},
           {"2011-12-31", "2012-01-01T10:00Z", '<'}, {"1969-12-31T23:59:00Z", "1970-01-01T00:00:00+00:01", '='}}) {
    EXPECT_EQ(compared(a, b), expected) << a << " and " << b;
  }
}

TEST(Moment, MovesAlongTheCalendar) {
  const auto later = [](const char* text, std::int64_t amount, CalendarUnit unit) -> std::string {
    const auto result = moved(MomentKind::kDateTime, *read_moment(MomentKind::kDateTime, text), amount, unit);
    return result ? moment_text(MomentKind::kDateTime, *result) : "none";
  };
  for (const auto& [text, amount, unit, expected] : {
           std::tuple<const char*, std::int64_t, CalendarUnit, const char*>{"2020-02-29", 1, CalendarUnit::kYear, "2021-02-28"},
           {"2020-01-31", 1, CalendarUnit::kMonth, "2020-02-29"}, {"2020-01-31", -2, CalendarUnit::kMonth, "2019-11-30"}, {"2020-12-31", 1, CalendarUnit::kDay, "2021-01-01"},
           {"2020-03-01", -1, CalendarUnit::kWeek, "2020-02-23"}, {"2020-01-01T00:00:00Z", -1, CalendarUnit::kMillisecond, "2020-01-01T00:00:00Z"},
           {"2020-01-01T00:00:00.000Z", -1, CalendarUnit::kMillisecond, "2019-12-31T23:59:59.999Z"}, {"2020-01-01T10:30", 90, CalendarUnit::kMinute, "2020-01-01T12:00"},
           {"2020", 24, CalendarUnit::kMonth, "2022"}, {"2020", 365, CalendarUnit::kDay, "2021"}, {"2020-05", 60, CalendarUnit::kDay, "2020-07"}, {"2020-01-01", 25, CalendarUnit::kHour, "2020-01-02"},
           {"9999-12-31", 1, CalendarUnit::kDay, "none"}, {"0001-01-01", -1, CalendarUnit::kDay, "none"}, {"9999", 1, CalendarUnit::kYear, "none"}, {"0001", -1, CalendarUnit::kYear, "none"},
           {"2020", 9'000'000'000'000'000, CalendarUnit::kYear, "none"}, {"2020-01-01", 9'000'000'000'000, CalendarUnit::kWeek, "none"}}) {
    EXPECT_EQ(later(text, amount, unit), expected) << text << " " << amount;
  }
}

TEST(Moment, CalendarWords) {
  EXPECT_EQ(calendar_unit("years"), CalendarUnit::kYear);
  EXPECT_EQ(calendar_unit("millisecond"), CalendarUnit::kMillisecond);
  EXPECT_FALSE(calendar_unit("fortnight"));
  EXPECT_FALSE(calendar_unit("s"));
  EXPECT_EQ(ucum_code(CalendarUnit::kWeek), "wk");
}

}  // namespace
}  // namespace osler::fhir::path
