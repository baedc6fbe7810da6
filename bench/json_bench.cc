// What reading JSON costs: one FHIR resource of 2.4 KB, beside simdjson's DOM alone as the floor.

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "json/draft.h"
#include "json/parser.h"
#include "json/splitter.h"

namespace osler::json {
namespace {

constexpr std::string_view kEncounter = R"json({"resourceType":"Encounter","id":"018f3c2e9a7b4c5d6e7f8091","meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"],"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"}]},"identifier":[{"use":"official","system":"https://hospital.example.org/encounters","value":"4f810c8e-e60f-9807-6b72-944a09bd69bc"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000","display":"General examination of patient (procedure)"},{"system":"https://hospital.example.org/visit-types","code":"GEN"}],"text":"General examination of patient (procedure)"}],"serviceType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/service-type","code":"124","display":"General Practice"}]},"subject":{"reference":"Patient/018f3c2e9a7b4c5d6e7f8092","display":"Example Person"},"episodeOfCare":[{"reference":"EpisodeOfCare/018f3c2e9a7b4c5d6e7f8093"}],"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{"start":"2024-03-05T09:15:00+01:00","end":"2024-03-05T09:45:00+01:00"},"individual":{"reference":"Practitioner/018f3c2e9a7b4c5d6e7f8094","display":"Dr. Example Doctor"}},{"individual":{"reference":"Practitioner/018f3c2e9a7b4c5d6e7f8095"}}],"period":{"start":"2024-03-05T09:15:00+01:00","end":"2024-03-05T09:45:00+01:00"},"length":{"value":30.0,"unit":"minute","system":"http://unitsofmeasure.org","code":"min"},"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"36971009","display":"Sinusitis (disorder)"}]}],"diagnosis":[{"condition":{"reference":"Condition/018f3c2e9a7b4c5d6e7f8096"},"use":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/diagnosis-role","code":"AD"}]},"rank":1}],"hospitalization":{"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"home"}]}},"location":[{"location":{"reference":"Location/018f3c2e9a7b4c5d6e7f8097","display":"Room 3, Building A"},"status":"completed"}],"serviceProvider":{"reference":"Organization/018f3c2e9a7b4c5d6e7f8098","display":"Example Hospital"}})json";

/// The resource's own names among as many others as FHIR has.
NameTable fhir_names() {
  std::vector<std::string> names{"resourceType", "id",     "meta",          "profile",     "security",  "system",
                                 "code",         "use",    "value",         "identifier",  "status",    "class",
                                 "display",      "type",   "coding",        "text",        "subject",   "reference",
                                 "serviceType",  "period", "episodeOfCare", "participant", "start",     "end",
                                 "individual",   "length", "unit",          "reasonCode",  "diagnosis", "condition",
                                 "rank",         "location", "hospitalization", "dischargeDisposition", "serviceProvider"};
  for (int i = 0; names.size() < 1800; ++i) names.push_back("elementNumber" + std::to_string(i));
  return NameTable(std::move(names));
}

std::string pretty(std::string_view text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    if (c == '"') inside = !inside;
    out += c;
    if (!inside && (c == ',' || c == '{' || c == '[')) out += "\n      ";
  }
  return out;
}

void parse_each(benchmark::State& state, std::string_view text) {
  const NameTable names = fhir_names();
  Parser parser;
  std::size_t nodes = 0;
  for (auto _ : state) {
    Result<Tree> tree = parser.parse(PaddedBytes(text), names);
    benchmark::DoNotOptimize(nodes = tree->nodes().size());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.counters["nodes"] = static_cast<double>(nodes);
}

void BM_Tree(benchmark::State& state) { parse_each(state, kEncounter); }
BENCHMARK(BM_Tree);

void BM_TreeIndented(benchmark::State& state) { parse_each(state, pretty(kEncounter)); }
BENCHMARK(BM_TreeIndented);

void BM_TreeWithEscapes(benchmark::State& state) {
  std::string text(kEncounter);
  for (std::size_t at = text.find('/'); at != std::string::npos; at = text.find('/', at + 2)) text.insert(at, 1, '\\');
  parse_each(state, text);
}
BENCHMARK(BM_TreeWithEscapes);

void BM_SimdjsonDom(benchmark::State& state) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(kEncounter);
  for (auto _ : state) {
    simdjson::dom::element element;
    benchmark::DoNotOptimize(parser.parse(text).get(element));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_SimdjsonDom);

void BM_CopyBytes(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(PaddedBytes(kEncounter).data());
}
BENCHMARK(BM_CopyBytes);

void BM_WalkTree(benchmark::State& state) {
  const NameTable names = fhir_names();
  const Tree tree = Parser().parse(PaddedBytes(kEncounter), names).value();
  const NameId participant = names.find("participant");
  const NameId individual = names.find("individual");
  const NameId reference = names.find("reference");
  for (auto _ : state) {
    std::size_t bytes = 0;
    for (const View one : tree.root().member(participant)) bytes += one.member(individual).member(reference).raw().size();
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(BM_WalkTree);

void BM_DraftOneChange(benchmark::State& state) {
  const NameTable names = fhir_names();
  const Tree tree = Parser().parse(PaddedBytes(kEncounter), names).value();
  for (auto _ : state) {
    Draft draft(tree.root());
    draft.root().ensure_member("status").set_string("in-progress");
    benchmark::DoNotOptimize(draft.write().size());
  }
}
BENCHMARK(BM_DraftOneChange);

/// Four megabytes of entries in chunks of 64 KB; the entries are taken, not parsed.
void split_each(benchmark::State& state, std::string_view entry) {
  std::string text = R"({"resourceType":"Bundle","type":"batch","entry":[)";
  while (text.size() < 4'000'000) text += "{\"resource\":" + std::string(entry) + "},\n";
  text.resize(text.size() - 2);
  text += "]}";
  const NameTable names = fhir_names();
  for (auto _ : state) {
    Splitter splitter("entry", names);
    std::size_t bytes = 0;
    for (std::size_t at = 0; at < text.size(); at += 65'536) {
      if (!splitter.feed(std::string_view(text).substr(at, 65'536)).ok()) state.SkipWithError("refused");
      while (auto element = splitter.next()) bytes += element->text.size();
    }
    if (!splitter.finish().ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(bytes);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_Split(benchmark::State& state) { split_each(state, kEncounter); }
BENCHMARK(BM_Split);

void BM_SplitIndented(benchmark::State& state) { split_each(state, pretty(kEncounter)); }
BENCHMARK(BM_SplitIndented);

}  // namespace
}  // namespace osler::json
