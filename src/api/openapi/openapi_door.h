#pragma once
// GET /openapi.json and /openapi.yaml: the description, for anyone. Made at the first request and kept.

#include <mutex>
#include <string>

#include "api/v1/schema.h"
#include "http/message.h"

namespace osler::api::openapi {

class OpenApiDoor {
 public:
  /// `schema` must outlive the door.
  explicit OpenApiDoor(const v1::Schema& schema) : schema_(schema) {}

  static bool serves(std::string_view path) { return path == "/openapi.json" || path == "/openapi.yaml"; }
  /// 200; 405 for other methods than GET and HEAD; 500 for a build without its texts. Any thread.
  http::Response answer(const http::Request& request);

 private:
  const v1::Schema& schema_;
  std::once_flag made_;
  std::string json_;  ///< Empty: it could not be made.
  std::string yaml_;
};

}  // namespace osler::api::openapi
