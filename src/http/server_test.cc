#include "http/server.h"

#include <gtest/gtest.h>

#include <set>

#include "http/gzip.h"
#include "http/raw_connection.h"
#include "http/scripted_server.h"
#include "http/smuggling_vectors.h"

namespace osler::http {
namespace {

using End = RawConnection::End;

std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}
std::string post(const std::string& path, std::string_view body, const std::string& fields = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

TEST(Server, AnswersManyRequestsOnOneConnection) {
  ScriptedServer server;
  RawConnection connection(server.port());
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const std::string path = "/" + std::to_string(i);
    connection.send(get(path));
    const Response response = connection.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "ok " + path);
    EXPECT_TRUE(response.headers.get("date").has_value());
    EXPECT_FALSE(response.headers.get("server").has_value());
    EXPECT_FALSE(response.headers.get("connection").has_value());
    ids.insert(std::string(response.headers.get("x-request-id").value_or("")));
  }
  EXPECT_EQ(ids.size(), 50U) << "each answer has its own id";
}

TEST(Server, TellsTheHandlerWhatArrived) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("GET /facts?a=%20b HTTP/1.1\r\nHost: h\r\nX-Request-Id: theirs\r\n\r\n");
  const Response response = connection.read_response();
  const std::string id(response.headers.get("x-request-id").value());
  EXPECT_EQ(response.body, "GET /facts?a=%20b a=%20b 127.0.0.1 plain " + id);
}

TEST(Server, AnswersAHundredPipelinedRequestsInOrder) {
  ScriptedServer server;
  RawConnection connection(server.port());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += i % 10 == 3 ? get("/slow/" + std::to_string(i % 7)) : post("/echo", "body " + std::to_string(i));
  }
  connection.send(requests);
  for (int i = 0; i < 100; ++i) {
    const Response response = connection.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, i % 10 == 3 ? "slow /slow/" + std::to_string(i % 7) : "body " + std::to_string(i));
  }
}

TEST(Server, PipelinesBehindALargeBody) {
  ScriptedServer server;
  RawConnection connection(server.port());
  const std::string body(1'000'000, 'b');
  connection.send(post("/size", body) + get("/after") + post("/size", body) + get("/after"));
  EXPECT_EQ(connection.read_response().body, "1000000");
  EXPECT_EQ(connection.read_response().body, "ok /after");
  EXPECT_EQ(connection.read_response().body, "1000000");
  EXPECT_EQ(connection.read_response().body, "ok /after");
}

TEST(Server, RefusesEveryVectorAndCloses) {
  ScriptedServer server;
  for (const Vector& vector : smuggling_vectors()) {
    SCOPED_TRACE(testing::PrintToString(vector.bytes.substr(0, 300)));
    for (const bool one_by_one : {false, true}) {
      RawConnection connection(server.port());
      if (one_by_one) {
        connection.send_one_by_one(vector.bytes);
      } else {
        connection.send(vector.bytes);
      }
      connection.end_sending();
      const Response response = connection.read_response();
      EXPECT_EQ(response.status, vector.status);
      EXPECT_TRUE(response.headers.has_token("connection", "close"));
      EXPECT_NE(response.body.find(response.headers.get("x-request-id").value_or("none")), std::string::npos);
      EXPECT_EQ(connection.wait_for_end(), End::kClosed);
    }
  }
  EXPECT_EQ(server.handler.finished(), 0) << "no vector reached the handler";
}

TEST(Server, HeadHasTheHeaderOfGetAndNoBody) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("HEAD /text/2000 HTTP/1.1\r\nHost: h\r\n\r\n" + get("/next"));
  const Response head = connection.read_response(Method::kHead);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.get("content-length"), "2000");
  EXPECT_EQ(connection.read_response().body, "ok /next") << "the connection is still in step";
}

TEST(Server, SendsNoBodyWhereTheStatusAllowsNone) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send(get("/status/204") + get("/status/304") + get("/status/404"));
  for (const int status : {204, 304, 404}) {
    const Response response = connection.read_response();
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, status == 404 ? "body" : "");
    EXPECT_EQ(response.headers.get("content-length").has_value(), status == 404);
  }
}

TEST(Server, ClosesWhenClientOrHandlerAsk) {
  ScriptedServer server;
  for (const std::string& request :
       {get("/a", "Connection: close\r\n"), get("/close"), std::string("GET /a HTTP/1.0\r\n\r\n")}) {
    RawConnection connection(server.port());
    connection.send(request + get("/never"));
    const Response response = connection.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.headers.has_token("connection", "close"));
    EXPECT_EQ(connection.read_response().status, 0);
    EXPECT_EQ(connection.wait_for_end(), End::kClosed);
  }
  RawConnection old(server.port());
  old.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(old.read_response().headers.has_token("connection", "keep-alive"));
  old.send("GET /b HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_response().body, "ok /b");
}

