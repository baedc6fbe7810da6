#include "json/draft.h"

#include <gtest/gtest.h>

#include <string>

#include "json/parser.h"

namespace osler::json {
namespace {

Tree tree_of(std::string_view text) {
  static const NameTable kNames;
  Parser parser;
  Result<Tree> tree = parser.parse(PaddedBytes(text), kNames);
  EXPECT_TRUE(tree.ok()) << text;
  return tree.ok() ? std::move(tree).value() : Tree{};
}

TEST(Draft, KeepsAnUntouchedTextByteForByte) {
  const Tree tree = tree_of(" { \"a\" : [ 1.00 , 2 ] } ");
  Draft draft(tree.root());
  EXPECT_EQ(draft.text(), "{ \"a\" : [ 1.00 , 2 ] }");
  EXPECT_EQ(draft.root().member("a").at(0).text(), "1.00");
  EXPECT_EQ(draft.text(), "{ \"a\" : [ 1.00 , 2 ] }") << "looking inside is no change";
}

TEST(Draft, KeepsUntouchedPartsByteForByte) {
  const Tree tree = tree_of(R"({"a": [ 1.00 ,2 ], "b\u0062": "\u00e9\/", "c": {"d": 1}})");
  Draft draft(tree.root());
  draft.root().member("c").member("d").set_number("1.50");
  EXPECT_EQ(draft.text(), R"({"a":[ 1.00 ,2 ],"b\u0062":"\u00e9\/","c":{"d":1.50}})");
}

TEST(Draft, BuildsADocumentFromNothing) {
  Draft draft;
  EXPECT_EQ(draft.text(), "null");
  DraftNode root = draft.root();
  root.ensure_member("s").set_string("a\"b\\c\n\x01");
  root.ensure_member("n").set_number("-1.0e+400");
  root.ensure_member("t").set_bool(true);
  root.ensure_member("f").set_bool(false);
  root.ensure_member("z");
  root.ensure_member("list").append().set_string("x");
  root.member("list").insert_at(0).make_object();
  root.member("list").append().make_array();
  EXPECT_EQ(draft.text(),
            R"({"s":"a\"b\\c\n\u0001","n":-1.0e+400,"t":true,"f":false,"z":null,"list":[{},"x",[]]})");
  EXPECT_EQ(draft.write().view(), draft.text());
}

TEST(Draft, AnswersWhatItHolds) {
  const Tree tree = tree_of(R"({"k\u0065y":"v\u0061l","n":1.0,"list":[true,null]})");
  Draft draft(tree.root());
  const DraftNode root = draft.root();
  EXPECT_EQ(root.count(), 3U);
  EXPECT_EQ(root.at(0).key(), "key");
  EXPECT_EQ(root.member("key").text(), "val");
  EXPECT_EQ(root.member("n").kind(), Kind::kNumber);
  EXPECT_EQ(root.member("list").text(), "[true,null]");
  EXPECT_EQ(root.member("list").at(1).kind(), Kind::kNull);
  EXPECT_EQ(root.member("list").at(0).key(), "");
  EXPECT_FALSE(root.member("list").at(2).exists());
  EXPECT_FALSE(root.member("none").exists());
  EXPECT_FALSE(root.member("none").member("deeper").at(3).exists());
  EXPECT_FALSE(root.member("n").member("x").exists());
  EXPECT_EQ(DraftNode{}.count(), 0U);
  EXPECT_EQ(DraftNode{}.text(), "");
}

TEST(Draft, RemovesAndKeepsTheOrderOfTheRest) {
  const Tree tree = tree_of(R"({"a":1,"b":2,"c":3,"d":[0,1,2,3]})");
  Draft draft(tree.root());
  EXPECT_TRUE(draft.root().erase("b"));
  EXPECT_FALSE(draft.root().erase("b"));
  EXPECT_TRUE(draft.root().member("d").erase_at(1));
  EXPECT_FALSE(draft.root().member("d").erase_at(3));
  EXPECT_EQ(draft.root().count(), 3U);
  EXPECT_EQ(draft.root().at(1).key(), "c");
  draft.root().ensure_member("b").set_bool(true);
  EXPECT_EQ(draft.text(), R"({"a":1,"c":3,"d":[0,2,3],"b":true})");
}

TEST(Draft, TurnsOneKindIntoAnother) {
  const Tree tree = tree_of(R"({"a":{"x":1}})");
  Draft draft(tree.root());
  DraftNode a = draft.root().member("a");
  EXPECT_EQ(a.make_object().count(), 1U) << "an object stays what it is";
  a.make_array();
  EXPECT_EQ(draft.text(), R"({"a":[]})");
  a.append().set_null();
  a.ensure_member("y").set_string("");
  EXPECT_EQ(draft.text(), R"({"a":{"y":""}})");
  a.set_view(View{});
  EXPECT_EQ(draft.text(), R"({"a":null})");
}

TEST(Draft, CopiesAcrossDraftsAndIntoItself) {
  const Tree tree = tree_of(R"({"a":{"x":[1.0]}})");
  Draft draft(tree.root());
  draft.root().member("a").ensure_member("self").set_copy(draft.root());
  EXPECT_EQ(draft.text(), R"({"a":{"x":[1.0],"self":{"a":{"x":[1.0],"self":null}}}})");
  draft.root().set_copy(draft.root().member("a").member("self").member("a"));
  EXPECT_EQ(draft.text(), R"({"x":[1.0],"self":null})");

  Draft other;
  {
    Draft dies_first;
    dies_first.root().ensure_member("key").append().set_string("text");
    other.root().set_copy(dies_first.root());
  }
  EXPECT_EQ(other.text(), R"({"key":["text"]})");
}

TEST(Draft, TakesAValueAwayFromItsPlace) {
  const Tree tree = tree_of(R"({"a":{"b":{"c":1}},"d":2})");
  Draft draft(tree.root());
  draft.root().member("d").take(draft.root().member("a").member("b"));
  EXPECT_EQ(draft.text(), R"({"a":{"b":null},"d":{"c":1}})");
  draft.root().take(draft.root().member("d"));
  EXPECT_EQ(draft.text(), R"({"c":1})");
  DraftNode loose = draft.make_loose();
  loose.ensure_member("x").set_bool(true);
  draft.root().member("c").take(loose);
  EXPECT_EQ(draft.text(), R"({"c":{"x":true}})");
}

TEST(Draft, IgnoresWhatHappensToRemovedValues) {
  const Tree tree = tree_of(R"({"a":{"b":1},"c":[5]})");
  Draft draft(tree.root());
  DraftNode b = draft.root().member("a").member("b");
  DraftNode five = draft.root().member("c").at(0);
  draft.root().member("a").set_view(tree.root().member("c"));
  draft.root().member("c").erase_at(0);
  b.set_string("gone");
  five.set_string("gone");
  EXPECT_EQ(draft.text(), R"({"a":[5],"c":[]})");
}

TEST(Draft, StaysQuickWithManyMembers) {
  Draft draft;
  for (int i = 0; i < 200'000; ++i) draft.root().ensure_member("m" + std::to_string(i)).set_number(std::to_string(i));
  for (int i = 0; i < 200'000; i += 2) ASSERT_TRUE(draft.root().erase("m" + std::to_string(i)));
  EXPECT_EQ(draft.root().count(), 100'000U);
  EXPECT_EQ(draft.root().member("m199999").text(), "199999");
  EXPECT_FALSE(draft.root().member("m0").exists());
  for (int i = 1; i < 200'000; i += 2) ASSERT_TRUE(draft.root().erase("m" + std::to_string(i)));
  for (int i = 0; i < 1000; ++i) {
    draft.root().ensure_member("again");
    ASSERT_TRUE(draft.root().erase("again"));
  }
  EXPECT_EQ(draft.text(), "{}");
}

TEST(Draft, ComparesAsTreesDo) {
  const Tree tree = tree_of(R"({"a":1.0,"b":["x","\u0078"],"c":{"d":null,"e":true}})");
  const Tree other = tree_of(R"({"c":{"e":true,"d":null},"b":["\u0078","x"],"a":1.0})");
  Draft a(tree.root());
  Draft b(other.root());
  EXPECT_TRUE(a.root().same_as(b.root()));
  b.root().member("c").ensure_member("f");
  EXPECT_FALSE(a.root().same_as(b.root()));
  a.root().member("c").ensure_member("f");
  EXPECT_TRUE(a.root().same_as(b.root()));
  a.root().member("a").set_number("1.00");
  EXPECT_FALSE(a.root().same_as(b.root()));
  EXPECT_TRUE(a.root().same_as(b.root(), Numbers::kByValue));
  EXPECT_FALSE(a.root().member("b").same_as(b.root().member("c")));
  EXPECT_TRUE(a.root().same_as(a.root()));
  EXPECT_FALSE(a.root().same_as(DraftNode{}));
  EXPECT_TRUE(DraftNode{}.same_as(DraftNode{}));
}

TEST(Draft, KnowsItsExtent) {
  const Tree tree = tree_of(R"({"a":[[],[{"b":1}]],"c":"x"})");
  Draft draft(tree.root());
  EXPECT_EQ(draft.root().extent().height, 4U);
  EXPECT_EQ(draft.root().extent().bytes, tree.text().size());
  EXPECT_EQ(draft.root().extent().parts, 1U);
  draft.root().member("c").make_array();
  EXPECT_EQ(draft.root().extent().height, 4U);
  EXPECT_EQ(draft.root().extent().parts, 3U);
  EXPECT_GE(draft.root().extent().bytes, draft.text().size());
  EXPECT_EQ(draft.root().member("a").at(0).extent().height, 1U);
  EXPECT_EQ(draft.make_loose().extent().height, 0U);
}

}  // namespace
}  // namespace osler::json
