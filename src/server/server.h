#pragma once
// The composition root: builds everything once, in order, serves, and takes it down again.

#include <memory>
#include <string>

#include "base/result.h"
#include "server/config.h"

namespace osler::server {

class Server {
 public:
  /// Opens the data directory (which must hold an installation) and serves it. Errors: kNotFound without an
  /// installation; kUnavailable for a busy port or directory; kForbidden for plain HTTP off loopback.
  static Result<std::unique_ptr<Server>> start(const Config& config);
  /// Stops at once if stop() was not called.
  ~Server();
  std::uint16_t port() const;
  /// Finishes what is in flight, then closes everything. Idempotent.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::server
