#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.h"
#include "json/writer.h"
#include "server/installation.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string data;
  access::NewInstallation wanted;
  bool password_stdin = false;
  bool json = false;
};

std::string as_json(const access::Installation& made) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("organization");
  writer.begin_object();
  writer.member("id", made.organization.id);
  writer.member("name", made.organization.name);
  writer.end_object();
  writer.key("keys");
  writer.begin_object();
  writer.member("test", made.test_key);
  writer.member("live", made.live_key);
  writer.end_object();
  writer.key("admin");
  writer.begin_object();
  writer.member("email", made.admin_email);
  writer.member("password", made.admin_password);
  writer.end_object();
  writer.end_object();
  return text;
}

int init(Arguments& arguments) {
  if (arguments.password_stdin) arguments.wanted.admin_password = read_secret_line();
  const auto made = server::make_installation(arguments.data, arguments.wanted);
  if (!made.ok()) {
    const int code = fail(made.error());
    return made.error().kind == ErrorKind::kInvalidInput ? kUsage : code;
  }
  if (arguments.json) {
    std::cout << as_json(*made) << '\n';
    return kOk;
  }
  std::cout << "Made " << made->organization.name << " (" << made->organization.id << ") in " << arguments.data << ".\n\n"
            << "  test key        " << made->test_key << "\n  live key        " << made->live_key << "\n  admin e-mail    " << made->admin_email
            << "\n  admin password  " << made->admin_password << "\n\nThese secrets are shown this once: keep them now.\n"
            << "Next: osler serve --data " << arguments.data << " --listen 127.0.0.1:8080\n";
  return kOk;
}

}  // namespace

void add_init(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("init", "Make a data directory with one organization, its keys and its admin");
  command->footer("Examples:\n  osler init --data /var/lib/osler\n"
                  "  printf '%s' \"$PASSWORD\" | osler init --data clinic --organization 'North Clinic' --admin-email a@north.example --admin-password-stdin --json");
  command->add_option("--data", arguments->data, "Directory to make; must be empty or missing")->required();
  command->add_option("--organization", arguments->wanted.organization_name, "Name of the organization");
  command->add_option("--admin-email", arguments->wanted.admin_email, "E-mail of the first admin");
  command->add_flag("--admin-password-stdin", arguments->password_stdin, "Read the admin's password from standard input; else one is made");
  command->add_flag("--json", arguments->json, "Print one JSON object");
  command->callback([arguments, &action] { action = [arguments] { return init(*arguments); }; });
}

}  // namespace osler::cli
