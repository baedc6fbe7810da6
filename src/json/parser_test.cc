#include "json/parser.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace osler::json {
namespace {

using std::string_view_literals::operator""sv;

Result<Tree> parse(std::string_view text, const Limits& limits = {}) {
  static const NameTable kNames({"id", "status"});
  Parser parser;
  return parser.parse(PaddedBytes(text), kNames, limits);
}

struct Refusal {
  std::string_view text;
  std::string_view message;
};

// Each kind of refusal once or more: what was expected, and where.
constexpr Refusal kRefusals[] = {
    {"", "line 1, column 1: expected a JSON value"},
    {" \n ", "line 2, column 2: expected a JSON value"},
    {"\xEF\xBB\xBF", "line 1, column 1: expected a JSON value"},
    {"]", "line 1, column 1: expected a JSON value"},
    {",", "line 1, column 1: expected a JSON value"},
    {"x", "line 1, column 1: expected a JSON value"},
    {"\\", "line 1, column 1: expected a JSON value"},
    {"'a'", "line 1, column 1: expected a JSON value"},
    {"\0"sv, "line 1, column 1: expected a JSON value"},
    {"\x01", "line 1, column 1: expected a JSON value"},
    {"[1]\0"sv, "line 1, column 4: expected the end of the text"},
    {"[1\0]"sv, "line 1, column 2: expected a number as JSON writes it"},
    {"[1\x0C]", "line 1, column 2: expected a number as JSON writes it"},
    {"[\x0C]", "line 1, column 2: expected a JSON value"},
    {"[\x1A]", "line 1, column 2: expected a JSON value"},
    {"\xEF\xBB\xBF\xEF\xBB\xBF[]", "line 1, column 1: expected a JSON value"},
    // Containers.
    {"[", "line 1, column 2: expected a JSON value"},
    {"[1", "line 1, column 3: expected ',' or ']'"},
    {"[1,", "line 1, column 4: expected a JSON value"},
    {"[1,]", "line 1, column 4: expected a JSON value"},
    {"[,1]", "line 1, column 2: expected a JSON value"},
    {"[1 2]", "line 1, column 4: expected ',' or ']'"},
    {"[1}", "line 1, column 3: expected ',' or ']'"},
    {"[1:2]", "line 1, column 3: expected ',' or ']'"},
    {"[[]", "line 1, column 4: expected ',' or ']'"},
    {"[[]]]", "line 1, column 5: expected the end of the text"},
    {"{", "line 1, column 2: expected a member name in double quotes"},
    {"{1:2}", "line 1, column 2: expected a member name in double quotes"},
    {"{,}", "line 1, column 2: expected a member name in double quotes"},
    {"{]", "line 1, column 2: expected a member name in double quotes"},
    {"{\"a\"", "line 1, column 5: expected ':' after the member name"},
    {"{\"a\"}", "line 1, column 5: expected ':' after the member name"},
    {"{\"a\" 1}", "line 1, column 6: expected ':' after the member name"},
    {"{\"a\",1}", "line 1, column 5: expected ':' after the member name"},
    {"{\"a\":", "line 1, column 6: expected a JSON value"},
    {"{\"a\":}", "line 1, column 6: expected a JSON value"},
    {"{\"a\"::1}", "line 1, column 6: expected a JSON value"},
    {"{\"a\":1", "line 1, column 7: expected ',' or '}'"},
    {"{\"a\":1]", "line 1, column 7: expected ',' or '}'"},
    {"{\"a\":1,}", "line 1, column 8: expected a member name in double quotes"},
    {"{\"a\":1 \"b\":2}", "line 1, column 8: expected ',' or '}'"},
    {"{\n  \"a\": 1,\n  \"b\": ?\n}", "line 3, column 8: expected a JSON value"},
    {"1 2", "line 1, column 3: expected the end of the text"},
    {"{} x", "line 1, column 4: expected the end of the text"},
    {"{}\n\n,", "line 3, column 1: expected the end of the text"},
    // Words.
    {"nul", "line 1, column 1: expected a JSON value"},
    {"nulll", "line 1, column 1: expected a JSON value"},
    {"True", "line 1, column 1: expected a JSON value"},
    {"[true\"a\"]", "line 1, column 2: expected a JSON value"},
    {"[falsey]", "line 1, column 2: expected a JSON value"},
    {"NaN", "line 1, column 1: expected a JSON value"},
    {"Infinity", "line 1, column 1: expected a JSON value"},
    // Numbers.
    {"-", "line 1, column 1: expected a number as JSON writes it"},
    {"-a", "line 1, column 1: expected a number as JSON writes it"},
    {"+1", "line 1, column 1: expected a JSON value"},
    {".5", "line 1, column 1: expected a JSON value"},
    {"01", "line 1, column 1: expected a number as JSON writes it"},
    {"-01", "line 1, column 1: expected a number as JSON writes it"},
    {"1.", "line 1, column 1: expected a number as JSON writes it"},
    {"1.e5", "line 1, column 1: expected a number as JSON writes it"},
    {"1e", "line 1, column 1: expected a number as JSON writes it"},
    {"1e+", "line 1, column 1: expected a number as JSON writes it"},
    {"0x10", "line 1, column 1: expected a number as JSON writes it"},
    {"1_000", "line 1, column 1: expected a number as JSON writes it"},
    {"1\"a\"", "line 1, column 1: expected a number as JSON writes it"},
    {"{\"a\":1\"b\":2}", "line 1, column 6: expected a number as JSON writes it"},
    {"-Infinity", "line 1, column 1: expected a number as JSON writes it"},
    // Strings.
    {"\"abc", "line 1, column 1: expected the closing quote of this string"},
    {"[\"a\",\n \"b]", "line 2, column 2: expected the closing quote of this string"},
    {"\"abc\\\"", "line 1, column 1: expected the closing quote of this string"},
    {"\"a\"\"b\"", "line 1, column 4: expected the end of the text"},
    {"[\"a\"b]", "line 1, column 5: expected ',' or ']'"},
    {"\"a\nb\"", "line 1, column 3: expected control characters inside strings to be escaped"},
    {"\"a\tb\"", "line 1, column 3: expected control characters inside strings to be escaped"},
    {"[\"\", \"\0\"]"sv, "line 1, column 7: expected control characters inside strings to be escaped"},
    {"{\"\x1F\":1}", "line 1, column 3: expected control characters inside strings to be escaped"},
    {"\"\\x41\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"ab\\'\"", "line 1, column 4: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\u12g4\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\u123\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\U0041\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\ud800\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\uDFFF\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\ud83d\\u0041\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\ud83d\\ud83d\\ude00\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\ud83dx\\ude00\"", "line 1, column 2: expected an escape that JSON knows, surrogates in pairs"},
    {"\"\\n\\ude00\\ud83d\"", "line 1, column 4: expected an escape that JSON knows, surrogates in pairs"},
    {"{\"\\ud800\":1}", "line 1, column 3: expected an escape that JSON knows, surrogates in pairs"},
    {"{\"\\q\":1}", "line 1, column 3: expected an escape that JSON knows, surrogates in pairs"},
    // UTF-8.
    {"\"\xFF\"", "line 1, column 2: expected UTF-8"},
    {"\"\xC3\"", "line 1, column 2: expected UTF-8"},
    {"\"\xC0\xAF\"", "line 1, column 2: expected UTF-8"},
    {"\"a\xED\xA0\x80\"", "line 1, column 3: expected UTF-8"},
    {"\"\xF4\x90\x80\x80\"", "line 1, column 2: expected UTF-8"},
    {"\"\xE0\x80\x80\"", "line 1, column 2: expected UTF-8"},
    {"[1]\xA0", "line 1, column 4: expected UTF-8"},
    {"[1]\xC2\xA0", "line 1, column 4: expected the end of the text"},
    // Equal names.
    {R"({"a":1,"a":2})", "line 1, column 8: expected each member name once in an object"},
    {R"({"a":1,"\u0061":2})", "line 1, column 8: expected each member name once in an object"},
    {R"({"\u0061":1,"b":3,"a":2})", "line 1, column 19: expected each member name once in an object"},
    {R"({"a\/b":1,"a/b":2})", "line 1, column 11: expected each member name once in an object"},
    {R"({"":1,"":2})", "line 1, column 7: expected each member name once in an object"},
    {R"({"id":1,"x":{"id":2},"id":3})", "line 1, column 22: expected each member name once in an object"},
    {R"([{"id":{"status":1,"status":1}}])", "line 1, column 20: expected each member name once in an object"},
    {R"({"\ud83d\ude00":1,"😀":2})", "line 1, column 19: expected each member name once in an object"},
};

TEST(Parser, RefusesWithPlaceAndExpectation) {
  for (const Refusal& refusal : kRefusals) {
    SCOPED_TRACE(refusal.text);
    const Result<Tree> tree = parse(refusal.text);
    ASSERT_FALSE(tree.ok());
    EXPECT_EQ(tree.error().kind, ErrorKind::kInvalidInput);
    EXPECT_EQ(tree.error().message, refusal.message);
  }
}

TEST(Parser, NamesThePlaceInALargerText) {
  const NameTable names;
  Parser parser;
  EXPECT_EQ(parser.parse(PaddedBytes("[?]"), names, {}, {7, 10}).error().message,
            "line 7, column 11: expected a JSON value");
  EXPECT_EQ(parser.parse(PaddedBytes("[\n?]"), names, {}, {7, 10}).error().message,
            "line 8, column 1: expected a JSON value");
}

TEST(Parser, AcceptsEachKind) {
  for (const std::string_view text :
       {"null", "true", "false", "0", "\"\"", "[]", "{}", " \t\r\n[ ] ", "[[],{},\"\"]", R"({"a":[{"b":{}}],"":null})",
        R"("\"\\\/\b\f\n\r\t\u0000\uFFFF\ud83d\ude00")", "\"\x7F\xC2\x80\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\""}) {
    const Result<Tree> tree = parse(text);
    EXPECT_TRUE(tree.ok()) << text << ": " << tree.error().message;
  }
}

TEST(Parser, KeepsNumbersAsWritten) {
  const std::string huge(10'000, '9');
  for (const std::string_view number : {"0"sv, "-0"sv, "-0.0"sv, "1.00"sv, "1e400"sv, "-1E-400"sv, "1e+00001"sv,
                                        "12345678901234567890123456789"sv, "0.1000000000000000000000000001"sv,
                                        std::string_view(huge)}) {
    const std::string text = "[" + std::string(number) + "]";
    const Result<Tree> tree = parse(text);
    ASSERT_TRUE(tree.ok()) << number;
    EXPECT_EQ(tree->root().at(0).raw(), number);
    EXPECT_TRUE(parse(number).ok()) << "as a whole text";
  }
}

TEST(Parser, DropsAByteOrderMark) {
  const Result<Tree> tree = parse("\xEF\xBB\xBF{\"id\":1}");
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->text(), "{\"id\":1}");
  EXPECT_EQ(tree->root().member(NameId{1}).offset(), 6U);
}

std::string nested(std::size_t depth, std::string_view open, std::string_view middle, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += middle;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(Parser, NestsSixtyFourLevelsAndNoMore) {
  EXPECT_TRUE(parse(nested(64, "[", "", "]")).ok());
  EXPECT_TRUE(parse(nested(64, "[", "1", "]")).ok());
  EXPECT_TRUE(parse(nested(64, "{\"a\":", "1", "}")).ok());
  EXPECT_TRUE(parse(nested(63, "{\"a\":", "{}", "}")).ok());
  EXPECT_EQ(parse(nested(65, "[", "", "]")).error().message, "line 1, column 65: expected no deeper nesting");
  EXPECT_FALSE(parse(nested(65, "{\"a\":", "1", "}")).ok());
  EXPECT_FALSE(parse(nested(64, "[", "[],{}", "]")).ok());
  EXPECT_TRUE(parse("[1]", Limits{.depth_max = 1}).ok());
  EXPECT_FALSE(parse("[[1]]", Limits{.depth_max = 1}).ok());
}

TEST(Parser, NeedsNoStackForDepth) {
  constexpr std::size_t kDepth = 2'000'000;
  EXPECT_TRUE(parse(nested(kDepth, "[", "", "]"), Limits{.depth_max = kDepth}).ok());
  EXPECT_FALSE(parse(std::string(kDepth, '[')).ok());
  EXPECT_FALSE(parse(std::string(kDepth, '['), Limits{.depth_max = kDepth}).ok());
  EXPECT_FALSE(parse(nested(kDepth, "{\"a\":", "", ""), Limits{.depth_max = kDepth}).ok());
}

TEST(Parser, RefusesTextsAboveTheLimit) {
  EXPECT_TRUE(parse("[1,2]", Limits{.bytes_max = 5}).ok());
  EXPECT_EQ(parse("[1,2]", Limits{.bytes_max = 4}).error().kind, ErrorKind::kTooLarge);
}

std::string object_of(std::size_t members, std::string_view name) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += "\"" + std::string(name) + std::to_string(i) + "\":0,";
  text.back() = '}';
  return text;
}

TEST(Parser, StaysQuickWithAMillionMembers) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<Tree> tree = parse(object_of(1'000'000, "n"));
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->nodes().size(), 1'000'001U);
  // Names of equal length that differ only where the hash does not look.
  std::string collide = "{";
  for (int i = 100'000; i < 500'000; ++i) collide += "\"aaaaaaaa" + std::to_string(i) + "bbbbbbbb\":0,";
  const std::string last = "\"aaaaaaaa100000bbbbbbbb\":0}";
  EXPECT_FALSE(parse(collide + last).ok());
  collide.back() = '}';
  EXPECT_TRUE(parse(collide).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << "quadratic would take minutes";
}

