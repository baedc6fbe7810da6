// Dictionaries that a store makes of its own texts.

#include "store/rocks/dictionary_trainer.h"

#include <gtest/gtest.h>

#include "store/contract_fixture_test.h"
#include "store/rocks/keys.h"
#include "store/rocks/load.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"
#include "store/rocks/train_dictionary.h"

namespace osler::store {
namespace {

constexpr int kRecords = 600;
constexpr int kAt = 300;

/// Texts that have much in common which our own dictionary does not know, and a word of their own each.
std::string text_of_record(int n) {
  std::string noise = "Quarterly zeppelin maintenance, gondola " + std::to_string(n % 7);
  for (int i = 0; i < 6; ++i) noise += "; ballonet pressure nominal, valve " + std::to_string((n * 31 + i * 17) % 11) + " lubricated";
  return text_of({}, noise + "; inspector unique" + std::to_string(n * 7919));
}

std::string id_of(int n) { return "z" + std::to_string(n); }

std::vector<std::string> dictionaries_in(const std::filesystem::path& directory) {
  const auto database = rocks::Database::open(directory / "records", {}, 0);
  std::vector<std::string> found;
  rocks::Scan scan = (*database)->scan(rocks::Column::kMeta, "dictionary/", "dictionary0");
  for (; scan.valid(); scan.next()) found.emplace_back(scan.value());
  return found;
}

std::size_t bytes_of_version(const std::filesystem::path& directory, std::uint64_t position) {
  const auto database = rocks::Database::open(directory / "records", {}, 0);
  std::string frame;
  EXPECT_TRUE(*(*database)->get(rocks::Column::kVersion, rocks::version_key(Position{position}), frame));
  return frame.size();
}

class DictionaryTrainerTest : public testing::Test {
 protected:
  Result<std::unique_ptr<RocksStore>> open(std::uint64_t at) {
    RocksOptions options;
    options.dictionary_at = at;
    return RocksStore::open(directory_.path(), options, clock_);
  }
  void write(RocksStore& store, int from, int to) {
    BlockingLoop loop;
    for (int n = from; n < to; ++n) {
      WriteSet writes(kLive);
      writes.puts.push_back({{kPatient, id_of(n)}, ExpectAbsent{}, text_of_record(n), 0, {}});
      ASSERT_TRUE(loop.run(store.commit(std::move(writes), loop)).ok());
    }
  }
  /// What the store does by itself when it grows to so many versions, here to its end.
  void look(std::uint64_t newest) {
    const auto database = rocks::Database::open(directory_.path() / "records", {}, 0);
    rocks::Compressor compressor;
    ASSERT_TRUE(rocks::load_meta(**database, compressor).ok());
    const rocks::Published published;
    rocks::DictionaryTrainer trainer(**database, compressor, published, 1, 0);
    trainer.grew(newest);
    trainer.wait();
  }
  void expect_whole(const RocksStore& store) {
    for (int n = 0; n < kRecords; ++n) EXPECT_EQ((*store.current(kLive, {kPatient, id_of(n)}))->text, text_of_record(n));
    EXPECT_TRUE(store.verify(VerifyDepth::kDeep)->findings.empty());
  }

  TestDirectory directory_;
  SystemClock clock_;
};

TEST_F(DictionaryTrainerTest, PacksNewTextsWithWhatOldOnesHaveInCommon) {
  {
    const auto store = open(0);
    ASSERT_TRUE(store.ok());
    write(**store, 0, kAt);
  }
  look(kAt);
  EXPECT_EQ(dictionaries_in(directory_.path()).size(), 2U);
  {
    const auto store = open(0);
    write(**store, kAt, kRecords);
    expect_whole(**store);
  }
  EXPECT_LT(bytes_of_version(directory_.path(), kRecords) * 3, bytes_of_version(directory_.path(), 1) * 2);
  // What is packed well already is not worth another dictionary.
  look(kRecords);
  EXPECT_EQ(dictionaries_in(directory_.path()).size(), 2U);
  const auto store = open(0);
  expect_whole(**store);
}

TEST_F(DictionaryTrainerTest, LooksWhenTheStoreHasGrownSoFar) {
  {
    const auto store = open(0);
    write(**store, 0, kAt);
  }
  const auto database = rocks::Database::open(directory_.path() / "records", {}, 0);
  rocks::Compressor compressor;
  const rocks::Published published;
  rocks::DictionaryTrainer passed(**database, compressor, published, kAt, kAt);
  passed.grew(kAt + 1);
  passed.wait();
  rocks::DictionaryTrainer never(**database, compressor, published, 0, 0);
  never.grew(kAt + 1);
  never.wait();
  rocks::DictionaryTrainer early(**database, compressor, published, kAt, 0);
  early.grew(kAt - 1);
  early.wait();
  EXPECT_EQ(compressor.compress(text_of_record(1)).dictionary, 0U) << "none of them has looked";
}

TEST(TrainDictionary, KnowsNoWordThatFewTextsHave) {
  std::vector<std::string> texts;
  for (int n = 0; n < 500; ++n) texts.push_back(text_of_record(n));
  for (int n = 0; n < 4; ++n) texts[static_cast<std::size_t>(n)] += " Montgolfier";
  const std::string dictionary = rocks::train_dictionary(texts);
  ASSERT_FALSE(dictionary.empty());
  EXPECT_NE(dictionary.find("ballonet pressure nominal"), std::string::npos);
  EXPECT_EQ(dictionary.find("Montgolfier"), std::string::npos);
  EXPECT_EQ(dictionary.find(std::to_string(499 * 7919)), std::string::npos);
  for (std::size_t n = 4; n < 10; ++n) texts[n] += " Montgolfier";
  EXPECT_NE(rocks::without_rare_words(texts)[9].find("Montgolfier"), std::string::npos) << "now many have it";
}

TEST(TrainDictionary, LearnsNothingFromNothing) {
  EXPECT_EQ(rocks::train_dictionary({}), "");
  EXPECT_EQ(rocks::train_dictionary({"one short text"}), "");
}

}  // namespace
}  // namespace osler::store
