#include "fhir/model/date_time.h"

#include <gtest/gtest.h>

#include <array>

namespace osler::fhir {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMarch15 = 1'710'460'800'000;  // 2024-03-15T00:00Z

TEST(Date, ReadsEveryPrecision) {
  EXPECT_EQ(parse_date("2024")->precision, DatePrecision::kYear);
  EXPECT_EQ(parse_date("2024-03")->precision, DatePrecision::kMonth);
  EXPECT_EQ(parse_date("2024-02-29")->precision, DatePrecision::kDay);
  EXPECT_EQ(parse_date("0001-01-01")->year, 1);
  EXPECT_EQ(parse_date("9999-12-31")->day, 31);
}

TEST(Date, RefusesWhatIsNoCalendarDate) {
  for (const std::string_view text : {"", "24", "2024-", "2024-3", "2024-13", "2024-00", "2024-02-30", "2023-02-29",
                                      "1900-02-29", "2024-04-31", "2024-01-00", "0000", "20240315",
                                      "2024-03-15T00:00:00Z", "2024-03-15 ", "+2024", "2024/03/15", "12024-01-01"}) {
    EXPECT_FALSE(parse_date(text).has_value()) << text;
  }
}

TEST(DateTime, ReadsDatesAndFullTimes) {
  EXPECT_EQ(parse_date_time("2024-03")->precision, DatePrecision::kMonth);
  const std::optional<DateTime> value = parse_date_time("2024-03-15T23:30:05.125-05:00");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->hour, 23);
  EXPECT_EQ(value->nanosecond, 125'000'000U);
  EXPECT_EQ(value->fraction_digits, 3);
  EXPECT_EQ(value->offset_minutes, -300);
  EXPECT_EQ(parse_date_time("2024-03-15T00:00:00Z")->offset_minutes, 0);
  EXPECT_EQ(parse_date_time("2024-03-15T00:00:00+14:00")->offset_minutes, 840);
  EXPECT_EQ(parse_date_time("2024-03-15T00:00:00.1234567891Z")->nanosecond, 123'456'789U);
}

TEST(DateTime, RefusesTimesWithoutSecondsOrZone) {
  for (const std::string_view text :
       {"2024-03-15T23:30Z", "2024-03-15T23:30:00", "2024-03T00:00:00Z", "2024-03-15T24:00:00Z", "2024-03-15T00:60:00Z",
        "2024-03-15T00:00:61Z", "2024-03-15T00:00:00+14:01", "2024-03-15T00:00:00+15:00", "2024-03-15t00:00:00Z",
        "2024-03-15T00:00:00z", "2024-03-15T00:00:00.Z", "2024-03-15T00:00:00+0500", "2024-03-15T00:00:00 05:00",
        "2024-03-15T", "2024-03-15 00:00:00Z", "2024-03-15T00:00:00ZZ"}) {
    EXPECT_FALSE(parse_date_time(text).has_value()) << text;
  }
}

TEST(Instant, NeedsDateTimeAndZone) {
  EXPECT_TRUE(parse_instant("2015-02-07T13:28:17.239+02:00").has_value());
  EXPECT_TRUE(parse_instant("2015-02-07T13:28:17Z").has_value());
  for (const std::string_view text : {"2015", "2015-02-07", "2015-02-07T13:28:17"}) {
    EXPECT_FALSE(parse_instant(text).has_value()) << text;
  }
}

TEST(SearchDate, AllowsMinutesAndNoZoneAndALostPlus) {
  EXPECT_EQ(parse_search_date("2024-03-15T10:30")->precision, DatePrecision::kMinute);
  EXPECT_FALSE(parse_search_date("2024-03-15T10:30")->offset_minutes.has_value());
  EXPECT_EQ(parse_search_date("2024-03-15T10:30 02:00")->offset_minutes, 120);
  EXPECT_EQ(parse_search_date("2024-03-15T10:30:00.5-02:00")->offset_minutes, -120);
  EXPECT_EQ(parse_search_date("2024-03")->precision, DatePrecision::kMonth);
  for (const std::string_view text :
       {"2024-03-15T10", "2024-03-15T", "2024-03T10:30", "eq2024", "2024-03-15T10:30 2"}) {
    EXPECT_FALSE(parse_search_date(text).has_value()) << text;
  }
}

