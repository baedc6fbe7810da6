#include "http/client.h"

#include <netdb.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/clock.h"
#include "http/outgoing_connection.h"

namespace osler::http {

namespace {

struct Origin {
  bool secure = false;
  std::string host;  ///< Without the brackets of an IPv6 address.
  std::string port;
  std::string authority;  ///< As it stands in the address, for Host.
};

Result<Origin> parse_origin(std::string_view text) {
  const Error malformed = invalid_input("expected an origin like http://host:port");
  Origin origin;
  if (text.starts_with("https://")) {
    origin.secure = true;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return malformed;
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  if (text.empty() || text.find_first_of("/?#@ \t\r\n") != std::string_view::npos) return malformed;
  origin.authority = text;
  origin.port = origin.secure ? "443" : "80";
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    origin.port = text.substr(colon + 1);
    if (origin.port.empty() || !std::all_of(origin.port.begin(), origin.port.end(), is_digit)) return malformed;
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return malformed;
  origin.host = host;
  return origin;
}

bool is_idempotent(Method method) { return method != Method::kPost && method != Method::kPatch; }

}  // namespace

struct Client::Impl {
  Origin origin;
  ClientOptions options;
  std::optional<TlsContext> tls;
  SystemClock clock;
  OutgoingConnection connection;

  Error failed(std::string_view what) const {
    return unavailable("cannot talk to " + origin.authority + ": " + std::string(what));
  }

  Status connect() {
    connection.close();
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(origin.host.c_str(), origin.port.c_str(), &hints, &found) != 0) return failed("no such host");
    Status connected = unavailable("no address");
    for (const addrinfo* address = found; address != nullptr && !connected.ok(); address = address->ai_next) {
      connected = connection.connect(*address->ai_addr, address->ai_addrlen);
    }
    freeaddrinfo(found);
    if (connected.ok()) connected = connection.begin(tls ? &*tls : nullptr, origin.host);
    return connected.ok() ? Status() : failed(connected.error().message);
  }

  Result<Response> send(Method method, const std::string& head, std::string_view body) {
    connection.set_deadline(clock.steady_ms() + options.timeout_ms);
    for (bool may_retry = true;; may_retry = false) {
      if (connection.is_open() && connection.is_stale()) connection.close();
      const bool reused = connection.is_open();
      if (!reused) OSLER_RETURN_IF_ERROR(connect());
      ResponseReader reader(method, options.body_bytes_max);
      const OutgoingConnection::Sent sent = connection.exchange(head, body, reader);
      if (reader.done() && reader.problem().empty()) {
        if (!reader.keeps_alive() || !sent.all || sent.excess) connection.close();
        return reader.take();
      }
      connection.close();
      if (!sent.in_time) return failed("time is over");
      // The server closed a kept connection while we wrote: once more, if that cannot do a thing twice.
      const bool safe = !sent.any || is_idempotent(method);
      if (!reused || !may_retry || reader.has_begun() || !safe) return failed(reader.problem());
    }
  }
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::create(std::string_view origin, ClientOptions options) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's writes to a closed connection must not end the process.
  auto impl = std::make_unique<Impl>();
  OSLER_TRY(impl->origin, parse_origin(origin));
  if (impl->origin.secure) {
    OSLER_TRY(TlsContext tls, TlsContext::for_client(options.authorities_file));
    impl->tls.emplace(std::move(tls));
  }
  impl->options = std::move(options);
  return Client(std::move(impl));
}

Result<Response> Client::send(Method method, std::string_view target, const Headers& headers, std::string_view body) {
  OSLER_TRY(const std::string head, outgoing_head(impl_->origin.authority, method, target, headers, body));
  return impl_->send(method, head, body);
}

}  // namespace osler::http
