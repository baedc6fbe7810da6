#include "http/outgoing_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/ascii.h"


namespace osler::http {
namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Error time_is_over() { return unavailable("time is over"); }

}  // namespace

Result<std::string> outgoing_head(std::string_view authority, Method method, std::string_view target,
                                  const Headers& headers, std::string_view body) {
  if (!target.starts_with('/') || has_control(target) || target.find(' ') != std::string_view::npos) {
    return invalid_input("expected a target that begins with '/' and has no blanks");
  }
  std::string head(name_of(method));
  head.append(" ").append(target).append(" HTTP/1.1\r\n");
  if (!headers.get("host")) head.append("Host: ").append(authority).append("\r\n");
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

void OutgoingConnection::close() {
  stream_.reset();
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

bool OutgoingConnection::is_stale() const {
  // Between requests nothing may come: a byte is as bad as the end.
  pollfd descriptor{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&descriptor, 1, 0) != 0;
}

/// Sleeps until the socket is ready for any of `events`; 0 if it was woken for nothing; nothing if the time is over.
std::optional<short> OutgoingConnection::wait(int events) {
  constexpr std::int64_t kSliceMs = 100;
  std::int64_t left_ms = deadline_ms_ - clock_.steady_ms();
  if (left_ms <= 0 || (is_stopped_ && is_stopped_())) return std::nullopt;
  if (is_stopped_) left_ms = std::min(left_ms, kSliceMs);
  pollfd descriptor{.fd = fd_, .events = static_cast<short>(events), .revents = 0};
  const int ready = ::poll(&descriptor, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 1'000'000'000)));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return short{0};
  if (ready < 0) return std::nullopt;
  return descriptor.revents;
}

Status OutgoingConnection::connect(const sockaddr& address, socklen_t length) {
  close();
  fd_ = ::socket(address.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return unavailable(std::strerror(errno));
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd_, &address, length) == 0) return {};
  if (errno != EINPROGRESS) return unavailable(std::strerror(errno));
  std::optional<short> ready;
  do ready = wait(POLLOUT);
  while (ready && *ready == 0);
  if (!ready) return time_is_over();
  int failure = 0;
  socklen_t failure_length = sizeof failure;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &failure, &failure_length);
  if (failure != 0) return unavailable(std::strerror(failure));
  return {};
}

Status OutgoingConnection::begin(const TlsContext* tls, const std::string& host) {
  stream_.emplace(fd_, tls != nullptr ? tls->connect(fd_, host) : nullptr);
  if (tls == nullptr) return {};
  if (!stream_->is_tls()) return unavailable("cannot set up TLS");
  return shake_hands();
}

Status OutgoingConnection::shake_hands() {
  while (true) {
    const Stream::Io io = stream_->handshake();
    if (io.state == Stream::State::kDone) return {};
    if (io.state != Stream::State::kWantRead && io.state != Stream::State::kWantWrite) {
      return unavailable("the TLS handshake failed, or the certificate is not trusted");
    }
    if (!wait(io.state == Stream::State::kWantRead ? POLLIN : POLLOUT)) return time_is_over();
  }
}

/// Sends all, unless the server answers before that or hangs up. False only when the time is over.
bool OutgoingConnection::write_request(std::string_view head, std::string_view body, Sent& sent) {
  while (!head.empty() || !body.empty()) {
    const Stream::Io io = stream_->write(head, body);
    if (io.state == Stream::State::kDone) {
      sent.any = true;
      const std::size_t of_head = std::min(io.bytes, head.size());
      head.remove_prefix(of_head);
      body.remove_prefix(io.bytes - of_head);
      continue;
    }
    if (io.state != Stream::State::kWantRead && io.state != Stream::State::kWantWrite) return true;
    const std::optional<short> ready = wait(POLLIN | (io.state == Stream::State::kWantWrite ? POLLOUT : 0));
    if (!ready) return false;
    if (!stream_->is_tls() && (*ready & POLLIN) != 0) return true;
  }
  sent.all = true;
  return true;
}

/// False only when the time is over.
bool OutgoingConnection::read_answer(ResponseReader& reader, Sent& sent) {
  std::array<char, 64 * 1024> buffer;
  while (!reader.done() && reader.problem().empty()) {
    if (clock_.steady_ms() >= deadline_ms_) return false;  // Also when bytes never stop coming.
    const Stream::Io io = stream_->read(buffer);
    if (io.state == Stream::State::kDone) {
      sent.excess = reader.feed({buffer.data(), io.bytes}) < io.bytes;
    } else if (io.state == Stream::State::kWantRead || io.state == Stream::State::kWantWrite) {
      if (!wait(io.state == Stream::State::kWantRead ? POLLIN : POLLOUT)) return false;
    } else {
      reader.end();
    }
  }
  return true;
}

OutgoingConnection::Sent OutgoingConnection::exchange(std::string_view head, std::string_view body,
                                                      ResponseReader& reader) {
  Sent sent;
  sent.in_time = write_request(head, body, sent) && read_answer(reader, sent);
  return sent;
}

}  // namespace osler::http