TEST(Time, NeedsSeconds) {
  for (const std::string_view text : {"00:00:00", "23:59:59", "12:30:15.5", "23:59:60"})
    EXPECT_TRUE(is_time(text)) << text;
  for (const std::string_view text : {"", "12:30", "24:00:00", "12:30:15Z", "1:30:15", "12:30:15."})
    EXPECT_FALSE(is_time(text)) << text;
}

TEST(DateTimeRange, CoversTheWrittenPrecision) {
  struct Row {
    std::string_view text;
    InstantRange range;
  };
  const std::array rows{
      Row{"2024", {1'704'067'200'000, 1'704'067'200'000 + 366 * kDayMs}},
      Row{"2024-02", {1'706'745'600'000, 1'706'745'600'000 + 29 * kDayMs}},
      Row{"2024-03-15", {kMarch15, kMarch15 + kDayMs}},
      Row{"2024-03-15T10:30", {kMarch15 + 37'800'000, kMarch15 + 37'860'000}},
      Row{"2024-03-15T10:30:05", {kMarch15 + 37'805'000, kMarch15 + 37'806'000}},
      Row{"2024-03-15T10:30:05.2", {kMarch15 + 37'805'200, kMarch15 + 37'805'300}},
      Row{"2024-03-15T10:30:05.25", {kMarch15 + 37'805'250, kMarch15 + 37'805'260}},
      Row{"2024-03-15T10:30:05.256", {kMarch15 + 37'805'256, kMarch15 + 37'805'257}},
      Row{"2024-03-15T10:30:05.256789", {kMarch15 + 37'805'256, kMarch15 + 37'805'257}},
      Row{"2024-03-15T23:30:00-05:00", {kMarch15 + kDayMs + 16'200'000, kMarch15 + kDayMs + 16'201'000}},
      Row{"1969-12-31T23:59:59.999Z", {-1, 0}},
  };
  for (const Row& row : rows) EXPECT_EQ(parse_search_date(row.text)->range(), row.range) << row.text;
}

TEST(DateTimeRange, TakesZonelessValuesInTheGivenZone) {
  EXPECT_EQ(parse_date("2024-03-15")->range(60), (InstantRange{kMarch15 - 3'600'000, kMarch15 - 3'600'000 + kDayMs}));
  EXPECT_EQ(parse_date_time("2024-03-15T00:00:00Z")->range(60).begin_ms, kMarch15);
}

TEST(DateTimeRange, LeapSecondCountsAsTheSecondBefore) {
  EXPECT_EQ(parse_instant("2016-12-31T23:59:60Z")->range(), parse_instant("2016-12-31T23:59:59Z")->range());
}

TEST(DateTimeRange, ReachesTheEndOfTheCalendar) {
  EXPECT_EQ(parse_date("9999")->range().end_ms, 253'402'300'800'000);
  EXPECT_EQ(parse_date("0001")->range().begin_ms, -62'135'596'800'000);
}

TEST(FormatInstant, IsUtcWithMilliseconds) {
  EXPECT_EQ(format_instant(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_instant(kMarch15 + 37'805'256), "2024-03-15T10:30:05.256Z");
  EXPECT_EQ(format_instant(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_instant(std::numeric_limits<std::int64_t>::max()), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_instant(std::numeric_limits<std::int64_t>::min()), "0001-01-01T00:00:00.000Z");
  std::string out = "at ";
  append_instant(out, 1);
  EXPECT_EQ(out, "at 1970-01-01T00:00:00.001Z");
}

TEST(HttpDate, GoesThereAndBack) {
  EXPECT_EQ(format_http_date(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777'000);
  EXPECT_EQ(parse_http_date("Sat, 21 Nov 2026 09:30:00 GMT"), 1'795'253'400'000);
  EXPECT_EQ(format_http_date(1'795'253'400'123), "Sat, 21 Nov 2026 09:30:00 GMT");
}

TEST(HttpDate, RefusesOtherForms) {
  for (const std::string_view text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37.5 GMT", "Thu, 30 Feb 2023 00:00:00 GMT"}) {
    EXPECT_FALSE(parse_http_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace osler::fhir
