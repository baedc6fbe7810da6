#include "fhir/model/date_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "base/ascii.h"

namespace osler::fhir {
namespace {

constexpr std::int64_t kMsPerSecond = 1'000;
constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;
constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;
constexpr int kOffsetMinutesMax = 14 * 60;

constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::int64_t day_start_ms(std::chrono::year_month_day day) {
  return std::chrono::sys_days{day}.time_since_epoch().count() * kMsPerDay;
}

constexpr std::chrono::year_month_day calendar_day(int year, unsigned month, unsigned day) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

/// Reads a text from its front; every step says whether it found what it names.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}
  bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  /// Exactly `digits` digits whose number lies in [min, max].
  template <class Number>
  bool take_number(std::size_t digits, int min, int max, Number& number) {
    if (rest_.size() < digits) return false;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    if (value < min || value > max) return false;
    rest_.remove_prefix(digits);
    number = static_cast<Number>(value);
    return true;
  }
  /// One or more digits after a point, as nanoseconds; digits beyond the ninth are dropped.
  bool take_fraction(std::uint32_t& nanosecond, std::uint8_t& digits) {
    std::size_t count = 0;
    std::uint32_t value = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count) {
      if (count < 9) value = value * 10 + static_cast<std::uint32_t>(rest_[count] - '0');
    }
    for (std::size_t i = count; i < 9; ++i) value *= 10;
    rest_.remove_prefix(count);
    nanosecond = value;
    digits = static_cast<std::uint8_t>(std::min<std::size_t>(count, std::numeric_limits<std::uint8_t>::max()));
    return count > 0;
  }

 private:
  std::string_view rest_;
};

// As far as the text goes: YYYY[-MM[-DD]].
bool take_date(Cursor& cursor, DateTime& value) {
  if (!cursor.take_number(4, 1, 9999, value.year)) return false;
  value.precision = DatePrecision::kYear;
  if (!cursor.take('-')) return true;
  if (!cursor.take_number(2, 1, 12, value.month)) return false;
  value.precision = DatePrecision::kMonth;
  if (!cursor.take('-')) return true;
  if (!cursor.take_number(2, 1, 31, value.day)) return false;
  value.precision = DatePrecision::kDay;
  return calendar_day(value.year, value.month, value.day).ok();
}

// HH:mm[:ss[.fraction]].
bool take_time(Cursor& cursor, DateTime& value) {
  if (!cursor.take_number(2, 0, 23, value.hour)) return false;
  if (!cursor.take(':') || !cursor.take_number(2, 0, 59, value.minute)) return false;
  value.precision = DatePrecision::kMinute;
  if (!cursor.take(':')) return true;
  if (!cursor.take_number(2, 0, 60, value.second)) return false;
  value.precision = DatePrecision::kSecond;
  if (!cursor.take('.')) return true;
  value.precision = DatePrecision::kFraction;
  return cursor.take_fraction(value.nanosecond, value.fraction_digits);
}

enum class ZoneSign : std::uint8_t { kPlusOnly, kPlusOrSpace };

bool take_zone(Cursor& cursor, ZoneSign sign, DateTime& value) {
  if (cursor.take('Z')) {
    value.offset_minutes = 0;
    return true;
  }
  const bool minus = cursor.take('-');
  const bool plus = !minus && (cursor.take('+') || (sign == ZoneSign::kPlusOrSpace && cursor.take(' ')));
  if (!minus && !plus) return false;
  int hours = 0;
  int minutes = 0;
  if (!cursor.take_number(2, 0, 14, hours) || !cursor.take(':') || !cursor.take_number(2, 0, 59, minutes)) return false;
  const int offset = hours * 60 + minutes;
  if (offset > kOffsetMinutesMax) return false;
  value.offset_minutes = static_cast<std::int16_t>(minus ? -offset : offset);
  return true;
}

