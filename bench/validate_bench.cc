// The structure check on one resource of 2.4 KB, already parsed.

#include <benchmark/benchmark.h>

#include <malloc.h>

#include <string>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/terms/shipped.h"
#include "fhir/validate/invariant_plan.h"
#include "fhir/validate/profile_set.h"
#include "fhir/validate/structure_check.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kObservation = R"({"resourceType":"Observation","id":"blood-pressure",
"meta":{"profile":["http://hl7.org/fhir/StructureDefinition/vitalsigns"],"lastUpdated":"2024-03-15T09:30:10.123Z","versionId":"1"},
"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>Blood pressure</b></p><table class=\"grid\"><tr><td>Systolic</td><td>107 mmHg</td></tr><tr><td>Diastolic</td><td>60 mmHg</td></tr></table><p><b>subject</b>: <a href=\"Patient/example\">example</a></p></div>"},
"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:187e0c12-8dd2-67e2-99b2-bf273c878281"}],
"basedOn":[{"identifier":{"system":"https://acme.org/identifiers","value":"1234"}}],"status":"final",
"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
"code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure panel with all children optional"}],"text":"Blood pressure systolic and diastolic"},
"subject":{"reference":"Patient/example"},"encounter":{"reference":"Encounter/example"},
"effectiveDateTime":"2024-03-15T09:30:00+01:00","issued":"2024-03-15T09:31:00.000+01:00",
"performer":[{"reference":"Practitioner/example","display":"A practitioner"}],
"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"L","display":"low"}],"text":"Below low normal"}],
"bodySite":{"coding":[{"system":"http://snomed.info/sct","code":"368209003","display":"Right arm"}]},
"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6","display":"Systolic blood pressure"},{"system":"http://snomed.info/sct","code":"271649006","display":"Systolic blood pressure"},{"system":"http://acme.org/devices/clinical-codes","code":"bp-s","display":"Systolic Blood pressure"}]},
"valueQuantity":{"value":107,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},
"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N","display":"normal"}],"text":"Normal"}]},
{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4","display":"Diastolic blood pressure"}]},
"valueQuantity":{"value":60,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},
"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"L","display":"low"}],"text":"Below low normal"}]}]})";

void structure_check(benchmark::State& state) {
  const Result<Definitions> definitions = Definitions::built_in();
  const StructureChecker checker(*definitions);
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(kObservation), definitions->names());
  for (auto _ : state) {
    Findings findings;
    checker.check(tree->root(), {}, findings);
    if (!findings.issues.empty()) state.SkipWithError(findings.issues[0].diagnostics.c_str());
    benchmark::DoNotOptimize(findings);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kObservation.size()));
}
BENCHMARK(structure_check);

void open_definitions(benchmark::State& state) {
  for (auto _ : state) {
    const Result<Definitions> definitions = Definitions::built_in();
    benchmark::DoNotOptimize(definitions);
  }
}
BENCHMARK(open_definitions)->Unit(benchmark::kMillisecond);

void prepare_checker(benchmark::State& state) {
  const Result<Definitions> definitions = Definitions::built_in();
  for (auto _ : state) {
    const StructureChecker checker(*definitions);
    benchmark::DoNotOptimize(checker);
  }
}
BENCHMARK(prepare_checker);

double allocated_mib() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024.0 * 1024.0);
}

// What a server holds once, for all partitions: definitions; rules and programs made of them; and, as they come to be
// used, every profile and extension that R4 ships, with their texts as trees.
void memory(benchmark::State& state) {
  for (auto _ : state) {
    const double before = allocated_mib();
    const Result<Definitions> definitions = Definitions::built_in();
    const double defined = allocated_mib();
    const StructureChecker checker(*definitions);
    benchmark::DoNotOptimize(checker);
    const InvariantPlan rules(*definitions);  // The checker's own is made as it is used.
    for (const TypeId type : definitions->resource_types()) benchmark::DoNotOptimize(rules.of(definitions->structure_of(type)).own.size());
    const double prepared = allocated_mib();
    const terms::ShippedSource source = terms::ShippedSource::open().value();
    const terms::Library library(*definitions, {&source});
    const ProfileSet profiles(*definitions, library);
    const std::vector<std::string> urls = source.urls(terms::ResourceKind::kStructureDefinition).value();
    for (const std::string& url : urls) benchmark::DoNotOptimize(profiles.find(url).ok());
    state.counters["definitions_MiB"] = defined - before;
    state.counters["checker_MiB"] = prepared - defined;
    state.counters["profiles_MiB"] = allocated_mib() - prepared;
  }
}
BENCHMARK(memory)->Iterations(1);

}  // namespace
}  // namespace osler::fhir
