// Where a Location is. Spec: FHIR R4, location.html#search, "near".
#include <cmath>

#include "fhir/model/decimal.h"
#include "fhir/search/conversion.h"

namespace osler::fhir {
namespace {

std::optional<std::int32_t> degrees_e7(json::View value, double limit) {
  const std::optional<Decimal> degrees = value.is_number() ? Decimal::parse(value.raw()) : std::nullopt;
  if (!degrees || std::abs(degrees->to_double()) > limit) return std::nullopt;
  return static_cast<std::int32_t>(std::lround(degrees->to_double() * 1e7));
}

void convert_position(const ConversionContext&, json::View value, const EntrySink& sink) {
  const std::optional<std::int32_t> latitude = degrees_e7(value.member("latitude"), 90);
  const std::optional<std::int32_t> longitude = degrees_e7(value.member("longitude"), 180);
  if (latitude && longitude) sink.add(store::GeoPoint{*latitude, *longitude});
}

}  // namespace

Conversion place_conversion(std::string_view type_name, Primitive) {
  return type_name == "BackboneElement" ? convert_position : nullptr;
}

}  // namespace osler::fhir
