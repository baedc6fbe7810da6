#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "api/admin/webhook_json.h"
#include "cli/accounts_directory.h"
#include "cli/command.h"
#include "server/background.h"

namespace osler::cli {
namespace {

using api::admin::ShowSecret;

struct Arguments {
  std::string data;
  std::string organization;
  std::string url;
  std::vector<std::string> patterns;
  std::string environment;
  std::string description;
  std::string id;
  std::string event;
  std::uint32_t overlap_hours = 24;
  bool allow_private = false;
  bool json = false;
};

/// The webhooks of a stopped server.
struct Directory {
  AccountsDirectory accounts;
  std::unique_ptr<const api::v1::Schema> schema;
  std::unique_ptr<server::WebhookRoom> room;
  BlockingLoop loop;

  events::Webhooks& webhooks() const { return *room->webhooks; }
  const std::string& organization() const { return accounts.organization.id; }
};

Result<std::unique_ptr<Directory>> open(const Arguments& arguments) {
  auto directory = std::make_unique<Directory>();
  OSLER_TRY(directory->accounts, open_accounts_directory(arguments.data, arguments.organization));
  server::Rooms& rooms = *directory->accounts.rooms;
  OSLER_TRY(directory->schema, api::v1::Schema::load(rooms.definitions));
  server::Config config;
  config.allow_private_webhooks = arguments.allow_private;
  OSLER_TRY(directory->room, server::WebhookRoom::create(config, rooms, server::short_names(*directory->schema)));
  return directory;
}

void print_json(const Directory& directory, const events::Webhook& webhook, ShowSecret show) {
  std::string text;
  json::Writer writer(text);
  api::admin::write_webhook(writer, webhook, directory.accounts.rooms->clock.now_ms(), show);
  std::cout << text << '\n';
}

int show_secret(const Directory& directory, const Result<events::Webhook>& webhook, bool as_json) {
  if (!webhook.ok()) return fail(webhook.error());
  if (as_json) {
    print_json(directory, *webhook, ShowSecret::kYes);
  } else {
    std::cout << webhook->secret << '\n';
    std::cerr << "id " << webhook->id << "; the secret is shown this once: keep it now\n";
  }
  return kOk;
}

int create(const Arguments& arguments) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  events::Webhook wanted;
  wanted.organization = (*directory)->organization();
  wanted.url = arguments.url;
  wanted.patterns = arguments.patterns.empty() ? std::vector<std::string>{"*"} : arguments.patterns;
  wanted.environment = access::environment_for(arguments.environment);
  wanted.description = arguments.description;
  access::AuditTrail trail = (*directory)->accounts.trail("create", "Webhook");
  BlockingLoop& loop = (*directory)->loop;
  return show_secret(**directory, loop.run((*directory)->webhooks().create(std::move(wanted), &trail, loop)), arguments.json);
}

int list(const Arguments& arguments) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  const auto all = (*directory)->webhooks().list((*directory)->organization());
  if (!all.ok()) return fail(all.error());
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const events::Webhook& webhook : *all) {
    api::admin::write_webhook(writer, webhook, (*directory)->accounts.rooms->clock.now_ms(), ShowSecret::kNo);
    if (arguments.json) continue;
    std::string patterns;
    for (const std::string& pattern : webhook.patterns) patterns += (patterns.empty() ? "" : ",") + pattern;
    std::printf("%-28s  %-8s  %s  %s\n", webhook.id.c_str(), webhook.active ? "active" : "disabled", patterns.c_str(), webhook.url.c_str());
  }
  writer.end_array();
  if (arguments.json) std::cout << text << '\n';
  return kOk;
}

int rotate(const Arguments& arguments) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  access::AuditTrail trail = (*directory)->accounts.trail("rotate", "Webhook");
  BlockingLoop& loop = (*directory)->loop;
  const std::int64_t overlap_ms = std::int64_t{arguments.overlap_hours} * 3'600'000;
  return show_secret(**directory,
                     loop.run((*directory)->webhooks().rotate((*directory)->organization(), arguments.id, overlap_ms, &trail, loop)),
                     arguments.json);
}

int switch_to(const Arguments& arguments, bool active) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  access::AuditTrail trail = (*directory)->accounts.trail("update", "Webhook");
  BlockingLoop& loop = (*directory)->loop;
  events::WebhookChange change;
  change.active = active;
  const auto changed =
      loop.run((*directory)->webhooks().change((*directory)->organization(), arguments.id, std::move(change), &trail, loop));
  if (!changed.ok()) return fail(changed.error());
  std::cout << (active ? "enabled " : "disabled ") << changed->id << '\n';
  return kOk;
}
int enable(const Arguments& arguments) { return switch_to(arguments, true); }
int disable(const Arguments& arguments) { return switch_to(arguments, false); }

