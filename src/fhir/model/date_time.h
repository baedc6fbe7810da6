#pragma once
// FHIR dates and times with their precision and zone, and the range of instants each stands for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osler::fhir {

enum class DatePrecision : std::uint8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond, kFraction };

/// Half-open: begin inside, end outside. Milliseconds since 1970-01-01T00:00Z.
struct InstantRange {
  std::int64_t begin_ms;
  std::int64_t end_ms;
  bool operator==(const InstantRange&) const = default;
};

/// A calendar value as written. Fields beyond `precision` hold their least value.
struct DateTime {
  std::int32_t year = 1;  ///< 1 to 9999.
  std::uint8_t month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::uint32_t nanosecond = 0;
  std::uint8_t fraction_digits = 0;
  DatePrecision precision = DatePrecision::kYear;
  std::optional<std::int16_t> offset_minutes;  ///< Of a written zone; Z is 0.

  /// All the instants this value may mean. A value without a zone is taken in `zone_minutes` (0: UTC). Second 60 counts
  /// as second 59. Spec: FHIR R4, search.html#date.
  InstantRange range(std::int16_t zone_minutes = 0) const;
};

/// YYYY, YYYY-MM or YYYY-MM-DD; real calendar dates only. Spec: FHIR R4, datatypes.html#date.
std::optional<DateTime> parse_date(std::string_view text);
/// A date, or a date with time (seconds and zone required). Spec: FHIR R4, datatypes.html#dateTime.
std::optional<DateTime> parse_date_time(std::string_view text);
/// Full date, time to the second at least, zone. Spec: FHIR R4, datatypes.html#instant.
std::optional<DateTime> parse_instant(std::string_view text);
/// As parse_date_time, but minutes suffice, the zone is optional and a space may stand for the zone's '+'. For search values.
std::optional<DateTime> parse_search_date(std::string_view text);
/// HH:mm:ss with optional fraction. Spec: FHIR R4, datatypes.html#time.
bool is_time(std::string_view text);

/// "2026-11-21T09:30:00.000Z".
std::string format_instant(std::int64_t unix_ms);
/// Appends the same, without allocating when `out` has room.
void append_instant(std::string& out, std::int64_t unix_ms);
/// "Sat, 21 Nov 2026 09:30:00 GMT". Spec: RFC 9110, section 5.6.7.
std::string format_http_date(std::int64_t unix_ms);
/// Milliseconds of an IMF-fixdate; nothing for other text.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace osler::fhir
