#pragma once
// Contract: versions, expectations, removals, and write sets that happen wholly or not at all.

#include "store/contract_fixture_test.h"

namespace osler::store {

TEST_P(StoreContract, KnowsWhetherARecordIsLive) {
  const RecordKey key{kPatient, "p1"};
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(*store().is_live(kLive, key));
    write(put(kPatient, "p1"));
    EXPECT_TRUE(*store().is_live(kLive, key));
    write(put(kPatient, "p1", {code("s", "x")}));
    EXPECT_TRUE(*store().is_live(kLive, key));
    EXPECT_FALSE(*store().is_live(kTest, key));
    EXPECT_FALSE(*store().is_live(kLive, {kEncounter, "p1"}));
    remove(kPatient, "p1");
  }
  EXPECT_FALSE(*store().is_live(kLive, key));
}

TEST_P(StoreContract, FindsNothingInAnEmptyStore) {
  EXPECT_EQ(current(kPatient, "p1"), std::nullopt);
  EXPECT_FALSE(store().header(kLive, {kPatient, "p1"})->has_value());
  EXPECT_FALSE(store().version(kLive, {kPatient, "p1"}, Version{1})->has_value());
  EXPECT_EQ(store().newest(), Position{});
  EXPECT_THAT(found(kPatient, all({})), testing::IsEmpty());
}

TEST_P(StoreContract, GivesBackWhatWasPut) {
  WriteSet writes(kLive);
  writes.puts.push_back({{kPatient, "p-1.A"}, ExpectAbsent{}, "some text", 7, {}});
  writes.origin = {"key_1", "fhir", "req_1"};
  const Committed committed = commit(std::move(writes));
  ASSERT_EQ(committed.headers.size(), 1U);
  const VersionHeader& header = committed.headers.front();
  EXPECT_EQ(header.version, Version{1});
  EXPECT_EQ(header.action, Action::kCreate);
  EXPECT_EQ(header.position, committed.position);
  EXPECT_EQ(header.first, header.position);
  EXPECT_EQ(header.time_ms, clock_.now_ms());
  EXPECT_EQ(header.created_ms, header.time_ms);
  EXPECT_EQ(store().newest(), committed.position);

  const std::optional<Record> record = current(kPatient, "p-1.A");
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->text, "some text");
  EXPECT_EQ(record->key, (RecordKey{kPatient, "p-1.A"}));
  EXPECT_EQ(record->header.position, header.position);
  EXPECT_EQ(record->header.splice_at, 7U);
  EXPECT_EQ(record->header.origin, (Origin{"key_1", "fhir", "req_1"}));
  EXPECT_EQ((*store().header(kLive, {kPatient, "p-1.A"}))->origin.actor, "key_1");
}

