#pragma once
// Days and times as FHIR writes them.

#include <chrono>
#include <string>

namespace osler::synthetic {

inline std::string digits(int number, int width) {
  std::string text = std::to_string(number);
  if (text.size() < static_cast<std::size_t>(width)) text.insert(0, static_cast<std::size_t>(width) - text.size(), '0');
  return text;
}

/// "2019-03-07"; `day` counts from 1970-01-01.
inline std::string date_text(int day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return digits(static_cast<int>(date.year()), 4) + '-' +
         digits(static_cast<int>(static_cast<unsigned>(date.month())), 2) + '-' +
         digits(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

/// "2019-03-07T09:05:00Z"; `minute` is 0 to 1439.
inline std::string moment_text(int day, int minute) {
  return date_text(day) + 'T' + digits(minute / 60, 2) + ':' + digits(minute % 60, 2) + ":00Z";
}

/// Counted from 1970-01-01.
inline int day_number(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

}  // namespace osler::synthetic
