// Spec: FHIR R4, search.html#date. A value without a zone is taken in UTC.
#include <algorithm>
#include <optional>

#include "fhir/model/date_time.h"
#include "fhir/search/conversion.h"

namespace osler::fhir {
namespace {

using store::Interval;
using store::Ordinal;

std::optional<Interval> interval_of(json::View value) {
  if (!value.is_string()) return std::nullopt;
  std::string scratch;
  return date_interval(value.text(scratch));
}

// An open end reaches for ever. A period without any readable end says nothing.
std::optional<Interval> period_interval(json::View period) {
  const std::optional<Interval> start = interval_of(period.member("start"));
  const std::optional<Interval> end = interval_of(period.member("end"));
  if (!start && !end) return std::nullopt;
  Interval all{{}, start ? start->low : Ordinal::least(), end ? end->high : Ordinal::greatest()};
  if (all.high <= all.low) return std::nullopt;
  return all;
}

void widen(std::optional<Interval>& all, const std::optional<Interval>& more) {
  if (!more) return;
  if (!all) {
    all = more;
    return;
  }
  all->low = std::min(all->low, more->low);
  all->high = std::max(all->high, more->high);
}

void convert_date(const ConversionContext&, json::View value, const EntrySink& sink) {
  if (std::optional<Interval> interval = interval_of(value)) sink.add(std::move(*interval));
}

void convert_period(const ConversionContext&, json::View value, const EntrySink& sink) {
  if (std::optional<Interval> interval = period_interval(value)) sink.add(std::move(*interval));
}

// Only the outer limits matter, not what the schedule says inside them.
void convert_timing(const ConversionContext&, json::View value, const EntrySink& sink) {
  std::optional<Interval> all = period_interval(value.member("repeat").member("boundsPeriod"));
  for (const json::View event : value.member("event")) widen(all, interval_of(event));
  if (all) sink.add(std::move(*all));
}

}  // namespace

std::optional<Interval> date_interval(std::string_view text) {
  const std::optional<DateTime> date = parse_search_date(text);
  if (!date) return std::nullopt;
  const InstantRange range = date->range();
  return Interval{{}, Ordinal::of_ms(range.begin_ms), Ordinal::of_ms(range.end_ms)};
}

Conversion date_conversion(std::string_view type_name, Primitive primitive) {
  const bool is_date = primitive == Primitive::kDate || primitive == Primitive::kDateTime || primitive == Primitive::kInstant;
  if (is_date) return convert_date;
  if (type_name == "Period") return convert_period;
  if (type_name == "Timing") return convert_timing;
  return nullptr;
}

}  // namespace osler::fhir
