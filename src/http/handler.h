#pragma once
// What a server calls for each request.

#include "base/loop.h"
#include "base/task.h"
#include "http/message.h"

namespace osler::http {

class Handler {
 public:
  virtual ~Handler() = default;
  /// The answer to `request`, which stays valid until the task is done. Runs on `loop`'s thread; must never block it
  /// for long and must continue on it after waiting.
  virtual Task<Response> handle(Request& request, Loop& loop) = 0;
  /// How many body bytes this request may have, decided from method and path before the body is read (a declared
  /// length beyond it is refused with `413`). Any thread.
  virtual std::uint64_t body_bytes_max(Method method, std::string_view path) const = 0;
  /// The answer to a request that never became one: bad syntax, a limit, a time-out. Status is 400, 408, 413, 414,
  /// 415, 431, 501, 503 (too many connections) or 505; `what` is one sentence for a person. Any thread.
  virtual Response refuse(int status, std::string_view what, std::string_view path, std::string_view request_id) = 0;
};

}  // namespace osler::http