TEST(Parser, FindsTheOneEqualNameAmongMany) {
  for (const std::size_t members : {2U, 3U, 10U, 17U, 64U, 300U, 5000U}) {
    std::string text = object_of(members, "n");
    EXPECT_TRUE(parse(text).ok()) << members;
    text.back() = ',';
    EXPECT_FALSE(parse(text + "\"n0\":1}").ok()) << members;
    EXPECT_FALSE(parse(text + "\"\\u006e" + std::to_string(members - 1) + "\":1}").ok()) << members;
  }
}

TEST(Parser, CanBeUsedAgainAfterARefusalAndALargeText) {
  const NameTable names;
  Parser parser;
  EXPECT_TRUE(parser.parse(PaddedBytes(object_of(300'000, "n")), names).ok());
  EXPECT_FALSE(parser.parse(PaddedBytes("{\"a\":[[1"), names).ok());
  const Result<Tree> tree = parser.parse(PaddedBytes("{\"a\":[[1]]}"), names);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->root().member("a").raw(), "[[1]]");
  Parser moved = std::move(parser);
  EXPECT_TRUE(moved.parse(PaddedBytes("1"), names).ok());
}

TEST(Parser, ReadsAtEveryLength) {
  // The scan works in blocks of 64 bytes: every place of a token in a block, and every length of the rest.
  for (std::size_t pad = 0; pad < 200; ++pad) {
    const std::string space(pad, ' ');
    const Result<Tree> tree = parse(space + R"({"id")" + space + R"(:"\u0041",)" + space + R"("l":[1,true]})" + space);
    ASSERT_TRUE(tree.ok()) << pad;
    EXPECT_EQ(tree->root().member(NameId{1}).text(), "A");
    EXPECT_EQ(tree->root().member("l").at(1).kind(), Kind::kTrue);
    const std::string content(pad, 'x');
    EXPECT_EQ(parse("[\"" + content + "\"]").value().root().at(0).text().size(), pad);
  }
}

}  // namespace
}  // namespace osler::json