TEST_P(StoreContract, KeepsTextsOfEverySizeByteForByte) {
  std::vector<std::string> texts{"", std::string(1, '\0'), std::string("a\0b\xff\n", 5), std::string(300'000, 'x')};
  std::string noise;
  for (std::uint32_t i = 0, state = 1; i < 100'000; ++i, state = state * 1664525 + 1013904223) {
    noise.push_back(static_cast<char>(state >> 24));
  }
  texts.push_back(noise);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    write({{kPatient, "p" + std::to_string(i)}, ExpectAny{}, texts[i], 0, {}});
  }
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(current(kPatient, "p" + std::to_string(i))->text, texts[i]);
}

TEST_P(StoreContract, CountsVersionsWithoutGaps) {
  const VersionHeader first = write(put(kPatient, "p1", {}, ExpectAny{}, "one"));
  clock_.advance(10);
  const VersionHeader second = write(put(kPatient, "p1", {}, ExpectAny{}, "two"));
  clock_.advance(10);
  const VersionHeader third = remove(kPatient, "p1");
  const VersionHeader fourth = write(put(kPatient, "p1", {}, ExpectAny{}, "four"));

  EXPECT_EQ(second.version, Version{2});
  EXPECT_EQ(second.action, Action::kUpdate);
  EXPECT_EQ(third.version, Version{3});
  EXPECT_EQ(third.action, Action::kDelete);
  EXPECT_EQ(fourth.version, Version{4});
  EXPECT_EQ(fourth.action, Action::kCreate) << "the record was not live before";
  for (const VersionHeader& header : {second, third, fourth}) {
    EXPECT_EQ(header.first, first.position);
    EXPECT_EQ(header.created_ms, first.time_ms);
  }
  EXPECT_LT(first.position, second.position);
  EXPECT_LT(third.position, fourth.position);
  EXPECT_EQ(second.time_ms, first.time_ms + 10);

  EXPECT_EQ((*store().version(kLive, {kPatient, "p1"}, Version{1}))->text, "one\n");
  EXPECT_EQ((*store().version(kLive, {kPatient, "p1"}, Version{2}))->text, "two\n");
  EXPECT_TRUE((*store().version(kLive, {kPatient, "p1"}, Version{3}))->header.is_deleted());
  EXPECT_EQ((*store().version(kLive, {kPatient, "p1"}, Version{3}))->text, "");
  EXPECT_FALSE(store().version(kLive, {kPatient, "p1"}, Version{5})->has_value());
  EXPECT_FALSE(store().version(kLive, {kPatient, "p1"}, Version{0})->has_value());
  EXPECT_EQ(current(kPatient, "p1")->text, "four\n");
}

TEST_P(StoreContract, ShowsADeletionAsTheNewestVersion) {
  write(put(kPatient, "p1"));
  remove(kPatient, "p1");
  const std::optional<Record> record = current(kPatient, "p1");
  ASSERT_TRUE(record.has_value());
  EXPECT_TRUE(record->header.is_deleted());
  EXPECT_EQ(record->text, "");
  EXPECT_TRUE((*store().header(kLive, {kPatient, "p1"}))->is_deleted());
}

TEST_P(StoreContract, JudgesEachExpectationInEachState) {
  write(put(kPatient, "live"));
  write(put(kPatient, "live"));
  write(put(kPatient, "deleted"));
  remove(kPatient, "deleted");
  struct Case {
    const char* what;
    Expect expect;
    bool absent, live, deleted;  ///< Whether it holds for a record in that state; "live" is at version 2.
  };
  const std::vector<Case> cases{
      {"absent", ExpectAbsent{}, true, false, false},
      {"not live", ExpectNotLive{}, true, false, true},
      {"version 2", ExpectVersion{Version{2}}, false, true, false},
      {"version 1", ExpectVersion{Version{1}}, false, false, false},
      {"live", ExpectLive{}, false, true, false},
      {"any", ExpectAny{}, true, true, true},
  };
  for (const Case& c : cases) {
    for (const auto& [id, holds] : {std::pair("absent", c.absent), {"live", c.live}, {"deleted", c.deleted}}) {
      SCOPED_TRACE(std::string(c.what) + " on " + id);
      // A second, impossible write keeps each state as it was: what is named first tells what was judged.
      WriteSet writes(kLive);
      writes.puts = {put(kPatient, id, {}, c.expect), put(kPatient, "nobody", {}, ExpectLive{})};
      EXPECT_EQ(refused(std::move(writes)).index, holds ? 1U : 0U);
      WriteSet removes(kLive);
      removes.removes = {{{kPatient, id}, c.expect}, {{kPatient, "nobody"}, ExpectLive{}}};
      const Refused answer = refused(std::move(removes));
      EXPECT_EQ(answer.by, RefusedBy::kRemove);
      EXPECT_EQ(answer.index, holds ? 1U : 0U);
    }
  }
}

TEST_P(StoreContract, SaysWhatStoodThereInstead) {
  const VersionHeader first = write(put(kPatient, "p1"));
  WriteSet writes(kLive);
  writes.puts = {put(kPatient, "p1", {}, ExpectVersion{Version{7}})};
  const Refused stale = refused(std::move(writes));
  EXPECT_EQ(stale.by, RefusedBy::kPut);
  ASSERT_TRUE(stale.found.has_value());
  EXPECT_EQ(stale.found->version, Version{1});
  EXPECT_EQ(stale.found->position, first.position);

  WriteSet missing(kLive);
  missing.puts = {put(kPatient, "p2", {}, ExpectLive{})};
  EXPECT_FALSE(refused(std::move(missing)).found.has_value());
}

TEST_P(StoreContract, RemovesNothingThatIsNotLive) {
  const VersionHeader never = remove(kPatient, "p1");
  EXPECT_EQ(never.version, Version{0});
  EXPECT_EQ(current(kPatient, "p1"), std::nullopt);
  write(put(kPatient, "p1"));
  EXPECT_EQ(remove(kPatient, "p1", ExpectVersion{Version{1}}).version, Version{2});
  const Position before = store().newest();
  EXPECT_EQ(remove(kPatient, "p1").version, Version{0});
  EXPECT_EQ(store().newest(), before);
}

TEST_P(StoreContract, WritesASetWhollyOrNotAtAll) {
  write(put(kPatient, "p1", {code("s", "old")}));
  const Position before = store().newest();
  for (const std::size_t bad : {0U, 3U, 6U}) {
    WriteSet writes(kLive);
    for (std::size_t i = 0; i < 7; ++i) {
      const Expect expect = i == bad ? Expect(ExpectLive{}) : Expect(ExpectAbsent{});
      writes.puts.push_back(put(kPatient, "new" + std::to_string(i), {code("s", "new")}, expect));
    }
    writes.removes.push_back({{kPatient, "p1"}, ExpectLive{}});
    writes.rows.push_back({"jobs", "j1", "bytes", std::nullopt});
    writes.audit = "entry";
    EXPECT_EQ(refused(std::move(writes)).index, bad);
  }
  EXPECT_EQ(store().newest(), before);
  EXPECT_EQ(found(kPatient, has_code("new")).size(), 0U);
  EXPECT_EQ(found(kPatient, has_code("old")).size(), 1U);
  EXPECT_FALSE(store().row(kLive, "jobs", "j1")->has_value());
  EXPECT_EQ(store().changes(before, 10)->size(), 0U);
  EXPECT_TRUE(store()
                  .scan_audit(kLive, 0,
                              [](const AuditEntry&) {
                                ADD_FAILURE();
                                return true;
                              })
                  .ok());
  expect_verified();
}

TEST_P(StoreContract, GivesHeadersInOrderOfPutsThenRemoves) {
  write(put(kPatient, "old"));
  WriteSet writes(kLive);
  writes.puts = {put(kPatient, "a"), put(kEncounter, "b"), put(kPatient, "c")};
  writes.removes = {{{kPatient, "none"}, ExpectAny{}}, {{kPatient, "old"}, ExpectAny{}}};
  const Committed committed = commit(std::move(writes));
  ASSERT_EQ(committed.headers.size(), 5U);
  EXPECT_LT(committed.headers[0].position, committed.headers[1].position);
  EXPECT_LT(committed.headers[1].position, committed.headers[2].position);
  EXPECT_EQ(committed.headers[3].version, Version{0});
  EXPECT_EQ(committed.headers[4].version, Version{2});
  EXPECT_EQ(committed.headers[4].action, Action::kDelete);
  EXPECT_EQ(committed.position, committed.headers[4].position);
}

TEST_P(StoreContract, AnswersAnEmptySetWithTheNewestPosition) {
  EXPECT_EQ(commit(WriteSet(kLive)).position, Position{});
  const VersionHeader header = write(put(kPatient, "p1"));
  EXPECT_EQ(commit(WriteSet(kLive)).position, header.position);
}

TEST_P(StoreContract, RefusesSetsThatBreakTheirOwnRules) {
  const auto is_invalid = [&](auto change, Partition partition = kLive) {
    WriteSet writes(partition);
    change(writes);
    const Result<Outcome> outcome = try_commit(std::move(writes));
    return !outcome.ok() && outcome.error().kind == ErrorKind::kInvalidInput;
  };
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, "p1"), put(kPatient, "p1")}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) {
    w.puts = {put(kPatient, "p1")};
    w.removes = {{{kPatient, "p1"}, ExpectAny{}}};
  }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, "")}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, "a/b")}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, std::string(65, 'a'))}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(TypeId::kNone, "a")}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.rows = {{"jobs", "k", "1", {}}, {"jobs", "k", "2", {}}}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.rows = {{"Jobs", "k", "1", {}}}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.rows = {{"jobs", std::string(513, 'k'), "1", {}}}; }));
  EXPECT_TRUE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, "a")}; }, Partition::system()));
  EXPECT_FALSE(is_invalid([](WriteSet& w) { w.puts = {put(kPatient, "p1"), put(kEncounter, "p1")}; }));
}

