#pragma once
// Writes that are handed over one by one and happen together: they must be what the same writes in one write set are.

#include <atomic>
#include <random>
#include <thread>

#include "store/contract_fixture_test.h"

namespace osler::store {

class StagedContract : public StoreContract {
 protected:
  std::shared_ptr<Stage> stage(Partition partition = kLive) {
    Result<std::shared_ptr<Stage>> made = store().stage(partition);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().message);
    return made.ok() ? *made : nullptr;
  }
  static WriteSet with(std::shared_ptr<Stage> stage) {
    WriteSet writes(kLive);
    writes.stage = std::move(stage);
    return writes;
  }
  std::int64_t staged(Stage& stage, Put one) {
    const Result<Version> version = stage.put(std::move(one));
    EXPECT_TRUE(version.ok()) << (version.ok() ? "" : version.error().message);
    return version.ok() ? version->number : -1;
  }
  bool stale(WriteSet writes) {
    const Result<Outcome> outcome = try_commit(std::move(writes));
    return outcome.ok() && std::holds_alternative<Stale>(*outcome);
  }
  HistoryPage history(HistoryQuery query) {
    Result<HistoryPage> page = store().history(kLive, query);
    EXPECT_TRUE(page.ok());
    return page.ok() ? std::move(*page) : HistoryPage{};
  }
};

TEST_P(StagedContract, AreSeenAllAtOnceAndOnlyOnceCommitted) {
  const Position before = store().newest();
  const auto many = stage();
  for (int i = 0; i < 300; ++i) {
    const TypeId type = i % 3 == 0 ? kPatient : kObservation;
    EXPECT_EQ(staged(*many, put(type, "s" + std::to_string(i), {code("s", "many"), date(i, i + 1)}, ExpectAbsent{})),
              1);
  }
  EXPECT_EQ(many->size(), 300U);
  EXPECT_EQ(store().newest(), before);
  EXPECT_EQ(found(kPatient, has_code("many")).size(), 0U);
  EXPECT_FALSE(current(kPatient, "s0"));

  clock_.advance(5'000);
  WriteSet writes = with(many);
  writes.audit = "many";
  writes.origin = {"key_9", "fhir", "req_9"};
  writes.rows.push_back({"t", "k", "bytes", 0});
  const Committed committed = commit(std::move(writes));
  EXPECT_EQ(committed.headers.size(), 0U);
  EXPECT_EQ(committed.position, store().newest());
  EXPECT_EQ(committed.time_ms, clock_.now_ms());
  EXPECT_EQ(found(kPatient, has_code("many")).size(), 100U);
  EXPECT_EQ(found(kObservation, has_code("many"), {{SortBy::kId, {}, false}}).size(), 200U);
  const std::optional<Record> one = current(kObservation, "s299");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->header.time_ms, committed.time_ms);
  EXPECT_EQ(one->header.created_ms, committed.time_ms);
  EXPECT_EQ(one->header.position, committed.position);
  EXPECT_EQ(one->header.first, committed.position);
  EXPECT_EQ(one->header.origin.request_id, "req_9");
  EXPECT_EQ(one->text, put(kObservation, "s299", {code("s", "many"), date(299, 300)}).text);
  EXPECT_TRUE((*store().row(kLive, "t", "k")).has_value());
  EXPECT_EQ(history({kPatient, {}, {}, {}, {}, 10, {}}).total, 100U);
  EXPECT_EQ(history({kPatient, "s0", {}, {}, {}, 10, {}}).total, 1U);
  expect_verified();
}

