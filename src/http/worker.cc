#include "http/worker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace osler::http {

namespace {

constexpr std::size_t kTurnedAwayMax = 256;            // Beyond, connections over the limit are closed unanswered.
constexpr std::int64_t kKeepIdleWhenStoppingMs = 100;  // A busy client's next request comes within.
constexpr std::uint32_t kTickMsMax = 100;
constexpr std::uint32_t kTickMsMin = 5;

/// How often time-outs are looked for: late by a quarter of the shortest at most.
std::uint32_t tick_ms(const ServerLimits& limits) {
  const std::uint32_t shortest =
      std::min({limits.header_timeout_ms, limits.idle_timeout_ms, limits.body_rate_window_ms, limits.write_timeout_ms});
  return std::clamp(shortest / 4, kTickMsMin, kTickMsMax);
}

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::create(std::shared_ptr<ServerContext> server, int listener) {
  Result<std::unique_ptr<EventLoop>> loop = EventLoop::create();
  if (!loop.ok()) {
    ::close(listener);
    return std::move(loop).error();
  }
  return std::unique_ptr<Worker>(new Worker(std::move(server), std::move(*loop), listener));
}

Worker::Worker(std::shared_ptr<ServerContext> server, std::unique_ptr<EventLoop> loop, int listener)
    : server_(std::move(server)),
      loop_(std::move(loop)),
      context_{.loop = *loop_,
               .handler = server_->handler,
               .clock = server_->clock,
               .limits = server_->limits,
               .ids = RequestIds(server_->random)},
      listener_(std::make_unique<Watch>(*loop_, listener)) {}

void Worker::run() {
  loop_->repeat(tick_ms(server_->limits), [this] { tick(); });
  accept_all();
  loop_->run();
}

Detached Worker::accept_all() {
  accepting_ = true;
  while (true) {
    const Watch::Outcome outcome = co_await listener_->ready(Watch::For::kReading);
    if (outcome != Watch::Outcome::kReady || context_.stopping) break;
    // Without descriptors the next tick tries again; waiting here would spin.
    if (!accept_waiting()) break;
  }
  accepting_ = false;
  end_if_stopped();
}

/// Accepts what waits in the listening queue. False if the system has no descriptors or memory left.
bool Worker::accept_waiting() {
  while (true) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int fd =
        accept4(listener_->fd(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      admit(fd, text_of(address));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (errno != ECONNABORTED && errno != EINTR && errno != EPROTO && errno != EPERM) {
      return false;  // Those four concern only the one connection.
    }
  }
}

void Worker::admit(int fd, std::string remote_address) {
  const bool over_limit = server_->connections.fetch_add(1) >= server_->limits.connections_max;
  TlsSession session = server_->tls ? server_->tls->accept(fd) : nullptr;
  const bool failed = server_->tls && !session;
  if (failed || (over_limit && turned_away_ >= kTurnedAwayMax)) {
    ::close(fd);
    --server_->connections;
    return;
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto connection = std::make_unique<Connection>(context_, fd, std::move(session), std::move(remote_address));
  run_connection(connections_.insert(connections_.end(), std::move(connection)), over_limit);
}

Detached Worker::run_connection(Connections::iterator connection, bool turned_away) {
  if (turned_away) {
    ++turned_away_;
    co_await (*connection)->turn_away();
    --turned_away_;
  } else {
    co_await (*connection)->serve();
  }
  connections_.erase(connection);
  --server_->connections;
  end_if_stopped();
}

void Worker::tick() {
  const std::int64_t now_ms = server_->clock.steady_ms();
  for (const std::unique_ptr<Connection>& connection : connections_) connection->expire_if_late(now_ms);
  if (context_.stopping) {
    if (now_ms >= close_idle_at_ms_) close_idle();
  } else if (!accepting_) {
    accept_all();
  }
}

void Worker::close_idle() {
  for (const std::unique_ptr<Connection>& connection : connections_) connection->close_if_idle();
}

void Worker::begin_stop() {
  loop_->call([this] {
    if (context_.stopping) return;
    context_.stopping = true;
    close_idle_at_ms_ = server_->clock.steady_ms() + kKeepIdleWhenStoppingMs;
    stop_accepting();
    end_if_stopped();
  });
}

void Worker::stop_accepting() {
  accept_waiting();
  listener_->close();
}

void Worker::end_if_stopped() {
  if (!context_.stopping || accepting_ || !connections_.empty()) return;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  stopped_changed_.notify_all();
  loop_->stop();
}

bool Worker::wait_until_stopped(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return stopped_changed_.wait_until(lock, until, [this] { return stopped_; });
}

void Worker::end_now() {
  loop_->call([this] {
    for (const std::unique_ptr<Connection>& connection : connections_) connection->abort();
    // What was just ended runs before this; only suspended handlers are left then.
    loop_->call([this] { loop_->stop(); });
  });
}

}  // namespace osler::http
