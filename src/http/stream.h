#pragma once
// Bytes over one non-blocking socket, plain or through TLS. It never waits: when the socket is not ready it says for
// what to wait. It does not own the socket.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "http/tls.h"

namespace osler::http {

class Stream {
 public:
  enum class State : std::uint8_t {
    kDone,       ///< `bytes` were moved, at least one (or the handshake is done).
    kWantRead,   ///< Nothing was moved; try again when the socket can be read.
    kWantWrite,  ///< The same, when it can be written.
    kEnd,        ///< The peer sends no more.
    kFailed,     ///< The connection is broken.
  };
  struct Io {
    State state = State::kFailed;
    std::size_t bytes = 0;
  };

  /// Plain if `session` is null.
  Stream(int fd, TlsSession session) : fd_(fd), session_(std::move(session)) {}

  bool is_tls() const { return session_ != nullptr; }
  /// TLS only; until kDone.
  Io handshake();
  /// Whether bytes may be there that the socket no longer shows.
  bool has_buffered() const;
  Io read(std::span<char> buffer);
  /// Writes from the front of `first`, then `second`. After kWantRead or kWantWrite call with the same bytes.
  Io write(std::string_view first, std::string_view second);
  /// Reads and forgets bytes of the socket, decrypting nothing.
  Io discard(std::span<char> buffer);
  /// Tells the peer that nothing more will be sent.
  void end_writing();

 private:
  Io tls_result(int result);

  int fd_;
  TlsSession session_;
};

}  // namespace osler::http
