#pragma once
// Headers that every answer with data carries.

#include "http/message.h"

namespace osler::http {

/// nosniff, no-store, no referrer, and a policy under which nothing in the answer may run or load.
inline void add_security_headers(Response& response) {
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
}

}  // namespace osler::http
