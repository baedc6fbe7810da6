#pragma once
// TLS settings and sessions. OpenSSL's types stay behind pointers.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace osler::http {

struct FreeTlsSession {
  void operator()(ssl_st* session) const;
};
/// Null stands for a plain connection.
using TlsSession = std::unique_ptr<ssl_st, FreeTlsSession>;

/// TLS 1.2 and 1.3; sessions may be made from any thread.
class TlsContext {
 public:
  /// Errors: kInvalidInput if a file cannot be read, is not PEM, or the key does not fit the certificate; the message
  /// names the file.
  static Result<TlsContext> for_server(const std::string& certificate_file, const std::string& key_file);
  /// Verifies servers with the system's authorities, and those in `authorities_file` (PEM) unless it is empty. The system's
  /// are read at the first session: they cost 20 ms and some MiB, which a server that calls nobody should not pay.
  static Result<TlsContext> for_client(const std::string& authorities_file);

  TlsContext(TlsContext&&) noexcept = default;
  TlsContext& operator=(TlsContext&&) noexcept = default;

  /// A session that waits for a client's hello on `fd`.
  TlsSession accept(int fd) const;
  /// A session that greets the server on `fd` and insists that its certificate is for `host` (a name or an address).
  TlsSession connect(int fd, const std::string& host) const;

 private:
  struct FreeContext {
    void operator()(ssl_ctx_st* context) const;
  };
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  std::unique_ptr<ssl_ctx_st, FreeContext> context_;
  std::unique_ptr<std::once_flag> authorities_ = std::make_unique<std::once_flag>();  ///< The system's, of a client.
};

}  // namespace osler::http
