#include "server/cors.h"

#include <algorithm>

namespace osler::server {
namespace {

constexpr const char* kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
constexpr const char* kRequestHeaders =
    "Authorization, X-Api-Key, Content-Type, Accept, Prefer, If-Match, If-None-Match, If-None-Exist, If-Modified-Since, "
    "Idempotency-Key, X-Request-Id, X-Explain, X-Security-Context";
constexpr const char* kExposed =
    "ETag, Location, Content-Location, Last-Modified, Preference-Applied, Retry-After, X-Request-Id, X-Progress, X-RateLimit-Limit, "
    "X-RateLimit-Remaining, X-RateLimit-Reset";
constexpr const char* kMaxAgeSeconds = "600";

}  // namespace

bool Cors::allows(std::string_view origin) const {
  return std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

std::optional<http::Response> Cors::preflight(const http::Request& request) const {
  const auto origin = request.headers.get("Origin");
  const bool asks = request.method == http::Method::kOptions && origin && request.headers.get("Access-Control-Request-Method");
  if (!asks || !allows(*origin)) return std::nullopt;
  http::Response response;
  response.status = 204;
  response.headers.add("Access-Control-Allow-Methods", kMethods);
  response.headers.add("Access-Control-Allow-Headers", kRequestHeaders);
  response.headers.add("Access-Control-Max-Age", kMaxAgeSeconds);
  return response;
}

void Cors::admit(const http::Request& request, http::Response& response) const {
  if (!is_open()) return;
  // What is cached for one origin is not for another.
  response.headers.add("Vary", "Origin");
  const auto origin = request.headers.get("Origin");
  if (!origin || !allows(*origin)) return;
  response.headers.set("Access-Control-Allow-Origin", std::string(*origin));
  response.headers.set("Access-Control-Expose-Headers", kExposed);
}

}  // namespace osler::server
