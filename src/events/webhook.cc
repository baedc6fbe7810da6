#include "events/webhook.h"

#include "access/caller.h"
#include "access/json_row.h"
#include "json/writer.h"

namespace osler::events {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

std::vector<std::string> Webhook::secrets_at(std::int64_t now_ms) const {
  std::vector<std::string> secrets = {secret};
  if (!old_secret.empty() && now_ms < old_secret_until_ms) secrets.push_back(old_secret);
  return secrets;
}

std::string encode(const Webhook& webhook) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  if (!webhook.only_tenant.empty()) writer.member("tenant", webhook.only_tenant);
  writer.member("url", webhook.url);
  if (!webhook.description.empty()) writer.member("description", webhook.description);
  writer.member("events", joined(webhook.patterns));
  if (webhook.environment) writer.member("environment", access::word_for(*webhook.environment));
  writer.member("secret", webhook.secret);
  if (!webhook.old_secret.empty()) {
    writer.member("oldSecret", webhook.old_secret);
    writer.member("oldSecretUntil", webhook.old_secret_until_ms);
  }
  writer.member("active", webhook.active);
  if (!webhook.disabled_reason.empty()) writer.member("reason", webhook.disabled_reason);
  writer.member("created", webhook.created_ms);
  writer.end_object();
  return bytes;
}

Result<Webhook> decode_webhook(std::string_view key, std::string_view bytes) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(bytes));
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos || row.text("url").empty()) return internal_error("a webhook's row is damaged");
  return Webhook{.id = std::string(key.substr(slash + 1)),
                 .organization = std::string(key.substr(0, slash)),
                 .only_tenant = row.text("tenant"),
                 .url = row.text("url"),
                 .description = row.text("description"),
                 .patterns = split(row.text("events")),
                 .environment = access::environment_for(row.text("environment")),
                 .secret = row.text("secret"),
                 .old_secret = row.text("oldSecret"),
                 .old_secret_until_ms = row.number("oldSecretUntil").value_or(0),
                 .active = row.flag("active"),
                 .disabled_reason = row.text("reason"),
                 .created_ms = row.number("created").value_or(0)};
}

}  // namespace osler::events
