#pragma once
// One thread of the server: its loop, its listening socket, its connections.

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "base/detached.h"
#include "http/connection.h"
#include "http/event_loop.h"
#include "http/tls.h"

namespace osler::http {

/// What the threads of one server share. Outlives them.
struct ServerContext {
  ServerLimits limits;
  Handler& handler;
  Clock& clock;
  RandomBlocks random;
  std::optional<TlsContext> tls;
  std::atomic<std::uint32_t> connections = 0;
};

class Worker {
 public:
  /// Takes over `listener`, a listening, non-blocking socket. Errors: kUnavailable.
  static Result<std::unique_ptr<Worker>> create(std::shared_ptr<ServerContext> server, int listener);

  /// Serves on the calling thread until it is stopped and no connection is left, or until end_now() took effect.
  void run();

  /// Serves what was already accepted or waits in the listening queue, one more answer for each connection. Any thread.
  void begin_stop();
  /// Waits until begin_stop() is done, at most until `until`. False: it is not. Any thread.
  bool wait_until_stopped(std::chrono::steady_clock::time_point until);
  /// Closes every connection and makes run() return. Any thread.
  void end_now();
  /// Whether handlers were still suspended when run() returned: then others hold their coroutines and may yet post
  /// them, so this worker must never be destroyed.
  bool has_abandoned_handlers() const { return !connections_.empty(); }

 private:
  using Connections = std::list<std::unique_ptr<Connection>>;

  Worker(std::shared_ptr<ServerContext> server, std::unique_ptr<EventLoop> loop, int listener);

  Detached accept_all();
  bool accept_waiting();
  void admit(int fd, std::string remote_address);
  Detached run_connection(Connections::iterator connection, bool turned_away);
  void stop_accepting();
  void close_idle();
  void tick();
  void end_if_stopped();

  std::shared_ptr<ServerContext> server_;
  std::unique_ptr<EventLoop> loop_;
  ThreadContext context_;
  std::unique_ptr<Watch> listener_;  ///< Null when stopped.
  bool accepting_ = false;           ///< accept_all() is waiting.
  Connections connections_;
  std::size_t turned_away_ = 0;
  std::int64_t close_idle_at_ms_ = 0;

  std::mutex mutex_;
  std::condition_variable stopped_changed_;
  bool stopped_ = false;  ///< Guarded by mutex_.
};

}  // namespace osler::http