TEST_P(StagedContract, GoOnFromWhatStandsThere) {
  const VersionHeader first = write(put(kPatient, "a", {code("s", "old")}));
  write(put(kPatient, "b"));
  write(put(kPatient, "gone"));
  remove(kPatient, "gone");
  clock_.advance(1'000);
  const auto many = stage();
  EXPECT_EQ(staged(*many, put(kPatient, "a", {code("s", "new")}, ExpectVersion{Version{1}})), 2);
  EXPECT_EQ(many->remove({{kPatient, "b"}, ExpectLive{}})->number, 2);
  EXPECT_EQ(staged(*many, put(kPatient, "gone", {code("s", "back")}, ExpectNotLive{})), 3);
  EXPECT_EQ(many->remove({{kPatient, "never"}, ExpectAny{}})->number, 0) << "left as it is";
  commit(with(many));
  EXPECT_EQ(found(kPatient, has_code("old")).size(), 0U);
  EXPECT_EQ(found(kPatient, has_code("new")), std::vector<std::string>{"a"});
  const std::optional<Record> a = current(kPatient, "a");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->header.first, first.position);
  EXPECT_EQ(a->header.created_ms, first.created_ms);
  EXPECT_EQ(a->header.action, Action::kUpdate);
  EXPECT_TRUE(current(kPatient, "b")->header.is_deleted());
  EXPECT_EQ(current(kPatient, "gone")->header.action, Action::kCreate);
  EXPECT_FALSE(current(kPatient, "never"));
  EXPECT_EQ((*store().version(kLive, {kPatient, "a"}, Version{2}))->header.position, a->header.position);
  EXPECT_EQ(history({kPatient, "a", {}, {}, {}, 10, {}}).total, 2U);
  // And others from it.
  EXPECT_EQ(write(put(kPatient, "a", {code("s", "newer")})).version.number, 3);
  EXPECT_EQ(write(put(kPatient, "b")).version.number, 3);
  EXPECT_EQ(history({kPatient, "a", {}, {}, {}, 10, {}}).records.front().header.version.number, 3);
  EXPECT_EQ(found(kPatient, has_code("new")).size(), 0U);
  expect_verified();
  EXPECT_EQ(history({kPatient, "a", {}, {}, {}, 10, {}}).total, 3U);
}

TEST_P(StagedContract, AreNothingIfOneOfThemIsRefused) {
  write(put(kPatient, "there"));
  const Position before = store().newest();
  const auto many = stage();
  for (int i = 0; i < 20; ++i) staged(*many, put(kPatient, "n" + std::to_string(i), {code("s", "none")}));
  staged(*many, put(kPatient, "there", {code("s", "none")}, ExpectAbsent{}));
  WriteSet writes = with(many);
  writes.rows.push_back({"t", "none", "bytes", 0});
  const Refused found_there = refused(std::move(writes));
  EXPECT_EQ(found_there.by, RefusedBy::kStaged);
  EXPECT_EQ(found_there.index, 20U);
  ASSERT_TRUE(found_there.found);
  EXPECT_EQ(found_there.found->version.number, 1);
  EXPECT_EQ(store().newest(), before);
  EXPECT_EQ(found(kPatient, has_code("none")).size(), 0U);
  EXPECT_FALSE((*store().row(kLive, "t", "none")).has_value());
  write(put(kPatient, "after", {code("s", "after")}));
  EXPECT_EQ(found(kPatient, has_code("after")).size(), 1U);
  expect_verified();
}

TEST_P(StagedContract, AreJudgedByWhatChangedSinceTheyWereStaged) {
  write(put(kPatient, "a"));
  write(put(kPatient, "b"));
  const auto exact = stage();
  staged(*exact, put(kPatient, "a", {}, ExpectVersion{Version{1}}));
  const auto any = stage();
  staged(*any, put(kPatient, "b", {}, ExpectAny{}));
  const auto fresh = stage();
  staged(*fresh, put(kPatient, "new", {}, ExpectAbsent{}));
  const auto left = stage();
  EXPECT_EQ(left->remove({{kPatient, "later"}, ExpectAny{}})->number, 0);
  write(put(kPatient, "a"));
  write(put(kPatient, "b"));
  write(put(kPatient, "new"));
  write(put(kPatient, "later"));
  EXPECT_EQ(refused(with(exact)).found->version.number, 2);
  EXPECT_TRUE(stale(with(any))) << "its version would be another one";
  EXPECT_EQ(refused(with(fresh)).by, RefusedBy::kStaged);
  EXPECT_TRUE(stale(with(left))) << "it is live now";
  EXPECT_EQ(current(kPatient, "a")->header.version.number, 2);
  expect_verified();
}

