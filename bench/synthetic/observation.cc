#include "observation.h"

#include "catalogue.h"
#include "fill.h"

namespace osler::synthetic {
namespace {

constexpr std::string_view kHead =
    R"({"resourceType":"Observation",@"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"@","display":"@"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"@","display":"@"}],"text":"@"},"subject":{"reference":"@"},"encounter":{"reference":"@"},"effectiveDateTime":"@","issued":"@","performer":[{"reference":"@"}],)";
constexpr std::string_view kComponent =
    R"({"code":{"coding":[{"system":"http://loinc.org","code":"@","display":"@"}],"text":"@"},"valueQuantity":{"value":@,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}})";

std::string tenths(int number) { return std::to_string(number / 10) + '.' + std::to_string(number % 10); }

std::string blood_pressure(Random& random) {
  std::string text = R"("component":[)";
  fill(text, kComponent,
       {"8462-4", "Diastolic Blood Pressure", "Diastolic Blood Pressure", std::to_string(random.between(60, 95))});
  text += ',';
  fill(text, kComponent,
       {"8480-6", "Systolic Blood Pressure", "Systolic Blood Pressure", std::to_string(random.between(95, 165))});
  return text + "]}";
}

std::string smoking_status(Random& random) {
  const bool never = random.per_mille(700);
  return filled(
      R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"@","display":"@"}],"text":"@"}})",
      {never ? "266919005" : "8517006", never ? "Never smoker" : "Former smoker",
       never ? "Never smoker" : "Former smoker"});
}

std::string quantity(const Measure& measure, Chart& chart) {
  const int value = chart.random.between(measure.low_tenths, measure.high_tenths);
  if (measure.code == "29463-7" && value < 795) count(chart.facts, "Observation.weight-below/79.5");
  if (measure.code == "8867-4" && value > 1000) count(chart.facts, "Observation.pulse-above/100");
  return filled(R"("valueQuantity":{"value":@,"unit":"@","system":"http://unitsofmeasure.org","code":"@"}})",
                {tenths(value), measure.unit, measure.unit});
}

std::string value_of(const Measure& measure, Chart& chart) {
  switch (measure.shape) {
    case ObservationShape::kBloodPressure: return blood_pressure(chart.random);
    case ObservationShape::kCoded: return smoking_status(chart.random);
    case ObservationShape::kQuantity: break;
  }
  return quantity(measure, chart);
}

}  // namespace

Measured make_observation(Chart& chart, const Occasion& occasion) {
  const Measure& measure = pick(measures(), chart.random);
  const Name name = chart.name("Observation", 'o');
  std::string text = filled(
      kHead, {name.member, measure.category, measure.category, measure.code, measure.display, measure.display,
              chart.patient.reference, occasion.encounter, occasion.moment, occasion.moment, occasion.practitioner});
  chart.put(name, text + value_of(measure, chart));
  const std::string year(occasion.moment.substr(0, 4));
  count(chart.facts, "Observation.code/" + std::string(measure.code));
  count(chart.facts, "Observation.code-year/" + std::string(measure.code) + '/' + year);
  count(chart.facts, "Observation.category/" + std::string(measure.category));
  count(chart.facts, "Observation.category-year/" + std::string(measure.category) + '/' + year);
  count(chart.facts, "Observation.year/" + year);
  return {name.reference, measure.code};
}

}  // namespace osler::synthetic
