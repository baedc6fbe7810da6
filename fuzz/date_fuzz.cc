// Dates of FHIR, of searches and of FHIRPath: ranges are never empty, what FHIRPath writes is read back as the same, and
// the order of two values is the reverse of the order the other way round. Two texts, separated by a line break.

#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "fhir/path/moment.h"

namespace osler::fhir {
namespace {

void check_ranges(std::string_view text) {
  for (const auto& date : {parse_date(text), parse_date_time(text), parse_instant(text), parse_search_date(text)}) {
    if (!date) continue;
    for (const int zone : {0, -300, 840}) {
      const InstantRange range = date->range(static_cast<std::int16_t>(zone));
      OSLER_ASSERT(range.begin_ms < range.end_ms);
    }
  }
}

void check_moment(path::MomentKind kind, std::string_view text) {
  const auto value = path::read_moment(kind, text);
  if (!value) return;
  const std::string written = path::moment_text(kind, *value);
  const auto again = path::read_moment(kind, written);
  OSLER_ASSERT(again && path::moment_text(kind, *again) == written);
  OSLER_ASSERT(path::compare_moments(*value, *again) == std::strong_ordering::equal);
  for (int unit = 0; unit < 8; ++unit) {
    const auto later = path::moved(kind, *value, 1, static_cast<path::CalendarUnit>(unit));
    if (later) OSLER_ASSERT(path::read_moment(kind, path::moment_text(kind, *later)).has_value());
  }
}

}  // namespace
}  // namespace osler::fhir

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace osler::fhir;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view first = text.substr(0, text.find('\n'));
  const std::string_view second = first.size() == text.size() ? std::string_view{} : text.substr(first.size() + 1);
  check_ranges(first);
  for (const path::MomentKind kind : {path::MomentKind::kDate, path::MomentKind::kDateTime, path::MomentKind::kTime}) {
    check_moment(kind, first);
    const auto a = path::read_moment(kind, first);
    const auto b = path::read_moment(kind, second);
    if (!a || !b) continue;
    const auto order = path::compare_moments(*a, *b);
    const auto reverse = path::compare_moments(*b, *a);
    OSLER_ASSERT(order.has_value() == reverse.has_value());
    OSLER_ASSERT(!order || (*order == 0) == (*reverse == 0));
    OSLER_ASSERT(!order || (*order < 0) == (*reverse > 0));
  }
  return 0;
}
