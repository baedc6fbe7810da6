#pragma once
// What a request's header says about where its body ends and what becomes of the connection. Anything that two readers
// could understand differently is refused: that is how requests are smuggled.

#include <cstdint>
#include <optional>

#include "http/message.h"
#include "http/refusal.h"

namespace osler::http {

struct RequestFraming {
  bool chunked = false;
  std::uint64_t content_length = 0;  ///< 0 when chunked or absent.
  bool gzip = false;                 ///< The body is compressed.
  bool keep_alive = true;            ///< The client wants to send more requests.
  bool expects_continue = false;     ///< The client waits for 100 before it sends the body.

  bool has_body() const { return chunked || content_length > 0; }
};

/// Refuses: several Content-Length or Transfer-Encoding or both, a length that is not 1 to 18 digits, transfer codings
/// other than chunked, chunked in HTTP/1.0, a bad or repeated Host, none in HTTP/1.1 (all 400); content codings other
/// than gzip (415). Spec: RFC 9112, sections 3.2, 6.1 and 6.3.
std::optional<Refusal> read_framing(const Request& request, int http_minor, RequestFraming& framing);

}  // namespace osler::http
