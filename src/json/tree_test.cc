#include "json/tree.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "json/parser.h"
#include "json/writer.h"

namespace osler::json {
namespace {

const NameTable& names() {
  static const NameTable kNames({"id", "status", "code"});
  return kNames;
}

Tree parsed_tree(std::string_view text) {
  Parser parser;
  Result<Tree> tree = parser.parse(PaddedBytes(text), names());
  EXPECT_TRUE(tree.ok()) << text;
  return tree.ok() ? std::move(tree).value() : Tree{};
}

bool same(std::string_view a, std::string_view b) {
  const Tree left = parsed_tree(a);
  const Tree right = parsed_tree(b);
  const bool forth = same_value(left.root(), right.root());
  EXPECT_EQ(forth, same_value(right.root(), left.root()));
  return forth;
}

TEST(View, FindsMembersByNumberAndByName) {
  const Tree tree = parsed_tree(R"({"id": "x", "st\u0061tus": "final", "other": 1, "code": {"id": 5}})");
  const View root = tree.root();
  EXPECT_EQ(root.member(NameId{1}).text(), "x");
  EXPECT_EQ(root.member(NameId{2}).text(), "final") << "an escaped name has its number, too";
  EXPECT_EQ(root.member("status").text(), "final");
  EXPECT_EQ(root.member("other").raw(), "1");
  EXPECT_EQ(root.member("other").name(), NameId::kUnknown);
  EXPECT_EQ(root.member(NameId{3}).member(NameId{1}).raw(), "5");
  EXPECT_FALSE(root.member("othe").exists());
  EXPECT_FALSE(root.member("others").exists());
  EXPECT_FALSE(root.member(NameId::kUnknown).exists());
  EXPECT_FALSE(root.member("id").member("id").exists());
}

TEST(View, IsNotFooledByQuotesInAName) {
  const Tree tree = parsed_tree(R"({"a":1,"b":2})");
  EXPECT_FALSE(tree.root().member("a\":1,\"b").exists());
  const Tree escaped = parsed_tree(R"({"a\":1,\"b":3,"c\\":4})");
  EXPECT_EQ(escaped.root().member("a\":1,\"b").raw(), "3");
  EXPECT_EQ(escaped.root().member("c\\").raw(), "4");
  EXPECT_EQ(escaped.root().at(1).key(), "c\\");
}

TEST(View, DecodesStringsAndNames) {
  const Tree tree = parsed_tree(R"({"pl\u0061in":"a","esc":"\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00\u0000z"})");
  std::string scratch;
  EXPECT_EQ(tree.root().at(0).key(scratch), "plain");
  EXPECT_EQ(tree.root().at(1).key(), "esc");
  EXPECT_EQ(tree.root().at(1).text(), std::string("\"\\/\b\f\n\r\té€😀\0z", 19));
  EXPECT_EQ(tree.root().at(0).text(scratch).data(), tree.text().data() + 15) << "no copy without escapes";
  EXPECT_TRUE(tree.root().at(0).equals("a"));
  EXPECT_FALSE(tree.root().at(0).equals("\"a\""));
}

TEST(View, WalksInOrder) {
  const Tree tree = parsed_tree(R"([1,[2,3],{"a":[4]},"x",[]])");
  std::vector<std::string> raws;
  for (const View element : tree.root()) raws.emplace_back(element.raw());
  EXPECT_EQ(raws, (std::vector<std::string>{"1", "[2,3]", R"({"a":[4]})", "\"x\"", "[]"}));
  EXPECT_EQ(tree.root().count(), 5U);
  EXPECT_EQ(tree.root().at(2).member("a").at(0).raw(), "4");
  EXPECT_FALSE(tree.root().at(5).exists());
  EXPECT_EQ(tree.root().at(4).count(), 0U);
  EXPECT_EQ(tree.root().at(0).count(), 0U);
  EXPECT_EQ(tree.root().at(0).key(), "");
}

TEST(View, KnowsItsKind) {
  const Tree tree = parsed_tree(R"([null,false,true,1,"s",[],{}])");
  const std::vector<std::string> words{"null", "boolean", "boolean", "number", "string", "array", "object"};
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(word_for(tree.root().at(i).kind()), words[i]);
  EXPECT_TRUE(tree.root().at(0).is_null());
  EXPECT_TRUE(tree.root().at(1).is_bool());
  EXPECT_TRUE(tree.root().at(2).is_true());
  EXPECT_TRUE(tree.root().at(3).is_number());
  EXPECT_TRUE(tree.root().at(4).is_string());
}

TEST(View, OfNothingAnswersNothing) {
  const View none;
  EXPECT_FALSE(none.exists());
  EXPECT_FALSE(none.is_null());
  EXPECT_FALSE(none.member("a").at(2).member(NameId{1}).exists());
  EXPECT_EQ(none.text(), "");
  EXPECT_EQ(none.raw(), "");
  EXPECT_EQ(none.key(), "");
  EXPECT_EQ(none.begin(), none.end());
  EXPECT_EQ(none.position().line, 1U);
  EXPECT_FALSE(Tree{}.root().exists());
}

TEST(View, KnowsItsPlace) {
  const Tree tree = parsed_tree("{\n  \"a\": [1,\n 22]\n}");
  const SourcePosition place = tree.root().member("a").at(1).position();
  EXPECT_EQ(place.line, 3U);
  EXPECT_EQ(place.column, 2U);
  EXPECT_EQ(tree.root().position().line, 1U);
  EXPECT_EQ(tree.root().position().column, 1U);
}

TEST(View, OutlivesAMoveOfTheTreeWhenTakenAnew) {
  Tree first = parsed_tree(R"({"id":"x"})");
  const Tree second = std::move(first);
  EXPECT_EQ(second.root().member("id").text(), "x");
}

TEST(SameValue, LooksAtContentNotAtForm) {
  EXPECT_TRUE(same("[1, 2]", "[1,2]"));
  EXPECT_TRUE(same(R"({"a":1,"b":[true]})", R"({"b":[true],"a":1})"));
  EXPECT_TRUE(same(R"({"a":"\u0041"})", R"({"\u0061":"A"})"));
  EXPECT_TRUE(same("{}", "{ }"));
  EXPECT_FALSE(same("1", "1.0")) << "decimals keep their precision";
  EXPECT_FALSE(same("[1,2]", "[2,1]"));
  EXPECT_FALSE(same("[1]", "[1,1]"));
  EXPECT_FALSE(same("[]", "{}"));
  EXPECT_FALSE(same("true", "false"));
  EXPECT_FALSE(same("\"1\"", "1"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":2})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"b":1})"));
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"b":1,"a":2})"));
  EXPECT_TRUE(same_value(View{}, View{}));
  EXPECT_FALSE(same_value(View{}, parsed_tree("null").root()));
}

