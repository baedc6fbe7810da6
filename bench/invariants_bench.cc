// Base validation and invariants over the synthetic patients of shared/data (OSLER_SHARED): resources a second, rules a
// second, and the ten rules that cost most when they are evaluated as FHIRPath.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <unistd.h>

#include "fhir/terms/package_archive.h"
#include "fhir/terms/shipped.h"
#include "fhir/validate/invariant_plan.h"
#include "fhir/validate/profile_set.h"
#include "fhir/validate/structure_check.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kResourcesMax = 6'000;

/// One object of one resource, with what its rules need.
struct Place {
  path::Item context;
  path::ElementSet present;
  json::View resource, root;
};

/// The first resources of the synthetic patients, parsed; none where the archive is missing.
class Synthetic {
 public:
  static const Synthetic& get() {
    static const Synthetic kept;
    return kept;
  }

  const Definitions definitions = Definitions::built_in().value();
  std::vector<json::Tree> resources;
  std::vector<Place> places;
  const InvariantPlan plan{definitions};

 private:
  Synthetic() {
    const char* shared = std::getenv("OSLER_SHARED");
    const fs::path archive = fs::path(shared != nullptr ? shared : "../shared") / "data/synthea-r4-100.tar.xz";
    const fs::path folder = fs::temp_directory_path() / ("osler-invariants-bench-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const std::string command = "tar -xf '" + archive.string() + "' -C '" + folder.string() + "'";
    if (fs::exists(archive) && std::system(command.c_str()) == 0) read(folder);
    fs::remove_all(folder);
    for (const json::Tree& tree : resources) collect(tree.root(), type_of(tree.root()), tree.root(), tree.root());
  }

  void read(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    json::Parser parser;
    for (const fs::path& file : files) {
      std::ifstream in(file, std::ios::binary);
      std::stringstream text;
      text << in.rdbuf();
      const auto bundle = parser.parse(json::PaddedBytes(text.str()), definitions.names());
      if (!bundle.ok()) continue;
      for (const json::View entry : bundle->root().member("entry")) {
        if (resources.size() == kResourcesMax) return;
        auto tree = parser.parse(json::PaddedBytes(entry.member("resource").raw()), definitions.names());
        if (tree.ok()) resources.push_back(std::move(*tree));
      }
    }
  }

  StructureId type_of(json::View resource) const {
    return definitions.structure_of(definitions.resource_type(resource.member("resourceType").text()).value_or(TypeId::kNone));
  }

  void collect(json::View value, StructureId id, json::View resource, json::View root) {
    if (value.is_array()) {
      for (const json::View item : value) collect(item, id, resource, root);
      return;
    }
    if (!value.is_object() || id == StructureId::kNone) return;
    Place place;
    place.context.view = value;
    place.context.structure = id;
    place.resource = resource;
    place.root = root;
    for (const json::View member : value) {
      const Element* element = definitions.element(id, member.name());
      if (element == nullptr) continue;
      place.present.mark(static_cast<std::size_t>(element - definitions.at(id).elements.data()));
      if (element->type_name == "Resource") {
        for (const json::View inner : member) collect(inner, type_of(inner), inner, root);
      } else if (element->primitive == Primitive::kNone) {
        collect(member, element->type, resource, root);
      }
    }
    places.push_back(place);
  }
};

bool add_us_core(const Definitions& definitions, terms::MemorySource& source) {
  const char* shared = std::getenv("OSLER_SHARED");
  std::ifstream in(fs::path(shared != nullptr ? shared : "../shared") / "data/hl7.fhir.us.core-610.tgz", std::ios::binary);
  std::stringstream archive;
  archive << in.rdbuf();
  const auto package = terms::read_package(archive.str(), definitions.names());
  if (!package.ok()) return false;
  for (const terms::PackageResource& resource : package->resources) {
    if (const auto kind = terms::kind_of(resource.type)) source.add(*kind, resource.url, resource.version, resource.text);
  }
  return true;
}

void base_validation(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  if (data.resources.empty()) return state.SkipWithError("shared/data/synthea-r4-100.tar.xz is missing");
  const StructureChecker checker(data.definitions);
  for (auto _ : state) {
    for (const json::Tree& tree : data.resources) {
      Findings findings;
      checker.check(tree.root(), {.least = Severity::kWarning}, findings);
      benchmark::DoNotOptimize(findings);
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data.resources.size()));
}
BENCHMARK(base_validation)->Unit(benchmark::kMillisecond);

// Resources that hold extensions: 0 without looking at these; 1 against the definitions that R4 ships; 2 US Core's as well.
void resources_with_extensions(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  const StructureChecker checker(data.definitions);
  const terms::ShippedSource shipped_source = terms::ShippedSource::open().value();
  terms::MemorySource source;
  if (state.range(0) == 2 && !add_us_core(data.definitions, source)) return state.SkipWithError("shared/data/hl7.fhir.us.core-610.tgz is missing");
  const terms::Library shipped(data.definitions, {&shipped_source});
  const terms::Library library(data.definitions, {&source}, &shipped);
  const ProfileSet profiles(data.definitions, library);
  StructureCheckOptions options{.least = Severity::kWarning};
  if (state.range(0) != 0) options.extensions = {.definitions = &profiles, .misplaced = Severity::kWarning};
  std::vector<json::View> resources;
  for (const json::Tree& tree : data.resources) {
    if (tree.root().member("extension").exists()) resources.push_back(tree.root());
  }
  if (resources.empty()) return state.SkipWithError("shared/data/synthea-r4-100.tar.xz is missing");
  for (auto _ : state) {
    for (const json::View resource : resources) {
      Findings findings;
      checker.check(resource, options, findings);
      benchmark::DoNotOptimize(findings);
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * resources.size()));
}
BENCHMARK(resources_with_extensions)->DenseRange(0, 2);

// Parsing too: what a caller of $validate pays for beyond HTTP.
void parse_and_validate(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  if (data.resources.empty()) return state.SkipWithError("shared/data/synthea-r4-100.tar.xz is missing");
  const StructureChecker checker(data.definitions);
  json::Parser parser;
  for (auto _ : state) {
    for (const json::Tree& tree : data.resources) {
      const auto again = parser.parse(json::PaddedBytes(tree.text()), data.definitions.names());
      Findings findings;
      checker.check(again->root(), {}, findings);
      benchmark::DoNotOptimize(findings);
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * data.resources.size()));
}
BENCHMARK(parse_and_validate)->Unit(benchmark::kMillisecond);

bool held(const Synthetic& data, const PlannedRule& planned, const Place& place, path::Environment& environment, path::Workspace& workspace) {
  environment.resource = place.resource;
  environment.root_resource = place.root;
  workspace.reset();
  return path::holds(planned.rule.program, data.definitions, place.context, environment, workspace).ok();
}

// Every rule of every object as a write decides it: by presence, by native code, or by FHIRPath.
void invariants(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  path::Environment environment;
  path::Workspace workspace;
  ContainedIndex contained;
  std::int64_t rules = 0;
  for (auto _ : state) {
    for (const Place& place : data.places) {
      for (const PlannedRule& planned : data.plan.of(place.context.structure).own) {
        ++rules;
        if (planned.gate.decide(place.present) != path::PresenceGate::Answer::kUnknown) continue;
        bool holds = false;
        if (planned.native != nullptr) holds = planned.native({data.definitions, place.context, place.resource, place.root, contained});
        else holds = held(data, planned, place, environment, workspace);
        benchmark::DoNotOptimize(holds);
      }
    }
  }
  state.SetItemsProcessed(rules);
}
BENCHMARK(invariants)->Unit(benchmark::kMillisecond);

// The same rules, all as FHIRPath.
void invariants_as_fhirpath(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  path::Environment environment;
  path::Workspace workspace;
  std::int64_t rules = 0;
  for (auto _ : state) {
    for (const Place& place : data.places) {
      for (const PlannedRule& planned : data.plan.of(place.context.structure).own) {
        ++rules;
        benchmark::DoNotOptimize(held(data, planned, place, environment, workspace));
      }
    }
  }
  state.SetItemsProcessed(rules);
}
BENCHMARK(invariants_as_fhirpath)->Unit(benchmark::kMillisecond);

// Of this thread alone: the machine may be busy with others.
double cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void slowest_ten(benchmark::State& state) {
  const Synthetic& data = Synthetic::get();
  struct Cost { double ns = 0; std::size_t count = 0; };
  std::map<std::string, Cost> costs;
  path::Environment environment;
  path::Workspace workspace;
  for (auto _ : state) {
    for (const Place& place : data.places) {
      for (const PlannedRule& planned : data.plan.of(place.context.structure).own) {
        const double begin = cpu_ns();
        for (int i = 0; i < 10; ++i) benchmark::DoNotOptimize(held(data, planned, place, environment, workspace));
        Cost& cost = costs[planned.rule.key];
        cost.ns += (cpu_ns() - begin) / 10;
        ++cost.count;
      }
    }
  }
  std::vector<std::pair<double, std::string>> sorted;
  for (const auto& [key, cost] : costs) sorted.emplace_back(cost.ns / static_cast<double>(cost.count), key);
  std::sort(sorted.rbegin(), sorted.rend());
  std::cout << "slowest as FHIRPath (ns each, evaluations):\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(10, sorted.size()); ++i) {
    std::cout << "  " << sorted[i].second << "  " << sorted[i].first << "  " << costs[sorted[i].second].count << "\n";
  }
}
BENCHMARK(slowest_ten)->Iterations(1);

}  // namespace
}  // namespace osler::fhir
