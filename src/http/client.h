#pragma once
// A small blocking HTTP/1.1 client with keep-alive for one origin: for the command line, tests and benchmarks.
// Not for calls to addresses that others chose (webhooks): those need the egress guard.

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace osler::http {

struct ClientOptions {
  std::uint32_t timeout_ms = 60'000;
  std::uint64_t body_bytes_max = 1ULL << 30U;  ///< Of an answer.
  /// PEM file of authorities to trust beside the system's; empty: none.
  std::string authorities_file = {};
};

/// One connection, one thread. Reconnects by itself when the server closed an idle connection.
class Client {
 public:
  /// `origin` is "http://host[:port]" or https. Errors: kInvalidInput for anything else.
  static Result<Client> create(std::string_view origin, ClientOptions options = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();
  /// Sends one request and reads the whole answer (gzip is inflated). Errors: kUnavailable,
  /// kInvalidInput for a target or field that cannot be sent. A request is sent a second time only when the server
  /// closed a kept connection before any answer and had not seen it, or may see it twice (neither POST nor PATCH).
  Result<Response> send(Method method, std::string_view target, const Headers& headers = {},
                        std::string_view body = {});

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::http