/// Divisions of 32 bits by a constant: every answer has some of these.
void append_padded(std::string& out, std::int64_t number, std::size_t digits) {
  std::array<char, 4> text{};
  auto rest = static_cast<std::uint32_t>(number);
  for (std::size_t i = digits; i-- > 0; rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  out.append(text.data(), digits);
}

/// An instant taken apart; instants outside the years 1 to 9999 become the nearest inside.
struct Civil {
  explicit Civil(std::int64_t unix_ms) {
    constexpr std::int64_t least = day_start_ms(calendar_day(1, 1, 1));
    constexpr std::int64_t greatest = day_start_ms(calendar_day(10'000, 1, 1)) - 1;
    const std::chrono::milliseconds since_epoch{std::clamp(unix_ms, least, greatest)};
    days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>{since_epoch});
    date = days;
    ms_of_day = (since_epoch - days.time_since_epoch()).count();
  }
  std::chrono::sys_days days;
  std::chrono::year_month_day date;
  std::int64_t ms_of_day = 0;
};

void append_clock(std::string& out, std::int64_t ms_of_day) {
  append_padded(out, ms_of_day / kMsPerHour, 2);
  out += ':';
  append_padded(out, ms_of_day / kMsPerMinute % 60, 2);
  out += ':';
  append_padded(out, ms_of_day / kMsPerSecond % 60, 2);
}

}  // namespace

InstantRange DateTime::range(std::int16_t zone_minutes) const {
  using std::chrono::months;
  using std::chrono::years;
  const std::chrono::year_month_day date = calendar_day(year, month, day);
  const std::int64_t zone_ms = offset_minutes.value_or(zone_minutes) * kMsPerMinute;
  const std::int64_t midnight_ms = day_start_ms(date) - zone_ms;
  if (precision == DatePrecision::kYear) return {midnight_ms, day_start_ms(date + years{1}) - zone_ms};
  if (precision == DatePrecision::kMonth) return {midnight_ms, day_start_ms(date + months{1}) - zone_ms};
  if (precision == DatePrecision::kDay) return {midnight_ms, midnight_ms + kMsPerDay};

  const std::int64_t hour_ms = midnight_ms + hour * kMsPerHour;
  if (precision == DatePrecision::kHour) return {hour_ms, hour_ms + kMsPerHour};
  const std::int64_t minute_ms = hour_ms + minute * kMsPerMinute;
  if (precision == DatePrecision::kMinute) return {minute_ms, minute_ms + kMsPerMinute};
  const std::int64_t second_ms = minute_ms + std::min<std::int64_t>(second, 59) * kMsPerSecond;
  if (precision == DatePrecision::kSecond) return {second_ms, second_ms + kMsPerSecond};

  const std::int64_t begin_ms = second_ms + nanosecond / 1'000'000;
  const std::int64_t unit_ms = fraction_digits == 1 ? 100 : fraction_digits == 2 ? 10 : 1;
  return {begin_ms, begin_ms + unit_ms};
}

std::optional<DateTime> parse_date(std::string_view text) {
  Cursor cursor(text);
  DateTime value;
  if (!take_date(cursor, value) || !cursor.at_end()) return std::nullopt;
  return value;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  Cursor cursor(text);
  DateTime value;
  if (!take_date(cursor, value)) return std::nullopt;
  if (cursor.at_end()) return value;
  if (value.precision != DatePrecision::kDay || !cursor.take('T') || !take_time(cursor, value)) return std::nullopt;
  if (value.precision < DatePrecision::kSecond) return std::nullopt;
  if (!take_zone(cursor, ZoneSign::kPlusOnly, value) || !cursor.at_end()) return std::nullopt;
  return value;
}

std::optional<DateTime> parse_instant(std::string_view text) {
  std::optional<DateTime> value = parse_date_time(text);
  if (value && value->precision < DatePrecision::kSecond) return std::nullopt;
  return value;
}

std::optional<DateTime> parse_search_date(std::string_view text) {
  Cursor cursor(text);
  DateTime value;
  if (!take_date(cursor, value)) return std::nullopt;
  if (cursor.at_end()) return value;
  if (value.precision != DatePrecision::kDay || !cursor.take('T') || !take_time(cursor, value)) return std::nullopt;
  if (cursor.at_end()) return value;
  if (!take_zone(cursor, ZoneSign::kPlusOrSpace, value) || !cursor.at_end()) return std::nullopt;
  return value;
}

bool is_time(std::string_view text) {
  Cursor cursor(text);
  DateTime value;
  return take_time(cursor, value) && value.precision >= DatePrecision::kSecond && cursor.at_end();
}

std::string format_instant(std::int64_t unix_ms) {
  std::string out;
  append_instant(out, unix_ms);
  return out;
}

void append_instant(std::string& out, std::int64_t unix_ms) {
  const Civil civil(unix_ms);
  append_padded(out, static_cast<int>(civil.date.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(civil.date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(civil.date.day()), 2);
  out += 'T';
  append_clock(out, civil.ms_of_day);
  out += '.';
  append_padded(out, civil.ms_of_day % kMsPerSecond, 3);
  out += 'Z';
}

std::string format_http_date(std::int64_t unix_ms) {
  const Civil civil(unix_ms);
  std::string out(kWeekdays[std::chrono::weekday{civil.days}.c_encoding()]);
  out += ", ";
  append_padded(out, static_cast<unsigned>(civil.date.day()), 2);
  out += ' ';
  out += kMonths[static_cast<unsigned>(civil.date.month()) - 1];
  out += ' ';
  append_padded(out, static_cast<int>(civil.date.year()), 4);
  out += ' ';
  append_clock(out, civil.ms_of_day);
  out += " GMT";
  return out;
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  Cursor cursor(text);
  const auto take_one_of = [&cursor](const auto& words) {
    const auto found =
        std::find_if(words.begin(), words.end(), [&](std::string_view word) { return cursor.take(word); });
    return static_cast<std::size_t>(found - words.begin());
  };
  DateTime value{.precision = DatePrecision::kSecond, .offset_minutes = 0};
  const std::size_t weekday = take_one_of(kWeekdays);
  if (weekday == kWeekdays.size() || !cursor.take(", ")) return std::nullopt;
  if (!cursor.take_number(2, 1, 31, value.day) || !cursor.take(' ')) return std::nullopt;
  const std::size_t month = take_one_of(kMonths);
  if (month == kMonths.size() || !cursor.take(' ')) return std::nullopt;
  value.month = static_cast<std::uint8_t>(month + 1);
  if (!cursor.take_number(4, 1, 9999, value.year) || !cursor.take(' ')) return std::nullopt;
  if (!take_time(cursor, value) || value.precision != DatePrecision::kSecond) return std::nullopt;
  if (!cursor.take(" GMT") || !cursor.at_end()) return std::nullopt;

  const std::chrono::year_month_day date = calendar_day(value.year, value.month, value.day);
  if (!date.ok() || std::chrono::weekday{date}.c_encoding() != weekday) return std::nullopt;
  return value.range().begin_ms;
}

}  // namespace osler::fhir
