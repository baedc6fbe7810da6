#include <CLI/CLI.hpp>
#include <iostream>

#include "api/fhir/outcome.h"
#include "base/clock.h"
#include "cli/command.h"
#include "cli/import_source.h"
#include "fhir/model/definitions.h"
#include "fhir/validate/standalone_check.h"
#include "json/parser.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::vector<std::string> packages;
  std::vector<std::string> profiles;
  std::vector<std::string> files;
};

class Validator {
 public:
  Validator(const fhir::Definitions& definitions, std::unique_ptr<fhir::StandaloneCheck> check)
      : definitions_(definitions), check_(std::move(check)) {}

  /// A FHIR package (.tgz), or one conformance resource (.json). Errors: kNotFound, kInvalidInput, each naming the file.
  Status load(const std::string& file) {
    OSLER_TRY(std::string content, read_plain_file(file));
    const bool is_package = file.ends_with(".tgz") || file.ends_with(".tar.gz");
    Status loaded = is_package ? check_->add_package(content) : status_of(check_->add_resource(std::move(content)));
    if (loaded.ok()) return {};
    return Error{loaded.error().kind, file + ": " + loaded.error().message, {}, {}};
  }

  /// Prints one OperationOutcome; whether there was no error. Errors: those of a profile that was asked for.
  Result<bool> validate(const std::string& file, const std::vector<std::string>& profiles) {
    const auto content = read_import_file(file);
    if (!content.ok()) return print({{Severity::kFatal, IssueType::kNotFound, content.error().message}});
    const auto tree = parser_.parse(json::PaddedBytes(*content), definitions_.names());
    if (!tree.ok()) return print({{Severity::kFatal, IssueType::kStructure, file + ": " + tree.error().message}});
    fhir::Findings findings;
    OSLER_RETURN_IF_ERROR(check_->check(tree->root(), profiles, {.best_practice = true}, findings));
    if (findings.issues.empty()) return print({{Severity::kInformation, IssueType::kInformational, file + ": no findings"}});
    std::cout << fhir_api::outcome_text(findings, tree->text(), {}) << '\n';
    return !findings.has_errors();
  }

 private:
  static Status status_of(const Result<std::string>& added) { return added.ok() ? Status() : Status(added.error()); }
  static bool print(const std::vector<Issue>& issues) {
    std::cout << fhir_api::outcome_text(issues, {}) << '\n';
    return issues.front().severity > Severity::kError;
  }

  const fhir::Definitions& definitions_;
  std::unique_ptr<fhir::StandaloneCheck> check_;
  json::Parser parser_;
};

int validate(const Arguments& arguments) {
  const auto definitions = fhir::Definitions::built_in();
  if (!definitions.ok()) return fail(definitions.error());
  auto check = fhir::StandaloneCheck::open(*definitions, SystemClock().now_ms());
  if (!check.ok()) return fail(check.error());
  Validator validator(*definitions, *std::move(check));
  for (const std::string& file : arguments.packages) {
    const Status loaded = validator.load(file);
    if (!loaded.ok()) return fail(kUsage, "validate: " + loaded.error().message);
  }
  bool all_valid = true;
  for (const std::string& file : arguments.files) {
    const Result<bool> valid = validator.validate(file, arguments.profiles);
    if (!valid.ok()) return fail(kUsage, "validate: " + valid.error().message);
    all_valid = *valid && all_valid;
  }
  return all_valid ? kOk : kFailure;
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("validate", "Check FHIR R4 resources; one OperationOutcome a line, exit 1 if any has errors");
  command->footer(
      "Examples:\n  osler validate patient.json\n  osler validate *.json | grep '\"severity\":\"error\"'\n"
      "  osler validate --package hl7.fhir.us.core-6.1.0.tgz --profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient patient.json");
  command->add_option("--package", arguments->packages, "FHIR package (.tgz) or one conformance resource (.json); may be repeated")
      ->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--profile", arguments->profiles, "Canonical URL of a profile that every file is checked against; may be repeated")
      ->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("FILE", arguments->files, "Resources as JSON")->required();
  command->callback([arguments, &action] { action = [arguments] { return validate(*arguments); }; });
}

}  // namespace osler::cli
