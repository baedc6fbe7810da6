#pragma once
// Which web pages of other origins may read answers. Closed until an origin is configured. Spec: Fetch standard, CORS protocol.

#include <optional>
#include <string>
#include <vector>

#include "http/message.h"

namespace osler::server {

class Cors {
 public:
  /// "https://app.example.org", or "*" for any.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  bool is_open() const { return !origins_.empty(); }
  /// The answer to a browser's question before the request itself; nothing for other requests and other origins.
  std::optional<http::Response> preflight(const http::Request& request) const;
  /// Lets an allowed origin read the answer, its ETag, Location and the like included.
  void admit(const http::Request& request, http::Response& response) const;

 private:
  bool allows(std::string_view origin) const;
  std::vector<std::string> origins_;
};

}  // namespace osler::server