TEST_P(StagedContract, CarryGuardsAndRows) {
  write(put(kPatient, "p", {code("s", "p")}));
  const Query query{{kPatient}, has_code("p"), {}, {}, Totals::kExact};
  const auto set = [&](std::uint64_t matches, std::string must_exist, std::uint64_t revision) {
    const auto one = stage();
    staged(*one, put(kObservation, "o" + std::to_string(matches) + must_exist, {subject("p")}));
    EXPECT_TRUE(one->remove({{kPatient, "away"}, ExpectAny{}}).ok());
    WriteSet writes = with(one);
    writes.guards = {MatchesExactly{authorize(query, SeesAll()), matches}, MustExist{{kPatient, std::move(must_exist)}},
                     RowIs{"t", "k", revision}};
    return writes;
  };
  EXPECT_EQ(refused(set(0, "p", 0)).index, 0U);
  EXPECT_EQ(refused(set(1, "nobody", 0)).index, 1U);
  EXPECT_EQ(refused(set(1, "away", 0)).index, 1U);
  EXPECT_EQ(refused(set(1, "p", 1)).index, 2U);
  WriteSet own = set(1, "x", 0);
  own.guards[1] = MustExist{{kObservation, "o1x"}};
  WriteSet rows = with(stage());
  rows.rows.push_back({"t", "k", "x", 1});
  staged(*rows.stage, put(kPatient, "q"));
  EXPECT_EQ(refused(std::move(rows)).by, RefusedBy::kRow);
  commit(std::move(own));
  commit(set(1, "p", 0));
  expect_verified();
}

TEST_P(StagedContract, RefuseWhatBreaksTheirRules) {
  EXPECT_FALSE(store().stage(Partition::system()).ok());
  const auto twice = stage();
  staged(*twice, put(kPatient, "a"));
  EXPECT_FALSE(twice->put(put(kPatient, "a")).ok());
  EXPECT_FALSE(stage()->remove({{kPatient, "not an id"}, ExpectAny{}}).ok());
  WriteSet beside = with(stage());
  beside.puts.push_back(put(kPatient, "a"));
  EXPECT_FALSE(try_commit(std::move(beside)).ok());
  WriteSet elsewhere(kTest);
  elsewhere.stage = stage(kLive);
  EXPECT_FALSE(try_commit(std::move(elsewhere)).ok());
  EXPECT_TRUE(std::get<Committed>(*try_commit(with(stage()))).headers.empty()) << "nothing staged is nothing written";
  EXPECT_FALSE(current(kPatient, "a"));
}

TEST_P(StagedContract, KeepTheMomentOfAWalk) {
  for (int i = 0; i < 10; ++i) write(put(kPatient, "w" + std::to_string(i), {code("s", "walk")}));
  const Query query{{kPatient}, has_code("walk"), {}, {4, "", 0}, Totals::kExact};
  SearchResult page = search(query);
  const auto many = stage();
  for (int i = 5; i < 15; ++i) staged(*many, put(kPatient, "w" + std::to_string(i), {code("s", "walk")}));
  commit(with(many));
  std::vector<std::string> seen = ids_of(page.records);
  while (!page.next.empty()) {
    Query next = query;
    next.page.cursor = page.next;
    page = search(next);
    for (const std::string& id : ids_of(page.records)) seen.push_back(id);
  }
  EXPECT_EQ(seen.size(), 10U);
  EXPECT_EQ(search(query).total, 15U);
}

/// Others write while runs are staged and committed; some change what a run is about to write.
TEST_P(StagedContract, GoOnBesideOtherWriters) {
  std::atomic<bool> going = true;
  std::atomic<int> others = 0;
  std::thread writer([&] {
    for (int i = 0; going || i < 50; ++i) {
      write(put(kObservation, "x" + std::to_string(i % 40), {code("s", "other")}));
      ++others;
    }
  });
  std::thread reader([&] {
    while (going) {
      const std::size_t seen = search({{kPatient}, has_code("run"), {}, {1, "", 0}, Totals::kExact}).total.value_or(0);
      EXPECT_EQ(seen % 100, 0U) << "half of a run is seen";
    }
  });
  int committed = 0;
  for (int run = 0; run < 9; ++run) {
    const auto many = stage();
    for (int i = 0; i < 100; ++i)
      staged(*many, put(kPatient, "r" + std::to_string(run) + "-" + std::to_string(i), {code("s", "run")}));
    // Sometimes the other writer's records too: then it may come between.
    if (run % 3 == 0) staged(*many, put(kObservation, "x" + std::to_string(run), {code("s", "both")}));
    const Result<Outcome> outcome = try_commit(with(many));
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    if (std::holds_alternative<Committed>(*outcome)) ++committed;
    EXPECT_TRUE(run % 3 == 0 || std::holds_alternative<Committed>(*outcome));
  }
  going = false;
  writer.join();
  reader.join();
  EXPECT_EQ(found(kPatient, has_code("run")).size(), 100U * static_cast<std::size_t>(committed));
  EXPECT_EQ(history({kPatient, {}, {}, {}, {}, 1, {}}).total, 100U * static_cast<std::size_t>(committed));
  expect_verified();
}

}  // namespace osler::store
