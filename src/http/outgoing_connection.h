#pragma once
// One connection that this process opened, used by one blocking thread: every wait ends at a deadline. It decides
// nothing about whom to call: client.h and egress.h do.

#include <sys/socket.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "http/response_reader.h"
#include "http/stream.h"
#include "http/tls.h"

namespace osler::http {

/// The request's first line and fields, with Host and Content-Length. Errors: kInvalidInput for a target that does not
/// begin with '/' or has blanks, and for line breaks in a field.
Result<std::string> outgoing_head(std::string_view authority, Method method, std::string_view target,
                                  const Headers& headers, std::string_view body);

class OutgoingConnection {
 public:
  OutgoingConnection() = default;
  OutgoingConnection(const OutgoingConnection&) = delete;
  OutgoingConnection& operator=(const OutgoingConnection&) = delete;
  ~OutgoingConnection() { close(); }

  /// When everything that waits gives up, on the monotonic clock.
  void set_deadline(std::int64_t steady_ms) { deadline_ms_ = steady_ms; }
  /// Every wait ends within a tenth of a second once `is_stopped` says so.
  void stop_when(std::function<bool()> is_stopped) { is_stopped_ = std::move(is_stopped); }

  /// Errors: kUnavailable; the message is the bare reason.
  Status connect(const sockaddr& address, socklen_t length);
  /// After connect(): plain without `tls`, else greets and insists on a certificate for `host`. Errors: as connect().
  Status begin(const TlsContext* tls, const std::string& host);

  struct Sent {
    bool in_time = false;   ///< False: the deadline came first.
    bool any = false;       ///< The server may have seen something of the request.
    bool all = false;
    bool excess = false;    ///< Bytes came behind the answer, which nobody asked for.
  };
  /// Sends a request and feeds the answer to `reader` until it is done or has a problem.
  Sent exchange(std::string_view head, std::string_view body, ResponseReader& reader);

  bool is_open() const { return fd_ >= 0; }
  /// Whether a kept connection was closed, or spoken to, by the server meanwhile.
  bool is_stale() const;
  void close();

 private:
  std::optional<short> wait(int events);
  Status shake_hands();
  bool write_request(std::string_view head, std::string_view body, Sent& sent);
  bool read_answer(ResponseReader& reader, Sent& sent);

  SystemClock clock_;
  int fd_ = -1;
  std::optional<Stream> stream_;
  std::int64_t deadline_ms_ = 0;
  std::function<bool()> is_stopped_;
};

}  // namespace osler::http
