#include "http/egress.h"

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>

#include "http/forbidden_urls_test.h"
#include "http/scripted_server.h"
#include "http/test_certificate.h"

namespace osler::http {
namespace {

/// Gives the next answer at each question; the last one from then on.
class ScriptedResolver final : public Resolver {
 public:
  explicit ScriptedResolver(std::vector<std::string> answers) : answers_(std::move(answers)) {}
  void answer_with(std::string_view addresses) { answers_ = {std::string(addresses)}; }
  Result<std::vector<IpAddress>> resolve(const std::string&, std::uint32_t) override {
    std::istringstream words(answers_[std::min(asked_++, answers_.size() - 1)]);
    std::vector<IpAddress> addresses;
    for (std::string word; words >> word;) addresses.push_back(*IpAddress::parse(word));
    return addresses;
  }
  std::size_t asked() const { return asked_; }

 private:
  std::vector<std::string> answers_;
  std::size_t asked_ = 0;
};

std::string with_port(std::string_view url, std::uint16_t port) {
  std::string text(url);
  const std::size_t hole = text.find("{port}");
  if (hole != std::string::npos) text.replace(hole, 6, std::to_string(port));
  return text;
}

Result<Response> post(Resolver& resolver, const std::string& url, EgressOptions options = {}) {
  const auto egress = Egress::create(std::move(options), resolver);
  return (*egress)->send(Method::kPost, url, {}, "a body");
}

EgressOptions anywhere() {
  EgressOptions options;
  options.reach = Reach::kAnywhere;
  return options;
}

ServerOptions served_with(const TestCertificate& certificate) {
  ServerOptions options;
  options.tls_certificate_file = certificate.certificate_file();
  options.tls_key_file = certificate.key_file();
  return options;
}

bool is_refused(const Error& error) {
  return error.kind == ErrorKind::kForbidden || error.kind == ErrorKind::kInvalidInput;
}

TEST(Egress, RefusesEveryForbiddenUrlBeforeAByteIsSent) {
  ScriptedServer server;
  // Whatever is asked for, this resolver would lead to the server.
  ScriptedResolver resolver({"127.0.0.1"});
  const auto egress = Egress::create({}, resolver);
  const auto call = [&](const std::string& url) { return (*egress)->send(Method::kPost, url, {}, "a body"); };
  std::size_t vectors = 0;
  for (const std::string_view pattern : kForbiddenUrls) {
    const std::string url = with_port(pattern, server.port());
    SCOPED_TRACE(url);
    const Result<Response> answer = call(url);
    ASSERT_FALSE(answer.ok());
    EXPECT_TRUE(is_refused(answer.error())) << answer.error().message;
    // The address itself is refused, not only the port's scheme.
    EXPECT_FALSE(parse_outgoing_url(url, Reach::kPublic).ok());
    ++vectors;
  }
  for (const std::string_view addresses : kForbiddenAddresses) {
    SCOPED_TRACE(addresses);
    resolver.answer_with(addresses);
    const Result<Response> answer = call(with_port("https://receiver.example.com:{port}/hook", server.port()));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, "ADDRESS_NOT_PUBLIC") << answer.error().message;
    ++vectors;
  }
  EXPECT_GE(vectors, 120U);
  std::cout << "[measured] " << vectors << " forbidden URLs and addresses, no connection seen\n";
  EXPECT_EQ(server.server->connections(), 0U);
  EXPECT_EQ(server.handler.finished(), 0);
}

TEST(Egress, ConnectsToTheAddressThatWasJudgedAndAsksOnce) {
  ScriptedServer server;
  // Rebinding: the second answer leads home. The first is on the public Internet, where nobody answers this port.
  ScriptedResolver resolver({"192.31.196.1", "127.0.0.1"});
  EgressOptions options;
  options.timeout_ms = 100;
  const Result<Response> answer = post(resolver, with_port("https://receiver.example.com:{port}/", server.port()), options);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(resolver.asked(), 1U);
  EXPECT_EQ(server.server->connections(), 0U);
}

TEST(Egress, ChecksAtSaveWhatANameMeansNow) {
  ScriptedResolver home({"10.0.0.8"});
  EXPECT_EQ((*Egress::create({}, home))->check("https://receiver.example.com/").error().code, "ADDRESS_NOT_PUBLIC");
  ScriptedResolver open({"8.8.8.8"});
  EXPECT_TRUE((*Egress::create({}, open))->check("https://receiver.example.com/hook?x=1").ok());
  EXPECT_TRUE((*Egress::create({}, open))->check("https://8.8.8.8:8443").ok());
  EXPECT_TRUE((*Egress::create({}, open))->check("https://[2606:4700:4700::1111]/").ok());
}

TEST(Egress, SendsToLoopbackInDevelopmentOnly) {
  ScriptedServer server;
  ScriptedResolver resolver({"127.0.0.1"});
  const Result<Response> answer = post(resolver, server.origin() + "/echo", anywhere());
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body, "a body");
  const Result<Response> named = post(resolver, with_port("http://localhost:{port}/echo", server.port()), anywhere());
  ASSERT_TRUE(named.ok()) << named.error().message;
}

