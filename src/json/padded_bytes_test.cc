#include "json/padded_bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace osler::json {
namespace {

TEST(PaddedBytes, GrowsByAppending) {
  PaddedBytes bytes;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    bytes.append("chunk");
    bytes.push_back(static_cast<char>('a' + i % 26));
    expected += "chunk";
    expected += static_cast<char>('a' + i % 26);
  }
  EXPECT_EQ(bytes.view(), expected);
}

TEST(PaddedBytes, MayAppendItself) {
  PaddedBytes bytes("0123456789");
  for (int i = 0; i < 8; ++i) bytes.append(bytes.view());
  EXPECT_EQ(bytes.size(), 2560U);
  EXPECT_EQ(bytes.view().substr(2550), "0123456789");
}

TEST(PaddedBytes, MayAppendItselfWhereItMoves) {
  PaddedBytes bytes(std::string(600'000, 'a'));
  bytes.push_back('b');
  for (int i = 0; i < 4; ++i) bytes.append(bytes.view());
  ASSERT_EQ(bytes.size(), 16 * 600'001U);
  for (std::size_t i = 1; i <= 16; ++i) EXPECT_EQ(bytes.view().substr(i * 600'001 - 3, 3), "aab") << i;
}

TEST(PaddedBytes, KeepsItsPaddingReadable) {
  for (std::size_t size = 0; size < 400; ++size) {
    PaddedBytes bytes;
    bytes.resize(size);
    if (bytes.data() == nullptr) continue;
    int sum = 0;
    for (std::size_t i = 0; i < kPaddingBytes; ++i) sum += bytes.data()[size + i];
    EXPECT_EQ(sum, 0) << size;
  }
}

TEST(PaddedBytes, FillsWithZerosWhenResizedUp) {
  PaddedBytes bytes("abc");
  bytes.resize(2);
  bytes.resize(4);
  EXPECT_EQ(bytes.view(), std::string_view("ab\0\0", 4));
}

TEST(PaddedBytes, LeavesNothingBehindWhenMoved) {
  PaddedBytes from("abc");
  PaddedBytes to(std::move(from));
  EXPECT_EQ(to.view(), "abc");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the claim.
  from.append("new");
  EXPECT_EQ(from.view(), "new");
  to = std::move(from);
  EXPECT_EQ(to.view(), "new");
}

TEST(PaddedBytes, KeepsItsContentWhenItReserves) {
  PaddedBytes bytes("abc");
  bytes.reserve(10'000);
  EXPECT_EQ(bytes.view(), "abc");
  const char* before = bytes.data();
  bytes.append(std::string(9'000, 'x'));
  EXPECT_EQ(bytes.data(), before);
  bytes.clear();
  EXPECT_TRUE(bytes.empty());
}

}  // namespace
}  // namespace osler::json
