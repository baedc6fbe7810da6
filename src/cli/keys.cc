#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cli/accounts_directory.h"
#include "cli/command.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string data;
  std::string organization;
  std::string name;
  std::string environment = "test";
  std::vector<std::string> scopes;
  std::string expires;
  std::string id;
  std::uint32_t overlap_hours = 24;
  bool json = false;
};

void write_key(json::Writer& writer, const access::ApiKey& key, const std::string& text) {
  writer.begin_object();
  writer.member("id", key.id);
  writer.member("name", key.name);
  writer.member("environment", access::word_for(key.environment));
  writer.member("lastFour", key.last_four);
  writer.key("scopes");
  writer.begin_array();
  if (key.may_read) writer.value("read");
  if (key.may_write) writer.value("write");
  writer.end_array();
  writer.member("createdAt", fhir::format_instant(key.created_ms));
  if (key.expires_ms) writer.member("expiresAt", fhir::format_instant(*key.expires_ms));
  if (key.revoked_ms) writer.member("revokedAt", fhir::format_instant(*key.revoked_ms));
  if (!text.empty()) writer.member("key", text);
  writer.end_object();
}

int show_issued(const access::IssuedKey& issued, bool as_json) {
  if (as_json) {
    std::string text;
    json::Writer writer(text);
    write_key(writer, issued.key, issued.text);
    std::cout << text << '\n';
  } else {
    std::cout << issued.text << '\n';
    std::cerr << "id " << issued.key.id << "; the key is shown this once: keep it now\n";
  }
  return kOk;
}

int create(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  access::NewApiKey wanted;
  wanted.organization = directory->organization.id;
  wanted.environment = arguments.environment == "live" ? store::Environment::kLive : store::Environment::kTest;
  wanted.name = arguments.name;
  if (!arguments.scopes.empty()) {
    wanted.may_read = wanted.may_write = false;
    for (const std::string& scope : arguments.scopes) {
      wanted.may_read = wanted.may_read || scope != "write";
      wanted.may_write = wanted.may_write || scope != "read";
    }
  }
  if (!arguments.expires.empty()) {
    const auto date = fhir::parse_search_date(arguments.expires);
    if (!date) return fail(kUsage, "--expires: expected a date or an instant, for example 2027-01-31");
    wanted.expires_ms = date->range().begin_ms;
  }
  BlockingLoop loop;
  access::AuditTrail trail = directory->trail("create", "ApiKey");
  const auto issued = loop.run(directory->accounts().keys.issue(wanted, &trail, loop));
  return issued.ok() ? show_issued(*issued, arguments.json) : fail(issued.error());
}

int list(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  const auto keys = directory->accounts().keys.list(directory->organization.id);
  if (!keys.ok()) return fail(keys.error());
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const access::ApiKey& key : *keys) {
    write_key(writer, key, {});
    if (arguments.json) continue;
    std::printf("%-28s  %-4s  …%s  %s%s  %s\n", key.id.c_str(), std::string(access::word_for(key.environment)).c_str(), key.last_four.c_str(),
                key.may_read ? "read " : "", key.may_write ? "write" : "", key.revoked_ms ? "revoked" : key.name.c_str());
  }
  writer.end_array();
  if (arguments.json) std::cout << text << '\n';
  return kOk;
}

int revoke(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  BlockingLoop loop;
  access::AuditTrail trail = directory->trail("delete", "ApiKey");
  const auto revoked = loop.run(directory->accounts().keys.revoke(directory->organization.id, arguments.id, &trail, loop));
  if (!revoked.ok()) return fail(revoked.error());
  std::cout << "revoked " << revoked->id << '\n';
  return kOk;
}

int rotate(const Arguments& arguments) {
  auto directory = open_accounts_directory(arguments.data, arguments.organization);
  if (!directory.ok()) return fail(directory.error());
  BlockingLoop loop;
  access::AuditTrail trail = directory->trail("update", "ApiKey");
  const std::int64_t overlap_ms = static_cast<std::int64_t>(arguments.overlap_hours) * 60 * 60 * 1000;
  const auto issued = loop.run(directory->accounts().keys.rotate(directory->organization.id, arguments.id, overlap_ms, &trail, loop));
  return issued.ok() ? show_issued(*issued, arguments.json) : fail(issued.error());
}

void add_shared(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("--data", arguments->data, "The data directory of a stopped server")->required();
  command.add_option("--organization", arguments->organization, "Id of the organization; else the first one");
  command.add_flag("--json", arguments->json, "Print JSON");
}

}  // namespace

void add_keys(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* keys = app.add_subcommand("keys", "Create, list, rotate and revoke API keys of a stopped server");
  keys->require_subcommand(1);
  keys->footer("Examples:\n  osler keys create --data /var/lib/osler --name 'Night import' --environment live --scope write\n"
               "  osler keys list --data /var/lib/osler\n  osler keys revoke --data /var/lib/osler key_018f…");
  const auto add = [&](const char* name, const char* what, const char* example, int (*run)(const Arguments&)) {
    CLI::App* command = keys->add_subcommand(name, what);
    command->footer(std::string("Example:\n  ") + example);
    add_shared(*command, arguments);
    command->callback([arguments, run, &action] { action = [arguments, run] { return run(*arguments); }; });
    return command;
  };
  CLI::App* creating = add("create", "Make a key; it is shown this once", "osler keys create --data /var/lib/osler --name app --environment test", create);
  creating->add_option("--name", arguments->name, "What the key is for")->required();
  creating->add_option("--environment", arguments->environment, "test or live")->check(CLI::IsMember({"test", "live"}))->capture_default_str();
  creating->add_option("--scope", arguments->scopes, "read or write; repeatable; both unless given")->check(CLI::IsMember({"read", "write", "*"}));
  creating->add_option("--expires", arguments->expires, "Date or instant from which it no longer works");
  add("list", "List the keys, newest first", "osler keys list --data /var/lib/osler --json", list);
  CLI::App* revoking = add("revoke", "End a key at once", "osler keys revoke --data /var/lib/osler key_018f…", revoke);
  revoking->add_option("ID", arguments->id, "key_…")->required();
  CLI::App* rotating = add("rotate", "Make a successor; the old key works until the overlap ends", "osler keys rotate --data /var/lib/osler key_018f… --overlap-hours 48", rotate);
  rotating->add_option("ID", arguments->id, "key_…")->required();
  rotating->add_option("--overlap-hours", arguments->overlap_hours, "How long both work")->capture_default_str();
}

}  // namespace osler::cli
