#pragma once
// Turns the bytes of a connection into requests or refusals. Pure: no sockets, no clock; the same bytes give the same
// results however they are cut into portions.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_reader.h"
#include "http/head_scanner.h"
#include "http/message.h"
#include "http/refusal.h"
#include "http/request_framing.h"

namespace osler::http {

struct RequestLimits {
  std::size_t target_bytes_max = 16 * 1024;  ///< 414 beyond.
  std::size_t header_bytes_max = 32 * 1024;  ///< 431 beyond.
  std::size_t header_count_max = 100;        ///< 431 beyond.
};

class RequestReader {
 public:
  enum class State : std::uint8_t {
    kIdle,      ///< No byte of a request has come yet.
    kHead,      ///< Within the request line or the header.
    kBody,      ///< Within the body.
    kComplete,  ///< take() has a request; feed() takes nothing before that.
    kRefused,   ///< For good: where the next request would begin is unknown.
  };
  /// How many body bytes a request may have, by method and decoded path.
  using BodyLimit = std::function<std::uint64_t(Method, std::string_view)>;

  RequestReader(const RequestLimits& limits, BodyLimit body_limit);

  /// Takes bytes from the front of `bytes` until a request is complete or refused, or all are taken; says how many.
  /// Stops once at the end of a head whose sender waits for 100 Continue.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  /// Whether the client waits for 100 Continue before it sends the body. True once for a request.
  bool take_expectation();
  /// The request as far as it was read: for refusals.
  const Request& partial() const { return request_; }
  /// Only when kRefused.
  const Refusal& refusal() const { return refusal_; }
  /// Whether the connection can carry another request after this one; from kBody on.
  bool keeps_alive() const { return framing_.keep_alive; }
  bool is_http_1_0() const { return http_minor_ == 0; }
  /// The request; only when kComplete, after which the state is kIdle.
  Request take();

 private:
  std::size_t feed_head(std::string_view bytes);
  void read_head(std::string_view head);
  void refuse(const Refusal& refusal);

  RequestLimits limits_;
  BodyLimit body_limit_;
  State state_ = State::kIdle;
  HeadScanner scanner_;
  std::string pending_;  ///< The head's first portions, when it came in several.
  Request request_;
  int http_minor_ = 1;
  RequestFraming framing_;
  bool expectation_ = false;
  std::optional<BodyReader> body_;
  Refusal refusal_;
};

}  // namespace osler::http
