#include "http/tls.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "http/client.h"
#include "http/raw_connection.h"
#include "http/scripted_server.h"
#include "http/test_certificate.h"

namespace osler::http {
namespace {

ServerOptions tls_options(const TestCertificate& certificate) {
  ServerOptions options;
  options.tls_certificate_file = certificate.certificate_file();
  options.tls_key_file = certificate.key_file();
  return options;
}

Client trusting_client(std::uint16_t port, const TestCertificate& certificate, const std::string& host = "127.0.0.1") {
  ClientOptions options;
  options.timeout_ms = 5'000;
  options.authorities_file = certificate.certificate_file();
  Result<Client> client = Client::create("https://" + host + ":" + std::to_string(port), options);
  EXPECT_TRUE(client.ok());
  return std::move(*client);
}

TEST(Tls, CarriesRequestsOfAllSizes) {
  const TestCertificate certificate;
  ScriptedServer server(tls_options(certificate));
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    Client client = trusting_client(server.port(), certificate, host);
    for (const std::size_t bytes : {0UL, 1UL, 8'191UL, 8'192UL, 8'193UL, 100'000UL, 5'000'000UL}) {
      const std::string body(bytes, 'b');
      Result<Response> response = client.send(Method::kPost, "/echo", {}, body);
      ASSERT_TRUE(response.ok()) << response.error().message;
      EXPECT_EQ(response->body, body);
    }
    Result<Response> facts = client.send(Method::kGet, "/facts");
    ASSERT_TRUE(facts.ok());
    EXPECT_NE(facts->body.find(" secure "), std::string::npos);
    Result<Response> slow = client.send(Method::kGet, "/slow/20");
    ASSERT_TRUE(slow.ok());
    EXPECT_EQ(slow->status, 200);
  }
  EXPECT_TRUE(eventually([&] { return server.server->connections() == 0; }));
}

TEST(Tls, TheClientInsistsOnATrustedCertificateForThatHost) {
  const TestCertificate certificate;
  ScriptedServer server(tls_options(certificate));
  Result<Client> untrusting = Client::create("https://127.0.0.1:" + std::to_string(server.port()));
  ASSERT_TRUE(untrusting.ok());
  Result<Response> refused = untrusting->send(Method::kGet, "/ok");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);

  Client other_name = trusting_client(server.port(), certificate, "127.0.0.2");
  EXPECT_FALSE(other_name.send(Method::kGet, "/ok").ok());
  EXPECT_EQ(server.handler.finished(), 0);
}

TEST(Tls, RefusesPlainHttpAndOldVersions) {
  const TestCertificate certificate;
  ScriptedServer server(tls_options(certificate));
  RawConnection plain(server.port());
  plain.send("GET /ok HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(plain.read_response().status, 0);

  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  RawConnection old(server.port());
  SSL* const session = SSL_new(context);
  SSL_set_fd(session, old.fd());
  EXPECT_NE(SSL_connect(session), 1);
  SSL_free(session);
  SSL_CTX_free(context);
}

TEST(Tls, SilentClientsAreClosed) {
  const TestCertificate certificate;
  ServerOptions options = tls_options(certificate);
  options.limits.header_timeout_ms = 100;
  ScriptedServer server(options);
  RawConnection silent(server.port());
  EXPECT_NE(silent.wait_for_end(), RawConnection::End::kNone);
}

TEST(Tls, StopsWithinTheGrace) {
  const TestCertificate certificate;
  ScriptedServer server(tls_options(certificate));
  Client client = trusting_client(server.port(), certificate);
  ASSERT_TRUE(client.send(Method::kGet, "/ok").ok());
  const auto start = std::chrono::steady_clock::now();
  server.server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Tls, NamesTheFileThatCannotBeUsed) {
  const TestCertificate certificate;
  const TestCertificate other;
  struct Case {
    std::string certificate_file;
    std::string key_file;
    std::string named;
  };
  for (const Case& wanted : {Case{"/nowhere.crt", certificate.key_file(), "/nowhere.crt"},
                             Case{certificate.certificate_file(), "/nowhere.key", "/nowhere.key"},
                             Case{certificate.key_file(), certificate.key_file(), certificate.key_file()},
                             Case{certificate.certificate_file(), other.key_file(), other.key_file()}}) {
    const Result<TlsContext> context = TlsContext::for_server(wanted.certificate_file, wanted.key_file);
    ASSERT_FALSE(context.ok());
    EXPECT_EQ(context.error().kind, ErrorKind::kInvalidInput);
    EXPECT_NE(context.error().message.find(wanted.named), std::string::npos) << context.error().message;
  }
}

}  // namespace
}  // namespace osler::http
