#include "server/cors.h"

#include <gtest/gtest.h>

#include "server/forwarded.h"

namespace osler::server {
namespace {

http::Request request_from(std::string origin, http::Method method = http::Method::kGet) {
  http::Request request;
  request.method = method;
  if (!origin.empty()) request.headers.add("Origin", std::move(origin));
  return request;
}

TEST(Cors, IsClosedUntilAnOriginIsConfigured) {
  const Cors closed({});
  http::Response response;
  closed.admit(request_from("https://a"), response);
  EXPECT_TRUE(response.headers.fields().empty());
  http::Request preflight = request_from("https://a", http::Method::kOptions);
  preflight.headers.add("Access-Control-Request-Method", "PUT");
  EXPECT_FALSE(closed.preflight(preflight));
}

TEST(Cors, AdmitsOnlyWhatIsConfigured) {
  const Cors cors({"https://a"});
  http::Response allowed;
  cors.admit(request_from("https://a"), allowed);
  EXPECT_EQ(allowed.headers.get("Access-Control-Allow-Origin"), "https://a");
  for (const std::string_view name : {"ETag", "Location", "Content-Location"}) EXPECT_TRUE(allowed.headers.has_token("Access-Control-Expose-Headers", name));
  for (const std::string other : {"https://b", "http://a", "https://a.b", "null", ""}) {
    http::Response refused;
    cors.admit(request_from(other), refused);
    EXPECT_FALSE(refused.headers.get("Access-Control-Allow-Origin")) << other;
    EXPECT_EQ(refused.headers.get("Vary"), "Origin");
  }
}

TEST(Cors, AnswersThePreflight) {
  const Cors cors({"*"});
  http::Request request = request_from("https://a", http::Method::kOptions);
  EXPECT_FALSE(cors.preflight(request)) << "OPTIONS alone is a request like others";
  request.headers.add("Access-Control-Request-Method", "PATCH");
  const auto answer = cors.preflight(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
  EXPECT_TRUE(answer->headers.has_token("Access-Control-Allow-Methods", "PATCH"));
  EXPECT_TRUE(answer->headers.has_token("Access-Control-Allow-Headers", "If-None-Exist"));
}

TEST(Forwarded, IsBelievedFromProxiesOnly) {
  http::Request request;
  request.remote_address = "10.0.0.1";
  request.headers.add("Host", "inside");
  request.headers.add("X-Forwarded-For", "1.2.3.4, 5.6.7.8, 10.0.0.2");
  request.headers.add("X-Forwarded-Proto", "https");
  request.headers.add("X-Forwarded-Host", "records.example.org");
  http::Request stranger = {};
  stranger.remote_address = "9.9.9.9";
  stranger.headers = request.headers;
  apply_forwarded({"10.0.0.1", "10.0.0.2"}, stranger);
  EXPECT_EQ(stranger.remote_address, "9.9.9.9");
  EXPECT_FALSE(stranger.secure);
  EXPECT_EQ(stranger.headers.get("Host"), "inside");

  apply_forwarded({"10.0.0.1", "10.0.0.2"}, request);
  EXPECT_EQ(request.remote_address, "5.6.7.8") << "what stands further left anybody could have written";
  EXPECT_TRUE(request.secure);
  EXPECT_EQ(request.headers.get("Host"), "records.example.org");
}

TEST(Forwarded, LeavesOutWhatIsNone) {
  http::Request request;
  request.remote_address = "10.0.0.1";
  request.headers.add("Host", "inside");
  request.headers.add("X-Forwarded-For", "unknown");
  request.headers.add("X-Forwarded-Proto", "gopher");
  request.headers.add("X-Forwarded-Host", "evil/path");
  apply_forwarded({"10.0.0.1"}, request);
  EXPECT_EQ(request.remote_address, "10.0.0.1");
  EXPECT_FALSE(request.secure);
  EXPECT_EQ(request.headers.get("Host"), "inside");
}

}  // namespace
}  // namespace osler::server
