#include <CLI/CLI.hpp>
#include <iostream>

#include "api/fhir/outcome.h"
#include "base/clock.h"
#include "cli/command.h"
#include "cli/import_source.h"
#include "fhir/model/definitions.h"
#include "fhir/validate/structure_check.h"
#include "json/parser.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::vector<std::string> packages;
  std::string profile;
  std::vector<std::string> files;
};

class Validator {
 public:
  explicit Validator(const fhir::Definitions& definitions) : definitions_(definitions), checker_(definitions) {}

  /// Prints one OperationOutcome; whether there was no error.
  bool validate(const std::string& file) {
    const auto content = read_import_file(file);
    if (!content.ok()) return print({{Severity::kFatal, IssueType::kNotFound, content.error().message}});
    const auto tree = parser_.parse(json::PaddedBytes(*content), definitions_.names());
    if (!tree.ok()) return print({{Severity::kFatal, IssueType::kStructure, file + ": " + tree.error().message}});
    fhir::path::Environment surroundings;
    surroundings.now_ms = SystemClock().now_ms();
    fhir::Findings findings;
    checker_.check(tree->root(), {.best_practice = true, .surroundings = &surroundings}, findings);
    if (findings.issues.empty()) return print({{Severity::kInformation, IssueType::kInformational, file + ": no findings"}});
    std::cout << fhir_api::outcome_text(findings, tree->text(), {}) << '\n';
    return !findings.has_errors();
  }

 private:
  static bool print(const std::vector<Issue>& issues) {
    std::cout << fhir_api::outcome_text(issues, {}) << '\n';
    return issues.front().severity > Severity::kError;
  }

  const fhir::Definitions& definitions_;
  fhir::StructureChecker checker_;
  json::Parser parser_;
};

int validate(const Arguments& arguments) {
  if (!arguments.packages.empty() || !arguments.profile.empty()) {
    return fail(kUsage, "validate: --package and --profile are not offered yet; this version checks against R4 itself");
  }
  const auto definitions = fhir::Definitions::built_in();
  if (!definitions.ok()) return fail(definitions.error());
  Validator validator(*definitions);
  bool all_valid = true;
  for (const std::string& file : arguments.files) all_valid = validator.validate(file) && all_valid;
  return all_valid ? kOk : kFailure;
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("validate", "Check FHIR R4 resources; one OperationOutcome a line, exit 1 if any has errors");
  command->footer("Examples:\n  osler validate patient.json\n  osler validate *.json | grep '\"severity\":\"error\"'");
  command->add_option("--package", arguments->packages, "FHIR package (.tgz) or one conformance resource (.json)");
  command->add_option("--profile", arguments->profile, "Canonical URL of a profile");
  command->add_option("FILE", arguments->files, "Resources as JSON")->required();
  command->callback([arguments, &action] { action = [arguments] { return validate(*arguments); }; });
}

}  // namespace osler::cli
