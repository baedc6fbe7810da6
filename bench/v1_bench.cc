// What the simplified form costs beside FHIR: reading a body, checking it, writing FHIR, and showing it again.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "api/v1/check.h"
#include "api/v1/from_fhir.h"
#include "api/v1/to_fhir.h"
#include "json/parser.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kEncounter =
    R"({"status":"finished","class":"AMB","patientId":"pt_abc123","practitionerId":"prac_xyz789",
"reasonCode":"Annual wellness visit","period":{"start":"2025-01-15T09:00:00.000Z","end":"2025-01-15T09:30:00.000Z"},
"lengthMinutes":30,"location":"Main Clinic — Room 3","diagnosis":[{"condition":"I10","use":"AD","rank":1}]})";

const IdLookup kNobody = [](TypeId, std::string_view) { return false; };

struct Fixture {
  fhir::Definitions definitions = fhir::Definitions::built_in().value();
  std::unique_ptr<const Schema> schema = Schema::load(definitions).value();
  const ResourceSchema& encounters = *schema->by_path("encounters");
  json::Parser parser;

  json::Tree body() { return parser.parse(json::PaddedBytes(kEncounter), schema->names()).value(); }
  json::PaddedBytes fhir_of(const json::Tree& tree) {
    Findings findings;
    MappingRun run{*schema, {}, kNobody, 1'736'935'200'000, findings};
    json::Draft draft;
    write_resource(run, encounters, tree.root(), draft.root());
    return draft.write();
  }
};

Fixture& fixture() {
  static Fixture one;
  return one;
}

void load_schema(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Schema::load(fixture().definitions));
}
BENCHMARK(load_schema)->Unit(benchmark::kMillisecond);

void check(benchmark::State& state) {
  const json::Tree body = fixture().body();
  for (auto _ : state) {
    Findings findings;
    check_body(*fixture().schema, fixture().encounters, body.root(), {}, findings);
    benchmark::DoNotOptimize(findings.empty());
  }
}
BENCHMARK(check);

void write_fhir(benchmark::State& state) {
  const json::Tree body = fixture().body();
  for (auto _ : state) benchmark::DoNotOptimize(fixture().fhir_of(body));
}
BENCHMARK(write_fhir);

void show(benchmark::State& state) {
  Fixture& f = fixture();
  const json::Tree tree = f.parser.parse(f.fhir_of(f.body()), f.definitions.names()).value();
  std::string out;
  for (auto _ : state) {
    out.clear();
    write_simplified(*f.schema, f.encounters, tree.root(),
                     {"018f3c2e9a7b4c5d6e7f8091", 1'736'935'200'000, 1'736'935'200'000}, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(show);

/// All that a POST costs more than the same POST in FHIR.
void whole_create(benchmark::State& state) {
  Fixture& f = fixture();
  std::string out;
  for (auto _ : state) {
    const json::Tree body = f.body();
    Findings findings;
    check_body(*f.schema, f.encounters, body.root(), {}, findings);
    const json::Tree tree = f.parser.parse(f.fhir_of(body), f.definitions.names()).value();
    out.clear();
    write_simplified(*f.schema, f.encounters, tree.root(),
                     {"018f3c2e9a7b4c5d6e7f8091", 1'736'935'200'000, 1'736'935'200'000}, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(whole_create);

}  // namespace
}  // namespace osler::api::v1