TEST(Egress, FollowsNoRedirect) {
  ScriptedServer server;
  ScriptedResolver resolver({"127.0.0.1"});
  for (const int status : {301, 302, 303, 307, 308}) {
    const Result<Response> answer = post(resolver, server.origin() + "/status/" + std::to_string(status), anywhere());
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, status);
  }
  EXPECT_EQ(server.handler.finished(), 5);
}

TEST(Egress, CutsLongAnswersAndCountsThemAsAnswers) {
  ScriptedServer server;
  ScriptedResolver resolver({"127.0.0.1"});
  for (const auto& [sent, kept] : {std::pair{65'535U, 65'535U}, {65'536U, 65'536U}, {65'537U, 65'536U}, {9'000'000U, 65'536U}}) {
    const Result<Response> answer = post(resolver, server.origin() + "/text/" + std::to_string(sent), anywhere());
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body.size(), kept);
  }
}

/// What a sink got, and how the call ended.
struct Fetched {
  std::string body;
  std::size_t pieces = 0;
  Result<Response> answer = internal_error("not called");
};
Fetched fetch(const std::string& url, std::uint64_t bytes_max, std::size_t pieces_max = ~std::size_t{0}) {
  ScriptedResolver resolver({"127.0.0.1"});
  EgressOptions options = anywhere();
  options.answer_bytes_max = bytes_max;
  const auto egress = Egress::create(std::move(options), resolver);
  Fetched fetched;
  fetched.answer = (*egress)->fetch(url, {}, [&](std::string_view piece) -> Status {
    if (++fetched.pieces > pieces_max) return Error{ErrorKind::kStorageFull, "no room", {}, {}};
    fetched.body += piece;
    return {};
  });
  return fetched;
}

TEST(Egress, FetchesPieceByPiece) {
  ScriptedServer server;
  for (const char* path : {"/source/3000000", "/stream/3000000", "/text/3000000"}) {
    const Fetched whole = fetch(server.origin() + path, 3'000'000);
    ASSERT_TRUE(whole.answer.ok()) << path << whole.answer.error().message;
    EXPECT_EQ(whole.answer->status, 200);
    EXPECT_TRUE(whole.answer->body.empty());
    EXPECT_EQ(whole.body.size(), 3'000'000U) << path;
    EXPECT_GT(whole.pieces, 10U) << path;
    const Fetched long_one = fetch(server.origin() + path, 2'999'999);
    ASSERT_FALSE(long_one.answer.ok());
    EXPECT_EQ(long_one.answer.error().kind, ErrorKind::kTooLarge) << long_one.answer.error().message;
  }
}

TEST(Egress, FetchesNothingButWholeGoodAnswers) {
  ScriptedServer server;
  for (const int status : {302, 404, 500}) {
    const Fetched other = fetch(server.origin() + "/status/" + std::to_string(status), 100);
    ASSERT_TRUE(other.answer.ok());
    EXPECT_EQ(other.answer->status, status);
    EXPECT_EQ(other.pieces, 0U) << "its body is nobody's";
  }
  for (const char* path : {"/broken", "/broken-stream"}) {
    const Fetched cut = fetch(server.origin() + path, 2'000'000);
    ASSERT_FALSE(cut.answer.ok()) << path;
    EXPECT_EQ(cut.answer.error().kind, ErrorKind::kUnavailable);
  }
  const Fetched refused = fetch(server.origin() + "/source/1000000", 2'000'000, 1);
  ASSERT_FALSE(refused.answer.ok());
  EXPECT_EQ(refused.answer.error().kind, ErrorKind::kStorageFull) << "the sink's own words";
}

TEST(Egress, FetchesFromNobodyThatItWouldNotCall) {
  ScriptedServer server;
  ScriptedResolver resolver({"127.0.0.1"});
  const auto egress = Egress::create({}, resolver);
  std::size_t vectors = 0;
  for (const std::string_view pattern : kForbiddenUrls) {
    const auto answer = (*egress)->fetch(with_port(pattern, server.port()), {}, [](std::string_view) { return Status(); });
    ASSERT_FALSE(answer.ok()) << pattern;
    EXPECT_TRUE(is_refused(answer.error())) << answer.error().message;
    ++vectors;
  }
  EXPECT_GT(vectors, 10U);
  EXPECT_EQ(server.server->connections(), 0U);
}

TEST(Egress, GivesUpWhenTheTimeIsOver) {
  ScriptedServer server;
  ScriptedResolver resolver({"127.0.0.1"});
  EgressOptions options = anywhere();
  options.timeout_ms = 100;
  const Result<Response> answer = post(resolver, server.origin() + "/slow/500", options);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(answer.error().message.find("within 100 ms"), std::string::npos) << answer.error().message;
  EXPECT_TRUE(eventually([&] { return server.handler.finished() == 1; }));  // A server is not ended amid a request.
}

TEST(Egress, VerifiesCertificates) {
  const TestCertificate certificate;
  ScriptedServer server(served_with(certificate));
  ScriptedResolver resolver({"127.0.0.1"});
  const std::string url = with_port("https://localhost:{port}/echo", server.port());
  const Result<Response> unknown = post(resolver, url, anywhere());
  ASSERT_FALSE(unknown.ok());
  EXPECT_NE(unknown.error().message.find("certificate"), std::string::npos);
  EgressOptions trusting = anywhere();
  trusting.authorities_file = certificate.certificate_file();
  EXPECT_TRUE(post(resolver, url, trusting).ok());
  const Result<Response> other = post(resolver, with_port("https://other.example.com:{port}/echo", server.port()), trusting);
  EXPECT_FALSE(other.ok());
}

// The system's authorities are where OpenSSL looks for them; they are read when the first server is called.
TEST(Egress, TrustsTheSystemsAuthorities) {
  const TestCertificate certificate;
  ScriptedServer server(served_with(certificate));
  ScriptedResolver resolver({"127.0.0.1"});
  ::setenv("SSL_CERT_FILE", certificate.certificate_file().c_str(), 1);
  const Result<Response> answer = post(resolver, with_port("https://localhost:{port}/echo", server.port()), anywhere());
  ::unsetenv("SSL_CERT_FILE");
  EXPECT_TRUE(answer.ok());
}

TEST(Egress, RefusesWhatIsNoHttp) {
  ScriptedResolver resolver({"127.0.0.1"});
  const auto egress = Egress::create(anywhere(), resolver);
  ScriptedServer server;
  Headers split;
  split.add("X-Note", "a\r\nHost: b");
  EXPECT_EQ((*egress)->send(Method::kPost, server.origin() + "/", split, "").error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(server.server->connections(), 0U);
}

TEST(SystemResolver, KnowsThisMachine) {
  SystemResolver resolver;
  const auto found = resolver.resolve("localhost", 5'000);
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->front().is_public());
}

TEST(OutgoingUrl, ReadsWhatItWillCall) {
  const auto url = parse_outgoing_url("https://Hooks.Example.com:8443?x=1", Reach::kPublic);
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->host, "hooks.example.com");
  EXPECT_EQ(url->authority, "hooks.example.com:8443");
  EXPECT_EQ(url->target, "/?x=1");
  EXPECT_FALSE(parse_outgoing_url("https://example.com/" + std::string(kOutgoingUrlBytesMax, 'a'), Reach::kPublic).ok());
  EXPECT_EQ(parse_outgoing_url("https://[2606:4700::1]:443/a", Reach::kPublic)->authority, "[2606:4700::1]");
}

}  // namespace
}  // namespace osler::http
