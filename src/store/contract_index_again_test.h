#pragma once
// The contract of indexing again: versions get the entries of a parameter that their writers did not know.

#include <algorithm>
#include <thread>

#include "store/contract_fixture_test.h"
#include "store/late_parameter_test.h"

namespace osler::store {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_P(StoreContract, IndexingAgainFindsWhatWritersDidNotKnow) {
  extractor_.incomplete = kUrl;
  write(put_before(kPatient, "p1", "urn:a", {code("s", "1")}));
  write(put_before(kPatient, "p2", "urn:b"));
  write(put_before(kPatient, "p3", "urn:a"));
  write(put_before(kPatient, "p3", "urn:c"));
  write(put_before(kPatient, "p4", "urn:a"));
  remove(kPatient, "p4");
  write(put_before(kEncounter, "e1", "urn:a"));
  write(put_before(kPatient, "p1", "urn:a"), kTest);
  EXPECT_THAT(found(kPatient, has_url("urn:a")), IsEmpty());
  expect_verified();

  const Result<IndexedAgain> done = store().index_again({kLive, kPatient, {}, store().newest()}, UrlExtractor(), 100);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_TRUE(done->is_done);
  EXPECT_EQ(done->last, store().newest());
  EXPECT_EQ(done->versions, 6U);
  EXPECT_THAT(found(kPatient, has_url("urn:a")), ElementsAre("p1"));
  EXPECT_THAT(found(kPatient, has_url("urn:c")), ElementsAre("p3"));
  EXPECT_THAT(found(kPatient, {Present{kUrl}}), UnorderedElementsAre("p1", "p2", "p3"));
  EXPECT_THAT(found(kPatient, all({has_url("urn:a"), has_code("1")})), ElementsAre("p1"));
  EXPECT_THAT(found(kEncounter, has_url("urn:a")), IsEmpty()) << "another type";
  EXPECT_EQ(search({{kPatient}, has_url("urn:a"), {}, {}}, kTest).total, 0U) << "another partition";
}

TEST_P(StoreContract, AfterIndexingAgainNothingIsMissingOrTooMuch) {
  extractor_.incomplete = kUrl;
  for (int i = 0; i < 40; ++i) write(put_before(kPatient, "p" + std::to_string(i % 25), "urn:" + std::to_string(i % 3)));
  for (int round = 0; round < 2; ++round) {  // Once more changes nothing.
    ASSERT_TRUE(store().index_again({kLive, kPatient, {}, store().newest()}, UrlExtractor(), 1'000).ok());
    extractor_.incomplete = ParameterId::kNone;
    expect_verified();
    EXPECT_EQ(found(kPatient, {Present{kUrl}}).size(), 25U);
    EXPECT_EQ(search({{kPatient}, {All{}}, {{SortBy::kParameter, kUrl, false, false}}, {5, "", 0}, Totals::kExact}).total, 25U);
  }
}

TEST_P(StoreContract, IndexingAgainGoesOnWhereItStopped) {
  extractor_.incomplete = kUrl;
  for (int i = 0; i < 10; ++i) {
    write(put_before(kPatient, "p" + std::to_string(i), "urn:a"));
    write(put(kObservation, "o" + std::to_string(i)));
  }
  const Position until = store().newest();
  write(put_before(kPatient, "later", "urn:a"));
  IndexedRange range{kLive, kPatient, {}, until};
  std::vector<std::uint64_t> steps;
  for (bool done = false; !done;) {
    const Result<IndexedAgain> step = store().index_again(range, UrlExtractor(), 4);
    ASSERT_TRUE(step.ok()) << step.error().message;
    steps.push_back(step->versions);
    EXPECT_EQ(found(kPatient, has_url("urn:a")).size(), std::min<std::size_t>(4 * steps.size(), 10));
    EXPECT_GT(step->last, range.after);
    range.after = step->last;
    done = step->is_done;
  }
  EXPECT_THAT(steps, ElementsAre(4, 4, 2));
  EXPECT_EQ(range.after, until);
  EXPECT_EQ(found(kPatient, has_url("urn:a")).size(), 10U) << "what is above `until` is left alone";
  const Result<IndexedAgain> nothing = store().index_again(range, UrlExtractor(), 4);
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(nothing->is_done);
  EXPECT_EQ(nothing->versions, 0U);
}

TEST_P(StoreContract, IndexingAgainLeavesRoomForWriters) {
  extractor_.incomplete = kUrl;
  for (int i = 0; i < 60; ++i) write(put_before(kPatient, "old" + std::to_string(i), "urn:a", {code("s", "x")}));
  const Position until = store().newest();
  std::thread writer([this] {
    for (int i = 0; i < 120; ++i) {
      WriteSet writes(kLive);
      writes.puts.push_back(put(kPatient, (i % 2 == 0 ? "old" : "new") + std::to_string(i / 2), {url("urn:b"), code("s", "x")}));
      EXPECT_TRUE(try_commit(std::move(writes)).ok());
    }
  });
  IndexedRange range{kLive, kPatient, {}, until};
  for (bool done = false; !done;) {
    const Result<IndexedAgain> step = store().index_again(range, UrlExtractor(), 7);
    ASSERT_TRUE(step.ok());
    range.after = step->last;
    done = step->is_done;
  }
  writer.join();
  extractor_.incomplete = ParameterId::kNone;
  expect_verified();
  EXPECT_EQ(found(kPatient, {Present{kUrl}}).size(), 120U);
  EXPECT_THAT(found(kPatient, has_url("urn:a")), IsEmpty());
  EXPECT_EQ(found(kPatient, has_code("x")).size(), 120U);
}

}  // namespace osler::store
