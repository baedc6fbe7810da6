#pragma once
// Requests and responses as the floors above see them: no sockets, no parser types.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/headers.h"
#include "json/padded_bytes.h"

namespace osler::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

std::string_view name_of(Method method);

struct Request {
  Method method = Method::kGet;
  std::string method_text;  ///< As sent, for messages.
  std::string target;       ///< As sent: path and query, percent-encoded.
  std::string path;         ///< Decoded once; begins with '/'. %2F is refused by the server.
  std::string query;        ///< After '?', still encoded; empty if none.
  Headers headers;
  json::PaddedBytes body;   ///< Inflated; within the limit for its path.
  std::string request_id;   ///< "req_" + 24 hex, made by the server.
  std::string remote_address;
  bool secure = false;      ///< Arrived over TLS.
  std::int64_t arrived_steady_ms = 0;
};

class BodySource;

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  /// Instead of `body`: what is too large to be held (http/body_source.h). Sent as it is, never compressed.
  std::shared_ptr<BodySource> source = {};
  /// Set for answers that must not be kept open after them.
  bool close = false;
};

/// One decoded name=value of a query string or form, in order. '+' is a space.
using Parameter = std::pair<std::string, std::string>;
/// Splits and decodes "a=1&b=2". Bad percent escapes and overlong lists give nothing. Limit: 10,000 parameters.
std::optional<std::vector<Parameter>> parse_query(std::string_view encoded);
/// Decodes %XX once; nothing for a bad escape or a NUL. `plus_is_space` for queries and forms.
std::optional<std::string> percent_decode(std::string_view encoded, bool plus_is_space);
/// Encodes everything but unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace osler::http
