// How a server ends: what was accepted is answered, and nothing hangs.

#include <gtest/gtest.h>

#include "http/raw_connection.h"
#include "http/scripted_server.h"

namespace osler::http {
namespace {

using End = RawConnection::End;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string kGetRequest = "GET /ok HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(ServerStop, IsIdempotentAndQuickWhenNothingIsOpen) {
  ScriptedServer server;
  const steady_clock::time_point start = steady_clock::now();
  server.server->stop();
  server.server->stop();
  EXPECT_LT(steady_clock::now() - start, milliseconds(500));
  EXPECT_FALSE(RawConnection(server.port()).connected());
}

TEST(ServerStop, ClosesIdleConnectionsCleanly) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send(kGetRequest);
  EXPECT_EQ(connection.read_response().status, 200);
  const steady_clock::time_point start = steady_clock::now();
  server.server->stop();
  EXPECT_LT(steady_clock::now() - start, milliseconds(1'500));
  EXPECT_EQ(connection.wait_for_end(0), End::kClosed);
}

TEST(ServerStop, LetsHandlersFinishAndSaysClose) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("GET /slow/300 HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.handler.started() == 1; }));
  std::thread stopper([&] { server.server->stop(); });
  const Response response = connection.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.headers.has_token("connection", "close"));
  connection.close();
  stopper.join();
}

TEST(ServerStop, DoesNotWaitLongerThanTheGrace) {
  ServerOptions options;
  options.limits.stop_grace_ms = 200;
  ScriptedServer server(options);
  RawConnection slow_header(server.port());
  slow_header.send("GET /ok HT");
  RawConnection slow_reader(server.port());
  slow_reader.send("GET /text/50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.handler.finished() == 1; }));
  const steady_clock::time_point start = steady_clock::now();
  server.server->stop();
  EXPECT_LT(steady_clock::now() - start, milliseconds(1'000));
  EXPECT_EQ(server.server->connections(), 0U);
}

/// Keeps its coroutine suspended until the test says so, which is after the server is gone.
class StuckHandler final : public Handler {
 public:
  Task<Response> handle(Request& /*request*/, Loop& loop) override {
    struct Stuck {
      StuckHandler& handler;
      Loop& loop;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) {
        handler.handle_ = handle;
        handler.loop_.store(&loop);
      }
      void await_resume() const {}
    };
    co_await Stuck{*this, loop};
    resumed_ = true;
    co_return Response{};
  }
  std::uint64_t body_bytes_max(Method /*method*/, std::string_view /*path*/) const override { return 0; }
  Response refuse(int status, std::string_view /*what*/, std::string_view /*path*/, std::string_view /*id*/) override {
    return {.status = status, .headers = {}, .body = {}, .close = true};
  }

  std::coroutine_handle<> handle_;
  std::atomic<Loop*> loop_ = nullptr;
  bool resumed_ = false;
};

TEST(ServerStop, SurvivesAHandlerThatIsPostedAfterTheEnd) {
  // Static, because what a stuck coroutine holds is never freed: this keeps it in view of leak checkers.
  static StuckHandler handler;
  static SystemClock clock;
  static SystemRng rng;
  ServerOptions options;
  options.port = 0;
  options.threads = 1;
  options.limits.stop_grace_ms = 50;
  Result<std::unique_ptr<Server>> server = Server::start(options, handler, clock, rng);
  ASSERT_TRUE(server.ok());
  RawConnection connection((*server)->port());
  connection.send(kGetRequest);
  ASSERT_TRUE(eventually([&] { return handler.loop_.load() != nullptr; }));
  (*server)->stop();
  EXPECT_EQ(connection.wait_for_end(0), End::kClosed);
  server->reset();
  handler.loop_.load()->post(handler.handle_);
  EXPECT_FALSE(handler.resumed_);
}

TEST(ServerStop, ResetsNothingUnderLoad) {
  for (int round = 0; round < 20; ++round) {
    ScriptedServer server;
    std::atomic<int> answered = 0;
    std::atomic<int> broken = 0;
    std::vector<std::thread> clients;
    // One connection each before the stop begins: what the kernel queues while the socket closes is not accepted.
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&] {
        RawConnection connection(server.port());
        while (connection.connected()) {
          connection.send(kGetRequest);
          const Response response = connection.read_response();
          if (response.status != 200) {
            broken.fetch_add(1);
            return;
          }
          answered.fetch_add(1);
          if (response.headers.has_token("connection", "close")) return;
        }
      });
    }
    ASSERT_TRUE(eventually([&] { return answered.load() > 100; }));
    server.server->stop();
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(broken.load(), 0) << "round " << round;
  }
}

TEST(ServerStop, TheDestructorStopsAtOnce) {
  auto server = std::make_unique<ScriptedServer>();
  RawConnection connection(server->port());
  connection.send("GET /ok HT");
  ASSERT_TRUE(eventually([&] { return server->server->connections() == 1; }));
  const steady_clock::time_point start = steady_clock::now();
  server->server.reset();
  EXPECT_LT(steady_clock::now() - start, milliseconds(500));
}

}  // namespace
}  // namespace osler::http
