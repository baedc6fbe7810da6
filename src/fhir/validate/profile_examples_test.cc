// The examples of the US Core packages against the profiles they declare.

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "fhir/model/published_data.h"
#include "fhir/terms/package_archive.h"
#include "fhir/terms/shipped.h"
#include "fhir/validate/checked_text.h"
#include "fhir/validate/definition_check.h"
#include "fhir/validate/profile_check.h"

namespace osler::fhir {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A library of R4 and one package, with the package's examples.
struct Published {
  explicit Published(const std::string& archive) {
    folder = published_data(archive);
    if (!folder) return;
    const char* given = std::getenv("OSLER_SHARED");
    const std::filesystem::path shared = given != nullptr ? given : std::filesystem::path(OSLER_SOURCE_DIR).parent_path() / "shared";
    const auto package = terms::read_package(read(shared / "data" / archive), r4().names());
    EXPECT_TRUE(package.ok());
    for (const terms::PackageResource& resource : package->resources) {
      texts.push_back(resource.text);
      if (const auto kind = terms::kind_of(resource.type)) source.add(*kind, resource.url, resource.version, resource.text);
    }
  }

  std::optional<std::filesystem::path> folder;
  std::vector<std::string> texts;  ///< Of the package's conformance resources.
  terms::MemorySource source;
  terms::ShippedSource shipped_source = terms::ShippedSource::open().value();
  terms::Library shipped{r4(), {&shipped_source}};
  terms::Library library{r4(), {&source}, &shipped};
  ProfileSet profiles{r4(), library};
  ProfileChecker checker{profiles};
};

// The pulse oximetry profile of 3.1.1 fixes L/min for the flow rate, and inherits a required binding to a value set that has no
// such code: its snapshot and its own example (Observation-satO2-fiO2) contradict one another. R4's text has bindings hold too.
constexpr std::string_view kContradiction = "ucum-vitals-common|4.0.1 (profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-pulse-oximetry)";

void expect_valid(const std::string& archive, std::size_t examples, std::size_t declared_least) {
  Published published(archive);
  OSLER_SKIP_WITHOUT(published.folder, archive, examples);
  const StructureChecker structure(r4());
  std::size_t seen = 0;
  std::size_t declared = 0;
  std::size_t contradictions = 0;
  std::map<std::string, std::size_t> warnings;
  for (const auto& entry : std::filesystem::directory_iterator(*published.folder / "package" / "example")) {
    if (entry.path().extension() != ".json" || entry.path().filename().string().starts_with('.')) continue;
    const json::Tree tree = parsed(read(entry.path()));
    declared += tree.root().member("meta").member("profile").count();
    Findings findings;
    published.checker.check_declared(tree.root(), {}, findings);
    Findings base;
    structure.check(tree.root(), {.least = Severity::kError, .extensions = {.definitions = &published.profiles}}, base);
    for (const Issue& issue : base.issues) {
      if (issue.expression.find("xtension[") != std::string::npos) ADD_FAILURE() << entry.path().filename() << " " << issue.expression << ": " << issue.diagnostics;
    }
    for (const Issue& issue : findings.issues) {
      if (issue.severity > Severity::kError) ++warnings[issue.diagnostics];
      else if (issue.diagnostics.find(kContradiction) != std::string::npos) ++contradictions;
      else ADD_FAILURE() << entry.path().filename() << " " << issue.expression << ": " << issue.diagnostics;
    }
    ++seen;
  }
  EXPECT_EQ(seen, examples);
  EXPECT_GE(declared, declared_least);
  EXPECT_LE(contradictions, 2U);  // Once for the element, once for the slice.
  std::cout << seen << " examples, " << declared << " declared profiles, " << warnings.size() << " different warnings\n";
}

TEST(ProfileExamples, OfUsCore311AreValid) { expect_valid("hl7.fhir.us.core-311.tgz", 84, 60); }
TEST(ProfileExamples, OfUsCore610AreValid) { expect_valid("hl7.fhir.us.core-610.tgz", 183, 150); }

// What a write of them is told once a package is there: their extensions are US Core's. The race of eight (2135-2, which is an
// ethnicity) is none of 3.1.1's value set.
TEST(ProfileExamples, LeaveTheSyntheticPatientsValid) {
  const auto folder = published_data("synthea-r4-100.tar.xz");
  OSLER_SKIP_WITHOUT(folder, "synthea-r4-100.tar.xz", 100);
  for (const std::string archive : {"hl7.fhir.us.core-311.tgz", "hl7.fhir.us.core-610.tgz"}) {
    Published published(archive);
    OSLER_SKIP_WITHOUT(published.folder, archive, 2);
    const StructureChecker structure(r4());
    std::size_t patients = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
      if (entry.path().extension() != ".json") continue;
      const json::Tree bundle = parsed(read(entry.path()));
      for (const json::View each : bundle.root().member("entry")) {
        if (!each.member("resource").member("resourceType").equals("Patient")) continue;
        const json::Tree tree = parsed(each.member("resource").raw());
        Findings findings;
        structure.check(tree.root(), {.least = Severity::kError, .extensions = {.definitions = &published.profiles, .codes_of_others = Severity::kWarning, .misplaced = Severity::kWarning}}, findings);
        for (const Issue& issue : findings.issues) ADD_FAILURE() << archive << " " << entry.path().filename() << " " << issue.expression << ": " << issue.diagnostics;
        ++patients;
      }
    }
    EXPECT_EQ(patients, 100U);
  }
}

