#include "api/v1/duration.h"

#include <utility>

#include "fhir/model/decimal.h"

namespace osler::api::v1 {
namespace {

std::string unit_of(json::View quantity) {
  const json::View code = quantity.member("code");
  return code.is_string() ? code.text() : quantity.member("unit").text();
}

/// UCUM's units of time that have a fixed length; 0 for others.
std::int64_t seconds_of(std::string_view unit) {
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {{"s", 1},      {"min", 60},      {"h", 3600},
                                                                  {"d", 86'400}, {"days", 86'400}, {"wk", 604'800}};
  for (const auto& [code, seconds] : kUnits) {
    if (code == unit) return seconds;
  }
  return 0;
}

/// "60.00" → "60": what a division left behind.
std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::optional<std::string> converted_duration(std::string_view number, json::View quantity, json::View wanted) {
  const std::string from = unit_of(quantity);
  if (from.empty() || from == unit_of(wanted)) return std::string(number);
  const std::int64_t from_seconds = seconds_of(from);
  const std::int64_t to_seconds = seconds_of(unit_of(wanted));
  const std::optional<fhir::Decimal> value = fhir::Decimal::parse(number);
  if (from_seconds == 0 || to_seconds == 0 || !value) return std::nullopt;
  const std::optional<fhir::Decimal> result = (*value * fhir::Decimal(from_seconds)).divide(fhir::Decimal(to_seconds));
  return result ? std::optional(without_trailing_zeros(result->text())) : std::nullopt;
}

}  // namespace osler::api::v1
