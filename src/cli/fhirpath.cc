#include <CLI/CLI.hpp>
#include <iostream>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/import_source.h"
#include "fhir/model/definitions.h"
#include "fhir/path/evaluate.h"
#include "fhir/path/static_check.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string expression;
  std::string file;
  bool batch = false;
};

/// Evaluates one expression over one file, to the text of a JSON array.
class Evaluator {
 public:
  explicit Evaluator(const fhir::Definitions& definitions) : definitions_(definitions) {}

  Result<std::string> evaluate(const std::string& expression, const std::string& file) {
    OSLER_TRY(const std::string content, read_import_file(file));
    OSLER_TRY(const json::Tree tree, parser_.parse(json::PaddedBytes(content), definitions_.names()));
    OSLER_TRY(const fhir::path::Program program, fhir::path::compile(definitions_, expression));
    const fhir::path::Item context = fhir::path::context_item(definitions_, tree.root());
    OSLER_RETURN_IF_ERROR(fhir::path::check_statically(definitions_, program, context.structure));
    fhir::path::Workspace workspace;
    fhir::path::Environment environment;
    environment.now_ms = SystemClock().now_ms();
    OSLER_TRY(const fhir::path::Collection found,
              fhir::path::evaluate(program, definitions_, context, environment, workspace));
    return fhir::path::to_json_array(found);
  }

 private:
  const fhir::Definitions& definitions_;
  json::Parser parser_;
};

std::string batch_answer(const Result<std::string>& result) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  if (result.ok()) {
    writer.key("result");
    writer.raw(*result);
  } else {
    writer.member("error", result.error().message);
  }
  writer.end_object();
  return text;
}

// One line in, one line out: {"expression":…,"file":…}.
std::string answer_line(Evaluator& evaluator, json::Parser& parser, const std::string& line) {
  const auto request = parser.parse(json::PaddedBytes(line), json::NameTable());
  if (!request.ok()) return batch_answer(request.error());
  const json::View expression = request->root().member("expression");
  const json::View file = request->root().member("file");
  if (!expression.is_string() || !file.is_string()) return batch_answer(invalid_input("expected {\"expression\":…,\"file\":…}"));
  return batch_answer(evaluator.evaluate(expression.text(), file.text()));
}

int fhirpath(const Arguments& arguments) {
  const auto definitions = fhir::Definitions::built_in();
  if (!definitions.ok()) return fail(definitions.error());
  Evaluator evaluator(*definitions);
  if (arguments.batch) {
    json::Parser parser;
    for (std::string line; std::getline(std::cin, line);) {
      if (!line.empty()) std::cout << answer_line(evaluator, parser, line) << std::endl;
    }
    return kOk;
  }
  if (arguments.expression.empty() || arguments.file.empty()) return fail(kUsage, "fhirpath: give an expression and a file, or --batch");
  const auto result = evaluator.evaluate(arguments.expression, arguments.file);
  if (!result.ok()) return fail(result.error());
  std::cout << *result << '\n';
  return kOk;
}

}  // namespace

void add_fhirpath(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("fhirpath", "Evaluate a FHIRPath expression over a resource; the result is one JSON array");
  command->footer("Examples:\n  osler fhirpath 'Patient.name.given.first()' patient.json\n"
                  "  printf '%s\\n' '{\"expression\":\"Patient.active\",\"file\":\"patient.json\"}' | osler fhirpath --batch");
  command->add_option("EXPRESSION", arguments->expression, "FHIRPath");
  command->add_option("FILE", arguments->file, "A resource as JSON");
  command->add_flag("--batch", arguments->batch, "Read {\"expression\":…,\"file\":…} lines from standard input; answer a line each");
  command->callback([arguments, &action] { action = [arguments] { return fhirpath(*arguments); }; });
}

}  // namespace osler::cli