int remove(const Arguments& arguments) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  access::AuditTrail trail = (*directory)->accounts.trail("delete", "Webhook");
  BlockingLoop& loop = (*directory)->loop;
  const Status removed = loop.run((*directory)->webhooks().remove((*directory)->organization(), arguments.id, &trail, loop));
  if (!removed.ok()) return fail(removed.error());
  std::cout << "removed " << arguments.id << '\n';
  return kOk;
}

int deliveries(const Arguments& arguments) {
  constexpr std::size_t kShown = 100;
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  const auto webhook = (*directory)->webhooks().find((*directory)->organization(), arguments.id);
  if (!webhook.ok()) return fail(webhook.error());
  const auto page = (*directory)->webhooks().deliveries(webhook->id, {}, kShown, std::nullopt);
  if (!page.ok()) return fail(page.error());
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const events::Delivery& delivery : page->deliveries) {
    writer.begin_object();
    api::admin::write_delivery_members(writer, delivery);
    writer.end_object();
    if (arguments.json) continue;
    std::printf("%-36s  %-9s  %u  %s\n", delivery.id.c_str(), std::string(events::word_for(delivery.status)).c_str(), delivery.attempts,
                delivery.event.c_str());
  }
  writer.end_array();
  if (arguments.json) std::cout << text << '\n';
  return kOk;
}

int resend(const Arguments& arguments) {
  auto directory = open(arguments);
  if (!directory.ok()) return fail(directory.error());
  const auto webhook = (*directory)->webhooks().find((*directory)->organization(), arguments.id);
  if (!webhook.ok()) return fail(webhook.error());
  access::AuditTrail trail = (*directory)->accounts.trail("resend", "Webhook");
  BlockingLoop& loop = (*directory)->loop;
  const auto again = loop.run((*directory)->webhooks().resend(webhook->id, arguments.event, &trail, loop));
  if (!again.ok()) return fail(again.error());
  std::cout << again->id << " is sent when the server runs\n";
  return kOk;
}

}  // namespace

void add_webhooks(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* webhooks = app.add_subcommand("webhooks", "Endpoints that hear of changes, of a stopped server");
  webhooks->require_subcommand(1);
  webhooks->footer("Examples:\n  osler webhooks create --data /var/lib/osler --url https://app.example.com/hooks --event patient.created\n"
                   "  osler webhooks list --data /var/lib/osler\n  osler webhooks resend --data /var/lib/osler whk_018f… evt_…\n"
                   "A running server is looked after at /api/admin/webhooks.");
  const auto add = [&](const char* name, const char* what, const char* example, int (*run)(const Arguments&)) {
    CLI::App* command = webhooks->add_subcommand(name, what);
    command->footer(std::string("Example:\n  ") + example);
    command->add_option("--data", arguments->data, "The data directory of a stopped server")->required();
    command->add_option("--organization", arguments->organization, "Id of the organization; else the first one");
    command->add_flag("--json", arguments->json, "Print JSON");
    command->callback([arguments, run, &action] { action = [arguments, run] { return run(*arguments); }; });
    return command;
  };
  const auto add_for_one = [&](const char* name, const char* what, const char* example, int (*run)(const Arguments&)) {
    CLI::App* command = add(name, what, example, run);
    command->add_option("ID", arguments->id, "whk_…")->required();
    return command;
  };
  CLI::App* creating = add("create", "Make an endpoint; its secret is shown this once",
                           "osler webhooks create --data /var/lib/osler --url https://app.example.com/hooks --event 'patient.*'", create);
  creating->add_option("--url", arguments->url, "https://…")->required();
  creating->add_option("--event", arguments->patterns, "*, resource.* or resource.action; repeatable; all unless given");
  creating->add_option("--environment", arguments->environment, "test or live; both unless given")->check(CLI::IsMember({"test", "live"}));
  creating->add_option("--description", arguments->description, "What it is for");
  creating->add_flag("--allow-private-webhooks", arguments->allow_private, "For development: take http, loopback and private addresses");
  add("list", "List the endpoints", "osler webhooks list --data /var/lib/osler --json", list);
  CLI::App* rotating = add_for_one("rotate", "Make a new secret; both sign until the overlap ends", "osler webhooks rotate --data /var/lib/osler whk_018f…", rotate);
  rotating->add_option("--overlap-hours", arguments->overlap_hours, "How long both sign")->capture_default_str();
  add_for_one("enable", "Go on sending, from where it stopped", "osler webhooks enable --data /var/lib/osler whk_018f…", enable);
  add_for_one("disable", "Send nothing until it is enabled", "osler webhooks disable --data /var/lib/osler whk_018f…", disable);
  add_for_one("delete", "Remove an endpoint with its log", "osler webhooks delete --data /var/lib/osler whk_018f…", remove);
  add_for_one("deliveries", "The newest hundred of its log", "osler webhooks deliveries --data /var/lib/osler whk_018f… --json", deliveries);
  CLI::App* resending = add_for_one("resend", "Send one event again when the server runs", "osler webhooks resend --data /var/lib/osler whk_018f… evt_…", resend);
  resending->add_option("EVENT", arguments->event, "evt_…")->required();
}

}  // namespace osler::cli
