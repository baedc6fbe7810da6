// The index by itself, over many blocks of positions: the same terms and versions whether they are in memory, on their
// way to disk, there, or being merged there.

#include "store/rocks/postings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "store/rocks/posting_block.h"
#include "store/rocks/test_directory.h"

namespace osler::store::rocks {
namespace {

using Model = std::map<std::string, std::set<std::uint64_t>>;

/// As long as the beginning of a real term.
std::string term_number(std::uint64_t number) { return "parameter" + std::to_string(1'000 + number); }

class PostingsTest : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    database_ = std::move(Database::open(directory_.path() / "records", {}, 0).value());
    open();
  }
  void open() {
    postings_.reset();
    const PostingsOptions options{IndexWriting::kInBackground, GetParam()};
    postings_ = std::move(Postings::open(*database_, options, newest_).value());
    ASSERT_EQ(postings_->watermark(), newest_) << "a clean end leaves nothing to recover";
    ASSERT_TRUE(postings_->start().ok());
  }
  /// Some versions further on, with a few terms each: one that all have, some of few, some of many.
  void grow(int versions, std::uint64_t step_max) {
    for (int i = 0; i < versions; ++i) {
      newest_ += 1 + random_() % step_max;
      for (const std::uint64_t number : {std::uint64_t{0}, 1 + random_() % 3, 10 + random_() % 400}) {
        postings_->add(term_number(number), newest_);
        model_[term_number(number)].insert(newest_);
      }
      postings_->added(newest_);
    }
  }
  static Positions ascending(const std::set<std::uint64_t>& positions) { return {positions.begin(), positions.end()}; }
  Positions expected(const std::string& term) const {
    const auto found = model_.find(term);
    return found == model_.end() ? Positions() : ascending(found->second);
  }

  void expect_all() {
    for (const Direction direction : {Direction::kAscending, Direction::kDescending}) {
      std::vector<std::string> terms;
      TermWalk walk(*database_, postings_->segments(), "p", "q", direction);
      for (; walk.valid(); walk.next()) {
        terms.emplace_back(walk.term());
        Positions read;
        if (terms.size() % 5 != 0) walk.read(read);  // Others are passed by.
        make_ascending(read);
        ASSERT_EQ(read, terms.size() % 5 == 0 ? Positions() : expected(terms.back())) << terms.back();
      }
      ASSERT_TRUE(walk.status().ok());
      ASSERT_EQ(terms.size(), model_.size());
      if (direction == Direction::kDescending) std::reverse(terms.begin(), terms.end());
      ASSERT_TRUE(std::is_sorted(terms.begin(), terms.end()));
    }
  }
  void expect_among(std::uint64_t number) {
    Positions candidates;
    for (const std::uint64_t position : model_[term_number(0)]) {
      if (random_() % 50 == 0) candidates.push_back(position);
    }
    const std::string term = term_number(number);
    TermWalk walk(*database_, postings_->segments(), term, term + "\xff");
    Positions found;
    if (walk.valid()) walk.read_among(candidates, found);
    make_ascending(found);
    ASSERT_EQ(found, intersection(candidates, expected(term)));
  }
  void expect_counted(std::uint64_t number) {
    const std::string term = term_number(number);
    TermWalk walk(*database_, postings_->segments(), term, term + "\xff");
    ASSERT_GE(walk.count(~std::uint64_t{0}), expected(term).size());
    TermWalk again(*database_, postings_->segments(), term, term + "\xff");
    Positions few;
    const bool all = again.read_few(100, few);
    make_ascending(few);
    ASSERT_TRUE(!all || few == expected(term));
    ASSERT_TRUE(all || expected(term).size() > 50) << "what was written twice counts twice, not more";
  }

  TestDirectory directory_;
  std::mt19937_64 random_{20};
  std::uint64_t newest_ = 0;
  Model model_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Postings> postings_;
};

TEST_P(PostingsTest, AreTheSameWhereverTheyAre) {
  const int versions = GetParam() < 100 ? 40 : 4'000;
  for (int round = 0; round < 8 && !HasFailure(); ++round) {
    grow(versions, round % 2 == 0 ? 2 : 400'000 / static_cast<std::uint64_t>(versions));
    expect_all();
    for (const std::uint64_t number : {0U, 2U, 17U, 5'000U}) expect_among(number);
    for (const std::uint64_t number : {0U, 3U, 18U}) expect_counted(number);
    if (round % 3 == 2) open();
  }
  ASSERT_GT(newest_, 10 * kBlockPositions) << "many blocks";
}

TEST_P(PostingsTest, AreSoughtFromTermToTerm) {
  grow(GetParam() < 100 ? 40 : 2'000, 500);
  TermWalk walk(*database_, postings_->segments(), "p", "q");
  for (std::uint64_t number = 0; number < 500; number += 13) {
    const auto first = model_.lower_bound(term_number(number));
    walk.seek(term_number(number));
    ASSERT_EQ(walk.valid(), first != model_.end());
    if (!walk.valid()) break;
    ASSERT_EQ(walk.term(), first->first);
    Positions read;
    walk.read(read);
    make_ascending(read);
    ASSERT_EQ(read, ascending(first->second));
  }
}

INSTANTIATE_TEST_SUITE_P(Memory, PostingsTest, testing::Values(1, 100'000, 64 << 20),
                         [](const auto& memory) { return std::to_string(memory.param) + "Bytes"; });

}  // namespace
}  // namespace osler::store::rocks
