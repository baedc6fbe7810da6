// What search costs beside the parse: making the plans, the entries of one resource, the references of one resource,
// and reading a request. Figures count only from the release preset.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "fhir/search/references.h"
#include "fhir/search/resource_extractor.h"
#include "fhir/search/search_parser.h"
#include "fhir/search/type_plan.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kEncounter = R"json({"resourceType":"Encounter","id":"0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
"meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"],"tag":[{"system":"https://osler.example/source","code":"import"}]},
"identifier":[{"use":"official","system":"https://github.com/synthetichealth/synthea","value":"0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}],
"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},
"type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000","display":"General examination of patient (procedure)"}],
"text":"General examination of patient (procedure)"}],
"subject":{"reference":"Patient/57d61f12-8e5c-4f3d-a6a9-1d0b4a7f6d11","display":"Mr. Aaron697 Brekke496"},
"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],
"text":"primary performer"}],"period":{"start":"2011-05-28T02:02:11-04:00","end":"2011-05-28T02:17:11-04:00"},
"individual":{"reference":"Practitioner/0000016d-3a85-4cca-0000-00000000c1d0","display":"Dr. Jerrell783 Koelpin146"}}],
"period":{"start":"2011-05-28T02:02:11-04:00","end":"2011-05-28T02:17:11-04:00"},
"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"444814009","display":"Viral sinusitis (disorder)"}]}],
"location":[{"location":{"reference":"Location/ef58ea08-d883-3957-8300-150554edc8fb","display":"PCP79293"},"status":"completed",
"period":{"start":"2011-05-28T02:02:11-04:00","end":"2011-05-28T02:17:11-04:00"}}],
"serviceProvider":{"reference":"Organization/ef58ea08-d883-3957-8300-150554edc8fb","display":"PCP79293"},
"length":{"value":15,"unit":"minutes","system":"http://unitsofmeasure.org","code":"min"},
"hospitalization":{"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"home","display":"Home"}],"text":"Discharged to home"}},
"extension":[{"url":"https://osler.example/StructureDefinition/triage","valueCodeableConcept":{"coding":[{"system":"urn:triage","code":"green"}]}}]})json";

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

json::Tree encounter() {
  json::Parser parser;
  return parser.parse(json::PaddedBytes(kEncounter), definitions().names()).value();
}

void plan_all_types(benchmark::State& state) {
  for (auto _ : state) {
    std::size_t computed = 0;
    for (const TypeId type : definitions().resource_types()) computed += make_type_plan(definitions(), type)->computed.size();
    state.counters["computed"] = static_cast<double>(computed);
  }
}
BENCHMARK(plan_all_types)->Unit(benchmark::kMillisecond);

void plan_one_type(benchmark::State& state) {
  const TypeId type = definitions().resource_type("Observation").value();
  for (auto _ : state) benchmark::DoNotOptimize(make_type_plan(definitions(), type).ok());
}
BENCHMARK(plan_one_type)->Unit(benchmark::kMicrosecond);

void extract_encounter(benchmark::State& state) {
  const auto extractor = ResourceExtractor::create(definitions()).value();
  const json::Tree tree = encounter();
  const TypeId type = definitions().resource_type("Encounter").value();
  std::vector<store::IndexEntry> entries;
  for (auto _ : state) {
    entries.clear();
    extractor->extract(type, tree.root(), entries);
  }
  state.counters["entries"] = static_cast<double>(entries.size());
  state.counters["nodes"] = static_cast<double>(tree.nodes().size());
  state.counters["bytes"] = static_cast<double>(kEncounter.size());
}
BENCHMARK(extract_encounter);

// One of its parameters needs the evaluator.
void extract_patient(benchmark::State& state) {
  constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p","identifier":[{"system":"https://github.com/synthetichealth/synthea","value":"57d61f12"},
{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://hospital.smarthealthit.org","value":"57d61f12"}],
"name":[{"use":"official","family":"Brekke496","given":["Aaron697","Rui"],"prefix":["Mr."]}],"telecom":[{"system":"phone","value":"555-677-3119","use":"home"}],
"gender":"male","birthDate":"1945-12-10","address":[{"line":["894 Brakus Bypass"],"city":"Taunton","state":"Massachusetts","postalCode":"02718","country":"US"}],
"maritalStatus":{"text":"M"},"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US","display":"English"}]}}],"active":true})";
  const auto extractor = ResourceExtractor::create(definitions()).value();
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(kPatient), definitions().names()).value();
  const TypeId type = definitions().resource_type("Patient").value();
  std::vector<store::IndexEntry> entries;
  for (auto _ : state) {
    entries.clear();
    extractor->extract(type, tree.root(), entries);
  }
  state.counters["entries"] = static_cast<double>(entries.size());
}
BENCHMARK(extract_patient);

void visit_encounter_references(benchmark::State& state) {
  const json::Tree tree = encounter();
  std::size_t seen = 0;
  for (auto _ : state) {
    visit_references(definitions(), tree.root(), [&](json::View, const Element*, const auto&) { ++seen; });
  }
  benchmark::DoNotOptimize(seen);
}
BENCHMARK(visit_encounter_references);

void parse_request(benchmark::State& state) {
  const Parameters parameters = {{"subject", "Patient/57d61f12-8e5c-4f3d-a6a9-1d0b4a7f6d11"}, {"status", "finished"}, {"date", "ge2024"}, {"_sort", "-date"}, {"_count", "50"}};
  const TypeId type = definitions().resource_type("Encounter").value();
  for (auto _ : state) benchmark::DoNotOptimize(parse_search(definitions(), type, parameters).ok());
}
BENCHMARK(parse_request);

void fold_a_name(benchmark::State& state) {
  const std::string_view name = state.range(0) == 0 ? "General examination of patient" : "Müller-Lüdenscheidt";
  for (auto _ : state) benchmark::DoNotOptimize(fold_text(name));
}
BENCHMARK(fold_a_name)->Arg(0)->Arg(1);

}  // namespace
}  // namespace osler::fhir
