#pragma once
// Dates and times as FHIRPath reads, compares and moves them. Comparing two values of different precision has no answer
// once the shorter one ends.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fhir/model/date_time.h"
#include "fhir/model/decimal.h"
#include "fhir/path/program.h"

namespace osler::fhir::path {

enum class CalendarUnit : std::uint8_t { kYear, kMonth, kWeek, kDay, kHour, kMinute, kSecond, kMillisecond };

/// "year" or "years", and so on. Nothing for other words. Spec: FHIRPath 2.0, 2.6 (time-valued quantities).
std::optional<CalendarUnit> calendar_unit(std::string_view word);
/// The UCUM code of a calendar unit: "a", "mo", "wk", "d", "h", "min", "s", "ms".
std::string_view ucum_code(CalendarUnit unit);

/// Reads the text after '@' (kTime: after "@T"): YYYY[-MM[-DD]], with kDateTime followed by T[hh[:mm[:ss[.fff]]]][zone].
/// Nothing for a date or time that does not exist. A trailing 'T' may stand alone.
std::optional<DateTime> read_moment(MomentKind kind, std::string_view text);

/// As FHIRPath's toString() writes it: only the written precision, no '@'.
std::string moment_text(MomentKind kind, const DateTime& value);

/// Nothing if the answer depends on digits that one of the two does not have, or if only one of two times has a zone.
/// Values with zones are compared as instants. Spec: FHIRPath 2.0, 6.1 and 6.2.
std::optional<std::strong_ordering> compare_moments(const DateTime& a, const DateTime& b);
/// Whether both have the same written precision (seconds and fractions count as one).
bool same_precision(const DateTime& a, const DateTime& b);

/// The moment `amount` units later (earlier if negative); beyond the value's precision the amount is cut to whole units of
/// it. Months end on the last day if they must. Nothing outside the years 1 to 9999. Spec: FHIRPath 2.0, 6.6.7.
std::optional<DateTime> moved(MomentKind kind, const DateTime& value, std::int64_t amount, CalendarUnit unit);

}  // namespace osler::fhir::path
