#include "http/server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "base/processors.h"
#include "base/thread_name.h"
#include "http/worker.h"

namespace osler::http {

namespace {

constexpr int kBacklog = 4096;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  int family = AF_INET;
};

/// An open descriptor that is closed unless released.
class OpenSocket {
 public:
  explicit OpenSocket(int fd) : fd_(fd) {}
  OpenSocket(OpenSocket&& other) noexcept : fd_(other.release()) {}
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;
  OpenSocket& operator=(OpenSocket&&) = delete;
  ~OpenSocket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<Address> resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 || found == nullptr) {
    return invalid_input("cannot listen on \"" + host + "\": it is not an address of this machine");
  }
  Address address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  address.family = found->ai_family;
  freeaddrinfo(found);
  return address;
}

std::uint16_t port_of(const Address& address) {
  return ntohs(address.family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port
                                          : reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
}

enum class Sharing : std::uint8_t { kExclusive, kShared };

Result<OpenSocket> bind_socket(const Address& address, Sharing sharing, const std::string& name) {
  OpenSocket listener(socket(address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (sharing == Sharing::kShared) setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) return listener;
  const int failure = errno;
  if (failure == EADDRINUSE) return unavailable("cannot listen on " + name + ": the address is in use");
  if (failure == EADDRNOTAVAIL) return invalid_input("cannot listen on " + name + ": not an address of this machine");
  return unavailable("cannot listen on " + name + ": " + std::strerror(failure));
}

/// One listening socket for each thread. The kernel would let another program of the same user share the port as
/// silently as our own threads do; the first, exclusive bind refuses that.
Result<std::vector<OpenSocket>> open_listeners(const ServerOptions& options, unsigned count) {
  const std::string name = options.host + ":" + std::to_string(options.port);
  OSLER_TRY(Address address, resolve(options.host, options.port));
  {
    OSLER_TRY(const OpenSocket exclusive, bind_socket(address, Sharing::kExclusive, name));
    getsockname(exclusive.get(), reinterpret_cast<sockaddr*>(&address.storage), &address.length);
  }
  std::vector<OpenSocket> listeners;
  for (unsigned i = 0; i < count; ++i) {
    OSLER_TRY(OpenSocket listener, bind_socket(address, Sharing::kShared, name));
    if (listen(listener.get(), kBacklog) != 0) return unavailable("cannot listen on " + name);
    listeners.push_back(std::move(listener));
  }
  return listeners;
}

std::uint16_t bound_port(int listener) {
  Address address;
  address.length = sizeof address.storage;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address.storage), &address.length);
  address.family = address.storage.ss_family;
  return port_of(address);
}

}  // namespace

struct Server::Impl {
  std::shared_ptr<ServerContext> context;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  std::mutex stopping;

  void stop(std::chrono::milliseconds grace) {
    const std::lock_guard lock(stopping);
    if (threads.empty()) return;
    const auto until = std::chrono::steady_clock::now() + grace;
    for (const std::unique_ptr<Worker>& worker : workers) worker->begin_stop();
    for (const std::unique_ptr<Worker>& worker : workers) {
      if (!worker->wait_until_stopped(until)) worker->end_now();
    }
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    for (std::unique_ptr<Worker>& worker : workers) {
      if (worker->has_abandoned_handlers()) static_cast<void>(worker.release());
    }
    workers.clear();
  }
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { impl_->stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler& handler, Clock& clock, Rng& rng) {
  // A client that goes away must not end the process; sendmsg() is told so each time, OpenSSL's writes are not.
  std::signal(SIGPIPE, SIG_IGN);
  const unsigned count = options.threads != 0 ? options.threads : usable_processors();
  auto impl = std::make_unique<Impl>();
  impl->context = std::shared_ptr<ServerContext>(new ServerContext{
      .limits = options.limits, .handler = handler, .clock = clock, .random = RandomBlocks(rng), .tls = std::nullopt});
  if (!options.tls_certificate_file.empty()) {
    OSLER_TRY(TlsContext tls, TlsContext::for_server(options.tls_certificate_file, options.tls_key_file));
    impl->context->tls.emplace(std::move(tls));
  }
  OSLER_TRY(std::vector<OpenSocket> listeners, open_listeners(options, count));
  impl->port = bound_port(listeners.front().get());
  for (OpenSocket& listener : listeners) {
    OSLER_TRY(std::unique_ptr<Worker> worker, Worker::create(impl->context, listener.release()));
    impl->workers.push_back(std::move(worker));
  }
  for (const std::unique_ptr<Worker>& worker : impl->workers) {
    impl->threads.emplace_back([&worker = *worker] {
      name_this_thread("http");
      sigset_t ending;
      sigemptyset(&ending);
      for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&ending, signal);
      pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // They are for the thread that started the server.
      worker.run();
    });
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port; }
void Server::stop() { impl_->stop(std::chrono::milliseconds(impl_->context->limits.stop_grace_ms)); }
std::uint32_t Server::connections() const { return impl_->context->connections.load(); }

}  // namespace osler::http
