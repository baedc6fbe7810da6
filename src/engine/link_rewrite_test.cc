#include "engine/link_rewrite.h"

#include <gtest/gtest.h>

#include "json/parser.h"

namespace osler::engine {
namespace {

std::string rewritten(std::string_view text) {
  static const LinkTable kLinks{{"urn:uuid:1", "Patient/p"}, {"urn:uuid:2", "Encounter/e"}, {"Patient/old", "Patient/new"}};
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text), json::NameTable());
  EXPECT_TRUE(tree.ok());
  return std::string(rewrite_links(tree->root(), kLinks).view());
}

TEST(RewriteLinks, ReplacesWholeStringsOnly) {
  EXPECT_EQ(rewritten(R"({"subject":{"reference":"urn:uuid:1"},"n":[ "urn:uuid:2" , 1.0 ],"t":"see urn:uuid:1"})"),
            R"({"subject":{"reference":"Patient/p"},"n":[ "Encounter/e" , 1.0 ],"t":"see urn:uuid:1"})");
  EXPECT_EQ(rewritten(R"({"reference":"Patient/old"})"), R"({"reference":"Patient/new"})");
  EXPECT_EQ(rewritten(R"({"reference":"urn:uuid:9"})"), R"({"reference":"urn:uuid:9"})");
}

TEST(RewriteLinks, KeepsFragmentsAndVersions) {
  EXPECT_EQ(rewritten(R"(["urn:uuid:1#a","urn:uuid:2/_history/1"])"), R"(["Patient/p#a","Encounter/e/_history/1"])");
}

TEST(RewriteLinks, ReachesIntoNarrative) {
  EXPECT_EQ(rewritten(R"({"div":"<div><img src='urn:uuid:2'/><a href=\"urn:uuid:1\">urn:uuid:1</a></div>"})"),
            R"({"div":"<div><img src='Encounter/e'/><a href=\"Patient/p\">urn:uuid:1</a></div>"})");
  EXPECT_EQ(rewritten(R"({"div":"<div href="})"), R"({"div":"<div href="})");
}

}  // namespace
}  // namespace osler::engine
