#pragma once
// Contract: what must be true beside the records that are written.

#include "store/contract_fixture_test.h"

namespace osler::store {

inline MatchesExactly matches_exactly(std::uint64_t count, Expr where_expr, TypeId type = kPatient) {
  return {authorize({{type}, std::move(where_expr), {}, {}, Totals::kNone}, SeesAll()), count};
}

TEST_P(StoreContract, AcceptsAReferenceOnlyToWhatIsLive) {
  write(put(kPatient, "live"));
  write(put(kPatient, "deleted"));
  remove(kPatient, "deleted");
  const auto guarded = [](std::string id) {
    WriteSet writes(kLive);
    writes.puts = {put(kEncounter, "e1")};
    writes.guards = {MustExist{{kPatient, std::move(id)}}};
    return writes;
  };
  commit(guarded("live"));
  EXPECT_EQ(refused(guarded("deleted")).by, RefusedBy::kGuard);
  EXPECT_EQ(refused(guarded("never")).by, RefusedBy::kGuard);
}

TEST_P(StoreContract, CountsOwnPutsAndRemovesForMustExist) {
  write(put(kPatient, "old"));
  WriteSet own_put(kLive);
  own_put.puts = {put(kEncounter, "e1"), put(kPatient, "new")};
  own_put.guards = {MustExist{{kPatient, "new"}}, MustExist{{kEncounter, "e1"}}};
  commit(std::move(own_put));

  WriteSet own_remove(kLive);
  own_remove.puts = {put(kEncounter, "e2")};
  own_remove.removes = {{{kPatient, "old"}, ExpectLive{}}};
  own_remove.guards = {MustExist{{kPatient, "new"}}, MustExist{{kPatient, "old"}}};
  const Refused answer = refused(std::move(own_remove));
  EXPECT_EQ(answer.by, RefusedBy::kGuard);
  EXPECT_EQ(answer.index, 1U);
  EXPECT_FALSE(current(kPatient, "old")->header.is_deleted());
}

TEST_P(StoreContract, CountsMatchesBeforeTheSetsOwnChanges) {
  const auto create_if_none = [](std::string id) {
    WriteSet writes(kLive);
    writes.puts = {put(kPatient, std::move(id), {code("s", "x")}, ExpectAbsent{})};
    writes.guards = {matches_exactly(0, has_code("x"))};
    return writes;
  };
  commit(create_if_none("p1"));
  EXPECT_EQ(refused(create_if_none("p2")).by, RefusedBy::kGuard);

  WriteSet exactly_one(kLive);
  exactly_one.puts = {put(kPatient, "p3", {code("s", "x")})};
  exactly_one.guards = {matches_exactly(1, has_code("x"))};
  commit(std::move(exactly_one));
  WriteSet one_of_two(kLive);
  one_of_two.guards = {matches_exactly(1, has_code("x"))};
  EXPECT_EQ(refused(std::move(one_of_two)).index, 0U);

  remove(kPatient, "p1");
  remove(kPatient, "p3");
  commit(create_if_none("p4"));
}

TEST_P(StoreContract, JudgesMatchesWithEveryKindOfNode) {
  write(put(kPatient, "p1", {code("s", "x"), name("anna")}));
  write(put(kEncounter, "e1", {subject("p1"), code("s", "y")}));
  const auto holds = [&](Guard guard) {
    WriteSet writes(kLive);
    writes.guards = {std::move(guard)};
    const Result<Outcome> outcome = try_commit(std::move(writes));
    return outcome.ok() && std::holds_alternative<Committed>(*outcome);
  };
  EXPECT_TRUE(holds(matches_exactly(1, all({}))));
  EXPECT_TRUE(holds(matches_exactly(1, {Ids{{"p1", "p2"}}})));
  EXPECT_TRUE(holds(matches_exactly(0, no({Ids{{"p1"}}}))));
  EXPECT_TRUE(holds(matches_exactly(1, {Points{kSubject, kPatient, {has_code("x")}}}, kEncounter)));
  EXPECT_TRUE(holds(matches_exactly(0, {Points{kSubject, kPatient, {has_code("y")}}}, kEncounter)));
  EXPECT_TRUE(holds(matches_exactly(1, {PointedAt{kEncounter, kSubject, {has_code("y")}}})));
  EXPECT_TRUE(holds(matches_exactly(1, {Updated{clock_.now_ms(), {}}})));
}

TEST_P(StoreContract, HoldsARowAtItsRevision) {
  WriteSet make(kLive);
  make.rows = {{"claims", "c1", "a", 0}};
  commit(std::move(make));
  const auto guarded = [](std::string key, std::uint64_t revision) {
    WriteSet writes(kLive);
    writes.rows = {{"jobs", "j", "x", std::nullopt}};
    writes.guards = {RowIs{"claims", std::move(key), revision}};
    return writes;
  };
  commit(guarded("c1", 1));
  commit(guarded("none", 0));
  EXPECT_EQ(refused(guarded("c1", 0)).by, RefusedBy::kGuard);
  EXPECT_EQ(refused(guarded("c1", 2)).by, RefusedBy::kGuard);
  EXPECT_EQ(refused(guarded("none", 1)).by, RefusedBy::kGuard);
}

TEST_P(StoreContract, AllowsNoMoreThanWhatTheCallerMaySeeToMatch) {
  struct SeesOnlyY final : Visibility {
    Expr visible(TypeId) const override { return has_code("y"); }
  };
  write(put(kPatient, "p1", {code("s", "x")}));
  WriteSet writes(kLive);
  writes.guards = {MatchesExactly{authorize({{kPatient}, has_code("x"), {}, {}, Totals::kNone}, SeesOnlyY()), 0}};
  commit(std::move(writes));
}

}  // namespace osler::store
