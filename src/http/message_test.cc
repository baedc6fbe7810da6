#include "http/message.h"

#include <gtest/gtest.h>

namespace osler::http {
namespace {

TEST(Headers, ComparesNamesWithoutCase) {
  Headers headers;
  headers.add("Content-Type", " text/plain\t");
  EXPECT_EQ(headers.get("content-type"), "text/plain");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "text/plain");
  EXPECT_FALSE(headers.get("content-typ").has_value());
}

TEST(Headers, SetReplacesEveryFieldOfThatNameByOne) {
  Headers headers;
  headers.add("A", "1");
  headers.add("b", "2");
  headers.add("a", "3");
  headers.set("a", "4");
  headers.set("c", "5");
  ASSERT_EQ(headers.fields().size(), 3U);
  EXPECT_EQ(headers.get("A"), "4");
  EXPECT_EQ(headers.get("b"), "2");
  EXPECT_EQ(headers.get("c"), "5");
}

TEST(Headers, KeepsWhatIsAroundAReplacedField) {
  for (const std::string& value : {std::string(), std::string("short"), std::string(5'000, 'x')}) {
    Headers headers;
    headers.add("First", "1");
    headers.add("Second", "two");
    headers.add("third", "");
    headers.add("SECOND", "again");
    headers.set("second", value);
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& [name, text] : headers.fields()) fields.emplace_back(name, text);
    const std::vector<std::pair<std::string, std::string>> expected = {{"First", "1"}, {"Second", value}, {"third", ""}};
    EXPECT_EQ(fields, expected);
  }
}

TEST(Headers, TakesOverAllOfOthers) {
  Headers headers;
  headers.add("A", "1");
  headers.add("B", "2");
  Headers others;
  others.add("b", "3");
  others.add("C", "4");
  headers.set_all(others);
  ASSERT_EQ(headers.fields().size(), 3U);
  EXPECT_EQ(headers.get("A"), "1");
  EXPECT_EQ(headers.get("B"), "3");
  EXPECT_EQ(headers.get("C"), "4");
  headers.set_all({});
  EXPECT_EQ(headers.fields().size(), 3U);
}

TEST(Headers, FindsEachOfMany) {
  Headers headers;
  for (int i = 0; i < 300; ++i) headers.add("Name-" + std::to_string(i), std::to_string(i));
  for (int i = 0; i < 300; ++i) EXPECT_EQ(headers.get("nAME-" + std::to_string(i)), std::to_string(i));
  EXPECT_FALSE(headers.get("Name-300").has_value());
  EXPECT_FALSE(headers.get("").has_value());
}

TEST(Headers, FindsTokensInAllFieldsOfAName) {
  Headers headers;
  headers.add("Connection", "keep-alive, X-Trace");
  headers.add("connection", "Close ,");
  EXPECT_TRUE(headers.has_token("connection", "close"));
  EXPECT_TRUE(headers.has_token("Connection", "x-trace"));
  EXPECT_FALSE(headers.has_token("connection", "keep"));
  EXPECT_FALSE(headers.has_token("other", "close"));
}

TEST(PercentDecode, DecodesOnce) {
  EXPECT_EQ(percent_decode("a%20b+c%252F", false), "a b+c%2F");
  EXPECT_EQ(percent_decode("a%20b+c", true), "a b c");
  EXPECT_EQ(percent_decode("%c3%BC", false), "\xC3\xBC");
  EXPECT_EQ(percent_decode("", false), "");
}

TEST(PercentDecode, RefusesBadEscapesAndNul) {
  for (const std::string_view text : {"%", "%2", "a%", "a%4", "%zz", "%4g", "%g4", "% 4", "%-1", "%00", "a%00b"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(percent_decode(text, false).has_value());
  }
  EXPECT_FALSE(percent_decode(std::string_view("a\0b", 3), false).has_value());
}

TEST(PercentEncode, IsUndoneByDecoding) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  const std::string encoded = percent_encode(all);
  EXPECT_EQ(percent_decode(encoded, true), all);
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/\xC3\xBC"), "a%20b%2F%C3%BC");
}

TEST(ParseQuery, KeepsOrderRepeatsAndEmptyValues) {
  const auto parameters = parse_query("name=J%C3%BCrgen+K&_sort=-date&&name=x%26y&flag&=v&a=b=c");
  ASSERT_TRUE(parameters.has_value());
  const std::vector<Parameter> expected = {
      {"name", "J\xC3\xBCrgen K"}, {"_sort", "-date"}, {"name", "x&y"}, {"flag", ""}, {"", "v"}, {"a", "b=c"}};
  EXPECT_EQ(*parameters, expected);
  EXPECT_TRUE(parse_query("")->empty());
}

TEST(ParseQuery, RefusesBadEscapesAndTooManyParameters) {
  EXPECT_FALSE(parse_query("a=%zz").has_value());
  EXPECT_FALSE(parse_query("%4=1").has_value());
  EXPECT_FALSE(parse_query("a=%00").has_value());
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "a&";
  EXPECT_EQ(parse_query(many)->size(), 10'000U);
  EXPECT_FALSE(parse_query(many + "a").has_value());
}

}  // namespace
}  // namespace osler::http
