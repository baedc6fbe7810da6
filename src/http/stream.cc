#include "http/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace osler::http {

namespace {

Stream::Io plain_result(ssize_t result, Stream::State when_not_ready) {
  if (result > 0) return {Stream::State::kDone, static_cast<std::size_t>(result)};
  if (result == 0) return {Stream::State::kEnd, 0};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {when_not_ready, 0};
  return {Stream::State::kFailed, 0};
}

iovec part(std::string_view bytes) { return {const_cast<char*>(bytes.data()), bytes.size()}; }

}  // namespace

Stream::Io Stream::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  return tls_result(result);
}

bool Stream::has_buffered() const { return session_ && SSL_has_pending(session_.get()) == 1; }

Stream::Io Stream::read(std::span<char> buffer) {
  if (!session_) return plain_result(recv(fd_, buffer.data(), buffer.size(), 0), State::kWantRead);
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(session_.get(), buffer.data(), buffer.size(), &count);
  return result == 1 ? Io{State::kDone, count} : tls_result(result);
}

Stream::Io Stream::write(std::string_view first, std::string_view second) {
  if (!session_) {
    std::array<iovec, 2> parts = {part(first), part(second)};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = second.empty() ? 1 : 2;
    return plain_result(sendmsg(fd_, &message, MSG_NOSIGNAL), State::kWantWrite);
  }
  ERR_clear_error();
  const std::string_view bytes = first.empty() ? second : first;
  std::size_t count = 0;
  const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
  return result == 1 ? Io{State::kDone, count} : tls_result(result);
}

Stream::Io Stream::discard(std::span<char> buffer) {
  return plain_result(recv(fd_, buffer.data(), buffer.size(), 0), State::kWantRead);
}

void Stream::end_writing() {
  if (session_) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
  }
  ::shutdown(fd_, SHUT_WR);
}

Stream::Io Stream::tls_result(int result) {
  if (result == 1) return {State::kDone, 0};
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {State::kWantRead, 0};
    case SSL_ERROR_WANT_WRITE: return {State::kWantWrite, 0};
    case SSL_ERROR_ZERO_RETURN: return {State::kEnd, 0};
    default: return {State::kFailed, 0};
  }
}

}  // namespace osler::http
