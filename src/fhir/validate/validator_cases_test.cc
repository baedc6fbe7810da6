// The published validator cases: whether we find errors where the reference implementation does. Its outcomes also come
// from profiles, packages and terminology servers; a case that needs one of those is named with its reason.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "fhir/model/published_data.h"
#include "fhir/validate/checked_text.h"
#include "fhir/validate/questionnaire_check.h"

namespace osler::fhir {
namespace {

constexpr const char* kArchive = "validator-r4.tar.xz";
constexpr std::size_t kCases = 154;

/// Cases that R4 alone cannot decide: `a profile` of HL7 or of a package, an extension's definition, or codes of a terminology
/// server (`codes`).
const std::map<std::string, std::string>& outside_r4() {
  static const std::map<std::string, std::string> named{
      {"fixed-quantity-binding-observation", "a profile"},
      {"obs-temp-bad", "a profile: bodytemp"},
      {"patient-ig-bad", "a profile"},
      {"bundle-conformsto", "a profile"},
      {"PulseOxBundle_25Oct2022", "a profile: vitalsigns, vs-3"},
      {"ai6", "a profile"},
      {"obs-mz", "a profile: its snapshot cannot be made"},
      {"ext-derived", "a profile: the extension is defined in the case"},
      {"maiden-name-extension", "a profile: where an extension may stand"},
      {"bundle-id-5", "codes: displays of CVX"},
      {"uk-msg", "codes: displays of SNOMED CT"},
      {"ips-nz-pj", "codes: displays of LOINC"},
      {"uuid-extension", "codes: SNOMED CT"},
      {"choice-async-qr", "codes: the value set jurisdiction"},
      {"open-choice-gender-coding-async-qr", "codes: displays"},
      {"quantity-units-not-in-value-set-qr", "codes: the value set jurisdiction"},
      {"string-with-coding-async-qr", "codes: the value set jurisdiction"},
      {"qr-bad-ref2", "content: what stands at another server's URL"}};
  return named;
}

/// Cases that we answer otherwise because the text of R4 does.
const std::map<std::string, std::string>& disagreements() {
  static const std::map<std::string, std::string> named{
      {"dr-example-org", "example.org URLs are the reference tool's policy; uri has no such rule (datatypes.html#uri)"},
      {"parameters-reference-bad", "a reference need not be resolvable (references.html)"},
      {"pat-dob-ext", "an unknown extension is to be accepted (extensibility.html)"},
      {"target-ref-profile-empty", "an unknown extension is to be accepted (extensibility.html)"},
      {"xml-bad-entities-json", "&reg; is an entity of HTML 4, which narratives may use (narrative.html)"},
      {"ips-htmlrefs-backwards", "links inside a narrative need not resolve (narrative.html)"},
      {"ab-list-slicing", "links inside a narrative need not resolve (narrative.html)"},
      {"attachment-max-size-qr", "maxSize is in megabytes (extension maxSize): 500 bytes are below 50"},
      {"choice-invalid-type-qr", "a choice is answered by a Coding or one of its options (questionnaire item-type)"},
      {"quantity-qr", "both quantities name the same unit: they can be compared"},
      {"reference-invalid-resource-type-qr", "an absolute URL may be of any server and form (references.html#literal)"}};
  return named;
}
constexpr double kAgreementMin = 0.90;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

json::Tree plain(const std::filesystem::path& file) {
  json::Parser parser;
  auto tree = parser.parse(json::PaddedBytes(text_of(file)), json::NameTable());
  return tree.ok() ? std::move(*tree) : json::Tree();
}

/// The reference implementation's finding, where the case has one.
std::optional<bool> reference_has_errors(const std::filesystem::path& folder, json::View one) {
  const json::View java = one.member("java");
  if (!java.is_string()) return std::nullopt;
  const json::Tree outcome = plain(folder / "outcomes" / java.text());
  if (!outcome.root().exists()) return std::nullopt;
  for (const json::View issue : outcome.root().member("issue")) {
    if (issue.member("severity").equals("error") || issue.member("severity").equals("fatal")) return true;
  }
  return false;
}

/// The Questionnaire that a response names, among what the case brings along; unread if it is not there.
json::Tree questionnaire_of(const std::filesystem::path& folder, json::View one, json::View response) {
  const std::string canonical = response.member("questionnaire").text();
  for (const json::View supporting : one.member("supporting")) {
    json::Parser parser;
    auto tree = parser.parse(json::PaddedBytes(text_of(folder / supporting.text())), r4().names());
    if (tree.ok() && !canonical.empty() && tree->root().member("url").equals(canonical.substr(0, canonical.find('|')))) return std::move(*tree);
  }
  return {};
}

/// Our first error, or empty.
std::string first_error(const std::filesystem::path& folder, json::View one) {
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text_of(folder / one.member("file").text())), r4().names());
  if (!tree.ok()) return tree.error().message;
  static const StructureChecker checker(r4());
  Findings findings;
  checker.check(tree->root(), {.least = Severity::kError}, findings);
  if (tree->root().member("resourceType").equals("QuestionnaireResponse")) {
    const json::Tree questionnaire = questionnaire_of(folder, one, tree->root());
    if (questionnaire.root().exists()) check_answers(r4(), tree->root(), questionnaire.root(), nullptr, findings);
  }
  std::erase_if(findings.issues, [](const Issue& issue) { return issue.severity > Severity::kError; });
  return findings.issues.empty() ? "" : findings.issues[0].expression + ": " + findings.issues[0].diagnostics;
}

TEST(ValidatorCases, AgreeOnWhetherThereAreErrors) {
  const auto unpacked = published_data(kArchive);
  OSLER_SKIP_WITHOUT(unpacked, kArchive, kCases);
  const std::filesystem::path folder = *unpacked / "validator-r4";
  const json::Tree manifest = plain(folder / "manifest.json");
  std::size_t cases = 0;
  std::size_t compared = 0;
  std::size_t agreed = 0;
  std::size_t outside = 0;
  for (const json::View one : manifest.root().member("test-cases")) {
    ++cases;
    const std::optional<bool> expected = reference_has_errors(folder, one);
    if (!expected) continue;
    ++compared;
    const std::string name = one.member("name").text();
    const std::string error = first_error(folder, one);
    const bool agrees = error.empty() != *expected;
    if (agrees) ++agreed;
    if (outside_r4().contains(name)) ++outside;
    EXPECT_EQ(agrees, !disagreements().contains(name) && !outside_r4().contains(name)) << name << " (" << one.member("file").text() << "): expected " << (*expected ? "errors" : "none") << "; " << error;
  }
  EXPECT_EQ(cases, kCases);
  std::cout << "validator cases: " << agreed << " of " << compared << " agree, " << outside << " need content beyond R4, " << disagreements().size()
            << " are argued, " << cases - compared << " have no outcome of the reference\n";
  EXPECT_GE(static_cast<double>(agreed) / static_cast<double>(compared - outside), kAgreementMin);
}

}  // namespace
}  // namespace osler::fhir
