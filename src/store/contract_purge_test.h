#pragma once
// Contract: what was purged has never been.

#include <atomic>

#include "store/contract_concurrency_test.h"
#include "store/contract_referrers_test.h"
#include "store/contract_staged_test.h"
#include "store/purge_words_test.h"

namespace osler::store {

TEST_P(StoreContract, PurgesEveryVersionOfARecord) {
  write(put(kPatient, "before", {code("s", "x")}));
  write(put(kPatient, "p1", {code("s", "secret"), name("anna"), date(1, 2)}));
  write(put(kPatient, "between", {code("s", "x"), name("anna")}));
  write(put(kPatient, "p1", {code("s", "secret")}));
  remove(kPatient, "p1");
  write(put(kPatient, "p1", {code("s", "secret"), name("berta")}));
  write(put(kPatient, "p1"), kTest);
  const Position newest = store().newest();
  const Position after = store().newest();
  EXPECT_EQ(found(kPatient, has_code("secret")), std::vector<std::string>{"p1"});

  EXPECT_EQ(commit(purge_of({{kPatient, "p1"}})).purged_versions, 4U);
  EXPECT_FALSE(is_anywhere(store(), kLive, {kPatient, "p1"}));
  EXPECT_TRUE(is_anywhere(store(), kTest, {kPatient, "p1"}));
  EXPECT_TRUE(found(kPatient, has_code("secret")).empty());
  EXPECT_EQ(found(kPatient, where(kName, IsText{TextMatch::kStartsWith, "anna"})), std::vector<std::string>{"between"});
  EXPECT_EQ(found(kPatient, no(has_code("secret"))).size(), 2U);
  EXPECT_EQ(store().history(kLive, {})->total, 2U);
  EXPECT_EQ(store().newest(), newest) << "no version is new";
  EXPECT_TRUE(store().changes(after, 10)->empty());
  expect_verified();
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_FALSE(is_anywhere(store(), kLive, {kPatient, "p1"}));
  EXPECT_EQ(found(kPatient, has_code("x")).size(), 2U);
  expect_verified();
}

TEST_P(StoreContract, MakesAPurgedIdAnew) {
  write(put(kPatient, "p1", {code("s", "old")}));
  write(put(kPatient, "p1", {code("s", "old")}));
  EXPECT_TRUE(current(kPatient, "p1").has_value());  // Known to whatever remembers.
  commit(purge_of({{kPatient, "p1"}}));
  const VersionHeader made = write(put(kPatient, "p1", {code("s", "new")}, ExpectAbsent{}));
  EXPECT_EQ(made.version, Version{1});
  EXPECT_EQ(made.first, made.position);
  EXPECT_EQ(made.action, Action::kCreate);
  EXPECT_EQ(current(kPatient, "p1")->header.version, Version{1});
  EXPECT_TRUE(*store().is_live(kLive, {kPatient, "p1"}));
  EXPECT_TRUE(found(kPatient, has_code("old")).empty());
  EXPECT_EQ(found(kPatient, has_code("new")).size(), 1U);
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_EQ(found(kPatient, has_code("new")).size(), 1U);
  EXPECT_EQ(write(put(kPatient, "p1")).version, Version{2});
  expect_verified();
}

TEST_P(StoreContract, PurgesAllOrNothing) {
  write(put(kPatient, "p1"));
  write(put(kPatient, "deleted"));
  remove(kPatient, "deleted");
  const Refused by_absence = refused(purge_of({{kPatient, "p1"}, {kPatient, "never"}}));
  EXPECT_EQ(by_absence.by, RefusedBy::kPurge);
  EXPECT_EQ(by_absence.index, 1U);
  EXPECT_TRUE(current(kPatient, "p1").has_value());
  EXPECT_EQ(refused(purge_of({{kPatient, "p1"}}, kTest)).by, RefusedBy::kPurge) << "another partition's";
  WriteSet with_row = purge_of({{kPatient, "p1"}, {kPatient, "deleted"}});
  with_row.rows = {{"claims", "c1", "a", 0}};
  with_row.audit = "purged";
  EXPECT_EQ(commit(std::move(with_row)).purged_versions, 3U);
  EXPECT_TRUE((*store().row(kLive, "claims", "c1")).has_value());
  EXPECT_EQ(refused(purge_of({{kPatient, "p1"}})).by, RefusedBy::kPurge) << "it is gone already";
  WriteSet twice = purge_of({{kPatient, "x"}});
  twice.puts = {put(kPatient, "x")};
  EXPECT_FALSE(try_commit(std::move(twice)).ok());
  expect_verified();
}

TEST_P(StoreContract, CountsNoPurgedReferrer) {
  write(put(kPatient, "p1"));
  write(put(kEncounter, "e1", {subject("p1")}));
  const auto guarded = [](std::vector<RecordKey> keys) {
    WriteSet writes = purge_of(std::move(keys));
    writes.guards = {unreferenced("p1")};
    return writes;
  };
  EXPECT_EQ(refused(guarded({{kPatient, "p1"}})).by, RefusedBy::kGuard);
  EXPECT_EQ(commit(guarded({{kPatient, "p1"}, {kEncounter, "e1"}})).purged_versions, 2U);
  WriteSet refers(kLive);
  refers.puts = {put(kEncounter, "e2", {subject("p1")})};
  refers.guards = {MustExist{{kPatient, "p1"}}};
  EXPECT_EQ(refused(std::move(refers)).by, RefusedBy::kGuard);
  expect_verified();
}

TEST_P(StoreContract, TellsWhoEverReferred) {
  write(put(kEncounter, "e1", {subject("p1")}));
  write(put(kEncounter, "e1", {subject("p2")}));
  write(put(kEncounter, "e2", {subject("p1")}));
  remove(kEncounter, "e2");
  write(put(kEncounter, "e3", {subject("p3")}));
  write(put(kEncounter, "e4", {subject("p1")}), kTest);
  write(put(kEncounter, "e5", {subject("p1")}));
  commit(purge_of({{kEncounter, "e5"}}));
  Result<std::vector<RecordKey>> keys = store().ever_referred(kLive, {kEncounter, {kName, kSubject}}, {kPatient, "p1"});
  ASSERT_TRUE(keys.ok());
  EXPECT_THAT(*keys, testing::UnorderedElementsAre(RecordKey{kEncounter, "e1"}, RecordKey{kEncounter, "e2"}));
}

TEST_P(StoreContract, PurgesBesideWritersAndReaders) {
  constexpr int kRounds = 25;
  std::atomic<std::uint64_t> live = 0;
  on_threads(6, [&](int thread) {
    for (int i = 0; i < kRounds; ++i) {
      const std::string id = "t" + std::to_string(thread) + "-" + std::to_string(i);
      if (thread >= 4) {
        const SearchResult all = search({{kPatient}, has_code("common"), {}, {50, "", 0}, Totals::kExact});
        for (const Record& record : all.records) EXPECT_EQ(record.key.type, kPatient);
        EXPECT_TRUE(store().history(kLive, {}).ok());
        EXPECT_TRUE(store().changes({}, 100).ok());
        continue;
      }
      write(put(kPatient, id, {code("s", "common"), code("s", id)}));
      write(put(kPatient, id, {code("s", "common"), code("s", id)}));
      live += 1;
      if (i % 2 == 0) continue;
      commit(purge_of({{kPatient, id}}));
      live -= 1;
      EXPECT_FALSE(current(kPatient, id).has_value());
      const bool waits = i % 5 == 0;
      EXPECT_TRUE(!waits || erase_remains(store()).ok());
    }
  });
  EXPECT_EQ(found(kPatient, has_code("common")).size(), live);
  EXPECT_EQ(store().history(kLive, {})->total, live * 2);
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_EQ(found(kPatient, has_code("common")).size(), live);
  expect_verified();
}

TEST_P(StagedContract, ArePurgedLikeOthersAsSoonAsTheyAreCommitted) {
  write(put(kPatient, "s0", {code("s", "old")}));
  const auto many = stage();
  for (int i = 0; i < 600; ++i) staged(*many, put(kPatient, "s" + std::to_string(i), {code("s", "many"), code("t", std::to_string(i % 2))}));
  commit(with(many));
  write(put(kPatient, "s1", {code("s", "many")}));
  EXPECT_EQ(commit(purge_of({{kPatient, "s0"}, {kPatient, "s1"}, {kPatient, "s599"}})).purged_versions, 5U);
  for (const char* id : {"s0", "s1", "s599"}) EXPECT_FALSE(is_anywhere(store(), kLive, {kPatient, id})) << id;
  EXPECT_EQ(found(kPatient, has_code("many")).size(), 597U);
  EXPECT_EQ(history({kPatient, {}, {}, {}, {}, 10, {}}).total, 597U);
  EXPECT_EQ(write(put(kPatient, "s0", {code("s", "new")}, ExpectAbsent{})).version, Version{1});
  expect_verified();
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_EQ(commit(purge_of({{kPatient, "s2"}})).purged_versions, 1U) << "of a set that is an old one by now";
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_EQ(found(kPatient, has_code("many")).size(), 596U);
  EXPECT_EQ(found(kPatient, has_code("new")), std::vector<std::string>{"s0"});
  expect_verified();
}

TEST_P(StagedContract, AreNotWrittenOverWhatWasPurgedMeanwhile) {
  for (const char* id : {"any", "live", "target"}) write(put(kPatient, id));
  const auto of_any = stage();
  staged(*of_any, put(kPatient, "any", {code("s", "staged")}));
  const auto of_live = stage();
  staged(*of_live, put(kPatient, "live", {code("s", "staged")}, ExpectLive{}));
  const auto that_refers = stage();
  staged(*that_refers, put(kEncounter, "e", {subject("target")}));
  commit(purge_of({{kPatient, "any"}, {kPatient, "live"}, {kPatient, "target"}}));
  EXPECT_TRUE(stale(with(of_any)));
  EXPECT_EQ(refused(with(of_live)).by, RefusedBy::kStaged);
  WriteSet refers = with(that_refers);
  refers.guards = {MustExist{{kPatient, "target"}}};
  EXPECT_EQ(refused(std::move(refers)).by, RefusedBy::kGuard);
  WriteSet both = with(stage());
  both.purges = {{{kPatient, "any"}}};
  EXPECT_FALSE(try_commit(std::move(both)).ok()) << "what is staged is all there is";
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_TRUE(found(kPatient, all({})).empty());
  expect_verified();
}

/// A purge and large sets under way take nothing from each other: whatever was committed is there, in the index too.
TEST_P(StagedContract, ArePurgedBesideStagedWriters) {
  constexpr int kRounds = 6;
  constexpr int kRecords = 40;
  on_threads(4, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string name = std::to_string(thread) + "-" + std::to_string(round) + "-";
      while (true) {
        const auto some = stage();
        for (int i = 0; i < kRecords; ++i) staged(*some, put(kPatient, name + std::to_string(i), {code("s", "common")}, ExpectAbsent{}));
        const Result<Outcome> outcome = try_commit(with(some));
        ASSERT_TRUE(outcome.ok());
        if (std::holds_alternative<Committed>(*outcome)) break;
        ASSERT_TRUE(std::holds_alternative<Stale>(*outcome));
      }
      std::vector<RecordKey> keys;
      for (int i = 0; i < kRecords; i += 2) keys.push_back({kPatient, name + std::to_string(i)});
      commit(purge_of(keys));
      EXPECT_FALSE(current(kPatient, keys.back().id).has_value());
      EXPECT_FALSE((*store().version(kLive, keys.back(), Version{1})).has_value());
      EXPECT_TRUE(round % 2 == 0 || erase_remains(store()).ok());
    }
  });
  EXPECT_EQ(found(kPatient, has_code("common")).size(), std::size_t{4 * kRounds * kRecords / 2});
  ASSERT_TRUE(erase_remains(store()).ok());
  EXPECT_EQ(found(kPatient, has_code("common")).size(), std::size_t{4 * kRounds * kRecords / 2});
  expect_verified();
}

}  // namespace osler::store