// What is stored when a package is added, as a write judges it: HL7's own extensions on them stand outside their contexts.
TEST(ProfileExamples, ArePublishedWithValidDefinitions) {
  for (const std::string archive : {"hl7.fhir.us.core-311.tgz", "hl7.fhir.us.core-610.tgz"}) {
    Published published(archive);
    OSLER_SKIP_WITHOUT(published.folder, archive, 2);
    const StructureChecker structure(r4());
    EXPECT_GT(published.texts.size(), 100U);
    for (const std::string& text : published.texts) {
      const json::Tree tree = parsed(text);
      Findings findings;
      structure.check(tree.root(), {.least = Severity::kError, .extensions = {.definitions = &published.profiles, .misplaced = Severity::kWarning}}, findings);
      for (const Issue& issue : findings.issues) ADD_FAILURE() << tree.root().member("url").text() << " " << issue.expression << ": " << issue.diagnostics;
    }
  }
}

// Every profile of the packages, and every one R4 ships, compiles whole.
TEST(ProfileExamples, CompileWithNothingLeftOut) {
  for (const std::string archive : {"hl7.fhir.us.core-311.tgz", "hl7.fhir.us.core-610.tgz"}) {
    Published published(archive);
    OSLER_SKIP_WITHOUT(published.folder, archive, 2);
    std::size_t profiles = 0;
    for (const terms::Source* source : std::initializer_list<const terms::Source*>{&published.source, &published.shipped_source}) {
      const std::vector<std::string> urls = source->urls(terms::ResourceKind::kStructureDefinition).value();
      for (const std::string& url : urls) {
        const Result<ProfilePtr> profile = published.profiles.find(url);
        ASSERT_TRUE(profile.ok() && *profile != nullptr) << url << (profile.ok() ? "" : profile.error().message);
        EXPECT_THAT((*profile)->left_out, testing::IsEmpty()) << url;
        Findings findings;
        check_definition(published.profiles, published.profiles.definition(url).value()->root(), findings);
        EXPECT_FALSE(findings.has_errors()) << url << ": " << findings.issues[0].expression << " " << findings.issues[0].diagnostics;
        ++profiles;
      }
    }
    std::cout << profiles << " profiles compile\n";
  }
}

}  // namespace
}  // namespace osler::fhir
