#include "store/rocks/posting_block.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kBase = 7 * kBlockPositions;

Positions random_positions(std::mt19937_64& random, std::size_t size) {
  std::set<std::uint64_t> positions;
  while (positions.size() < size) positions.insert(kBase + random() % kBlockPositions);
  return {positions.begin(), positions.end()};
}

std::string block(const Positions& positions) {
  std::string bytes;
  append_block(bytes, positions);
  return bytes;
}

/// Around the size where a list becomes a bitmap, and the ends.
constexpr std::size_t kSizes[] = {1, 2, 100, 4'095, 4'096, 4'097, 30'000, 65'536};

TEST(PostingBlock, IsReadAsItWasWritten) {
  std::mt19937_64 random(3);
  for (const std::size_t size : kSizes) {
    const Positions positions = random_positions(random, size);
    const std::string bytes = block(positions);
    EXPECT_EQ(block_size(bytes), size);
    EXPECT_LE(bytes.size(), 8'193U);
    Positions read{1};
    ASSERT_TRUE(read_block(bytes, kBase, read));
    EXPECT_EQ(read.front(), 1U) << "what stood there before stays";
    read.erase(read.begin());
    EXPECT_EQ(read, positions) << size;
  }
}

TEST(PostingBlock, FindsExactlyTheCandidatesThatItHas) {
  std::mt19937_64 random(4);
  for (const std::size_t size : kSizes) {
    const Positions positions = random_positions(random, size);
    for (const std::size_t asked : {std::size_t{1}, std::size_t{7}, std::size_t{2'000}, std::size_t{65'536}}) {
      const Positions candidates = random_positions(random, asked);
      Positions found;
      ASSERT_TRUE(read_block_among(block(positions), kBase, candidates, found));
      EXPECT_EQ(found, intersection(positions, candidates)) << size << " and " << asked;
    }
  }
}

TEST(PostingBlock, UnitesEveryKindWithEveryKind) {
  std::mt19937_64 random(5);
  for (const std::size_t left : kSizes) {
    for (const std::size_t right : kSizes) {
      const Positions a = random_positions(random, left);
      const Positions b = random_positions(random, right);
      std::string bytes;
      ASSERT_TRUE(unite_blocks(block(a), block(b), bytes));
      EXPECT_EQ(bytes, block(united(a, b))) << left << " and " << right;
    }
  }
}

TEST(PostingBlock, IsRefusedWhenDamaged) {
  const std::string list = block({kBase + 1, kBase + 9});
  std::mt19937_64 random(6);
  const std::string bitmap = block(random_positions(random, 5'000));
  Positions read;
  std::string bytes;
  for (const std::string& damaged : {std::string(), list.substr(0, 1), list.substr(0, 4), bitmap.substr(0, 8'192),
                                     bitmap + "x", "\x03" + list.substr(1)}) {
    EXPECT_FALSE(read_block(damaged, kBase, read));
    EXPECT_FALSE(read_block_among(damaged, kBase, Positions{kBase}, read));
    EXPECT_FALSE(unite_blocks(list, damaged, bytes));
    EXPECT_FALSE(unite_blocks(damaged, list, bytes));
    EXPECT_EQ(block_size(damaged), 0U);
  }
}

TEST(MakeAscending, OrdersDenseAndSparseAlike) {
  std::mt19937_64 random(8);
  for (const std::uint64_t reach : {3ULL, 300ULL, 20'000ULL, 1ULL << 40U}) {
    Positions positions;
    for (int i = 0; i < 1'000; ++i) positions.push_back(1'000'000 + random() % reach);
    const std::set<std::uint64_t> expected(positions.begin(), positions.end());
    make_ascending(positions);
    EXPECT_EQ(positions, Positions(expected.begin(), expected.end())) << reach;
  }
  Positions none;
  make_ascending(none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace osler::store::rocks
