// osler: one binary, one command each for what an operator does. docs/guide/command-line.md.

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.h"

int main(int count, char** words) {
  using namespace osler::cli;
  CLI::App app{"Osler keeps clinical records and answers a friendly REST API (/v1) and FHIR R4 (/api/fhir) over them."};
  app.name("osler");
  app.set_version_flag("--version", "osler 0.1.0 (FHIR 4.0.1)");
  app.require_subcommand(1);
  app.footer("Examples:\n  osler serve --data /tmp/try --dev          try it: sample data, a key and a curl line to paste\n"
             "  osler init --data /var/lib/osler           make a data directory\n  osler import --url http://127.0.0.1:8080 --key \"$OSLER_API_KEY\" bundles/\n"
             "\nEvery command has --help with examples.");
  Action action;
  for (const auto add : {add_init, add_serve, add_import, add_verify, add_keys, add_users, add_webhooks, add_package, add_validate, add_fhirpath, add_openapi}) add(app, action);
  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& error) {
    app.exit(error, std::cout, std::cerr);
    return kUsage;
  }
  return action ? action() : static_cast<int>(kUsage);
}
