#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "access/email_address.h"
#include "access/passwords.h"
#include "cli/accounts_directory.h"
#include "cli/command.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string data;
  std::string organization;
  std::string email;
  std::string full_name;
  std::string role = "practitioner";
  std::string id;
  bool password_stdin = false;
  bool json = false;
};

access::Role role_of(const std::string& word) {
  if (word == "admin") return access::Role::kAdmin;
  return word == "auditor" ? access::Role::kAuditor : access::Role::kPractitioner;
}

void write_user(json::Writer& writer, const access::User& user, const std::string& password) {
  writer.begin_object();
  writer.member("id", user.id);
  writer.member("email", user.email);
  writer.member("fullName", user.full_name);
  writer.member("role", access::word_for(user.role));
  writer.member("active", user.active);
  writer.member("createdAt", fhir::format_instant(user.created_ms));
  if (!password.empty()) writer.member("password", password);
  writer.end_object();
}

int create(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  const auto email = access::canonical_email(arguments.email);
  if (!email) return fail(kUsage, "--email: expected an e-mail address");
  const bool given = arguments.password_stdin;
  const std::string password = given ? read_secret_line() : access::generate_password(directory->rooms->rng);
  const auto faults = access::password_faults(password);
  if (!faults.empty()) return fail(kUsage, "the password does not fit: " + faults.front());
  const auto hash = access::hash_password(password, {}, directory->rooms->rng);
  if (!hash.ok()) return fail(hash.error());
  access::NewUser wanted;
  wanted.organization = directory->organization.id;
  wanted.email = *email;
  wanted.full_name = arguments.full_name;
  wanted.role = role_of(arguments.role);
  wanted.password_hash = *hash;
  BlockingLoop loop;
  access::AuditTrail trail = directory->trail("create", "User");
  const auto made = loop.run(directory->accounts().users.create(wanted, &trail, loop));
  if (!made.ok()) return fail(made.error());
  if (arguments.json) {
    std::string text;
    json::Writer writer(text);
    write_user(writer, *made, given ? std::string() : password);
    std::cout << text << '\n';
    return kOk;
  }
  std::cout << "made " << made->email << " (" << made->id << ")\n";
  if (!given) std::cout << "password " << password << "\nIt is shown this once: keep it now.\n";
  return kOk;
}

int list(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  const auto users = directory->accounts().users.list(directory->organization.id);
  if (!users.ok()) return fail(users.error());
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const access::User& user : *users) {
    write_user(writer, user, {});
    if (arguments.json) continue;
    std::printf("%-24s  %-12s  %-8s  %s\n", user.id.c_str(), std::string(access::word_for(user.role)).c_str(), user.active ? "active" : "inactive",
                user.email.c_str());
  }
  writer.end_array();
  if (arguments.json) std::cout << text << '\n';
  return kOk;
}

int deactivate(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  BlockingLoop loop;
  access::AuditTrail trail = directory->trail("update", "User");
  access::UserChange change;
  change.active = false;
  const auto changed = loop.run(directory->accounts().users.change(directory->organization.id, arguments.id, change, &trail, loop));
  if (!changed.ok()) return fail(changed.error());
  std::cout << "deactivated " << changed->email << '\n';
  return kOk;
}

}  // namespace

void add_users(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* users = app.add_subcommand("users", "Create, list and deactivate people's accounts of a stopped server");
  users->require_subcommand(1);
  users->footer("Examples:\n  osler users create --data /var/lib/osler --email m@north.example --name 'Maya Brennan' --role practitioner\n"
                "  osler users list --data /var/lib/osler");
  const auto add = [&](const char* name, const char* what, const char* example, int (*run)(const Arguments&)) {
    CLI::App* command = users->add_subcommand(name, what);
    command->footer(std::string("Example:\n  ") + example);
    command->add_option("--data", arguments->data, "The data directory of a stopped server")->required();
    command->add_option("--organization", arguments->organization, "Id of the organization; else the first one");
    command->add_flag("--json", arguments->json, "Print JSON");
    command->callback([arguments, run, &action] { action = [arguments, run] { return run(*arguments); }; });
    return command;
  };
  CLI::App* creating = add("create", "Make an account; without --password-stdin a password is made and shown once",
                           "osler users create --data /var/lib/osler --email m@north.example --name 'Maya Brennan' --role auditor", create);
  creating->add_option("--email", arguments->email, "E-mail to sign in with")->required();
  creating->add_option("--name", arguments->full_name, "Full name, 2 to 120 characters")->required()->check(CLI::Validator(
      [](std::string& name) { return name.size() < 2 || name.size() > 480 ? std::string("expected 2 to 120 characters") : std::string(); }, "NAME"));
  creating->add_option("--role", arguments->role, "admin, practitioner or auditor")->check(CLI::IsMember({"admin", "practitioner", "auditor"}))->capture_default_str();
  creating->add_flag("--password-stdin", arguments->password_stdin, "Read the password from standard input");
  add("list", "List the accounts, newest first", "osler users list --data /var/lib/osler --json", list);
  add("deactivate", "End an account's access at once", "osler users deactivate --data /var/lib/osler 018f…", deactivate)
      ->add_option("ID", arguments->id, "The account's id")->required();
}

}  // namespace osler::cli
