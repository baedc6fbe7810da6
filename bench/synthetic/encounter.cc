#include "encounter.h"

#include "billing.h"
#include "catalogue.h"
#include "facilities.h"
#include "fill.h"
#include "observation.h"

namespace osler::synthetic {
namespace {

/// What the parts of one encounter share.
struct Visit {
  Name name;
  Place place;
  int day;
  std::string start, end;
};

constexpr std::string_view kEncounter =
    R"({"resourceType":"Encounter",@"identifier":[{"use":"official","system":"https://synthetic.example/encounter","value":"@-@"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"@"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"@","display":"@"}],"text":"@"}],"subject":{"reference":"@"},"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{"start":"@","end":"@"},"individual":{"reference":"@"}}],"period":{"start":"@","end":"@"},"location":[{"location":{"reference":"@"}}],"serviceProvider":{"reference":"@"}})";

Visit make_visit(Chart& chart, int day) {
  Random& random = chart.random;
  const int minute = random.between(13 * 60, 21 * 60);
  Visit visit{chart.name("Encounter", 'e'), random_place(chart.number, random), day, moment_text(day, minute),
              moment_text(day, minute + random.between(15, 60))};
  const Code& type = pick(encounter_types(), random);
  const Code& kind = pick(encounter_classes(), random);
  chart.put(visit.name, filled(kEncounter, {visit.name.member, std::to_string(chart.number), std::to_string(day),
                                            kind.code, type.code, type.display, type.display, chart.patient.reference,
                                            visit.start, visit.end, visit.place.practitioner, visit.start, visit.end,
                                            visit.place.location, visit.place.organization}));
  count(chart.facts, "Encounter.class/" + std::string(kind.code));
  count(chart.facts, "Encounter.year/" + visit.start.substr(0, 4));
  return visit;
}

void make_condition(Chart& chart, const Visit& visit) {
  const Code& code = pick(conditions(), chart.random);
  const bool over = chart.random.per_mille(600);
  const Name name = chart.name("Condition", 'c');
  const std::string abated =
      over ? filled(R"("abatementDateTime":"@",)", {date_text(visit.day + chart.random.between(7, 60))}) : "";
  chart.put(
      name,
      filled(
          R"({"resourceType":"Condition",@"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"@"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"@","display":"@"}],"text":"@"},"subject":{"reference":"@"},"encounter":{"reference":"@"},"onsetDateTime":"@",@"recordedDate":"@"})",
          {name.member, over ? "resolved" : "active", code.code, code.display, code.display, chart.patient.reference,
           visit.name.reference, visit.start, abated, visit.start}));
  count(chart.facts, "Condition.code/" + std::string(code.code));
}

void make_procedure(Chart& chart, const Visit& visit) {
  const Code& code = pick(procedures(), chart.random);
  const Name name = chart.name("Procedure", 'r');
  chart.put(
      name,
      filled(
          R"({"resourceType":"Procedure",@"status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"@","display":"@"}],"text":"@"},"subject":{"reference":"@"},"encounter":{"reference":"@"},"performedPeriod":{"start":"@","end":"@"},"location":{"reference":"@"}})",
          {name.member, code.code, code.display, code.display, chart.patient.reference, visit.name.reference,
           visit.start, visit.end, visit.place.location}));
  count(chart.facts, "Procedure.code/" + std::string(code.code));
}

Name make_prescription(Chart& chart, const Visit& visit) {
  const Code& code = pick(medications(), chart.random);
  Name name = chart.name("MedicationRequest", 'm');
  chart.put(
      name,
      filled(
          R"({"resourceType":"MedicationRequest",@"status":"@","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"@","display":"@"}],"text":"@"},"subject":{"reference":"@"},"encounter":{"reference":"@"},"authoredOn":"@","requester":{"reference":"@"},"dosageInstruction":[{"sequence":1,"timing":{"repeat":{"frequency":1,"period":1.0,"periodUnit":"d"}},"asNeededBoolean":false,"doseAndRate":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/dose-rate-type","code":"ordered","display":"Ordered"}]},"doseQuantity":{"value":1.0}}]}]})",
          {name.member, chart.random.per_mille(200) ? "active" : "stopped", code.code, code.display, code.display,
           chart.patient.reference, visit.name.reference, visit.start, visit.place.practitioner}));
  return name;
}

void make_immunization(Chart& chart, const Visit& visit) {
  const Code& code = pick(vaccines(), chart.random);
  const Name name = chart.name("Immunization", 'i');
  chart.put(
      name,
      filled(
          R"({"resourceType":"Immunization",@"status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"@","display":"@"}],"text":"@"},"patient":{"reference":"@"},"encounter":{"reference":"@"},"occurrenceDateTime":"@","primarySource":true,"location":{"reference":"@"}})",
          {name.member, code.code, code.display, code.display, chart.patient.reference, visit.name.reference,
           visit.start, visit.place.location}));
}

void make_report(Chart& chart, const Visit& visit, const std::vector<std::string>& results) {
  const Code& code = pick(reports(), chart.random);
  const Name name = chart.name("DiagnosticReport", 'd');
  std::string list;
  for (const std::string& result : results)
    list += (list.empty() ? R"({"reference":")" : R"(,{"reference":")") + result + "\"}";
  chart.put(
      name,
      filled(
          R"({"resourceType":"DiagnosticReport",@"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"@","display":"@"}],"text":"@"},"subject":{"reference":"@"},"encounter":{"reference":"@"},"effectiveDateTime":"@","issued":"@","performer":[{"reference":"@"}],"result":[@]})",
          {name.member, code.code, code.display, code.display, chart.patient.reference, visit.name.reference,
           visit.start, visit.start, visit.place.organization, list}));
}

}  // namespace

void make_encounter(Chart& chart, int day, std::vector<std::string>& codes) {
  Random& random = chart.random;
  const Visit visit = make_visit(chart, day);
  std::vector<std::string> results;
  for (int n = random.between(2, 6); n > 0; --n) {
    const Measured made = make_observation(chart, {visit.name.reference, visit.place.practitioner, visit.start});
    results.push_back(made.reference);
    codes.emplace_back(made.code);
  }
  if (random.per_mille(500)) make_condition(chart, visit);
  if (random.per_mille(400)) make_procedure(chart, visit);
  if (random.per_mille(250)) make_immunization(chart, visit);
  if (random.per_mille(250)) make_report(chart, visit, results);
  if (!random.per_mille(350)) return;
  const Name prescription = make_prescription(chart, visit);
  if (random.per_mille(700)) {
    make_bill(chart, {visit.name.reference, prescription.reference, visit.place.organization, visit.place.practitioner,
                      visit.start, visit.end});
  }
}

}  // namespace osler::synthetic
