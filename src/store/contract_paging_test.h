#pragma once
// Contract: walks over results that are stable whatever is written meanwhile.

#include <set>

#include "store/contract_fixture_test.h"

namespace osler::store {

inline std::string numbered(const char* prefix, int number) {
  std::string digits = std::to_string(number);
  return prefix + std::string(3 - digits.size(), '0') + digits;
}

/// Every order that a walk is tried with; the default is the first.
inline std::vector<std::vector<SortKey>> orders_to_walk() {
  return {{},
          {{SortBy::kParameter, kName, false}},
          {{SortBy::kParameter, kName, true}, {SortBy::kParameter, kDate, false}},
          {{SortBy::kUpdated, {}, true}},
          {{SortBy::kId, {}, false}},
          {{SortBy::kCreated, {}, false}}};
}

TEST_P(StoreContract, CutsResultsIntoPages) {
  for (int i = 0; i < 10; ++i) write(put(kPatient, numbered("p", i), {code("s", "x")}));
  Query query{{kPatient}, has_code("x"), {}, {4, "", 0}, Totals::kExact};
  const SearchResult first = search(query);
  EXPECT_THAT(ids_of(first.records), testing::ElementsAre("p009", "p008", "p007", "p006"));
  EXPECT_EQ(first.total, 10U);
  EXPECT_EQ(first.previous, "");
  EXPECT_EQ(first.moment, store().newest());
  query.page.cursor = first.next;
  const SearchResult second = search(query);
  EXPECT_THAT(ids_of(second.records), testing::ElementsAre("p005", "p004", "p003", "p002"));
  EXPECT_EQ(second.total, 10U);
  query.page.cursor = second.next;
  const SearchResult third = search(query);
  EXPECT_THAT(ids_of(third.records), testing::ElementsAre("p001", "p000"));
  EXPECT_EQ(third.next, "");
  query.page.cursor = third.previous;
  EXPECT_EQ(ids_of(search(query).records), ids_of(second.records));
  query.page.cursor = second.previous;
  const SearchResult back = search(query);
  EXPECT_EQ(ids_of(back.records), ids_of(first.records));
  EXPECT_EQ(back.previous, "");
}

TEST_P(StoreContract, EndsAPageOfExactSizeWithoutANext) {
  for (int i = 0; i < 4; ++i) write(put(kPatient, numbered("p", i)));
  EXPECT_EQ(search({{kPatient}, all({}), {}, {4, "", 0}, Totals::kExact}).next, "");
  EXPECT_NE(search({{kPatient}, all({}), {}, {3, "", 0}, Totals::kExact}).next, "");
  const SearchResult counted = search({{kPatient}, all({}), {}, {0, "", 0}, Totals::kExact});
  EXPECT_EQ(counted.total, 4U);
  EXPECT_EQ(counted.records.size(), 0U);
  EXPECT_EQ(counted.next, "");
  EXPECT_EQ(counted.previous, "");
}

TEST_P(StoreContract, LeavesOutAnOffset) {
  for (int i = 0; i < 7; ++i) write(put(kPatient, numbered("p", i), {name(numbered("n", i))}));
  for (const std::vector<SortKey>& sort : {std::vector<SortKey>{}, {{SortBy::kParameter, kName, true}}}) {
    const SearchResult page = search({{kPatient}, all({}), sort, {3, "", 2}, Totals::kExact});
    EXPECT_THAT(ids_of(page.records), testing::ElementsAre("p004", "p003", "p002"));
    EXPECT_EQ(page.total, 7U);
    Query before{{kPatient}, all({}), sort, {3, page.previous, 0}, Totals::kExact};
    EXPECT_THAT(ids_of(search(before).records), testing::ElementsAre("p006", "p005"))
        << "the page before ends where this one begins";
    const SearchResult beyond = search({{kPatient}, all({}), sort, {3, "", 100}, Totals::kExact});
    EXPECT_EQ(beyond.records.size(), 0U);
    EXPECT_EQ(beyond.total, 7U);
  }
}

TEST_P(StoreContract, WalksInEveryOrderAndBack) {
  for (int i = 0; i < 23; ++i) {
    std::vector<IndexEntry> entries{code("s", "x")};
    if (i % 3 != 0) entries.push_back(name(numbered("n", i % 5)));
    if (i % 4 != 0) entries.push_back(date(i % 7, i));
    write(put(kPatient, numbered("p", i), entries));
  }
  for (const std::vector<SortKey>& sort : orders_to_walk()) {
    for (const Expr& expr : {all({}), has_code("x"), no({Present{kDate}})}) {
      const std::vector<std::string> whole = found(kPatient, expr, sort);
      std::vector<std::string> walked;
      Query query{{kPatient}, expr, sort, {4, "", 0}, Totals::kExact};
      SearchResult page = search(query);
      while (true) {
        for (const std::string& id : ids_of(page.records)) walked.push_back(id);
        if (page.next.empty()) break;
        query.page.cursor = page.next;
        page = search(query);
        EXPECT_EQ(page.total, whole.size());
      }
      EXPECT_EQ(walked, whole);
      std::vector<std::string> backwards = ids_of(page.records);
      while (!page.previous.empty()) {
        query.page.cursor = page.previous;
        page = search(query);
        const std::vector<std::string> ids = ids_of(page.records);
        backwards.insert(backwards.begin(), ids.begin(), ids.end());
      }
      EXPECT_EQ(backwards, whole);
    }
  }
}

TEST_P(StoreContract, NeitherRepeatsNorMissesWhileOthersWrite) {
  constexpr int kRecords = 40;
  for (int i = 0; i < kRecords; ++i) {
    write(put(kPatient, numbered("p", i), {code("s", "x"), name(numbered("n", (i * 17) % kRecords))}));
  }
  std::set<std::string> standing;  // Never deleted, and their values stay.
  for (int i = 0; i < kRecords; ++i) {
    if (i % 4 != 1) standing.insert(numbered("p", i));
  }
  for (const std::vector<SortKey>& sort : orders_to_walk()) {
    std::set<std::string> seen;
    Query query{{kPatient}, has_code("x"), sort, {7, "", 0}, Totals::kExact};
    std::optional<std::uint64_t> total;
    for (int round = 0; round == 0 || !query.page.cursor.empty(); ++round) {
      const SearchResult page = search(query);
      if (!total) total = page.total;
      EXPECT_EQ(page.total, total) << "the total of one walk stays";
      for (const std::string& id : ids_of(page.records)) EXPECT_TRUE(seen.insert(id).second) << id << " came twice";
      query.page.cursor = page.next;
      for (int i = 0; i < kRecords; i += 3) {
        if (i % 4 == 1) continue;
        write(put(kPatient, numbered("p", i), {code("s", "x"), name(numbered("n", (i * 17) % kRecords))}));
      }
      remove(kPatient, numbered("p", (round * 4 + 1) % kRecords));
      write(put(kPatient, numbered("q", round), {code("s", "x"), name(numbered("n", round))}));
    }
    for (const std::string& id : standing) EXPECT_TRUE(seen.contains(id)) << id << " was missed";
    EXPECT_EQ(seen.size(), *total);
  }
  expect_verified();
}

TEST_P(StoreContract, RefusesForeignCursors) {
  for (int i = 0; i < 5; ++i) write(put(kPatient, numbered("p", i), {code("s", "x")}));
  const Query query{{kPatient}, has_code("x"), {}, {2, "", 0}, Totals::kExact};
  const std::string cursor = search(query).next;
  const auto is_invalid = [&](Query asked, std::string text, Partition partition = kLive) {
    asked.page.cursor = std::move(text);
    const Result<SearchResult> result = store().search(partition, authorize(std::move(asked), SeesAll()));
    return !result.ok() && result.error().kind == ErrorKind::kInvalidInput;
  };
  EXPECT_FALSE(is_invalid(query, cursor));
  EXPECT_TRUE(is_invalid(query, cursor, kTest));
  EXPECT_TRUE(is_invalid(query, "x"));
  EXPECT_TRUE(is_invalid(query, std::string(cursor.size(), 'x')));
  EXPECT_TRUE(is_invalid(query, cursor.substr(0, cursor.size() - 1)));
  EXPECT_TRUE(is_invalid(query, cursor + cursor));
  Query other_where = query;
  other_where.where = has_code("y");
  EXPECT_TRUE(is_invalid(other_where, cursor));
  Query other_sort = query;
  other_sort.sort = {{SortBy::kId, {}, false}};
  EXPECT_TRUE(is_invalid(other_sort, cursor));
  Query other_type = query;
  other_type.types = {kEncounter};
  EXPECT_TRUE(is_invalid(other_type, cursor));
  Query other_count = query;
  other_count.page.count = 3;
  EXPECT_FALSE(is_invalid(other_count, cursor)) << "pages may change their size";
}

}  // namespace osler::store
