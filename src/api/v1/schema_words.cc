#include "api/v1/schema_words.h"

#include <utility>

namespace osler::api::v1 {

ValueType value_type(std::string_view word) {
  constexpr std::pair<std::string_view, ValueType> kWords[] = {
      {"code", ValueType::kCode},       {"id", ValueType::kId},
      {"coded", ValueType::kCoded},     {"uri", ValueType::kUri},
      {"email", ValueType::kEmail},     {"boolean", ValueType::kBoolean},
      {"integer", ValueType::kInteger}, {"number", ValueType::kNumber},
      {"date", ValueType::kDate},       {"date-time", ValueType::kDateTime},
      {"time", ValueType::kTime},       {"object", ValueType::kObject},
  };
  for (const auto& [name, type] : kWords) {
    if (name == word) return type;
  }
  return ValueType::kString;
}

FhirType fhir_type(std::string_view as) {
  constexpr std::pair<std::string_view, FhirType> kWords[] = {
      {"string", FhirType::kText},
      {"markdown", FhirType::kText},
      {"code", FhirType::kText},
      {"uri", FhirType::kText},
      {"id", FhirType::kText},
      {"boolean", FhirType::kBoolean},
      {"decimal", FhirType::kNumber},
      {"integer", FhirType::kNumber},
      {"positiveInt", FhirType::kNumber},
      {"unsignedInt", FhirType::kNumber},
      {"date", FhirType::kDate},
      {"dateTime", FhirType::kDateTime},
      {"instant", FhirType::kInstant},
      {"time", FhirType::kTime},
      {"base64Binary", FhirType::kBase64},
      {"canonical", FhirType::kCanonical},
      {"Reference", FhirType::kReference},
      {"CodeableConcept", FhirType::kCodeableConcept},
      {"Coding", FhirType::kCoding},
      {"Narrative", FhirType::kNarrative},
      {"HumanName", FhirType::kHumanName},
  };
  for (const auto& [name, type] : kWords) {
    if (name == as) return type;
  }
  return FhirType::kObject;
}

FhirType fhir_type_for(ValueType type) {
  switch (type) {
    case ValueType::kBoolean: return FhirType::kBoolean;
    case ValueType::kInteger:
    case ValueType::kNumber: return FhirType::kNumber;
    case ValueType::kDate: return FhirType::kDate;
    case ValueType::kDateTime: return FhirType::kDateTime;
    case ValueType::kTime: return FhirType::kTime;
    case ValueType::kObject: return FhirType::kObject;
    default: return FhirType::kText;
  }
}

}  // namespace osler::api::v1
