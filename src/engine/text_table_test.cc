#include "engine/text_table.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>

namespace osler::engine {
namespace {

TEST(TextTable, FindsWhatWasAddedFirst) {
  TextTable table;
  std::map<std::string, std::string> expected;
  std::mt19937_64 random(1);
  std::deque<std::string> keys;  // The table points to them.
  table.reserve(100);
  EXPECT_FALSE(table.find("none"));
  for (int i = 0; i < 5'000; ++i) {
    const std::string& key = keys.emplace_back(i == 17 ? "" : "k" + std::to_string(random() % 3'000));
    const std::string value(random() % 60, static_cast<char>('a' + i % 26));
    EXPECT_EQ(table.emplace(key, value), expected.emplace(key, value).second);
  }
  EXPECT_EQ(table.size(), expected.size());
  for (const auto& [key, value] : expected) EXPECT_EQ(table.find(key), value);
  EXPECT_FALSE(table.find("k3000"));
  table.clear();
  EXPECT_TRUE(table.empty());
  EXPECT_FALSE(table.find("k1"));
  EXPECT_TRUE(table.emplace("k1", ""));
  EXPECT_EQ(table.find("k1"), "");
}

}  // namespace
}  // namespace osler::engine
