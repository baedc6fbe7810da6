#pragma once
// Contract: what was, newest first.

#include "store/contract_fixture_test.h"

namespace osler::store {

/// "p1/2" for each version of a page.
inline std::vector<std::string> versions_of(const HistoryPage& page) {
  std::vector<std::string> names;
  for (const Record& record : page.records) {
    names.push_back(record.key.id + "/" + std::to_string(record.header.version.number));
  }
  return names;
}

inline HistoryQuery of_type(std::optional<TypeId> type, std::string id = {}) {
  HistoryQuery query;
  query.type = type;
  query.id = std::move(id);
  return query;
}

TEST_P(StoreContract, TellsTheHistoryOfARecordATypeAndAPartition) {
  write(put(kPatient, "p1", {}, ExpectAny{}, "first"));
  write(put(kEncounter, "e1"));
  write(put(kPatient, "p2"));
  write(put(kPatient, "p1"));
  remove(kPatient, "p1");
  write(put(kPatient, "p1"), kTest);
  write(put(kPatient, "p10"));

  const HistoryPage of_record = *store().history(kLive, of_type(kPatient, "p1"));
  EXPECT_THAT(versions_of(of_record), testing::ElementsAre("p1/3", "p1/2", "p1/1"));
  EXPECT_EQ(of_record.total, 3U);
  EXPECT_EQ(of_record.next, "");
  EXPECT_TRUE(of_record.records[0].header.is_deleted());
  EXPECT_EQ(of_record.records[0].text, "");
  EXPECT_EQ(of_record.records[2].text, "first\n");

  const HistoryPage of_patients = *store().history(kLive, of_type(kPatient));
  EXPECT_THAT(versions_of(of_patients), testing::ElementsAre("p10/1", "p1/3", "p1/2", "p2/1", "p1/1"));
  const HistoryPage of_all = *store().history(kLive, {});
  EXPECT_THAT(versions_of(of_all), testing::ElementsAre("p10/1", "p1/3", "p1/2", "p2/1", "e1/1", "p1/1"));
  EXPECT_EQ(of_all.total, 6U);

  HistoryQuery hidden;
  hidden.hidden = {kPatient};
  const HistoryPage of_others = *store().history(kLive, hidden);
  EXPECT_THAT(versions_of(of_others), testing::ElementsAre("e1/1"));
  EXPECT_EQ(of_others.total, 1U);
  EXPECT_EQ(store().history(kLive, of_type(kPatient, "none"))->total, 0U);
  EXPECT_EQ(store().history(kLive, of_type(kObservation))->total, 0U);
}

TEST_P(StoreContract, NarrowsHistoryByTime) {
  const std::int64_t start_ms = clock_.now_ms();
  for (int i = 0; i < 4; ++i) {  // Written at 0, 100, 200, 300 ms after the start.
    write(put(kPatient, "p1"));
    if (i == 0) write(put(kPatient, "p2"));
    clock_.advance(100);
  }
  const auto versions = [&](std::optional<std::int64_t> since, std::optional<std::int64_t> at, std::string id) {
    HistoryQuery query = of_type(kPatient, std::move(id));
    if (since) query.since_ms = start_ms + *since;
    if (at) query.at_ms = start_ms + *at;
    const HistoryPage page = *store().history(kLive, query);
    EXPECT_EQ(page.total, page.records.size());
    return versions_of(page);
  };
  using testing::ElementsAre;
  EXPECT_THAT(versions(100, {}, "p1"), ElementsAre("p1/4", "p1/3", "p1/2"));
  EXPECT_THAT(versions(101, {}, "p1"), ElementsAre("p1/4", "p1/3"));
  EXPECT_THAT(versions(301, {}, "p1"), testing::IsEmpty());
  EXPECT_THAT(versions({}, 150, "p1"), ElementsAre("p1/4", "p1/3", "p1/2"));
  EXPECT_THAT(versions({}, 200, "p1"), ElementsAre("p1/4", "p1/3"));
  EXPECT_THAT(versions({}, 1000, ""), ElementsAre("p1/4", "p2/1"));
  EXPECT_THAT(versions(250, 150, ""), ElementsAre("p1/4"));
  EXPECT_THAT(versions({}, -5, ""), ElementsAre("p1/4", "p1/3", "p1/2", "p2/1", "p1/1"));
}

TEST_P(StoreContract, WalksHistoryInPagesWhileItGrows) {
  for (int i = 1; i <= 23; ++i) write(put(i % 2 == 0 ? kPatient : kEncounter, "r" + std::to_string(i)));
  for (const std::optional<TypeId> type : {std::optional<TypeId>(), std::optional(kPatient)}) {
    HistoryQuery query = of_type(type);
    const std::uint64_t total = store().history(kLive, query)->total;
    const std::vector<std::string> expected = versions_of(*store().history(kLive, query));
    std::vector<std::string> walked;
    query.count = 5;
    do {
      const Result<HistoryPage> page = store().history(kLive, query);
      ASSERT_TRUE(page.ok());
      EXPECT_EQ(page->total, total);
      EXPECT_LE(page->records.size(), 5U);
      for (const std::string& version : versions_of(*page)) walked.push_back(version);
      query.cursor = page->next;
      write(put(kPatient, "r2"));
      remove(kPatient, "r4");
    } while (!query.cursor.empty());
    EXPECT_EQ(walked, expected);
  }
}

TEST_P(StoreContract, WalksTheHistoryOfOneRecordInPages) {
  for (int i = 0; i < 7; ++i) write(put(kPatient, "p1"));
  HistoryQuery query = of_type(kPatient, "p1");
  query.count = 3;
  std::vector<std::string> walked;
  do {
    const HistoryPage page = *store().history(kLive, query);
    EXPECT_EQ(page.total, 7U);
    for (const std::string& version : versions_of(page)) walked.push_back(version);
    query.cursor = page.next;
    write(put(kPatient, "p1"));
  } while (!query.cursor.empty());
  EXPECT_THAT(walked, testing::ElementsAre("p1/7", "p1/6", "p1/5", "p1/4", "p1/3", "p1/2", "p1/1"));
}

TEST_P(StoreContract, RefusesForeignCursorsOfHistory) {
  for (int i = 0; i < 5; ++i) write(put(kPatient, "p1"));
  HistoryQuery query = of_type(kPatient, "p1");
  query.count = 2;
  const std::string cursor = store().history(kLive, query)->next;
  ASSERT_NE(cursor, "");
  const auto is_invalid = [&](Partition partition, HistoryQuery asked, std::string text) {
    asked.cursor = std::move(text);
    const Result<HistoryPage> page = store().history(partition, asked);
    return !page.ok() && page.error().kind == ErrorKind::kInvalidInput;
  };
  EXPECT_FALSE(is_invalid(kLive, query, cursor));
  EXPECT_TRUE(is_invalid(kLive, of_type(kPatient), cursor));
  EXPECT_TRUE(is_invalid(kTest, query, cursor));
  EXPECT_TRUE(is_invalid(kLive, query, cursor + "x"));
  EXPECT_TRUE(is_invalid(kLive, query, cursor.substr(1)));
  EXPECT_TRUE(is_invalid(kLive, query, "nonsense"));
  EXPECT_TRUE(is_invalid(kLive, of_type(std::nullopt, "p1"), "")) << "an id needs its type";
}

}  // namespace osler::store
