#include "events/retry_schedule.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <sstream>
#include <string>

namespace osler::events {
namespace {

constexpr std::int64_t kRetryAfterMsMax = 24LL * 3600 * 1000;

/// "Sat, 21 Nov 2026 12:00:00 GMT" in Unix milliseconds.
std::optional<std::int64_t> http_date_ms(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  std::istringstream words{std::string(text)};
  std::string weekday, month, time, zone;
  int day = 0;
  int year = 0;
  if (!(words >> weekday >> day >> month >> year >> time >> zone) || zone != "GMT" || month.size() != 3) return std::nullopt;
  const std::size_t at = kMonths.find(month);
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (at == std::string_view::npos || at % 3 != 0 || time.size() != 8) return std::nullopt;
  const auto read = [&time](std::size_t from, int& number) {
    return std::from_chars(time.data() + from, time.data() + from + 2, number).ptr == time.data() + from + 2;
  };
  if (!read(0, hour) || !read(3, minute) || !read(6, second)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(at / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const auto since = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                     std::chrono::minutes(minute) + std::chrono::seconds(second);
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

std::optional<std::int64_t> wait_after(std::span<const std::uint32_t> retry_s, std::uint32_t failures,
                                       std::uint32_t jitter_percent_max, Rng& rng) {
  if (failures == 0 || failures > retry_s.size()) return std::nullopt;
  const std::int64_t wait_ms = std::int64_t{retry_s[failures - 1]} * 1000;
  const auto jitter_max = static_cast<std::uint64_t>(wait_ms) * jitter_percent_max / 100;
  return wait_ms + static_cast<std::int64_t>(rng.next() % (jitter_max + 1));
}

std::optional<std::int64_t> retry_after_ms(std::string_view header, std::int64_t now_ms) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (failure == std::errc{} && end == header.data() + header.size() && seconds >= 0) {
    return std::min(seconds, kRetryAfterMsMax / 1000) * 1000;
  }
  const std::optional<std::int64_t> date_ms = http_date_ms(header);
  if (!date_ms) return std::nullopt;
  return std::clamp(*date_ms - now_ms, std::int64_t{0}, kRetryAfterMsMax);
}

}  // namespace osler::events
