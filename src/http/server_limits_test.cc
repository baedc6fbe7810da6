// Every limit of ServerLimits, with values small enough to wait for.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/raw_connection.h"
#include "http/scripted_server.h"

namespace osler::http {
namespace {

using End = RawConnection::End;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string kGet = "GET /ok HTTP/1.1\r\nHost: h\r\n\r\n";

ServerOptions quick_options() {
  ServerOptions options;
  options.threads = 1;
  options.limits.header_timeout_ms = 150;
  options.limits.idle_timeout_ms = 150;
  options.limits.body_rate_window_ms = 150;
  options.limits.body_rate_min_bytes_per_s = 1'000;
  options.limits.write_timeout_ms = 150;
  return options;
}

TEST(ServerLimits, SlowHeadersAre408) {
  ScriptedServer server(quick_options());
  RawConnection connection(server.port());
  const steady_clock::time_point start = steady_clock::now();
  // A byte now and then does not help: the time counts from the first one.
  for (int i = 0; i < 20 && connection.send(std::string_view(kGet).substr(static_cast<std::size_t>(i), 1)); ++i) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(connection.read_response().status, 408);
  EXPECT_GE(steady_clock::now() - start, milliseconds(150));
  connection.end_sending();
  EXPECT_EQ(connection.wait_for_end(), End::kClosed);
}

TEST(ServerLimits, SlowBodiesAre408AndSteadyOnesAreNot) {
  ScriptedServer server(quick_options());
  RawConnection slow(server.port());
  slow.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    slow.send("x");
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(slow.read_response().status, 408);

  RawConnection steady(server.port());
  steady.send("POST /size HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    steady.send(std::string(100, 'x'));
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(steady.read_response().body, "2000");
}

TEST(ServerLimits, IdleConnectionsAreClosedSilently) {
  ScriptedServer server(quick_options());
  RawConnection kept(server.port());
  kept.send(kGet);
  EXPECT_EQ(kept.read_response().status, 200);
  EXPECT_EQ(kept.read_all(), "");
  EXPECT_EQ(kept.wait_for_end(), End::kClosed);
  RawConnection fresh(server.port());
  EXPECT_EQ(fresh.read_all(), "");
  EXPECT_EQ(fresh.wait_for_end(), End::kClosed);
}

TEST(ServerLimits, HandlersHaveAllTheirTime) {
  ScriptedServer server(quick_options());
  RawConnection connection(server.port());
  connection.send("GET /slow/500 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(connection.read_response().status, 200);
}

TEST(ServerLimits, ReadersWhoDoNotReadAreClosed) {
  ScriptedServer server(quick_options());
  RawConnection connection(server.port());
  connection.send("GET /text/50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server.server->connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server.server->connections() == 0; }));
}

TEST(ServerLimits, TargetsHeadersAndBodiesHaveTheirStatus) {
  ServerOptions options;
  options.limits.target_bytes_max = 1'000;
  options.limits.header_bytes_max = 2'000;
  options.limits.header_count_max = 10;
  ScriptedServer server(options);
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "A: b\r\n";
  struct Case {
    std::string bytes;
    int status;
  };
  for (const Case& wanted :
       {Case{"GET /" + std::string(64 * 1024, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
        Case{"GET / HTTP/1.1\r\nHost: h\r\n" + many + "\r\n", 431},
        Case{"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(10'000, 'x') + "\r\n\r\n", 431},
        Case{"POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", 413},
        Case{"POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n", 413},
        Case{"FOO / HTTP/1.1\r\nHost: h\r\n\r\n", 501}, Case{"GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505}}) {
    SCOPED_TRACE(wanted.bytes.substr(0, 80));
    RawConnection connection(server.port());
    connection.send(wanted.bytes);
    EXPECT_EQ(connection.read_response().status, wanted.status);
  }
}

TEST(ServerLimits, ConnectionsBeyondTheLimitAreToldSo) {
  ServerOptions options;
  options.limits.connections_max = 5;
  ScriptedServer server(options);
  std::vector<RawConnection> kept;
  for (int i = 0; i < 5; ++i) {
    kept.emplace_back(server.port());
    kept.back().send(kGet);
    ASSERT_EQ(kept.back().read_response().status, 200);
  }
  RawConnection sixth(server.port());
  const Response refused = sixth.read_response();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.headers.get("retry-after").has_value());
  EXPECT_EQ(sixth.wait_for_end(200), End::kClosed);
  sixth.close();
  kept.pop_back();
  ASSERT_TRUE(eventually([&] { return server.server->connections() == 4; }));
  RawConnection next(server.port());
  next.send(kGet);
  EXPECT_EQ(next.read_response().status, 200);
}

TEST(ServerLimits, WaitsWhileTheSystemHasNoDescriptors) {
  ScriptedServer server;
  rlimit usual{};
  getrlimit(RLIMIT_NOFILE, &usual);
  RawConnection connection(server.port(), [&] {
    const rlimit none{.rlim_cur = 3, .rlim_max = usual.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  });
  connection.send(kGet);
  EXPECT_EQ(connection.read_response(Method::kGet, 150).status, 0);
  setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_EQ(connection.read_response().status, 200);
}

TEST(ServerLimits, TheLastRequestOfAConnectionSaysClose) {
  ServerOptions options;
  options.limits.requests_per_connection_max = 3;
  ScriptedServer server(options);
  RawConnection connection(server.port());
  for (int i = 1; i <= 3; ++i) {
    connection.send(kGet);
    EXPECT_EQ(connection.read_response().headers.has_token("connection", "close"), i == 3);
  }
  EXPECT_EQ(connection.wait_for_end(), End::kClosed);
}

}  // namespace
}  // namespace osler::http
