// Checks against US Core 6.1.0, on the package's own examples. Needs shared/data (OSLER_SHARED). Figures: one core.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fhir/terms/package_archive.h"
#include "fhir/terms/shipped.h"
#include "fhir/terms/terminology.h"
#include "fhir/validate/profile_check.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Material {
  Material() {
    const char* shared = std::getenv("OSLER_SHARED");
    const std::filesystem::path archive = std::filesystem::path(shared == nullptr ? "../shared" : shared) / "data" / "hl7.fhir.us.core-610.tgz";
    const auto package = terms::read_package(read(archive), definitions.names());
    if (!package.ok()) return;
    for (const terms::PackageResource& resource : package->resources) {
      if (const auto kind = terms::kind_of(resource.type)) source.add(*kind, resource.url, resource.version, resource.text);
    }
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "osler_profile_bench";
    std::filesystem::create_directories(folder);
    const std::string command = "tar -xzf '" + archive.string() + "' -C '" + folder.string() + "'";
    if (std::system(command.c_str()) != 0) return;
    json::Parser parser;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "package" / "example")) {
      auto tree = parser.parse(json::PaddedBytes(read(entry.path())), definitions.names());
      if (!tree.ok() || tree->root().member("meta").member("profile").count() == 0) continue;
      examples.push_back(std::make_unique<json::Tree>(*std::move(tree)));
    }
    std::filesystem::remove_all(folder);
  }

  Definitions definitions = Definitions::built_in().value();
  terms::MemorySource source;
  terms::ShippedSource shipped_source = terms::ShippedSource::open().value();
  terms::Library shipped{definitions, {&shipped_source}};
  terms::Library library{definitions, {&source}, &shipped};
  ProfileSet profiles{definitions, library};
  ProfileChecker checker{profiles};
  std::vector<std::unique_ptr<json::Tree>> examples;
};

Material& material() {
  static Material made;
  return made;
}

void BM_UsCore610Profiles(benchmark::State& state) {
  Material& all = material();
  if (all.examples.empty()) return state.SkipWithError("shared/data is not there");
  std::size_t checked = 0;
  for (auto _ : state) {
    for (const auto& example : all.examples) {
      Findings findings;
      all.checker.check_declared(example->root(), {}, findings);
      benchmark::DoNotOptimize(findings.issues.size());
      ++checked;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(checked));
}
BENCHMARK(BM_UsCore610Profiles)->Unit(benchmark::kMillisecond);

void BM_CompileUsCorePatient(benchmark::State& state) {
  Material& all = material();
  if (all.examples.empty()) return state.SkipWithError("shared/data is not there");
  for (auto _ : state) {
    const ProfileSet fresh(all.definitions, all.library);
    benchmark::DoNotOptimize(fresh.find("http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient").ok());
  }
}
BENCHMARK(BM_CompileUsCorePatient)->Unit(benchmark::kMicrosecond);

void BM_IsInValueSet(benchmark::State& state) {
  const terms::Terminology terminology(material().library);
  for (auto _ : state) {
    benchmark::DoNotOptimize(terminology.contains("http://hl7.org/fhir/ValueSet/parent-relationship-codes",
                                                  "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "TWINBRO"));
  }
}
BENCHMARK(BM_IsInValueSet)->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace osler::fhir