TEST(SameValue, StaysQuickForLargeObjectsInAnotherOrder) {
  std::string up = "{";
  std::string down = "{";
  for (int i = 0; i < 100'000; ++i) up += "\"" + std::to_string(i) + "\":1,";
  for (int i = 100'000; i-- > 0;) down += "\"" + std::to_string(i) + "\":1,";
  up.back() = '}';
  down.back() = '}';
  EXPECT_TRUE(same(up, down));
}

TEST(AppendQuoted, EscapesOnlyWhatItMust) {
  std::string out;
  append_quoted(out, std::string_view("a\"b\\c/\b\f\n\r\t\0\x1F\x7Fé", 16));
  EXPECT_EQ(out, "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0000\\u001f\x7Fé\"");
}

TEST(AppendQuoted, IsReadBackAsItWas) {
  std::string all;
  for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
  std::string quoted;
  append_quoted(quoted, all);
  EXPECT_EQ(parsed_tree(quoted).root().text(), all);
}

TEST(Writer, PlacesCommas) {
  std::string out;
  Writer w(out);
  w.begin_object();
  w.member("id", "x\"y");
  w.member("n", 5);
  w.member("b", true);
  w.key("list");
  w.begin_array();
  w.value("a");
  w.begin_object();
  w.end_object();
  w.null();
  w.raw("1.00");
  w.end_array();
  w.member("last", std::string("z"));
  w.end_object();
  EXPECT_EQ(out, R"({"id":"x\"y","n":5,"b":true,"list":["a",{},null,1.00],"last":"z"})");
}

}  // namespace
}  // namespace osler::json
