#include "http/egress.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <utility>

#include "base/clock.h"
#include "http/outgoing_connection.h"

namespace osler::http {

// A look-up cannot be interrupted when the server stops.
constexpr std::uint32_t kResolveMsMax = 4'000;

struct Egress::Impl {
  EgressOptions options;
  Resolver& resolver;
  TlsContext tls;
  mutable SystemClock clock = {};
  std::atomic<bool> stopped = false;

  std::uint32_t left_ms(std::int64_t deadline_ms) const {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(deadline_ms - clock.steady_ms(), 0));
  }

  /// One bad address among good ones refuses them all: a name that answers both is not to be trusted with either.
  Result<std::vector<IpAddress>> addresses(const OutgoingUrl& url, std::int64_t deadline_ms) const {
    if (url.address) return std::vector{*url.address};  // Judged when it was read.
    OSLER_TRY(std::vector<IpAddress> found, resolver.resolve(url.host, std::min(left_ms(deadline_ms), kResolveMsMax)));
    const bool all_public = std::all_of(found.begin(), found.end(), [](const IpAddress& one) { return one.is_public(); });
    if (options.reach == Reach::kAnywhere || all_public) return found;
    return Error{ErrorKind::kForbidden, "url: the host's address is not on the public Internet", "ADDRESS_NOT_PUBLIC", {}};
  }

  Status connect(const OutgoingUrl& url, const std::vector<IpAddress>& to, OutgoingConnection& connection) const {
    Status connected = unavailable("no address");
    for (const IpAddress& address : to) {
      sockaddr_storage storage;
      const socklen_t length = address.fill(url.port, storage);
      connected = connection.connect(reinterpret_cast<const sockaddr&>(storage), length);
      if (connected.ok()) break;
    }
    if (!connected.ok()) return connected;
    return connection.begin(url.secure ? &tls : nullptr, url.host);
  }

  struct Call {
    Method method;
    std::string_view url;
    const Headers& headers;
    std::string_view body;
    std::function<bool()> is_given_up = {};
  };
  Result<Response> call(const Call& what, ResponseReader reader) const {
    OSLER_TRY(const OutgoingUrl to, parse_outgoing_url(what.url, options.reach));
    OSLER_TRY(const std::string head, outgoing_head(to.authority, what.method, to.target, what.headers, what.body));
    const std::int64_t deadline_ms = clock.steady_ms() + options.timeout_ms;
    OSLER_TRY(const std::vector<IpAddress> found, addresses(to, deadline_ms));
    OutgoingConnection connection;
    connection.set_deadline(deadline_ms);
    connection.stop_when([&] { return stopped.load() || (what.is_given_up && what.is_given_up()); });
    OSLER_RETURN_IF_ERROR(connect(to, found, connection));
    const OutgoingConnection::Sent sent = connection.exchange(head, what.body, reader);
    if (reader.done() && reader.problem().empty()) return reader.take();
    if (!sent.in_time) return unavailable("no whole answer within " + std::to_string(options.timeout_ms) + " ms");
    return unavailable(std::string(reader.problem()));
  }
};

Egress::Egress(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Egress::~Egress() = default;

Result<std::unique_ptr<Egress>> Egress::create(EgressOptions options, Resolver& resolver) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's writes to a closed connection must not end the process.
  OSLER_TRY(TlsContext tls, TlsContext::for_client(options.authorities_file));
  return std::unique_ptr<Egress>(new Egress(std::unique_ptr<Impl>(new Impl{std::move(options), resolver, std::move(tls)})));
}

Status Egress::check(std::string_view url) const {
  OSLER_TRY(const OutgoingUrl read, parse_outgoing_url(url, impl_->options.reach));
  const auto found = impl_->addresses(read, impl_->clock.steady_ms() + impl_->options.timeout_ms);
  if (found.ok() || found.error().kind != ErrorKind::kForbidden) return {};
  return found.error();
}

Result<Response> Egress::send(Method method, std::string_view url, const Headers& headers, std::string_view body) const {
  return impl_->call({method, url, headers, body, {}}, ResponseReader(method, impl_->options.answer_bytes_max, LongBody::kCut));
}

Result<Response> Egress::fetch(std::string_view url, const Headers& headers, const Sink& sink, std::function<bool()> is_given_up) const {
  Status taken;
  std::uint64_t bytes = 0;
  ResponseReader reader(Method::kGet, impl_->options.answer_bytes_max);
  reader.give_body_to([&](std::string_view piece) {
    bytes += piece.size();
    const bool is_too_long = bytes > impl_->options.answer_bytes_max;
    taken = is_too_long ? Status(Error{ErrorKind::kTooLarge, "longer than " + std::to_string(impl_->options.answer_bytes_max) + " bytes", {}, {}}) : sink(piece);
    return taken.ok();
  });
  Result<Response> answer = impl_->call({Method::kGet, url, headers, {}, std::move(is_given_up)}, std::move(reader));
  if (!taken.ok()) return std::move(taken).error();
  return answer;
}

void Egress::stop() { impl_->stopped = true; }

}  // namespace osler::http
