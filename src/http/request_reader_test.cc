#include "http/request_reader.h"

#include <gtest/gtest.h>

#include "http/gzip.h"
#include "http/smuggling_vectors.h"

namespace osler::http {
namespace {

using namespace std::string_literals;
using State = RequestReader::State;

constexpr std::uint64_t kBodyMax = 100'000;

RequestReader make_reader(RequestLimits limits = {}) {
  return {limits, [](Method, std::string_view path) { return path == "/small" ? std::uint64_t{10} : kBodyMax; }};
}

/// What came of some bytes: the requests, and the refusal if there was one.
struct Outcome {
  std::vector<Request> requests;
  int refused = 0;
  State last = State::kIdle;
};

Outcome read_in_portions(std::string_view bytes, std::size_t portion, RequestLimits limits = {}) {
  RequestReader reader = make_reader(limits);
  Outcome outcome;
  while (!bytes.empty() && reader.state() != State::kRefused) {
    std::string_view part = bytes.substr(0, portion);
    bytes.remove_prefix(part.size());
    while (!part.empty() && reader.state() != State::kRefused) {
      part.remove_prefix(reader.feed(part));
      if (reader.state() == State::kComplete) outcome.requests.push_back(reader.take());
    }
  }
  outcome.last = reader.state();
  if (reader.state() == State::kRefused) outcome.refused = reader.refusal().status;
  return outcome;
}

std::string printable(std::string_view bytes) { return testing::PrintToString(std::string(bytes.substr(0, 400))); }

/// Reads `bytes` whole, byte by byte and in odd portions; all must agree.
Outcome read_all_ways(std::string_view bytes, RequestLimits limits = {}) {
  Outcome whole = read_in_portions(bytes, bytes.size(), limits);
  for (const std::size_t portion : {1UL, 2UL, 3UL, 7UL, 64UL}) {
    const Outcome other = read_in_portions(bytes, portion, limits);
    EXPECT_EQ(other.refused, whole.refused) << "in portions of " << portion;
    EXPECT_EQ(other.last, whole.last) << "in portions of " << portion;
    EXPECT_EQ(other.requests.size(), whole.requests.size()) << "in portions of " << portion;
    for (std::size_t i = 0; i < std::min(other.requests.size(), whole.requests.size()); ++i) {
      EXPECT_EQ(other.requests[i].path, whole.requests[i].path);
      EXPECT_EQ(other.requests[i].body.view(), whole.requests[i].body.view());
    }
  }
  return whole;
}

TEST(RequestReader, RefusesEveryVectorInAnyPortions) {
  const std::vector<Vector> vectors = smuggling_vectors();
  EXPECT_GE(vectors.size(), 200U);
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(printable(vector.bytes));
    const Outcome outcome = read_all_ways(vector.bytes);
    EXPECT_EQ(outcome.refused, vector.status);
    EXPECT_TRUE(outcome.requests.empty());
  }
}

TEST(RequestReader, ReadsWhatIsRight) {
  struct Case {
    std::string bytes;
    Method method;
    std::string path;
    std::string query;
    std::string body;
  };
  const std::vector<Case> cases = {
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "/", "", ""},
      {"\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "/a", "", ""},
      {"HEAD /a/b?x=1&y=%2F HTTP/1.1\r\nhost:h:80\r\n\r\n", Method::kHead, "/a/b", "x=1&y=%2F", ""},
      {"GET /a%20b%3F/c...d?e?f HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", Method::kGet, "/a b?/c...d", "e?f", ""},
      {"GET /Patient?identifier=http://x|1&n=\xC3\xBC HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "/Patient",
       "identifier=http://x|1&n=\xC3\xBC", ""},
      {"GET /a HTTP/1.0\r\n\r\n", Method::kGet, "/a", "", ""},
      {"GET // HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "//", "", ""},
      {"GET http://other:80/p?q HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "/p", "q", ""},
      {"GET HTTPS://other?q HTTP/1.1\r\nHost: h\r\n\r\n", Method::kGet, "/", "q", ""},
      {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", Method::kOptions, "/", "", ""},
      {"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", Method::kPost, "/p", "", "hello"},
      {"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length:\t5 \r\n\r\nhello", Method::kPost, "/p", "", "hello"},
      {"PUT /p HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", Method::kPut, "/p", "", ""},
      {"PATCH /p HTTP/1.1\r\nHost: h\r\nContent-Length: 003\r\n\r\nabc", Method::kPatch, "/p", "", "abc"},
      {"DELETE /p HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nX-Text: a \x80 b\r\n\r\n", Method::kDelete, "/p", "", ""},
      {"POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\nA;x=\"y\"\r\n, you "
       "all!\r\n0\r\n\r\n",
       Method::kPost, "/p", "", "hello, you all!"},
      {"POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n000\r\n\r\n", Method::kPost, "/p", "", ""},
      {"POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789", Method::kPost, "/small", "",
       "0123456789"},
      {"POST /p HTTP/1.1\r\nHost: h\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi", Method::kPost, "/p",
       "", "hi"},
  };
  for (const Case& wanted : cases) {
    SCOPED_TRACE(printable(wanted.bytes));
    const Outcome outcome = read_all_ways(wanted.bytes);
    ASSERT_EQ(outcome.requests.size(), 1U) << "refused with " << outcome.refused;
    const Request& request = outcome.requests.front();
    EXPECT_EQ(request.method, wanted.method);
    EXPECT_EQ(request.path, wanted.path);
    EXPECT_EQ(request.query, wanted.query);
    EXPECT_EQ(request.body.view(), wanted.body);
  }
}

TEST(RequestReader, TurnsTheAbsoluteFormIntoTheOriginForm) {
  const Outcome outcome = read_all_ways("GET http://real:81/p?q=1 HTTP/1.1\r\nHost: other\r\n\r\n");
  ASSERT_EQ(outcome.requests.size(), 1U);
  EXPECT_EQ(outcome.requests[0].target, "/p?q=1");
  EXPECT_EQ(outcome.requests[0].headers.get("host"), "real:81");
}

TEST(RequestReader, ReadsPipelinedRequestsInOrder) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    const std::string body(static_cast<std::size_t>(i), 'x');
    bytes += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n";
    bytes += i % 2 == 0 ? "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body
                        : "Transfer-Encoding: chunked\r\n\r\n1\r\ny\r\n0\r\n\r\n";
  }
  const Outcome outcome = read_all_ways(bytes);
  ASSERT_EQ(outcome.requests.size(), 100U);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(outcome.requests[i].path, "/" + std::to_string(i));
    EXPECT_EQ(outcome.requests[i].body.size(), i % 2 == 0 ? i : 1U);
  }
}

TEST(RequestReader, HoldsItsLimitsToTheByte) {
  const RequestLimits limits{.target_bytes_max = 100, .header_bytes_max = 200, .header_count_max = 5};
  const auto target_of = [](std::size_t bytes) {
    return "GET /" + std::string(bytes - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
  };
  const auto header_of = [](std::size_t bytes) {  // "Host: h\r\n" are 9 bytes, "X: \r\n" are 5.
    return "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(bytes - 14, 'a') + "\r\n\r\n";
  };
  const auto fields_of = [](int count) {
    std::string fields;
    for (int i = 1; i < count; ++i) fields += "A: b\r\n";
    return "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
  };
  const auto body_of = [](std::size_t bytes) {
    return "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
           std::string(bytes, 'a');
  };
  const auto chunks_of = [](std::size_t bytes) {
    std::string chunks;
    for (std::size_t i = 0; i < bytes; ++i) chunks += "1\r\na\r\n";
    return "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
  };
  struct Case {
    std::string bytes;
    int status;
  };
  const std::vector<Case> cases = {
      {target_of(100), 0}, {target_of(101), 414}, {target_of(1'000), 414}, {std::string(1'000, 'A'), 414},
      {header_of(199), 0}, {header_of(200), 0},   {header_of(201), 431},   {header_of(5'000), 431},
      {fields_of(5), 0},   {fields_of(6), 431},   {body_of(10), 0},        {body_of(11), 413},
      {chunks_of(10), 0},  {chunks_of(11), 413},
  };
  for (const Case& wanted : cases) {
    SCOPED_TRACE(printable(wanted.bytes));
    const Outcome outcome = read_all_ways(wanted.bytes, limits);
    EXPECT_EQ(outcome.refused, wanted.status);
    EXPECT_EQ(outcome.requests.size(), wanted.status == 0 ? 1U : 0U);
  }
}

TEST(RequestReader, RefusesALongDeclaredLengthBeforeTheBody) {
  RequestReader reader = make_reader();
  reader.feed("POST /small HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kRefused);
  EXPECT_EQ(reader.refusal().status, 413);
  EXPECT_FALSE(reader.take_expectation());
}

TEST(RequestReader, StopsOnceForThoseWhoWaitFor100) {
  RequestReader reader = make_reader();
  const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(reader.feed(head + "hi"), head.size());
  EXPECT_TRUE(reader.take_expectation());
  EXPECT_FALSE(reader.take_expectation());
  EXPECT_EQ(reader.feed("hi"), 2U);
  EXPECT_EQ(reader.state(), State::kComplete);
}

TEST(RequestReader, KeepsTheConnectionAsTheClientAsks) {
  struct Case {
    const char* head;
    bool keeps_alive;
  };
  for (const Case& wanted :
       {Case{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", true},
        Case{"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false},
        Case{"GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n", false}, Case{"GET / HTTP/1.0\r\n\r\n", false},
        Case{"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        Case{"GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false}}) {
    SCOPED_TRACE(wanted.head);
    RequestReader reader = make_reader();
    reader.feed(wanted.head);
    ASSERT_EQ(reader.state(), State::kComplete);
    EXPECT_EQ(reader.keeps_alive(), wanted.keeps_alive);
  }
}

std::string gzip_request(std::string_view coded, bool chunked = false) {
  std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n";
  if (!chunked) return head + "Content-Length: " + std::to_string(coded.size()) + "\r\n\r\n" + std::string(coded);
  head += "Transfer-Encoding: chunked\r\n\r\n";
  for (const char c : coded) head += "1\r\n"s + c + "\r\n";
  return head + "0\r\n\r\n";
}

TEST(RequestReader, InflatesGzipBodies) {
  GzipWriter writer;
  const std::string plain = "{\"resourceType\":\"Patient\"}" + std::string(50'000, ' ');
  const std::string coded = writer.compress(plain).value();
  for (const bool chunked : {false, true}) {
    const Outcome outcome = read_all_ways(gzip_request(coded, chunked));
    ASSERT_EQ(outcome.requests.size(), 1U) << outcome.refused;
    EXPECT_EQ(outcome.requests[0].body.view(), plain);
  }
  const Outcome twice = read_all_ways(gzip_request(coded + coded));
  ASSERT_EQ(twice.refused, 413) << "two members are one body, here of 100,052 bytes";
}

TEST(RequestReader, StopsBombsAtTheLimit) {
  GzipWriter writer;
  const std::string bomb = writer.compress(std::string(50'000'000, '\0')).value();
  EXPECT_EQ(read_in_portions(gzip_request(bomb), 1'000'000).refused, 413);
  EXPECT_EQ(read_in_portions(gzip_request(bomb), 100).refused, 413);
  EXPECT_EQ(read_all_ways(gzip_request(writer.compress(std::string(kBodyMax, 'a')).value())).refused, 0);
  EXPECT_EQ(read_all_ways(gzip_request(writer.compress(std::string(kBodyMax + 1, 'a')).value())).refused, 413);
}

TEST(RequestReader, RefusesBrokenGzip) {
  GzipWriter writer;
  const std::string coded = writer.compress(std::string(5'000, 'a')).value();
  std::string wrong_sum = coded;
  wrong_sum[coded.size() - 6] = static_cast<char>(wrong_sum[coded.size() - 6] ^ 1);
  for (const std::string& body :
       {coded.substr(0, coded.size() - 1), coded.substr(0, 5), coded + "x", wrong_sum, "plain text"s}) {
    EXPECT_EQ(read_all_ways(gzip_request(body)).refused, 400);
    EXPECT_EQ(read_all_ways(gzip_request(body, true)).refused, 400);
  }
}

TEST(RequestReader, AsksTheLimitForThatMethodAndPath) {
  std::string asked;
  RequestReader reader({}, [&](Method method, std::string_view path) {
    asked = std::string(name_of(method)) + " " + std::string(path);
    return std::uint64_t{100};
  });
  reader.feed("PUT /a%20b?c HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(asked, "PUT /a b");
}

}  // namespace
}  // namespace osler::http