TEST_P(StoreContract, KeepsPartitionsApart) {
  const Partition other = Partition::of(2, Environment::kLive);
  write(put(kPatient, "p1", {code("s", "a")}, ExpectAbsent{}, "live"), kLive);
  write(put(kPatient, "p1", {code("s", "a")}, ExpectAbsent{}, "test"), kTest);
  EXPECT_EQ(current(kPatient, "p1", kLive)->text.substr(0, 4), "live");
  EXPECT_EQ(current(kPatient, "p1", kTest)->text.substr(0, 4), "test");
  EXPECT_EQ(current(kPatient, "p1", other), std::nullopt);
  EXPECT_EQ(search({{kPatient}, has_code("a"), {}, {}, Totals::kExact}, kTest).total, 1U);
  EXPECT_EQ(search({{kPatient}, has_code("a"), {}, {}, Totals::kExact}, other).total, 0U);
  remove(kPatient, "p1", ExpectLive{}, kTest);
  EXPECT_FALSE(current(kPatient, "p1", kLive)->header.is_deleted());

  WriteSet writes(other);
  writes.guards = {MustExist{{kPatient, "p1"}}};
  EXPECT_EQ(refused(std::move(writes)).by, RefusedBy::kGuard);
  EXPECT_EQ(store().history(other, {})->total, 0U);
  EXPECT_EQ(store().history(kTest, {})->total, 2U);
}

