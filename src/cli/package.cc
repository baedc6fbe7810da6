// FHIR packages: profiles, value sets, code systems and search parameters of an organization.

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "cli/accounts_directory.h"
#include "cli/command.h"
#include "cli/import_source.h"
#include "http/client.h"
#include "json/parser.h"
#include "server/packages.h"

namespace osler::cli {
namespace {

constexpr std::uint32_t kServerTimeoutMs = 600'000;

struct Arguments {
  std::string file;
  std::string data;
  std::string url;
  std::string token;
  bool json = false;
};

void print_package(json::View package) {
  std::cout << package.member("name").text() << '#' << package.member("version").text() << "  " << package.member("resources").raw()
            << " resources, added " << package.member("addedAt").text() << '\n';
  const json::View parameters = package.member("searchParameters");
  if (parameters.count() > 0) {
    std::cout << "  search parameters, built by the server in the background:";
    for (const json::View parameter : parameters) std::cout << ' ' << parameter.text();
    std::cout << '\n';
  }
  for (const json::View parameter : package.member("searchParametersNotIndexed")) {
    std::cout << "  not searchable: " << parameter.text() << '\n';
  }
}

int show(const std::string& text, const Arguments& arguments) {
  if (arguments.json) {
    std::cout << text << '\n';
    return kOk;
  }
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text), json::NameTable());
  if (!tree.ok()) return fail(tree.error());
  const json::View list = tree->root().member("data");
  if (!list.exists()) print_package(tree->root());
  for (const json::View package : list) print_package(package);
  return kOk;
}

int ask_server(const Arguments& arguments, http::Method method, std::string_view body) {
  auto client = http::Client::create(arguments.url, {.timeout_ms = kServerTimeoutMs});
  if (!client.ok()) return fail(client.error());
  http::Headers headers;
  const char* environment = std::getenv("OSLER_TOKEN");
  const std::string token = !arguments.token.empty() ? arguments.token : environment != nullptr ? environment : "";
  if (token.empty()) return fail(kUsage, "package: give an admin's token with --token, or in OSLER_TOKEN");
  headers.add("Authorization", "Bearer " + token);
  if (method == http::Method::kPost) headers.add("Content-Type", "application/gzip");
  const auto response = client->send(method, "/api/admin/packages", headers, body);
  if (!response.ok()) return fail(response.error());
  if (response->status >= 300) {
    const int code = response->status == 401 || response->status == 403 ? kNotAllowed : kFailure;
    return fail(code, "package: the server answered " + std::to_string(response->status) + " " + response->body);
  }
  return show(response->body, arguments);
}

int add_offline(const Arguments& arguments, const std::string& archive) {
  auto directory = open_accounts_directory(arguments.data, {});
  if (!directory.ok()) return fail(directory.error());
  const auto organizations = directory->accounts().organizations.list();
  if (!organizations.ok()) return fail(organizations.error());
  BlockingLoop loop;
  std::string text;
  for (const access::Organization& organization : *organizations) {
    directory->organization = organization;
    access::AuditTrail trail = directory->trail("create", "Package");
    const auto added = loop.run(server::add_package(*directory->rooms, organization, archive, trail, loop));
    if (!added.ok()) return fail(added.error());
    text = server::package_json(*added);
  }
  return show(text, arguments);
}

int list_offline(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, {});
  if (!directory.ok()) return fail(directory.error());
  const auto packages = server::package_lister(*directory->rooms)(directory->organization);
  if (!packages.ok()) return fail(packages.error());
  std::string text = "{\"data\":[";
  for (const std::string& package : *packages) text += (text.back() == '[' ? "" : ",") + package;
  return show(text + "],\"total\":" + std::to_string(packages->size()) + "}", arguments);
}

int run(const Arguments& arguments) {
  if (arguments.data.empty() == arguments.url.empty()) return fail(kUsage, "package: give either --data (a stopped server's directory) or --url");
  if (arguments.file.empty()) return arguments.url.empty() ? list_offline(arguments) : ask_server(arguments, http::Method::kGet, {});
  const auto archive = read_plain_file(arguments.file);
  if (!archive.ok()) return fail(archive.error());
  return arguments.url.empty() ? add_offline(arguments, *archive) : ask_server(arguments, http::Method::kPost, *archive);
}

CLI::App* add_command(CLI::App& package, const std::shared_ptr<Arguments>& arguments, Action& action, const char* name, const char* what,
                      const char* example) {
  CLI::App* command = package.add_subcommand(name, what);
  command->footer(std::string("Examples:\n") + example);
  command->add_option("--data", arguments->data, "The data directory of a stopped server: all of its organizations");
  command->add_option("--url", arguments->url, "A running server: the organization of the token");
  command->add_option("--token", arguments->token, "Bearer token of an admin; else OSLER_TOKEN");
  command->add_flag("--json", arguments->json, "Print JSON");
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
  return command;
}

}  // namespace

void add_package(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* package = app.add_subcommand("package", "Add and list FHIR packages: profiles, value sets, code systems");
  package->require_subcommand(1);
  package->footer("Examples:\n  osler package add hl7.fhir.us.core-6.1.0.tgz --data /var/lib/osler\n  osler package list --data /var/lib/osler");
  CLI::App* adding = add_command(*package, arguments, action, "add", "Add a package; adding it again changes nothing",
                                 "  osler package add us-core.tgz --data /var/lib/osler\n  OSLER_TOKEN=… osler package add us-core.tgz --url http://127.0.0.1:8080");
  adding->add_option("FILE", arguments->file, "FHIR package (.tgz)")->required();
  add_command(*package, arguments, action, "list", "List the packages", "  osler package list --data /var/lib/osler --json");
}

}  // namespace osler::cli
