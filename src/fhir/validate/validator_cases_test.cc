// The published validator cases: whether we find errors where the reference implementation does. A case may hold two
// checks: of the resource as it is, and against a profile that the case names ("name/profile"). What R4 alone cannot
// decide, or what we decide otherwise, is named with its reason.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "fhir/model/published_data.h"
#include "fhir/validate/validator_case_test.h"

namespace osler::fhir {
namespace {

constexpr const char* kArchive = "validator-r4.tar.xz";
constexpr std::size_t kCases = 154;
constexpr double kAgreementMin = 0.97;

/// Checks that R4 and the case alone cannot decide.
const std::map<std::string, std::string>& outside_r4() {
  static const std::map<std::string, std::string> named{
      {"bundle-id-5", "codes: displays of CVX"},
      {"uk-msg", "codes: displays of SNOMED CT"},
      {"ips-nz-pj", "codes: displays of LOINC"},
      {"uuid-extension", "codes: SNOMED CT"},
      {"choice-async-qr", "codes: the value set jurisdiction"},
      {"string-with-coding-async-qr", "codes: the value set jurisdiction"},
      {"open-choice-gender-coding-async-qr", "codes: displays of item-type, which may stand in any language"},
      {"PulseOxBundle_25Oct2022", "codes: displays of LOINC; and a profile that is not declared (vital signs), which we report as warnings"},
      {"bb-obs-value-is-not-in-valueset/profile", "codes: its value set is not among the published cases"},
      {"res-inv-example-bad/profile", "profiles that are not among the published cases"},
      {"obs-temp-bad", "codes: which codes of SNOMED CT are vital signs"},
      {"target-ref-profile-empty", "definitions of its extensions, and codes: displays of ICD-10"},
      {"pat-dob-ext", "the definition of its extension: R4 accepts one that is unknown (extensibility.html)"},
      {"quantity-qr", "an extension of another guide (SDC): minQuantity"},
      {"parameters-reference-bad", "content: the server that Patient/2 should be on"},
      {"qr-bad-ref2", "content: what stands at another server's URL"},
      {"dr-example-org", "a switch of the reference tool that forbids URLs of example.org (datatypes.html#uri has no such rule)"}};
  return named;
}

/// Checks that we answer otherwise because the text of R4 does.
const std::map<std::string, std::string>& disagreements() {
  static const std::map<std::string, std::string> named{
      {"ab-list-slicing", "links inside a narrative need not resolve (narrative.html)"},
      {"attachment-max-size-qr", "maxSize is in megabytes (extension maxSize): 500 bytes are below 50"},
      {"choice-invalid-type-qr", "a choice is answered by a Coding or one of its options (questionnaire item-type)"},
      {"reference-invalid-resource-type-qr", "an absolute URL may be of any server and form (references.html#literal)"}};
  return named;
}

/// One comparison with the reference.
struct Comparison {
  std::string name;
  bool expects_errors = false;
  CaseInput input;
};

// Those that are there: the cases are published without some of them.
void add_files(const std::filesystem::path& folder, json::View list, std::vector<std::string>& files) {
  for (const json::View file : list) {
    if (case_document(folder / file.text()).root().exists()) files.push_back(file.text());
  }
}

std::vector<Comparison> comparisons_of(const std::filesystem::path& folder, json::View one) {
  std::vector<Comparison> made;
  const std::string name = one.member("name").text();
  CaseInput input{folder, one.member("file").text(), {}, {}};
  add_files(folder, one.member("profiles"), input.definitions);
  add_files(folder, one.member("supporting"), input.definitions);
  if (const auto expected = reference_has_errors(folder, one.member("java"))) made.push_back({name, *expected, input});
  const json::View profile = one.member("profile");
  const auto expected = reference_has_errors(folder, profile.member("java"));
  if (!expected) return made;
  add_files(folder, profile.member("supporting"), input.definitions);
  input.profile = profile.member("source").text();
  made.push_back({name + "/profile", *expected, std::move(input)});
  return made;
}

// Some profiles, and all packages, are not part of the published cases.
bool is_readable(const CaseInput& input, json::View one) {
  const bool needs_package = one.member("profile").member("packages").exists();
  return input.profile.empty() || (!needs_package && case_document(input.folder / input.profile).root().exists());
}

TEST(ValidatorCases, AgreeOnWhetherThereAreErrors) {
  const auto unpacked = published_data(kArchive);
  OSLER_SKIP_WITHOUT(unpacked, kArchive, kCases);
  const std::filesystem::path folder = *unpacked / "validator-r4";
  const json::Tree manifest = case_document(folder / "manifest.json");
  std::size_t cases = 0;
  std::size_t unread = 0;
  std::size_t outside = 0;
  std::size_t compared = 0;
  std::size_t agreed = 0;
  for (const json::View one : manifest.root().member("test-cases")) {
    ++cases;
    for (const Comparison& comparison : comparisons_of(folder, one)) {
      const std::string& name = comparison.name;
      if (!is_readable(comparison.input, one)) {
        ++unread;
        std::cout << "not read: " << name << "\n";
        continue;
      }
      const std::string error = first_error(comparison.input);
      const bool agrees = error.empty() != comparison.expects_errors;
      EXPECT_EQ(agrees, !disagreements().contains(name) && !outside_r4().contains(name))
          << name << " (" << comparison.input.file << "): expected " << (comparison.expects_errors ? "errors" : "none") << "; " << error;
      if (outside_r4().contains(name)) {
        ++outside;
        continue;
      }
      ++compared;
      if (agrees) ++agreed;
    }
  }
  EXPECT_EQ(cases, kCases);
  std::cout << "validator cases: " << agreed << " of " << compared << " checks agree, " << disagreements().size() << " are argued; "
            << outside << " need content beyond R4, " << unread << " need a profile or a package that is not there\n";
  EXPECT_GE(static_cast<double>(agreed) / static_cast<double>(compared), kAgreementMin);
}

}  // namespace
}  // namespace osler::fhir
