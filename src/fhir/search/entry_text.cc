#include "fhir/search/entry_text.h"

#include <array>

#include "fhir/model/date_time.h"
#include "fhir/search/facet.h"

namespace osler::fhir {
namespace {

std::string end_text(store::Ordinal end) {
  if (end == store::Ordinal::least()) return "least";
  if (end == store::Ordinal::greatest()) return "greatest";
  // Ordinals of numbers use the lower half too, but for a few whose last digits are zero; those of dates never do.
  if (end.low == 0 && end.high != 1ULL << 63U) return format_instant(end.to_ms());
  return std::to_string(end.high) + "." + std::to_string(end.low);
}

/// Writes the parts of one entry.
struct PartText {
  const Definitions& definitions;

  std::string operator()(const store::Token& token) const { return token.system + "|" + token.code; }
  std::string operator()(const store::Text& text) const { return "'" + text.folded + "' \"" + text.exact + "\""; }
  std::string operator()(const store::Uri& uri) const { return "<" + uri.text + ">"; }
  std::string operator()(const store::Reference& reference) const {
    if (reference.type == TypeId::kNone) return "<" + reference.id + ">";
    return std::string(definitions.name_of(reference.type)) + "/" + reference.id;
  }
  std::string operator()(const store::GeoPoint& point) const {
    return std::to_string(point.latitude_e7) + " " + std::to_string(point.longitude_e7) + " e-7 degrees";
  }
  std::string operator()(const store::Interval& interval) const {
    return "[" + end_text(interval.low) + ", " + end_text(interval.high) + ")" + (interval.unit.empty() ? "" : " " + interval.unit);
  }
};

std::string name_of(const Definitions& definitions, ParameterId parameter) {
  static constexpr std::array<std::string_view, 16> kFacets = {"", "#text", "#identifier", "#of-type", "#unit", "#contained"};
  const SearchParameter* known = definitions.search_parameter(static_cast<ParameterId>(number_of(parameter) & kParameterNumberMax));
  const std::string_view suffix = kFacets[number_of(parameter) >> 12U];
  return std::string(known == nullptr ? "?" : known->code) + std::string(suffix);
}

}  // namespace

std::vector<std::string> lines_of(const Definitions& definitions, const std::vector<store::IndexEntry>& entries) {
  std::vector<std::string> lines;
  lines.reserve(entries.size());
  for (const store::IndexEntry& entry : entries) {
    std::string line = name_of(definitions, entry.parameter) + ":";
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
      line += i == 0 ? " " : " $ ";
      line += std::visit(PartText{definitions}, entry.parts[i]);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace osler::fhir
