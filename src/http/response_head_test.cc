#include "http/response_head.h"

#include <gtest/gtest.h>

#include <set>

#include "http/http_date.h"
#include "http/request_ids.h"

namespace osler::http {
namespace {

std::string head_of(const Response& response, ConnectionField connection = ConnectionField::kAbsent) {
  std::string head;
  append_response_head(response, "Sun, 06 Nov 1994 08:49:37 GMT", "req_1", connection, head);
  return head;
}

TEST(ResponseHead, IsWrittenWhole) {
  Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = "hello";
  EXPECT_EQ(head_of(response, ConnectionField::kClose),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\nX-Request-Id: req_1\r\n"
            "Connection: close\r\nContent-Type: text/plain\r\n\r\n");
}

TEST(ResponseHead, HasNoLengthWhereTheStatusAllowsNoBody) {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    EXPECT_EQ(head_of(response).find("Content-Length"), std::string::npos) << status;
  }
}

TEST(ResponseHead, FindsAControlCharacterWhereverItStands) {
  const std::string clean = "abcdefghijklmnopqrst\xC3\xA4\tuvw";
  for (std::size_t at = 0; at < clean.size(); ++at) {
    for (const char c : {'\0', '\r', '\n', '\x1f'}) {
      std::string value = clean;
      value[at] = c;
      std::string expected = clean;
      expected[at] = ' ';
      Response response;
      response.headers.add("X-Note", value);
      EXPECT_NE(head_of(response).find("\r\nX-Note: " + expected + "\r\n"), std::string::npos) << at;
    }
  }
  Response response;
  response.headers.add("X-Note", clean);
  EXPECT_NE(head_of(response).find("\r\nX-Note: " + clean + "\r\n"), std::string::npos);
}

TEST(ResponseHead, LetsNoValueBecomeAField) {
  Response response;
  response.headers.add("Location", "/a\r\nSet-Cookie: b=c\r\n\r\n<script>");
  const std::string head = head_of(response);
  EXPECT_EQ(head.find("\r\nSet-Cookie"), std::string::npos);
  EXPECT_EQ(head.find("\r\n\r\n"), head.size() - 4);
}

TEST(ResponseHead, KeepsFramingToItself) {
  Response response;
  response.headers.add("Content-Length", "777");
  response.headers.add("transfer-encoding", "chunked");
  response.headers.add("Connection", "upgrade");
  response.headers.add("date", "never");
  response.headers.add("X-Request-Id", "mine");
  const std::string head = head_of(response);
  for (const char* ours : {"777", "chunked", "upgrade", "never", "mine"})
    EXPECT_EQ(head.find(ours), std::string::npos) << ours;
}

TEST(HttpDate, IsTheFormOfTheSpecification) {
  EXPECT_EQ(http_date(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  DateCache cache;
  EXPECT_EQ(cache.at(784'111'777'999), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(784'111'778'000), "Sun, 06 Nov 1994 08:49:38 GMT");
}

TEST(RequestIds, AreDistinctAndOfOneForm) {
  SystemRng rng;
  RandomBlocks blocks(rng);
  RequestIds one(blocks);
  RequestIds other(blocks);
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    for (RequestIds* ids : {&one, &other}) {
      const std::string id = ids->next();
      EXPECT_TRUE(seen.insert(id).second);
      ASSERT_EQ(id.size(), 28U);
      EXPECT_EQ(id.substr(0, 4), "req_");
      EXPECT_EQ(id.find_first_not_of("0123456789abcdef", 4), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace osler::http
