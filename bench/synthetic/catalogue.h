#pragma once
// What the synthetic patients are made of: names, towns and codes, each with its share. The codes and their shares
// follow what Synthea writes; 8310-5, 55758-7 and 72514-3 stand for 0.2 %, 2 % and 5 % of the Observations, because
// published measurements search for codes of these shares.

#include <span>
#include <string_view>

#include "random.h"

namespace osler::synthetic {

struct Code {
  std::string_view code;
  std::string_view display;
  std::uint32_t weight;
};

enum class ObservationShape : std::uint8_t { kQuantity, kBloodPressure, kCoded };

struct Measure {
  std::string_view code;  ///< LOINC.
  std::string_view display;
  std::uint32_t weight;
  std::string_view category;  ///< vital-signs, laboratory, survey, social-history.
  std::string_view unit;      ///< UCUM.
  int low_tenths, high_tenths;
  ObservationShape shape = ObservationShape::kQuantity;
};

std::span<const std::string_view> female_names();
std::span<const std::string_view> male_names();
std::span<const std::string_view> family_names();
std::span<const std::string_view> towns();
std::span<const Measure> measures();        ///< Weights add up to 1,000.
std::span<const Code> conditions();         ///< SNOMED CT.
std::span<const Code> procedures();         ///< SNOMED CT.
std::span<const Code> medications();        ///< RxNorm.
std::span<const Code> vaccines();           ///< CVX.
std::span<const Code> allergies();          ///< SNOMED CT.
std::span<const Code> encounter_classes();  ///< HL7 v3 ActCode.
std::span<const Code> encounter_types();    ///< SNOMED CT.
std::span<const Code> reports();            ///< LOINC.

/// One row, each as often as its weight says.
template <typename Row>
const Row& pick(std::span<const Row> rows, Random& random) {
  std::uint32_t sum = 0;
  for (const Row& row : rows) sum += row.weight;
  std::uint32_t at = random.below(sum);
  for (const Row& row : rows) {
    if (at < row.weight) return row;
    at -= row.weight;
  }
  return rows.back();
}

inline std::string_view pick(std::span<const std::string_view> words, Random& random) {
  return words[random.below(static_cast<std::uint32_t>(words.size()))];
}

}  // namespace osler::synthetic