TEST(Server, Sends100OnlyToThoseWhoWaitAndMaySend) {
  ScriptedServer server;
  RawConnection waits(server.port());
  waits.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  std::string interim = waits.read_all(200);
  EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
  waits.send("hello");
  EXPECT_EQ(waits.read_response().body, "hello");

  RawConnection too_large(server.port());
  too_large.send("POST /small HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(too_large.read_all().find("HTTP/1.1 413 "), 0U);
  EXPECT_EQ(too_large.wait_for_end(), End::kClosed);

  RawConnection chunked(server.port());
  chunked.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(chunked.read_all(200), "HTTP/1.1 100 Continue\r\n\r\n");
  chunked.send("2\r\nhi\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read_response().body, "hi");
}

TEST(Server, AnswersALargeRefusedBodyWithoutAReset) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 30000000\r\n\r\n");
  connection.send(std::string(3'000'000, 'x'));
  EXPECT_EQ(connection.read_response().status, 413);
  connection.end_sending();
  EXPECT_EQ(connection.wait_for_end(), End::kClosed);
}

TEST(Server, SpeaksGzipBothWays) {
  ScriptedServer server;
  RawConnection connection(server.port());
  GzipWriter writer;
  const std::string plain(300'000, 'p');
  connection.send(post("/size", *writer.compress(plain), "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(connection.read_response().body, "300000");

  connection.send(get("/text/50000", "Accept-Encoding: br, gzip\r\n"));
  const Response coded = connection.read_response();
  EXPECT_EQ(coded.headers.get("content-encoding"), "gzip");
  EXPECT_LT(std::stoi(std::string(*coded.headers.get("content-length"))), 5'000);
  EXPECT_EQ(coded.body, std::string(50'000, 't'));

  connection.send("HEAD /text/50000 HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
  const Response head = connection.read_response(Method::kHead);
  EXPECT_EQ(head.headers.get("content-length"), coded.headers.get("content-length"));

  RawConnection bomb(server.port());
  bomb.send(post("/size", *writer.compress(std::string(50'000'000, '\0')), "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(bomb.read_response().status, 413);
  RawConnection other(server.port());
  other.send(post("/size", "xxxx", "Content-Encoding: br\r\n"));
  EXPECT_EQ(other.read_response().status, 415);
}

TEST(Server, SendsLargeAnswersToSlowReaders) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send(get("/text/10000000"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(connection.read_response().body.size(), 10'000'000U);
}

TEST(Server, FinishesAHandlerWhoseClientIsGone) {
  ScriptedServer server;
  for (int i = 0; i < 10; ++i) {
    RawConnection connection(server.port());
    connection.send(get("/slow/50"));
    ASSERT_TRUE(eventually([&] { return server.handler.started() == i + 1; }));
    connection.reset();
  }
  EXPECT_TRUE(eventually([&] { return server.handler.finished() == 10; }));
  EXPECT_TRUE(eventually([&] { return server.server->connections() == 0; }));
}

TEST(Server, SurvivesRequestsCutAtEveryByte) {
  ScriptedServer server;
  const std::string request = post("/echo", "0123456789", "Expect: 100-continue\r\n");
  for (std::size_t length = 0; length < request.size(); ++length) {
    RawConnection connection(server.port());
    connection.send(std::string_view(request).substr(0, length));
    if (length % 2 == 0) connection.reset();
  }
  EXPECT_TRUE(eventually([&] { return server.server->connections() == 0; }));
  EXPECT_EQ(server.handler.finished(), 0);
  RawConnection connection(server.port());
  connection.send(get("/ok"));
  EXPECT_EQ(connection.read_response().status, 200);
}

TEST(Server, RefusesAnAddressInUseAndABadHost) {
  ScriptedServer server;
  ServerOptions options;
  options.port = server.port();
  Result<std::unique_ptr<Server>> second = Server::start(options, server.handler, server.clock, server.rng);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(second.error().message.find(std::to_string(server.port())), std::string::npos);

  options.port = 0;
  options.host = "not an address";
  Result<std::unique_ptr<Server>> nowhere = Server::start(options, server.handler, server.clock, server.rng);
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().kind, ErrorKind::kInvalidInput);
}

TEST(Server, ListensOnIpVersion6) {
  ServerOptions options;
  options.host = "::1";
  ScriptedHandler handler;
  SystemClock clock;
  SystemRng rng;
  options.port = 0;
  Result<std::unique_ptr<Server>> server = Server::start(options, handler, clock, rng);
  if (!server.ok()) GTEST_SKIP() << "SKIPPED LOUDLY: no IPv6 here: " << server.error().message;
  EXPECT_NE((*server)->port(), 0);
}

}  // namespace
}  // namespace osler::http
