#include "fhir/validate/validator_case_test.h"

#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "fhir/validate/checked_text.h"
#include "fhir/validate/standalone_check.h"
#include "fhir/validate/xml_document_test.h"

namespace osler::fhir {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return file.extension() == ".xml" ? json_of_xml(text.str()) : text.str();
}

}  // namespace

json::Tree case_document(const std::filesystem::path& file) {
  json::Parser parser;
  auto tree = parser.parse(json::PaddedBytes(text_of(file)), r4().names());
  return tree.ok() ? std::move(*tree) : json::Tree();
}

std::optional<bool> reference_has_errors(const std::filesystem::path& folder, json::View java) {
  if (java.is_object()) return java.member("errorCount").raw() != "0";
  if (!java.is_string()) return std::nullopt;
  const json::Tree outcome = case_document(folder / "outcomes" / java.text());
  if (!outcome.root().exists()) return std::nullopt;
  for (const json::View issue : outcome.root().member("issue")) {
    if (issue.member("severity").equals("error") || issue.member("severity").equals("fatal")) return true;
  }
  return false;
}

std::string first_error(const CaseInput& input) {
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text_of(input.folder / input.file)), r4().names());
  if (!tree.ok()) return tree.error().message;
  const auto check = StandaloneCheck::open(r4(), SystemClock().now_ms()).value();
  for (const std::string& file : input.definitions) EXPECT_TRUE(check->add_resource(text_of(input.folder / file)).ok()) << file;
  std::vector<std::string> profiles;
  if (!input.profile.empty()) profiles.push_back(check->add_resource(text_of(input.folder / input.profile)).value());
  Findings findings;
  const Status checked = check->check(tree->root(), profiles, {.least = Severity::kError}, findings);
  if (!checked.ok()) return checked.error().message;
  std::erase_if(findings.issues, [](const Issue& issue) { return issue.severity > Severity::kError; });
  return findings.issues.empty() ? "" : findings.issues[0].expression + ": " + findings.issues[0].diagnostics;
}

}  // namespace osler::fhir
