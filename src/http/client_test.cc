#include "http/client.h"

#include <gtest/gtest.h>

#include <functional>

#include "http/raw_connection.h"
#include "http/scripted_server.h"

namespace osler::http {
namespace {

/// Accepts one connection after another and treats each as the script says.
class FakeServer {
 public:
  using Script = std::function<void(int fd)>;

  explicit FakeServer(std::vector<Script> scripts) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(fd_, 16) != 0) std::abort();
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, scripts = std::move(scripts)] {
      for (const Script& script : scripts) {
        const int connection = ::accept(fd_, nullptr, nullptr);
        script(connection);
        ::close(connection);
      }
    });
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  ~FakeServer() {
    thread_.join();
    ::close(fd_);
  }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// Reads one request without a body, then writes `bytes`.
  static void answer(int fd, std::string_view bytes) {
    std::string request;
    std::array<char, 4'096> buffer;
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) return;
      request.append(buffer.data(), static_cast<std::size_t>(got));
    }
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return;
  }
  static Script answering(std::string bytes) {
    return [bytes = std::move(bytes)](int fd) { answer(fd, bytes); };
  }

 private:
  int fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Client client_of(const std::string& origin, ClientOptions options = {.timeout_ms = 2'000}) {
  Result<Client> client = Client::create(origin, std::move(options));
  EXPECT_TRUE(client.ok());
  return std::move(*client);
}

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(Client, TalksToTheServerOverOneConnection) {
  ScriptedServer server;
  Client client = client_of(server.origin());
  for (const Method method :
       {Method::kGet, Method::kHead, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    Result<Response> response = client.send(method, "/facts?x=1");
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body.find(name_of(method)), method == Method::kHead ? std::string::npos : 0U);
    EXPECT_EQ(server.server->connections(), 1U);
  }
  Headers headers;
  headers.add("Accept-Encoding", "gzip");
  Result<Response> coded = client.send(Method::kGet, "/text/100000", headers);
  ASSERT_TRUE(coded.ok());
  EXPECT_EQ(coded->headers.get("content-encoding"), "gzip");
  EXPECT_EQ(coded->body, std::string(100'000, 't'));
  const std::string large(10'000'000, 'x');
  Result<Response> echoed = client.send(Method::kPost, "/echo", {}, large);
  ASSERT_TRUE(echoed.ok());
  EXPECT_EQ(echoed->body, large);
}

TEST(Client, ReadsARefusalThatComesBeforeTheBodyIsSent) {
  ScriptedServer server;
  Client client = client_of(server.origin());
  Result<Response> response = client.send(Method::kPost, "/echo", {}, std::string(30'000'000, 'x'));
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_EQ(response->status, 413);
  response = client.send(Method::kGet, "/ok");
  ASSERT_TRUE(response.ok()) << response.error().message;
}

TEST(Client, ReadsEveryFormOfBody) {
  struct Case {
    const char* bytes;
    int status;
    const char* body;
  };
  for (const Case& wanted :
       {Case{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
        Case{"HTTP/1.1 201\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 201, "hello"},
        Case{"HTTP/1.1 404 Not Found\r\n\r\nuntil the end", 404, "until the end"},
        Case{"HTTP/1.0 200 OK\r\n\r\n", 200, ""}, Case{"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        Case{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
             "1\r\n\r\nx",
             200, "x"}}) {
    SCOPED_TRACE(wanted.bytes);
    FakeServer server({FakeServer::answering(wanted.bytes)});
    Result<Response> response = client_of(server.origin()).send(Method::kGet, "/");
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(response->status, wanted.status);
    EXPECT_EQ(response->body, wanted.body);
  }
}

TEST(Client, CallsBrokenAnswersUnavailable) {
  for (const char* bytes :
       {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/2 200\r\n\r\n", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"}) {
    SCOPED_TRACE(bytes);
    FakeServer server({FakeServer::answering(bytes)});
    Result<Response> response =
        client_of(server.origin(), {.timeout_ms = 2'000, .body_bytes_max = 100}).send(Method::kGet, "/");
    ASSERT_FALSE(response.ok());
    EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
  }
}

TEST(Client, ReconnectsWhenAKeptConnectionIsStale) {
  FakeServer server({FakeServer::answering(kOk), FakeServer::answering(kOk)});
  Client client = client_of(server.origin());
  ASSERT_TRUE(client.send(Method::kGet, "/").ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(client.send(Method::kPost, "/").ok()) << "the end was seen before anything was sent";
}

TEST(Client, RepeatsOnlyWhatMayBeRepeated) {
  const auto one_then_hang_up = [](int fd) {
    FakeServer::answer(fd, kOk);
    FakeServer::answer(fd, "");
  };
  {
    FakeServer server({one_then_hang_up, FakeServer::answering(kOk)});
    Client client = client_of(server.origin());
    ASSERT_TRUE(client.send(Method::kGet, "/").ok());
    EXPECT_TRUE(client.send(Method::kPut, "/").ok());
  }
  {
    FakeServer server({one_then_hang_up});
    Client client = client_of(server.origin());
    ASSERT_TRUE(client.send(Method::kGet, "/").ok());
    EXPECT_FALSE(client.send(Method::kPost, "/").ok());
  }
}

TEST(Client, GivesUpWhenTimeIsOver) {
  FakeServer server({[](int fd) {
    FakeServer::answer(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(client_of(server.origin(), {.timeout_ms = 100}).send(Method::kGet, "/").ok());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(250));
}

TEST(Client, RefusesWhatIsNoOriginOrCannotBeSent) {
  for (const char* origin : {"", "localhost", "ftp://h", "http://", "http://h/path", "http://u@h",
                             "http://h:", "http://h:x", "http://h?x", "https:// h", "http://:80"}) {
    SCOPED_TRACE(origin);
    const Result<Client> client = Client::create(origin);
    ASSERT_FALSE(client.ok());
    EXPECT_EQ(client.error().kind, ErrorKind::kInvalidInput);
  }
  Client client = client_of("http://127.0.0.1:1");
  for (const char* target : {"", "x", "/a b", "/a\r\nX: y"}) EXPECT_FALSE(client.send(Method::kGet, target).ok());
  Headers headers;
  headers.add("X", "a\r\nY: b");
  EXPECT_EQ(client.send(Method::kGet, "/", headers).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(client.send(Method::kGet, "/").error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace osler::http
