#include "http/client.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "http/ascii.h"
#include "http/response_reader.h"
#include "http/stream.h"

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

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<std::string> request_head(const Origin& origin, Method method, std::string_view target, const Headers& headers,
                                 std::string_view body) {
  if (!target.starts_with('/') || has_control(target) || target.find(' ') != std::string_view::npos) {
    return invalid_input("expected a target that begins with '/' and has no blanks");
  }
  std::string head(name_of(method));
  head.append(" ").append(target).append(" HTTP/1.1\r\n");
  if (!headers.get("host")) head.append("Host: ").append(origin.authority).append("\r\n");
  for (const auto& [name, value] : headers.fields()) {
    if (has_control(name) || has_control(value)) return invalid_input("expected header fields without line breaks");
    if (!equals_ignoring_case(name, "content-length")) head.append(name).append(": ").append(value).append("\r\n");
  }
  const bool may_have_body = method == Method::kPost || method == Method::kPut || method == Method::kPatch;
  if (may_have_body || !body.empty())
    head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  head += "\r\n";
  return head;
}

}  // namespace

struct Client::Impl {
  Origin origin;
  ClientOptions options;
  std::optional<TlsContext> tls;
  SystemClock clock;
  int fd = -1;
  std::optional<Stream> stream;
  std::int64_t deadline_ms = 0;

  ~Impl() { disconnect(); }

  void disconnect() {
    stream.reset();
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }

  Error failed(std::string_view what) const {
    return unavailable("cannot talk to " + origin.authority + ": " + std::string(what));
  }

  /// Sleeps until the socket is ready for any of `events`; nothing if the time is over.
  std::optional<short> wait(int events) {
    const std::int64_t left_ms = deadline_ms - clock.steady_ms();
    if (left_ms <= 0) return std::nullopt;
    pollfd descriptor{.fd = fd, .events = static_cast<short>(events), .revents = 0};
    const int ready = ::poll(&descriptor, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 1'000'000'000)));
    if (ready < 0 && errno == EINTR) return short{0};
    if (ready <= 0) return std::nullopt;
    return descriptor.revents;
  }

  bool is_stale() const {
    // Between requests nothing may come: a byte is as bad as the end.
    pollfd descriptor{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&descriptor, 1, 0) != 0;
  }

  Status connect_to(const addrinfo& address) {
    fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return failed(std::strerror(errno));
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return {};
    if (errno != EINPROGRESS) return failed(std::strerror(errno));
    std::optional<short> ready;
    do ready = wait(POLLOUT);
    while (ready && *ready == 0);
    if (!ready) return failed("time is over");
    int failure = 0;
    socklen_t length = sizeof failure;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length);
    if (failure != 0) return failed(std::strerror(failure));
    return {};
  }

  Status connect() {
    disconnect();
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(origin.host.c_str(), origin.port.c_str(), &hints, &found) != 0) return failed("no such host");
    Status connected = failed("no address");
    for (const addrinfo* address = found; address != nullptr && !connected.ok(); address = address->ai_next) {
      disconnect();
      connected = connect_to(*address);
    }
    freeaddrinfo(found);
    if (!connected.ok()) return connected;

    stream.emplace(fd, tls ? tls->connect(fd, origin.host) : nullptr);
    if (!tls) return {};
    if (!stream->is_tls()) return failed("cannot set up TLS");
    return shake_hands();
  }

  Status shake_hands() {
    while (true) {
      const Stream::Io io = stream->handshake();
      if (io.state == Stream::State::kDone) return {};
      if (io.state != Stream::State::kWantRead && io.state != Stream::State::kWantWrite) {
        return failed("the TLS handshake failed, or the certificate is not trusted");
      }
      if (!wait(io.state == Stream::State::kWantRead ? POLLIN : POLLOUT)) return failed("time is over");
    }
  }

  /// Sends all, unless the server answers before that or hangs up. False only when the time is over. `sent_any` tells
  /// whether the server may have seen the request.
  bool write_request(std::string_view head, std::string_view body, bool& sent_any, bool& sent_all) {
    while (!head.empty() || !body.empty()) {
      const Stream::Io io = stream->write(head, body);
      if (io.state == Stream::State::kDone) {
        sent_any = true;
        const std::size_t of_head = std::min(io.bytes, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(io.bytes - of_head);
        continue;
      }
      if (io.state != Stream::State::kWantRead && io.state != Stream::State::kWantWrite) return true;
      const std::optional<short> ready = wait(POLLIN | (io.state == Stream::State::kWantWrite ? POLLOUT : 0));
      if (!ready) return false;
      if (!stream->is_tls() && (*ready & POLLIN) != 0) return true;
    }
    sent_all = true;
    return true;
  }

  /// False only when the time is over. `excess` tells of bytes behind the answer, which nobody asked for.
  bool read_answer(ResponseReader& reader, bool& excess) {
    std::array<char, 64 * 1024> buffer;
    while (!reader.done() && reader.problem().empty()) {
      const Stream::Io io = stream->read(buffer);
      if (io.state == Stream::State::kDone) {
        excess = reader.feed({buffer.data(), io.bytes}) < io.bytes;
      } else if (io.state == Stream::State::kWantRead || io.state == Stream::State::kWantWrite) {
        if (!wait(io.state == Stream::State::kWantRead ? POLLIN : POLLOUT)) return false;
      } else {
        reader.end();
      }
    }
    return true;
  }

  Result<Response> send(Method method, const std::string& head, std::string_view body) {
    deadline_ms = clock.steady_ms() + options.timeout_ms;
    for (bool may_retry = true;; may_retry = false) {
      if (fd >= 0 && is_stale()) disconnect();
      const bool reused = fd >= 0;
      if (!reused) OSLER_RETURN_IF_ERROR(connect());
      bool sent_any = false;
      bool sent_all = false;
      bool excess = false;
      ResponseReader reader(method, options.body_bytes_max);
      const bool in_time = write_request(head, body, sent_any, sent_all) && read_answer(reader, excess);
      if (reader.done() && reader.problem().empty()) {
        if (!reader.keeps_alive() || !sent_all || excess) disconnect();
        return reader.take();
      }
      disconnect();
      if (!in_time) return failed("time is over");
      // The server closed a kept connection while we wrote: once more, if that cannot do a thing twice.
      const bool safe = !sent_any || is_idempotent(method);
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
  OSLER_TRY(const std::string head, request_head(impl_->origin, method, target, headers, body));
  return impl_->send(method, head, body);
}

}  // namespace osler::http
