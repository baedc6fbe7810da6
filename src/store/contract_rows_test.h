#pragma once
// Contract: rows, the small state that is not a resource.

#include "store/contract_fixture_test.h"

namespace osler::store {

inline std::vector<std::string> keys_of(const std::vector<Row>& rows) {
  std::vector<std::string> keys;
  for (const Row& row : rows) keys.push_back(row.key);
  return keys;
}

inline WriteSet one_row(std::string key, std::optional<std::string> bytes, std::optional<std::uint64_t> expected = {}) {
  WriteSet writes(kLive);
  writes.rows = {{"jobs", std::move(key), std::move(bytes), expected}};
  return writes;
}

TEST_P(StoreContract, CountsRevisionsOfARow) {
  commit(one_row("j1", "a"));
  EXPECT_EQ((*store().row(kLive, "jobs", "j1"))->revision, 1U);
  commit(one_row("j1", "b", 1));
  const std::optional<Row> row = *store().row(kLive, "jobs", "j1");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->key, "j1");
  EXPECT_EQ(row->bytes, "b");
  EXPECT_EQ(row->revision, 2U);
  EXPECT_EQ(refused(one_row("j1", "c", 1)).by, RefusedBy::kRow);
  EXPECT_EQ(refused(one_row("j1", "c", 0)).by, RefusedBy::kRow);
  EXPECT_EQ(refused(one_row("j2", "c", 1)).by, RefusedBy::kRow);
  commit(one_row("j1", std::nullopt, 2));
  EXPECT_FALSE(store().row(kLive, "jobs", "j1")->has_value());
  commit(one_row("j1", std::nullopt));
  commit(one_row("j1", "again", 0));
  EXPECT_EQ((*store().row(kLive, "jobs", "j1"))->revision, 1U);
}

TEST_P(StoreContract, ScansRowsInOrderOfTheirKeys) {
  WriteSet writes(kLive);
  for (const char* key : {"b/2", "a/1", "b/1", "b/10", "c"}) writes.rows.push_back({"jobs", key, "x", {}});
  writes.rows.push_back({"jobs", std::string("b/\0z", 4), "x", {}});
  writes.rows.push_back({"jobs2", "b/3", "x", {}});
  commit(std::move(writes));
  const auto keys = [&](std::string_view prefix, std::string_view after, std::size_t limit) {
    return keys_of(*store().rows(kLive, "jobs", prefix, after, limit));
  };
  const std::string with_nul("b/\0z", 4);
  EXPECT_THAT(keys("", "", 100), testing::ElementsAre("a/1", with_nul, "b/1", "b/10", "b/2", "c"));
  EXPECT_THAT(keys("b/", "", 100), testing::ElementsAre(with_nul, "b/1", "b/10", "b/2"));
  EXPECT_THAT(keys("b/", "b/1", 100), testing::ElementsAre("b/10", "b/2"));
  EXPECT_THAT(keys("b/", "b/11", 1), testing::ElementsAre("b/2"));
  EXPECT_THAT(keys("b/", "a", 1), testing::ElementsAre(with_nul));
  EXPECT_THAT(keys("b/", "c", 1), testing::IsEmpty());
  EXPECT_THAT(keys("", "", 0), testing::IsEmpty());
  EXPECT_EQ(store().rows(kTest, "jobs", "", "", 100)->size(), 0U);
}

TEST_P(StoreContract, WritesRowsOfTheSystemPartitionToo) {
  WriteSet writes(kLive);
  writes.rows = {{"keys", "k1", "own", 0}};
  writes.system_rows = {{"keys", "k1", "system", 0}};
  commit(std::move(writes));
  EXPECT_EQ((*store().row(kLive, "keys", "k1"))->bytes, "own");
  EXPECT_EQ((*store().row(Partition::system(), "keys", "k1"))->bytes, "system");

  WriteSet again(kLive);
  again.rows = {{"keys", "k1", "changed", 1}};
  again.system_rows = {{"other", "k", "x", {}}, {"keys", "k1", "changed", 5}};
  const Refused answer = refused(std::move(again));
  EXPECT_EQ(answer.by, RefusedBy::kSystemRow);
  EXPECT_EQ(answer.index, 1U);
  EXPECT_EQ((*store().row(kLive, "keys", "k1"))->bytes, "own");
}

TEST_P(StoreContract, WritesRowsThatNameTheVersionsJustGiven) {
  write(put(kPatient, "p2"));
  WriteSet writes(kLive);
  writes.puts = {put(kPatient, "p1"), put(kPatient, "p2")};
  writes.removes = {{{kPatient, "p3"}, ExpectAny{}}};
  writes.rows_after = [](const std::vector<VersionHeader>& headers) {
    std::string versions;
    for (const VersionHeader& header : headers) versions += std::to_string(header.version.number) + ",";
    return std::vector<RowChange>{{"answers", "r1", versions, 0}};
  };
  WriteSet again = writes;
  commit(std::move(writes));
  EXPECT_EQ((*store().row(kLive, "answers", "r1"))->bytes, "1,2,");

  const Refused answer = refused(std::move(again));
  EXPECT_EQ(answer.by, RefusedBy::kRow);
  EXPECT_EQ(answer.index, 0U);
  EXPECT_EQ(current(kPatient, "p1")->header.version, Version{1});
}

TEST_P(StoreContract, WritesRowsAloneWithoutAPosition) {
  const Position before = store().newest();
  EXPECT_EQ(commit(one_row("j1", std::string(100'000, 'x'))).position, before);
  EXPECT_EQ((*store().row(kLive, "jobs", "j1"))->bytes.size(), 100'000U);
  commit(one_row("", ""));
  EXPECT_EQ((*store().row(kLive, "jobs", ""))->bytes, "");
}

}  // namespace osler::store
