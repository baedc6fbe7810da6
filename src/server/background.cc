#include "server/background.h"

#include "access/secrets.h"
#include "base/hmac.h"

namespace osler::server {

std::vector<events::ShortName> short_names(const api::v1::Schema& schema) {
  std::vector<events::ShortName> names;
  for (const auto& resource : schema.resources()) names.push_back({resource->type, resource->event, resource->prefix});
  return names;
}

WebhookRoom::WebhookRoom(Rooms& rooms, const std::vector<events::ShortName>& short_names, const std::string& id_key)
    : names(rooms.definitions, short_names), ids(id_key) {}

Result<std::unique_ptr<WebhookRoom>> WebhookRoom::create(const Config& config, Rooms& rooms,
                                                         const std::vector<events::ShortName>& short_names) {
  OSLER_TRY(const access::Secrets secrets, access::read_secrets(*rooms.store));
  std::unique_ptr<WebhookRoom> room(new WebhookRoom(rooms, short_names, HmacSha256(secrets.token).code("event ids")));
  http::EgressOptions options;
  options.reach = config.allow_private_webhooks ? http::Reach::kAnywhere : http::Reach::kPublic;
  options.timeout_ms = config.webhooks.timeout_ms;
  options.answer_bytes_max = config.webhooks.answer_bytes_max;
  options.authorities_file = config.webhook_authorities_file;
  OSLER_TRY(room->egress, http::Egress::create(std::move(options), room->resolver));
  room->webhooks = std::make_unique<events::Webhooks>(*rooms.accounts, room->names, room->ids, *room->egress, config.webhooks);
  return room;
}

Background::Background(const Config& config, Rooms& rooms)
    : jobs(*rooms.store, rooms.clock, rooms.rng), runner(jobs, config.jobs) {}

Result<std::unique_ptr<Background>> Background::create(const Config& config, Rooms& rooms, const api::v1::Schema& schema) {
  std::unique_ptr<Background> background(new Background(config, rooms));
  OSLER_TRY(background->webhook_room, WebhookRoom::create(config, rooms, short_names(schema)));
  background->dispatcher_ =
      std::make_unique<events::Dispatcher>(*background->webhook_room->webhooks, rooms.clock, rooms.rng);
  return background;
}

void Background::start() {
  dispatcher_->start();
  runner.start();
}

void Background::stop() {
  webhook_room->egress->stop();
  dispatcher_->stop();
  runner.stop();
}

}  // namespace osler::server