TEST_P(StoreContract, NeverLetsTimeGoBack) {
  const VersionHeader first = write(put(kPatient, "p1"));
  clock_.set_now(1000);
  const VersionHeader second = write(put(kPatient, "p1"));
  EXPECT_EQ(second.time_ms, first.time_ms);
  EXPECT_LT(first.position, second.position);
}

TEST_P(StoreContract, FeedsEveryChangeOnceInOrder) {
  write(put(kPatient, "p1"), kLive);
  write(put(kEncounter, "e1"), kTest);
  remove(kPatient, "p1");
  const std::vector<Change> changes = *store().changes(Position{}, 100);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].key, (RecordKey{kPatient, "p1"}));
  EXPECT_EQ(changes[1].partition, kTest);
  EXPECT_EQ(changes[1].key, (RecordKey{kEncounter, "e1"}));
  EXPECT_EQ(changes[2].header.action, Action::kDelete);
  EXPECT_EQ(changes[2].header.version, Version{2});
  EXPECT_EQ(store().changes(changes[0].header.position, 1)->at(0).partition, kTest);
  EXPECT_EQ(store().changes(changes[2].header.position, 100)->size(), 0U);
  EXPECT_EQ(store().changes(Position{}, 2)->size(), 2U);
}

TEST_P(StoreContract, ReadsItsOwnWritesAtOnce) {
  for (int i = 0; i < 200; ++i) {
    const std::string id = "p" + std::to_string(i);
    write(put(kPatient, id, {code("s", "c" + std::to_string(i))}));
    ASSERT_TRUE(current(kPatient, id).has_value());
    ASSERT_EQ(found(kPatient, has_code("c" + std::to_string(i))), std::vector{id});
  }
  expect_verified();
}

}  // namespace osler::store
