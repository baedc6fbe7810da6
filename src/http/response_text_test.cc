#include "http/response_text.h"

#include <gtest/gtest.h>

namespace osler::http {
namespace {

TEST(ResponseText, GivesBackHeadersAndBody) {
  Response response;
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Link", "</docs/errors#CONFLICT>; rel=\"help\"");
  response.body = "{\"a\":1}\r\n\r\nmore";
  const Response again = response_of_text(409, response_text(response));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.headers.fields(), response.headers.fields());
  EXPECT_EQ(again.body, response.body);
}

TEST(ResponseText, KeepsAnAnswerWithoutAnything) {
  const Response again = response_of_text(204, response_text({}));
  EXPECT_TRUE(again.headers.fields().empty());
  EXPECT_EQ(again.body, "");
}

TEST(ResponseText, LetsNoValueBecomeALine) {
  Response response;
  response.headers.add("A", "b\r\nC: d");
  EXPECT_EQ(response_of_text(200, response_text(response)).headers.fields().size(), 1U);
}

TEST(ResponseText, ReadsOtherTextAsNothing) {
  for (const std::string_view text : {"", "no colon\r\n\r\nbody"}) {
    const Response response = response_of_text(200, text);
    EXPECT_TRUE(response.headers.fields().empty()) << text;
    EXPECT_EQ(response.body, "") << text;
  }
}

}  // namespace
}  // namespace osler::http
