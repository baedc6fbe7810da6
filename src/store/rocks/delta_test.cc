#include "store/rocks/delta.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

namespace osler::store::rocks {
namespace {

using Model = std::map<std::string, Positions>;

Model random_model(Delta& delta, std::uint64_t seed, std::uint64_t positions) {
  std::mt19937_64 random(seed);
  Model model;
  for (std::uint64_t position = 1; position <= positions; ++position) {
    for (int i = 0; i < 5; ++i) {
      const std::string term = "t" + std::to_string(random() % (i == 0 ? 3 : 4 * positions));
      delta.add(term, position);
      Positions& listed = model[term];
      if (listed.empty() || listed.back() != position) listed.push_back(position);
    }
  }
  return model;
}

/// Whole delta against the model, in order.
void expect_same(const Delta& delta, const Model& model) {
  Delta::Cursor cursor(delta);
  cursor.seek({});
  for (const auto& [term, positions] : model) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.term(), term);
    Positions read;
    cursor.read(read);
    ASSERT_EQ(read, positions);
    ASSERT_EQ(cursor.count(), positions.size());
    cursor.next();
  }
  EXPECT_FALSE(cursor.valid());
}

TEST(Delta, HasItsTermsInOrderWithTheirPositions) {
  Delta delta;
  EXPECT_TRUE(delta.empty());
  const Model model = random_model(delta, 1, 5'000);
  expect_same(delta, model);
}

TEST(Delta, TakesManyAtOnceAsOneByOne) {
  const std::uint64_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  Delta delta;
  Model model;
  std::uint64_t position = 0;
  for (int batch = 0; batch < 60; ++batch) {
    std::vector<std::string> texts;
    std::vector<Delta::NewTerm> terms;
    const std::size_t size = random() % 3 == 0 ? random() % 4 : random() % 400;
    texts.reserve(size);
    const std::uint64_t spread = 1 + random() % 5'000;
    for (std::size_t i = 0; i < size; ++i) {
      position += random() % 2;
      texts.push_back("t" + std::to_string(random() % spread));
      terms.push_back({texts.back(), position});
      Positions& listed = model[texts.back()];
      if (listed.empty() || listed.back() != position) listed.push_back(position);
    }
    delta.add(terms);
    if (random() % 4 == 0) {
      const std::string alone = "u" + std::to_string(random() % 50);
      delta.add(alone, ++position);
      model[alone].push_back(position);
    }
  }
  expect_same(delta, model);
}

TEST(Delta, IsWalkedDownwardsAndEnteredAnywhere) {
  Delta delta;
  const Model model = random_model(delta, 2, 1'000);
  Delta::Cursor cursor(delta);
  cursor.seek_before("u");
  for (auto term = model.rbegin(); term != model.rend(); ++term) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.term(), term->first);
    cursor.previous();
  }
  EXPECT_FALSE(cursor.valid());
  for (int i = 0; i < 5'000; i += 7) {
    const std::string asked = "t" + std::to_string(i);
    const auto expected = model.lower_bound(asked);
    cursor.seek(asked);
    ASSERT_EQ(cursor.valid(), expected != model.end());
    if (!cursor.valid()) continue;
    ASSERT_EQ(cursor.term(), expected->first);
  }
  cursor.seek_before("t");
  EXPECT_FALSE(cursor.valid()) << "there is nothing before the first";
}

TEST(Delta, TellsHowMuchMemoryItTakes) {
  Delta delta;
  const std::size_t empty = delta.bytes();
  EXPECT_LT(empty, 16U << 10U);
  for (std::uint64_t i = 1; i <= 10'000; ++i) delta.add("term number " + std::to_string(i), i);
  EXPECT_GT(delta.bytes(), 10'000 * 32);
  EXPECT_LT(delta.bytes(), 10'000 * 300);
}

TEST(Delta, IsReadWhileItGrows) {
  constexpr std::uint64_t kPositions = 30'000;
  Delta delta;
  std::atomic<std::uint64_t> published{0};
  std::thread reader([&] {
    while (published < kPositions) {
      const std::uint64_t moment = published;
      Delta::Cursor cursor(delta);
      cursor.seek("all");
      Positions read;
      if (cursor.valid() && cursor.term() == "all") cursor.read(read);
      ASSERT_GE(read.size(), moment) << "what was published is there";
      for (std::size_t i = 0; i < read.size(); ++i) ASSERT_EQ(read[i], i + 1);
      std::uint64_t terms = 0;
      std::string before;
      for (cursor.seek("n"); cursor.valid(); cursor.next(), ++terms) {
        ASSERT_LT(before, cursor.term());
        before = cursor.term();
      }
      ASSERT_GE(terms, moment / 10);
    }
  });
  for (std::uint64_t position = 1; position <= kPositions; ++position) {
    delta.add("all", position);
    if (position % 10 == 0) delta.add("n" + std::to_string(position * 7919 % 100'003), position);
    published = position;
  }
  reader.join();
}

}  // namespace
}  // namespace osler::store::rocks
