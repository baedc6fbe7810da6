#include "json/name_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osler::json {
namespace {

TEST(NameTable, FindsEachNameByItsPlace) {
  const NameTable names({"id", "status", "valueQuantity", "", "code"});
  EXPECT_EQ(names.find("id"), NameId{1});
  EXPECT_EQ(names.find("status"), NameId{2});
  EXPECT_EQ(names.find("valueQuantity"), NameId{3});
  EXPECT_EQ(names.find(""), NameId{4});
  EXPECT_EQ(names.name(NameId{5}), "code");
  EXPECT_EQ(names.size(), 5U);
}

TEST(NameTable, DoesNotKnowOthers) {
  const NameTable names({"id", "status"});
  for (const std::string_view name : {"", "i", "ids", "Id", "statuS", "status2"}) {
    EXPECT_EQ(names.find(name), NameId::kUnknown) << name;
  }
  EXPECT_EQ(names.name(NameId::kUnknown), "");
  EXPECT_EQ(names.name(NameId{3}), "");
}

TEST(NameTable, IsEmptyByDefault) {
  const NameTable names;
  EXPECT_EQ(names.find("id"), NameId::kUnknown);
  EXPECT_EQ(names.size(), 0U);
}

TEST(NameTable, HoldsAsManyNamesAsItPromises) {
  std::vector<std::string> texts;
  for (int i = 0; i < 65'534; ++i) texts.push_back("name" + std::to_string(i));
  const NameTable names(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(static_cast<std::size_t>(names.find(texts[i])), i + 1) << texts[i];
  }
  EXPECT_EQ(names.find("name65534"), NameId::kUnknown);
}

TEST(NameTable, TellsNamesOfOneHashApart) {
  // Same length, same first and last eight bytes.
  const NameTable names({"aaaaaaaa-1-bbbbbbbb", "aaaaaaaa-2-bbbbbbbb"});
  ASSERT_EQ(NameKey::of("aaaaaaaa-1-bbbbbbbb"), NameKey::of("aaaaaaaa-2-bbbbbbbb"));
  EXPECT_EQ(names.find("aaaaaaaa-1-bbbbbbbb"), NameId{1});
  EXPECT_EQ(names.find("aaaaaaaa-2-bbbbbbbb"), NameId{2});
  EXPECT_EQ(names.find("aaaaaaaa-3-bbbbbbbb"), NameId::kUnknown);
}

TEST(NameKey, IsTheSameWhateverStandsBehindTheName) {
  const std::string name = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t size = 0; size <= name.size(); ++size) {
    const std::string_view cut = std::string_view(name).substr(0, size);
    const std::string followed = std::string(cut) + "\":{\"next\":true}    ";
    const NameKey key = NameKey::of(std::string(cut));
    EXPECT_EQ(NameKey::of_padded(std::string_view(followed).substr(0, size)), key) << size;
    EXPECT_NE(NameKey::of(std::string(cut) + '\0'), key) << "a NUL is part of a name";
  }
}

TEST(NameTableDeathTest, StopsAtANameGivenTwice) { EXPECT_DEATH(NameTable({"a", "b", "a"}), "kUnknown"); }

}  // namespace
}  // namespace osler::json
