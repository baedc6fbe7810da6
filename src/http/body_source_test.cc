#include "http/body_source.h"

#include <gtest/gtest.h>

#include <fstream>

#include "http/client.h"
#include "http/raw_connection.h"
#include "http/scripted_server.h"
#include "http/test_certificate.h"

namespace osler::http {
namespace {

std::string letters(std::size_t count) {
  std::string text(count, ' ');
  for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>('a' + i % 26);
  return text;
}

TEST(BodySource, IsSentWholeOverPlainAndTlsConnections) {
  const TestCertificate certificate;
  ServerOptions secured;
  secured.tls_certificate_file = certificate.certificate_file();
  secured.tls_key_file = certificate.key_file();
  ScriptedServer plain;
  ScriptedServer tls(secured);
  ClientOptions trusting;
  trusting.authorities_file = certificate.certificate_file();
  auto clients = {Client::create(plain.origin()),
                  Client::create("https://127.0.0.1:" + std::to_string(tls.port()), trusting)};
  for (const auto& created : clients) {
    Client& client = const_cast<Client&>(*created);
    for (const std::size_t bytes : {0U, 1U, 65'535U, 65'536U, 65'537U, 5'000'000U}) {
      Headers headers;
      headers.add("Accept-Encoding", "gzip");
      const Result<Response> answer = client.send(Method::kGet, "/source/" + std::to_string(bytes), headers);
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      EXPECT_EQ(answer->headers.get("Content-Length"), std::to_string(bytes));
      EXPECT_TRUE(answer->body == letters(bytes));
    }
    // The connection is still good for others.
    EXPECT_EQ(client.send(Method::kGet, "/other")->body, "ok /other");
  }
}

TEST(BodySource, OfUnknownLengthComesInChunks) {
  ScriptedServer server;
  const auto created = Client::create(server.origin());
  Client& client = const_cast<Client&>(*created);
  for (const std::size_t bytes : {0U, 1U, 65'536U, 65'537U, 5'000'000U}) {
    const Result<Response> answer = client.send(Method::kGet, "/stream/" + std::to_string(bytes), {});
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_FALSE(answer->headers.get("Content-Length").has_value());
    EXPECT_EQ(answer->headers.get("Transfer-Encoding"), "chunked");
    EXPECT_TRUE(answer->body == letters(bytes));
  }
  EXPECT_EQ(client.send(Method::kGet, "/other", {})->body, "ok /other");
}

TEST(BodySource, OfUnknownLengthEndsWithTheConnectionForAnOldClient) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("GET /stream/100000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string received = connection.read_all();
  EXPECT_EQ(received.find("Transfer-Encoding"), std::string::npos);
  EXPECT_NE(received.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(received.substr(received.find("\r\n\r\n") + 4) == letters(100'000));
}

TEST(BodySource, OfUnknownLengthIsNeverTakenForWholeWhenItBreaks) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("GET /broken-stream HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(connection.read_all().find("\r\n0\r\n\r\n"), std::string::npos) << "no last chunk";
}

TEST(BodySource, AnswersHeadWithoutABody) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("HEAD /source/1000 HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(connection.read_response(Method::kHead).headers.get("Content-Length"), "1000");
  EXPECT_EQ(connection.read_response().body, "ok /next");
}

TEST(BodySource, CutsTheConnectionWhenItCannotGoOn) {
  ScriptedServer server;
  RawConnection connection(server.port());
  connection.send("GET /broken HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(connection.read_response().status, 0);
  EXPECT_NE(connection.wait_for_end(), RawConnection::End::kNone);
}

TEST(BodySource, ReadsPartOfAFile) {
  const std::string file = testing::TempDir() + "osler_body_source_" + std::to_string(getpid());
  std::ofstream(file) << "0123456789";
  std::string buffer(4, ' ');
  const auto part = file_source(file, 3, 6);
  ASSERT_TRUE(part.ok());
  EXPECT_EQ((*part)->bytes(), 6U);
  EXPECT_EQ((*part)->read(buffer), 4U);
  EXPECT_EQ(buffer, "3456");
  std::remove(file.c_str());  // Whoever reads it may go on.
  EXPECT_EQ((*part)->read(buffer), 2U);
  EXPECT_EQ(buffer.substr(0, 2), "78");
  EXPECT_EQ((*part)->read(buffer), 0U);
  EXPECT_FALSE(file_source(file, 0, 1).ok());
}

}  // namespace
}  // namespace osler::http
