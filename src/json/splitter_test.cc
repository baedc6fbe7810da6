#include "json/splitter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace osler::json {
namespace {

using std::string_view_literals::operator""sv;

const NameTable& names() {
  static const NameTable kNames({"resourceType", "id"});
  return kNames;
}

/// All that a splitter gave, as text, or the message of its error.
struct Outcome {
  std::vector<std::string> elements;
  std::vector<std::string> starts;
  std::string type;
  std::string error;
  bool operator==(const Outcome&) const = default;
};

Outcome split(std::string_view text, const std::vector<std::size_t>& cuts, const SplitLimits& limits = {}) {
  Splitter splitter("entry", names(), limits);
  Outcome outcome;
  const auto take = [&] {
    while (std::optional<SplitElement> element = splitter.next()) {
      outcome.elements.emplace_back(element->text.view());
      outcome.starts.push_back(std::to_string(element->start.line) + ":" + std::to_string(element->start.column));
    }
  };
  Status status;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size() && status.ok(); ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : text.size();
    const std::string chunk(text.substr(begin, end - begin));  // A copy, so that sanitizers see every overrun.
    status = splitter.feed(chunk);
    take();
    begin = end;
  }
  if (status.ok()) status = splitter.finish();
  outcome.type = splitter.member("type").text();
  if (!status.ok()) {
    outcome.error = status.error().message;
    EXPECT_EQ(splitter.feed("x").error().message, outcome.error) << "an error stays";
  }
  return outcome;
}

constexpr std::string_view kBundle = "\xEF\xBB\xBF{\n"
    "  \"resourceType\": \"Bundle\", \"type\" :\"b\\u0061tch\",\n"
    "  \"total\":2 , \"meta\": {\"tag\": [ {\"code\":\"}]\\\"{\"} ] },\n"
    "  \"entry\": [ {\"a\\\\\":\"{\\\"[\\\\\"},\n"
    "    {\"resource\":{\"x\":[1,[2,{}],\"é]\"]}} , {} ],\n"
    "  \"flag\":true\n}\n";

