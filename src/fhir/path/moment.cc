#include "fhir/path/moment.h"

#include <array>
#include <chrono>
#include <utility>

namespace osler::fhir::path {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads fixed-width numbers off the front of a text.
struct Reader {
  std::string_view rest;

  bool take(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::optional<int> number(std::size_t width) {
    if (rest.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : rest.substr(0, width)) {
      if (!is_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest.remove_prefix(width);
    return value;
  }
};

// Reads a number in [least, most] into `field`.
template <class Field>
bool read_field(Reader& reader, std::size_t width, int least, int most, Field& field) {
  const std::optional<int> number = reader.number(width);
  if (!number || *number < least || *number > most) return false;
  field = static_cast<Field>(*number);
  return true;
}

bool read_days(Reader& reader, DateTime& value) {
  if (!read_field(reader, 4, 1, 9999, value.year)) return false;
  value.precision = DatePrecision::kYear;
  if (!reader.take('-')) return true;
  if (!read_field(reader, 2, 1, 12, value.month)) return false;
  value.precision = DatePrecision::kMonth;
  if (!reader.take('-')) return true;
  if (!read_field(reader, 2, 1, 31, value.day)) return false;
  value.precision = DatePrecision::kDay;
  return std::chrono::year_month_day{std::chrono::year{value.year}, std::chrono::month{value.month},
                                     std::chrono::day{value.day}}
      .ok();
}

bool read_fraction(Reader& reader, DateTime& value) {
  std::size_t digits = 0;
  std::uint32_t nanoseconds = 0;
  for (; digits < reader.rest.size() && is_digit(reader.rest[digits]); ++digits) {
    if (digits < 9) nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(reader.rest[digits] - '0');
  }
  if (digits == 0) return false;
  for (std::size_t i = digits; i < 9; ++i) nanoseconds *= 10;
  reader.rest.remove_prefix(digits);
  value.nanosecond = nanoseconds;
  value.fraction_digits = static_cast<std::uint8_t>(std::min<std::size_t>(digits, 9));
  value.precision = DatePrecision::kFraction;
  return true;
}

bool read_hours(Reader& reader, DateTime& value) {
  if (!read_field(reader, 2, 0, 23, value.hour)) return false;
  value.precision = DatePrecision::kHour;
  if (!reader.take(':')) return true;
  if (!read_field(reader, 2, 0, 59, value.minute)) return false;
  value.precision = DatePrecision::kMinute;
  if (!reader.take(':')) return true;
  if (!read_field(reader, 2, 0, 59, value.second)) return false;
  value.precision = DatePrecision::kSecond;
  return !reader.take('.') || read_fraction(reader, value);
}

bool read_zone(Reader& reader, DateTime& value) {
  if (reader.take('Z')) {
    value.offset_minutes = std::int16_t{0};
    return true;
  }
  const bool minus = reader.rest.starts_with('-');
  if (!reader.take('-') && !reader.take('+')) return true;
  int hours = 0;
  int minutes = 0;
  if (!read_field(reader, 2, 0, 14, hours) || !reader.take(':') || !read_field(reader, 2, 0, 59, minutes)) return false;
  const int total = hours * 60 + minutes;
  value.offset_minutes = static_cast<std::int16_t>(minus ? -total : total);
  return true;
}

std::int64_t days_of(const DateTime& value) {
  const std::chrono::sys_days days = std::chrono::year_month_day{
      std::chrono::year{value.year}, std::chrono::month{value.month}, std::chrono::day{value.day}};
  return days.time_since_epoch().count();
}

/// Nanoseconds inside the day may exceed 63 bits only beyond any legal year, so one count of each suffices.
struct Instant {
  std::int64_t seconds;
  std::uint32_t nanoseconds;
};

Instant instant_of(const DateTime& value) {
  const std::int64_t seconds = days_of(value) * 86'400 + value.hour * 3'600 + value.minute * 60 + value.second;
  return {seconds - std::int64_t{value.offset_minutes.value_or(0)} * 60, value.nanosecond};
}

void set_days(DateTime& value, std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  value.year = static_cast<int>(date.year());
  value.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
  value.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
}

// The same instant written in UTC. Only for values with a zone and at least an hour.
DateTime in_utc(const DateTime& value) {
  const Instant instant = instant_of(value);
  DateTime utc = value;
  const std::int64_t days = instant.seconds >= 0 ? instant.seconds / 86'400 : -((-instant.seconds + 86'399) / 86'400);
  const std::int64_t rest = instant.seconds - days * 86'400;
  set_days(utc, days);
  utc.hour = static_cast<std::uint8_t>(rest / 3'600);
  utc.minute = static_cast<std::uint8_t>(rest / 60 % 60);
  utc.second = static_cast<std::uint8_t>(rest % 60);
  utc.offset_minutes = std::int16_t{0};
  return utc;
}

DatePrecision comparable_precision(const DateTime& value) { return std::min(value.precision, DatePrecision::kSecond); }

std::optional<DateTime> moved_months(const DateTime& value, std::int64_t months) {
  const std::int64_t total = std::int64_t{value.year} * 12 + (value.month - 1) + months;
  const std::int64_t year = total / 12;
  if (total < 12 || year > 9999) return std::nullopt;
  DateTime result = value;
  result.year = static_cast<std::int32_t>(year);
  result.month = static_cast<std::uint8_t>(total % 12 + 1);
  const std::chrono::year_month_day_last last{std::chrono::year{result.year},
                                              std::chrono::month_day_last{std::chrono::month{result.month}}};
  result.day = std::min(value.day, static_cast<std::uint8_t>(static_cast<unsigned>(last.day())));
  return result;
}

std::int64_t unit_ms(CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kWeek: return 7 * kDayMs;
    case CalendarUnit::kDay: return kDayMs;
    case CalendarUnit::kHour: return 3'600'000;
    case CalendarUnit::kMinute: return 60'000;
    case CalendarUnit::kSecond: return 1'000;
    default: return 1;
  }
}

std::optional<DateTime> moved_ms(const DateTime& value, std::int64_t ms, bool wraps) {
  std::int64_t days = days_of(value);
  std::int64_t within = value.hour * 3'600'000LL + value.minute * 60'000LL + value.second * 1'000LL + value.nanosecond / 1'000'000;
  within += ms % kDayMs;
  days += ms / kDayMs;
  if (within < 0) { within += kDayMs; --days; }
  if (within >= kDayMs) { within -= kDayMs; ++days; }
  constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
  constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
  DateTime result = value;
  if (!wraps) {
    if (days < kFirstDay || days > kLastDay) return std::nullopt;
    set_days(result, days);
  }
  result.hour = static_cast<std::uint8_t>(within / 3'600'000);
  result.minute = static_cast<std::uint8_t>(within / 60'000 % 60);
  result.second = static_cast<std::uint8_t>(within / 1'000 % 60);
  result.nanosecond = static_cast<std::uint32_t>(within % 1'000 * 1'000'000) + value.nanosecond % 1'000'000;
  return result;
}

// How a unit below the value's precision is counted in whole units of that precision. Spec: FHIRPath 2.0, 6.6.7.
std::pair<std::int64_t, CalendarUnit> cut_to_precision(DatePrecision precision, std::int64_t amount, CalendarUnit unit) {
  if (precision == DatePrecision::kYear) {
    switch (unit) {
      case CalendarUnit::kYear: return {amount, unit};
      case CalendarUnit::kMonth: return {amount / 12, CalendarUnit::kYear};
      default: return {amount / (365 * kDayMs / unit_ms(unit)), CalendarUnit::kYear};
    }
  }
  if (precision == DatePrecision::kMonth) {
    if (unit == CalendarUnit::kYear || unit == CalendarUnit::kMonth) return {amount, unit};
    return {amount / (30 * kDayMs / unit_ms(unit)) , CalendarUnit::kMonth};
  }
  static constexpr std::array kUnits = {CalendarUnit::kDay, CalendarUnit::kHour, CalendarUnit::kMinute, CalendarUnit::kSecond};
  const std::size_t place = static_cast<std::size_t>(precision) - static_cast<std::size_t>(DatePrecision::kDay);
  if (place >= kUnits.size() || unit <= CalendarUnit::kWeek || unit <= kUnits[place]) return {amount, unit};
  return {amount / (unit_ms(kUnits[place]) / unit_ms(unit)), kUnits[place]};
}

}  // namespace

std::optional<CalendarUnit> calendar_unit(std::string_view word) {
  static constexpr std::array<std::string_view, 8> kWords = {"year", "month", "week", "day", "hour", "minute", "second", "millisecond"};
  if (word.ends_with('s')) word.remove_suffix(1);
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (word == kWords[i]) return static_cast<CalendarUnit>(i);
  }
  return std::nullopt;
}

std::string_view ucum_code(CalendarUnit unit) {
  static constexpr std::array<std::string_view, 8> kCodes = {"a", "mo", "wk", "d", "h", "min", "s", "ms"};
  return kCodes[static_cast<std::size_t>(unit)];
}

std::optional<DateTime> read_moment(MomentKind kind, std::string_view text) {
  Reader reader{text};
  DateTime value;
  if (kind == MomentKind::kTime) {
    value.year = 1970;
    if (!read_hours(reader, value) || !reader.rest.empty()) return std::nullopt;
    return value;
  }
  if (!read_days(reader, value)) return std::nullopt;
  if (kind == MomentKind::kDateTime && reader.take('T') && !reader.rest.empty() && is_digit(reader.rest.front())) {
    if (value.precision != DatePrecision::kDay || !read_hours(reader, value)) return std::nullopt;
  }
  if (kind == MomentKind::kDateTime && value.precision >= DatePrecision::kHour && !read_zone(reader, value)) return std::nullopt;
  if (!reader.rest.empty()) return std::nullopt;
  return value;
}

std::string moment_text(MomentKind kind, const DateTime& value) {
  std::string out;
  const auto number = [&out](std::uint32_t n, std::size_t width) {
    const std::string digits = std::to_string(n);
    out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
  };
  if (kind != MomentKind::kTime) {
    number(static_cast<std::uint32_t>(value.year), 4);
    if (value.precision >= DatePrecision::kMonth) { out += '-'; number(value.month, 2); }
    if (value.precision >= DatePrecision::kDay) { out += '-'; number(value.day, 2); }
    if (kind == MomentKind::kDate || value.precision < DatePrecision::kHour) return out;
    out += 'T';
  }
  number(value.hour, 2);
  if (value.precision >= DatePrecision::kMinute) { out += ':'; number(value.minute, 2); }
  if (value.precision >= DatePrecision::kSecond) { out += ':'; number(value.second, 2); }
  if (value.precision == DatePrecision::kFraction) {
    std::string digits = std::to_string(1'000'000'000U + value.nanosecond).substr(1);
    digits.resize(value.fraction_digits);
    out += '.' + digits;
  }
  if (!value.offset_minutes) return out;
  const int offset = *value.offset_minutes;
  if (offset == 0) return out + "Z";
  out += offset < 0 ? '-' : '+';
  number(static_cast<std::uint32_t>(std::abs(offset) / 60), 2);
  out += ':';
  number(static_cast<std::uint32_t>(std::abs(offset) % 60), 2);
  return out;
}

std::optional<std::strong_ordering> compare_moments(const DateTime& a, const DateTime& b) {
  const bool with_times = std::min(a.precision, b.precision) >= DatePrecision::kHour;
  if (with_times && a.offset_minutes.has_value() != b.offset_minutes.has_value()) return std::nullopt;
  const bool zoned = with_times && a.offset_minutes.has_value();
  const DateTime left = zoned ? in_utc(a) : a;
  const DateTime right = zoned ? in_utc(b) : b;
  const DatePrecision common = std::min(comparable_precision(a), comparable_precision(b));
  const std::array<std::pair<std::int64_t, std::int64_t>, 6> fields = {{{left.year, right.year}, {left.month, right.month},
      {left.day, right.day}, {left.hour, right.hour}, {left.minute, right.minute}, {left.second, right.second}}};
  for (std::size_t i = 0; i <= static_cast<std::size_t>(common); ++i) {
    if (fields[i].first != fields[i].second) return fields[i].first <=> fields[i].second;
  }
  if (!same_precision(a, b)) return std::nullopt;
  return common == DatePrecision::kSecond ? left.nanosecond <=> right.nanosecond : std::strong_ordering::equal;
}

bool same_precision(const DateTime& a, const DateTime& b) { return comparable_precision(a) == comparable_precision(b); }

std::optional<DateTime> moved(MomentKind kind, const DateTime& value, std::int64_t amount, CalendarUnit unit) {
  constexpr std::int64_t kAmountMax = 400'000'000'000'000;
  if (amount > kAmountMax || amount < -kAmountMax) return std::nullopt;
  const auto [whole, of] = cut_to_precision(value.precision, amount, unit);
  if (of == CalendarUnit::kYear || of == CalendarUnit::kMonth) {
    if (whole > 120'000 || whole < -120'000) return std::nullopt;
    return moved_months(value, of == CalendarUnit::kYear ? whole * 12 : whole);
  }
  if (whole > kAmountMax / unit_ms(of) || whole < -kAmountMax / unit_ms(of)) return std::nullopt;
  return moved_ms(value, whole * unit_ms(of), kind == MomentKind::kTime);
}

}  // namespace osler::fhir::path
