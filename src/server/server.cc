#include "server/server.h"

#include "access/secrets.h"
#include "base/hmac.h"
#include "http/server.h"
#include "server/front_door.h"
#include "server/housekeeper.h"
#include "server/rooms.h"

namespace osler::server {

namespace {

Task<Status> look_after(FrontDoor& door, Loop& loop) {
  OSLER_CO_RETURN_IF_ERROR(co_await door.save_usage(loop));
  co_return co_await door.background().ensure_indexes(loop);
}

}  // namespace

struct Server::Impl {
  Config config;
  std::unique_ptr<Rooms> rooms;
  std::unique_ptr<FrontDoor> door;
  std::unique_ptr<http::Server> http;
  std::unique_ptr<Housekeeper> housekeeper;  ///< Last: it works with all of the above.
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(const Config& config) {
  OSLER_RETURN_IF_ERROR(check_exposure(config));
  OSLER_RETURN_IF_ERROR(require_data(config.data));
  auto impl = std::make_unique<Impl>();
  impl->config = config;
  OSLER_TRY(impl->rooms, Rooms::open(config.data, config.store, config.engine));
  OSLER_RETURN_IF_ERROR(impl->rooms->open_accounts(config.accounts));
  OSLER_TRY(const access::Secrets secrets, access::read_secrets(*impl->rooms->store));
  OSLER_TRY(impl->door, FrontDoor::create(impl->config, *impl->rooms, HmacSha256(secrets.token).code("page cursors")));
  OSLER_RETURN_IF_ERROR(impl->door->background().start());
  OSLER_TRY(impl->http, http::Server::start(config.http, *impl->door, impl->rooms->clock, impl->rooms->rng));
  FrontDoor* door = impl->door.get();
  impl->housekeeper = std::make_unique<Housekeeper>(*impl->rooms, impl->config.engine.idempotency_kept_ms,
                                                    [door](Loop& loop) { return look_after(*door, loop); });
  http::Server* http = impl->http.get();
  impl->door->watch_connections([http] { return http->connections(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->http->port(); }

void Server::stop() {
  if (!impl_ || !impl_->http) return;
  impl_->http->stop();
  impl_->housekeeper.reset();
  impl_->door->background().stop();
  BlockingLoop loop;
  const Status saved = loop.run(impl_->rooms->accounts->last_used.save(loop));
  static_cast<void>(saved);  // Coarse by design: what could not be saved is noted again at the next use.
  impl_->http.reset();
}

}  // namespace osler::server
