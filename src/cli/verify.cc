#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.h"
#include "json/writer.h"
#include "server/config.h"
#include "server/rooms.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string data;
  bool deep = false;
  bool json = false;
};

int verify(const Arguments& arguments) {
  const Status made = server::require_data(arguments.data);
  if (!made.ok()) return fail(made.error());
  const auto rooms = server::Rooms::open(arguments.data, server::Config{}.store, {});
  if (!rooms.ok()) return fail(rooms.error());
  const auto report = (*rooms)->store->verify(arguments.deep ? store::VerifyDepth::kDeep : store::VerifyDepth::kQuick);
  if (!report.ok()) return fail(report.error());
  if (arguments.json) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("resources", report->resources);
    writer.member("versions", report->versions);
    writer.member("auditEntries", report->audit_entries);
    writer.key("findings");
    writer.begin_array();
    for (const std::string& finding : report->findings) writer.value(finding);
    writer.end_array();
    writer.end_object();
    std::cout << text << '\n';
  } else {
    std::cout << report->resources << " resources, " << report->versions << " versions, " << report->audit_entries
              << " audit entries, " << report->findings.size() << " findings\n";
    for (const std::string& finding : report->findings) std::cout << "  " << finding << '\n';
  }
  return report->findings.empty() ? kOk : kFailure;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("verify", "Walk a stopped store and report what is wrong; exit 1 if anything is");
  command->footer("Examples:\n  osler verify --data /var/lib/osler\n  osler verify --data /var/lib/osler --deep --json");
  command->add_option("--data", arguments->data, "Data directory that no server is using")->required();
  command->add_flag("--deep", arguments->deep, "Also extract every index entry again and compare");
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->callback([arguments, &action] { action = [arguments] { return verify(*arguments); }; });
}

}  // namespace osler::cli
