#pragma once
// The HTTP/1.1 server: one event loop and one listening socket (SO_REUSEPORT) for each thread.

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "http/handler.h"

namespace osler::http {

/// Every limit has a name, a default and a setting (`http.*` in the configuration).
struct ServerLimits {
  std::uint32_t target_bytes_max = 16 * 1024;     ///< 414 beyond.
  std::uint32_t header_bytes_max = 32 * 1024;     ///< All fields together; 431 beyond.
  std::uint32_t header_count_max = 100;           ///< 431 beyond.
  std::uint32_t connections_max = 10'000;         ///< Beyond: accepted, answered 503 and closed.
  std::uint32_t header_timeout_ms = 10'000;       ///< From the first byte of a request to the end of its header; 408.
  std::uint32_t idle_timeout_ms = 60'000;         ///< Between requests of a kept connection; closed silently.
  std::uint32_t body_rate_min_bytes_per_s = 500;  ///< Measured over each window; 408 below.
  std::uint32_t body_rate_window_ms = 10'000;
  std::uint32_t write_timeout_ms = 30'000;  ///< Without progress; closed.
  std::uint32_t requests_per_connection_max = 1'000'000;
  std::uint32_t stop_grace_ms = 4'000;   ///< How long stop() waits for requests in flight.
  std::uint32_t gzip_bytes_min = 1'024;  ///< Smaller answers are not compressed.
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;         ///< 0 picks a free one.
  unsigned threads = 0;              ///< 0: one for each core.
  std::string tls_certificate_file;  ///< PEM chain; empty: plain HTTP.
  std::string tls_key_file;
  ServerLimits limits;
};

class Server {
 public:
  /// Binds and starts to serve. `handler`, `clock` and `rng` must outlive the server. Errors: kUnavailable if the
  /// address is in use (naming it), kInvalidInput for a bad host or certificate.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler& handler, Clock& clock, Rng& rng);
  /// Stops at once if stop() was not called.
  ~Server();
  /// The port that is really bound.
  std::uint16_t port() const;
  /// Stops accepting, lets requests in flight finish (at most stop_grace_ms), closes, joins the threads. Idempotent.
  void stop();
  /// How many connections are open now.
  std::uint32_t connections() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::http