TEST(Splitter, TakesABundleApartHoweverItIsCut) {
  const Outcome whole = split(kBundle, {});
  ASSERT_EQ(whole.error, "");
  EXPECT_EQ(whole.elements, (std::vector<std::string>{R"({"a\\":"{\"[\\"})", R"({"resource":{"x":[1,[2,{}],"é]"]}})", "{}"}));
  EXPECT_EQ(whole.starts, (std::vector<std::string>{"4:14", "5:5", "5:43"}));
  EXPECT_EQ(whole.type, "batch");
  for (std::size_t first = 0; first <= kBundle.size(); ++first) {
    for (std::size_t second = first; second <= kBundle.size(); ++second) {
      ASSERT_EQ(split(kBundle, {first, second}), whole) << first << " " << second;
    }
  }
  for (std::size_t size = 1; size < 40; ++size) {
    std::vector<std::size_t> cuts;
    for (std::size_t at = size; at < kBundle.size(); at += size) cuts.push_back(at);
    EXPECT_EQ(split(kBundle, cuts), whole) << size;
  }
}

TEST(Splitter, GivesTheOtherMembersAsTheyArrive) {
  Splitter splitter("entry", names());
  ASSERT_TRUE(splitter.feed(R"({"type":"transaction","meta":{"tag":[]},"entry":[{"id":1},{"i)").ok());
  EXPECT_TRUE(splitter.member("type").equals("transaction"));
  EXPECT_TRUE(splitter.member("meta").member("tag").is_array());
  EXPECT_FALSE(splitter.member("entry").exists());
  EXPECT_FALSE(splitter.member("resourceType").exists());
  EXPECT_EQ(splitter.next()->text.view(), R"({"id":1})");
  EXPECT_FALSE(splitter.next().has_value());
  ASSERT_TRUE(splitter.feed(R"(d":2}],"resourceType":"Bundle"})").ok());
  EXPECT_EQ(splitter.next()->text.view(), R"({"id":2})");
  ASSERT_TRUE(splitter.finish().ok());
  EXPECT_TRUE(splitter.member("resourceType").equals("Bundle"));
}

TEST(Splitter, AcceptsWhatHasNoElements) {
  for (const std::string_view text : {"{}", " { } ", R"({"entry":[]})", R"({"entry" : [ ] , "type":"x"})",
                                      R"({"entry2":[1,2],"type":null})", R"({"\u0065ntry":[]})", R"({"n":-1.0e5})"}) {
    const Outcome outcome = split(text, {});
    EXPECT_EQ(outcome.error, "") << text;
    EXPECT_TRUE(outcome.elements.empty());
  }
}

struct SplitRefusal {
  std::string_view text;
  std::string_view message;
};

constexpr SplitRefusal kSplitRefusals[] = {
    {"", "line 1, column 1: expected an object"},
    {" \n", "line 2, column 1: expected an object"},
    {"[]", "line 1, column 1: expected an object"},
    {"\xEF\xBB{}", "line 1, column 1: expected an object"},
    {" \xEF\xBB\xBF{}", "line 1, column 2: expected an object"},
    {"{,}", "line 1, column 2: expected a member name in double quotes"},
    {"{\"a\":1,}", "line 1, column 8: expected a member name in double quotes"},
    {"{\"a\"}", "line 1, column 5: expected ':' after the member name"},
    {"{\"a\":}", "line 1, column 6: expected a JSON value"},
    {"{\"a\":,}", "line 1, column 6: expected a JSON value"},
    {"{\"a\":1 2}", "line 1, column 8: expected ',' or '}'"},
    {"{\"a\":1]", "line 1, column 7: expected ',' or '}'"},
    {"{\"a\":1\"b\"}", "line 1, column 7: expected ',' or '}'"},
    {"{\"a\":01}", "line 1, column 6: expected a number as JSON writes it"},
    {"{\n\"a\": tru}", "line 2, column 6: expected a JSON value"},
    {"{\"a\":\"\\x\"}", "line 1, column 7: expected an escape that JSON knows, surrogates in pairs"},
    {"{\"\\ud800\":1}", "line 1, column 3: expected an escape that JSON knows, surrogates in pairs"},
    {"{\"a\":\"\xFF\"}", "line 1, column 7: expected UTF-8"},
    {"{\"a\":\"\n\"}", "line 1, column 7: expected control characters inside strings to be escaped"},
    {"{\"a\":{\n  \"b\":?}}", "line 2, column 7: expected a JSON value"},
    {"{\"a\":[1}}", "line 1, column 8: expected the bracket that closes what is open"},
    {"{\"a\":1,\"\\u0061\":2}", "line 1, column 8: expected each member name once in an object"},
    {"{\"entry\":[],\"entry\":[]}", "line 1, column 13: expected each member name once in an object"},
    {"{\"entry\":{}}", "line 1, column 10: expected an array"},
    {"{\"entry\":null}", "line 1, column 10: expected an array"},
    {"{\"entry\":[1]}", "line 1, column 11: expected an object"},
    {"{\"entry\":[{},]}", "line 1, column 14: expected an object"},
    {"{\"entry\":[{} {}]}", "line 1, column 14: expected ',' or ']'"},
    {"{\"entry\":[{}}", "line 1, column 13: expected ',' or ']'"},
    {"{\"entry\":[{]}]}", "line 1, column 12: expected the bracket that closes what is open"},
    {"{\"entry\":[{\"a\":[}]}]}", "line 1, column 17: expected the bracket that closes what is open"},
    {"{} {}", "line 1, column 4: expected the end of the text"},
    {"{}\n\0"sv, "line 2, column 1: expected the end of the text"},
    {"{\"a", "line 1, column 4: expected the closing quote"},
    {"{\"a\":\"", "line 1, column 7: expected the closing quote"},
    {"{\"a\":1", "line 1, column 7: expected the rest of the text"},
    {"{\"entry\":[{\"a\":\"]}", "line 1, column 19: expected the rest of the text"},
    {"{\"entry\":[{}", "line 1, column 13: expected the rest of the text"},
};

TEST(Splitter, RefusesWithPlaceAndExpectationHoweverCut) {
  for (const SplitRefusal& refusal : kSplitRefusals) {
    SCOPED_TRACE(refusal.text);
    EXPECT_EQ(split(refusal.text, {}).error, refusal.message);
    for (std::size_t cut = 0; cut <= refusal.text.size(); ++cut) {
      ASSERT_EQ(split(refusal.text, {cut}).error, refusal.message) << cut;
    }
  }
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Splitter, NestsSixtyFourLevelsAndNoMore) {
  EXPECT_EQ(split("{\"entry\":[{\"a\":" + nested(61) + "}]}", {}).error, "");
  EXPECT_EQ(split("{\"entry\":[{\"a\":" + nested(62) + "}]}", {}).error,
            "line 1, column 77: expected no deeper nesting");
  EXPECT_EQ(split("{\"a\":" + nested(63) + "}", {}).error, "");
  EXPECT_EQ(split("{\"a\":" + nested(64) + "}", {}).error, "line 1, column 69: expected no deeper nesting");
  EXPECT_EQ(split("{\"entry\":[{\"a\":[]}]}", {}, SplitLimits{.depth_max = 4}).error, "");
  EXPECT_NE(split("{\"entry\":[{\"a\":[]}]}", {}, SplitLimits{.depth_max = 3}).error, "");
}

TEST(Splitter, KeepsToItsLimits) {
  const SplitLimits limits{.element_bytes_max = 10, .others_bytes_max = 40, .members_max = 3};
  EXPECT_EQ(split(R"({"entry":[{"a":1234}]})", {}, limits).error, "");
  EXPECT_NE(split(R"({"entry":[{"a":12345}]})", {}, limits).error, "");
  EXPECT_NE(split(R"({"entry":[{"a":12345)", {13}, limits).error, "");
  EXPECT_NE(split(R"({"a":"0123456789012345678901234567890123456789"})", {}, limits).error, "");
  EXPECT_EQ(split(R"({"a":1,"b":2,"c":3})", {}, limits).error, "");
  EXPECT_NE(split(R"({"a":1,"b":2,"c":3,"d":4})", {}, limits).error, "");
  Splitter splitter("entry", names(), limits);
  EXPECT_EQ(splitter.feed(R"({"entry":[{"a":12345}]})").error().kind, ErrorKind::kTooLarge);
}

/// Where a container ends, byte by byte: what ContainerScan does 64 at a time. A backslash matters only before a quote or
/// another backslash; outside strings it is no JSON at all.
std::size_t end_of_container(std::string_view text) {
  std::size_t levels = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
      ++i;
    } else if (c == '"') {
      inside = !inside;
    } else if (!inside && (c == '{' || c == '[')) {
      ++levels;
    } else if (!inside && (c == '}' || c == ']')) {
      --levels;
      if (levels == 0) return i + 1;
    }
  }
  return text.size();
}

TEST(ContainerScan, FindsTheEndAsAPlainWalkDoes) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    // Only braces, so that there is no mismatch; many quotes and backslashes.
    std::string text = "{";
    const std::size_t size = random() % 300;
    for (std::size_t i = 0; i < size; ++i) text += std::string_view("\"\\{}x \\\"")[random() % (round % 2 == 0 ? 8 : 4)];
    ContainerScan scan(true, 64);
    std::size_t end = 1;
    auto outcome = ContainerScan::Outcome::kMore;
    while (end < text.size() && outcome == ContainerScan::Outcome::kMore) {
      const std::string chunk = text.substr(end, 1 + random() % 150);
      std::size_t consumed = 0;
      outcome = scan.advance(chunk, consumed);
      end += consumed;
      if (outcome == ContainerScan::Outcome::kMore) { ASSERT_EQ(consumed, chunk.size()); }
    }
    if (outcome == ContainerScan::Outcome::kTooDeep) continue;
    ASSERT_EQ(end, end_of_container(text)) << text;
  }
}

}  // namespace
}  // namespace osler::json
