#include "fhir/validate/implied_profile.h"

#include <array>

namespace osler::fhir {
namespace {

/// A code of LOINC and the profile of what it measures.
struct VitalSign {
  std::string_view code, profile;
};
constexpr std::array kVitalSigns = std::to_array<VitalSign>({
    {"85353-1", "http://hl7.org/fhir/StructureDefinition/vitalspanel"}, {"9279-1", "http://hl7.org/fhir/StructureDefinition/resprate"},
    {"8867-4", "http://hl7.org/fhir/StructureDefinition/heartrate"},    {"2708-6", "http://hl7.org/fhir/StructureDefinition/oxygensat"},
    {"8310-5", "http://hl7.org/fhir/StructureDefinition/bodytemp"},     {"8302-2", "http://hl7.org/fhir/StructureDefinition/bodyheight"},
    {"9843-4", "http://hl7.org/fhir/StructureDefinition/headcircum"},   {"29463-7", "http://hl7.org/fhir/StructureDefinition/bodyweight"},
    {"39156-5", "http://hl7.org/fhir/StructureDefinition/bmi"},         {"85354-9", "http://hl7.org/fhir/StructureDefinition/bp"},
});

}  // namespace

std::string_view implied_profile(json::View resource) {
  if (!resource.member("resourceType").equals("Observation")) return {};
  for (const json::View coding : resource.member("code").member("coding")) {
    if (!coding.member("system").equals("http://loinc.org")) continue;
    for (const VitalSign& sign : kVitalSigns) {
      if (coding.member("code").equals(sign.code)) return sign.profile;
    }
  }
  return {};
}

}  // namespace osler::fhir
