#include "patient.h"

#include <algorithm>
#include <vector>

#include "catalogue.h"
#include "chart.h"
#include "encounter.h"
#include "fill.h"

namespace osler::synthetic {
namespace {

const int kFirstDay = day_number(2012, 1, 1);
const int kLastDay = day_number(2021, 12, 31);

constexpr std::string_view kPatient =
    R"({"resourceType":"Patient",@"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Synthetic record of @ @, @.</div>"},"identifier":[{"system":"https://synthetic.example/patient","value":"@"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical Record Number"}],"text":"Medical Record Number"},"system":"http://hospital.example.org","value":"MR@"}],"active":true,"name":[{"use":"official","family":"@","given":["@"],"prefix":["@"]}],"telecom":[{"system":"phone","value":"555-@","use":"home"}],"gender":"@","birthDate":"@","address":[{"line":["@ Oak Street Apt @"],"city":"@","state":"Massachusetts","postalCode":"0@","country":"US"}],"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"@"}]},"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US","display":"English"}],"text":"English"}}]})";

int make_person(Chart& chart) {
  Random& random = chart.random;
  const bool female = random.per_mille(510);
  const std::string_view family = pick(family_names(), random);
  const std::string_view given = pick(female ? female_names() : male_names(), random);
  const std::string_view gender = female ? "female" : "male";
  const std::string_view town = pick(towns(), random);
  const int birth_year = random.between(1921, 2011);
  const std::string birth = date_text(day_number(birth_year, 1, 1) + random.between(0, 364));
  const std::string number = std::to_string(chart.number);
  chart.patient = chart.name("Patient", 'p');
  chart.put(
      chart.patient,
      filled(kPatient, {chart.patient.member, given, family, town, number, digits(static_cast<int>(chart.number), 7),
                        family, given, female ? "Ms." : "Mr.", digits(random.between(0, 9999), 4), gender, birth,
                        std::to_string(random.between(1, 999)), std::to_string(random.between(1, 99)), town,
                        digits(random.between(1000, 2799), 4), random.per_mille(550) ? "M" : "S"}));
  count(chart.facts, "Patient.gender/" + std::string(gender));
  count(chart.facts, "Patient.family/" + std::string(family));
  count(chart.facts, "Patient.given/" + std::string(given));
  count(chart.facts, "Patient.town/" + std::string(town));
  count(chart.facts, "Patient.birth-year/" + birth.substr(0, 4));
  return day_number(birth_year + 1, 1, 1);
}

void make_allergy(Chart& chart) {
  const Code& code = pick(allergies(), chart.random);
  const Name name = chart.name("AllergyIntolerance", 'a');
  chart.put(
      name,
      filled(
          R"({"resourceType":"AllergyIntolerance",@"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]},"type":"allergy","category":["environment"],"criticality":"low","code":{"coding":[{"system":"http://snomed.info/sct","code":"@","display":"@"}],"text":"@"},"patient":{"reference":"@"}})",
          {name.member, code.code, code.display, code.display, chart.patient.reference}));
}

}  // namespace

void make_patient(const PatientOptions& options, std::uint32_t number, Facts& facts, const Sink& sink) {
  Chart chart(options.seed, number, options.naming, facts, sink);
  const int first_day = std::max(kFirstDay, make_person(chart));
  if (chart.random.per_mille(150)) make_allergy(chart);
  const int encounters = chart.random.between(1, static_cast<int>(4 * options.scale) - 1);
  std::vector<int> days;
  for (int n = 0; n < encounters; ++n) days.push_back(chart.random.between(first_day, kLastDay));
  std::sort(days.begin(), days.end());
  std::vector<std::string> codes;
  for (const int day : days) make_encounter(chart, day, codes);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (const std::string& code : codes) count(facts, "Patient.has-Observation.code/" + code);
}

}  // namespace osler::synthetic
