#include <CLI/CLI.hpp>
#include <iostream>

#include "api/openapi/document.h"
#include "api/openapi/layout.h"
#include "cli/command.h"
#include "fhir/model/definitions.h"
#include "json/parser.h"

namespace osler::cli {
namespace {

int print_description(bool as_yaml) {
  const auto definitions = fhir::Definitions::built_in();
  if (!definitions.ok()) return fail(definitions.error());
  const auto schema = api::v1::Schema::load(*definitions);
  if (!schema.ok()) return fail(schema.error());
  const auto text = api::openapi::openapi_json(**schema);
  if (!text.ok()) return fail(text.error());
  json::Parser parser;
  const json::NameTable no_names;
  const auto tree = parser.parse(json::PaddedBytes(*text), no_names);
  if (!tree.ok()) return fail(tree.error());
  std::cout << (as_yaml ? api::openapi::yaml(tree->root()) : api::openapi::indented_json(tree->root()));
  return std::cout.flush() ? kOk : fail(kInputOutput, "openapi: standard output cannot be written");
}

}  // namespace

void add_openapi(CLI::App& app, Action& action) {
  auto as_yaml = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("openapi", "Print the OpenAPI 3.1 description of this server's APIs");
  command->footer(
      "Examples:\n  osler openapi > openapi.json\n  osler openapi --yaml | less\n\nA running server has the same at "
      "/openapi.json and /openapi.yaml.");
  command->add_flag("--yaml", *as_yaml, "YAML instead of JSON");
  command->callback([as_yaml, &action] { action = [as_yaml] { return print_description(*as_yaml); }; });
}

}  // namespace osler::cli
