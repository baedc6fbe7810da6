#pragma once
// A blocking connection that sends any bytes, right or wrong, and sees how the server treats it. For tests.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "http/response_reader.h"

namespace osler::http {

class RawConnection {
 public:
  enum class End { kNone, kClosed, kReset };

  /// `before_connecting` runs when the socket is there.
  explicit RawConnection(std::uint16_t port, const std::function<void()>& before_connecting = [] {})
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    before_connecting();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  RawConnection(RawConnection&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        end_(other.end_),
        pending_(std::move(other.pending_)) {}
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  RawConnection& operator=(RawConnection&&) = delete;
  ~RawConnection() { close(); }

  bool connected() const { return connected_; }
  int fd() const { return fd_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void send_one_by_one(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size() && send(bytes.substr(i, 1)); ++i) {
    }
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }
  /// Closes with a reset, as a crashed client does.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  /// The next answer; status 0 if none came whole within `timeout_ms`.
  Response read_response(Method method = Method::kGet, int timeout_ms = 5'000) {
    ResponseReader reader(method, 1U << 30U);
    while (!reader.done() && reader.problem().empty()) {
      if (pending_.empty() && !fill(timeout_ms)) {
        reader.end();
        break;
      }
      pending_.erase(0, reader.feed(pending_));
    }
    if (reader.done() && reader.problem().empty()) return reader.take();
    Response none;
    none.status = 0;
    return none;
  }
  /// How the server ended the connection within `timeout_ms`; bytes that come before are dropped.
  End wait_for_end(int timeout_ms = 5'000) {
    while (end_ == End::kNone && fill(timeout_ms)) pending_.clear();
    return end_;
  }
  /// Every byte until the connection ends or nothing comes for `timeout_ms`.
  std::string read_all(int timeout_ms = 5'000) {
    while (fill(timeout_ms)) {
    }
    return std::exchange(pending_, {});
  }

 private:
  bool fill(int timeout_ms) {
    pollfd descriptor{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&descriptor, 1, timeout_ms) <= 0) return false;
    std::array<char, 16 * 1024> buffer;
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got > 0) {
      pending_.append(buffer.data(), static_cast<std::size_t>(got));
      return true;
    }
    end_ = got == 0 ? End::kClosed : End::kReset;
    return false;
  }

  int fd_;
  bool connected_ = false;
  End end_ = End::kNone;
  std::string pending_;
};

}  // namespace osler::http
