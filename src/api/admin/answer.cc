#include "api/admin/answer.h"

#include <utility>

#include "http/security_headers.h"
#include "json/writer.h"

namespace osler::api::admin {

http::Response json_answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json; charset=utf-8");
  http::add_security_headers(response);
  response.body = std::move(body);
  return response;
}

http::Response empty_answer() {
  http::Response response;
  response.status = 204;
  http::add_security_headers(response);
  return response;
}

http::Response message_answer(int status, std::string_view message) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("message", message);
  writer.end_object();
  return json_answer(status, std::move(body));
}

http::Response error_answer(const Error& error) {
  const int status = http_status(error.kind);
  if (error.kind == ErrorKind::kInvalidInput && !error.issues.empty()) {
    std::string body;
    json::Writer writer(body);
    writer.begin_object();
    writer.member("message", "Validation error");
    writer.key("issues");
    writer.begin_array();
    for (const Issue& issue : error.issues) {
      writer.begin_object();
      writer.member("path", issue.expression);
      writer.member("message", issue.diagnostics);
      writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return json_answer(status, std::move(body));
  }
  http::Response response =
      message_answer(status, error.kind == ErrorKind::kInternal ? "Internal error" : std::string_view(error.message));
  if (error.kind == ErrorKind::kUnauthenticated) response.headers.set("WWW-Authenticate", "Bearer");
  if (error.kind == ErrorKind::kUnavailable) response.headers.set("Retry-After", "1");
  return response;
}

Error validation_error(std::string path, std::string message) {
  Error error = invalid_input("Validation error");
  error.issues.push_back({.diagnostics = std::move(message), .expression = std::move(path)});
  return error;
}

void add_rate_headers(http::Headers& headers, const access::RateDecision& decision, std::uint32_t window_s) {
  const std::string limit = std::to_string(decision.state.limit);
  const std::string remaining = std::to_string(decision.state.remaining);
  const std::string reset = std::to_string(decision.state.reset_s);
  headers.set("RateLimit-Policy", limit + ";w=" + std::to_string(window_s));
  headers.set("RateLimit", "limit=" + limit + ", remaining=" + remaining + ", reset=" + reset);
  headers.set("RateLimit-Limit", limit);
  headers.set("RateLimit-Remaining", remaining);
  headers.set("RateLimit-Reset", reset);
  if (!decision.admitted) headers.set("Retry-After", reset);
}

}  // namespace osler::api::admin
