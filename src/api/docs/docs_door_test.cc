#include "api/docs/docs_door.h"

#include <gtest/gtest.h>

#include <string>

namespace osler::api::docs {
namespace {

http::Response get(std::string_view path, http::Method method = http::Method::kGet) {
  http::Request request;
  request.method = method;
  request.path = path;
  return answer(request);
}

TEST(Docs, ServesPagesByTheirShortName) {
  for (const auto& [path, type, words] :
       {std::tuple("/docs", "text/html; charset=utf-8", "API reference"),
        std::tuple("/docs/v1", "text/html; charset=utf-8", "The simplified API"),
        std::tuple("/docs/api", "text/html; charset=utf-8", "reference.js"),
        std::tuple("/docs/style.css", "text/css; charset=utf-8", "color-scheme"),
        std::tuple("/docs/reference.js", "text/javascript; charset=utf-8", "openapi.json"),
        std::tuple("/llms.txt", "text/plain; charset=utf-8", "# Osler"),
        std::tuple("/docs/search.json", "application/json; charset=utf-8", "\"page\"")}) {
    SCOPED_TRACE(path);
    ASSERT_TRUE(serves(path));
    const http::Response page = get(path);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.headers.get("Content-Type"), type);
    EXPECT_NE(page.body.find(words), std::string::npos);
  }
}

TEST(Docs, AnswersWhatIsNotThereWithoutRepeatingIt) {
  for (const std::string_view path : {"/docs/nosuch", "/docs/../v1", "/docs/a/b", "/docs/index", "/docs/<script>"}) {
    SCOPED_TRACE(path);
    const http::Response page = get(path);
    EXPECT_EQ(page.status, path == "/docs/index" ? 200 : 404);
    EXPECT_EQ(page.body.find("script>"), page.status == 200 ? page.body.find("script>") : std::string::npos);
  }
}

TEST(Docs, LetsAPageLoadFromHereAlone) {
  const http::Response page = get("/docs/api");
  const std::string policy(page.headers.get("Content-Security-Policy").value_or(""));
  EXPECT_NE(policy.find("default-src 'self'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(page.headers.get("X-Content-Type-Options"), "nosniff");
}

// The policy forbids both, so a page that had them would be broken.
TEST(Docs, HasNoScriptOrStyleInsidePages) {
  for (const std::string_view path : {"/docs", "/docs/api", "/docs/v1", "/docs/fhir"}) {
    SCOPED_TRACE(path);
    const std::string body = get(path).body;
    for (std::size_t at = body.find("<script"); at != std::string::npos; at = body.find("<script", at + 1)) {
      EXPECT_NE(body.substr(at, body.find('>', at) - at).find("src=\"/docs/"), std::string::npos);
    }
    EXPECT_EQ(body.find("<style"), std::string::npos);
    EXPECT_EQ(body.find(" style="), std::string::npos);
    EXPECT_EQ(body.find("onclick="), std::string::npos);
  }
}

TEST(Docs, TakesNoOtherMethod) {
  EXPECT_EQ(get("/docs", http::Method::kPost).status, 405);
  EXPECT_EQ(get("/docs", http::Method::kHead).status, 200);
  EXPECT_EQ(get("/docs/").headers.get("Location"), "/docs");
}

TEST(Docs, KnowsItsOwnPaths) {
  EXPECT_FALSE(serves("/doc"));
  EXPECT_FALSE(serves("/docsx"));
  EXPECT_FALSE(serves("/v1"));
}

}  // namespace
}  // namespace osler::api::docs
