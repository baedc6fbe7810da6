#pragma once
// The contract of the less usual conditions: hierarchies, places, texts that are not indexed.

#include "store/contract_fixture_test.h"

namespace osler::store {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

inline Expr within(Hierarchy way, std::vector<std::string> ids, std::vector<Expr> seen = {}) {
  return {Within{kSubject, kPatient, kSubject, way, std::move(ids), std::move(seen)}};
}

/// Patients stand for places here: p3 is part of p2, p2 of p1; e1, e2, e3 are in them; p4 and p5 form a circle.
inline std::vector<Put> places() {
  std::vector<Put> puts{put(kPatient, "p1"), put(kPatient, "p2", {subject("p1"), code("s", "open")}), put(kPatient, "p3", {subject("p2")}),
                        put(kPatient, "p4", {subject("p5")}), put(kPatient, "p5", {subject("p4")})};
  for (const std::string n : {"1", "2", "3", "4"}) puts.push_back(put(kEncounter, "e" + n, {subject("p" + n)}));
  return puts;
}

TEST_P(StoreContract, HierarchiesAreFollowedInAnyNumberOfSteps) {
  for (Put& each : places()) write(std::move(each));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p1"})), UnorderedElementsAre("e1", "e2", "e3"));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p2"})), UnorderedElementsAre("e2", "e3"));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kAbove, {"p3"})), UnorderedElementsAre("e1", "e2", "e3"));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kAbove, {"p1"})), ElementsAre("e1"));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p5"})), ElementsAre("e4")) << "a circle ends";
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"nothing"})), IsEmpty());
  EXPECT_THAT(found(kPatient, within(Hierarchy::kBelow, {"p1"})), UnorderedElementsAre("p2", "p3"));
  EXPECT_THAT(found(kEncounter, no(within(Hierarchy::kBelow, {"p1"}))), ElementsAre("e4"));
}

TEST_P(StoreContract, EveryRecordOnTheWayMustBeSeen) {
  for (Put& each : places()) write(std::move(each));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p2"}, {has_code("open")})), ElementsAre("e2"));
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p1"}, {has_code("open")})), IsEmpty());
  remove(kPatient, "p2");
  EXPECT_THAT(found(kEncounter, within(Hierarchy::kBelow, {"p1"})), ElementsAre("e1")) << "the way is cut";
}

TEST_P(StoreContract, PlacesWithinADistance) {
  const auto at = [](std::int32_t latitude, std::int32_t longitude) { return IndexEntry{kPlace, {GeoPoint{latitude, longitude}}}; };
  write(put(kObservation, "here", {at(500'000'000, 80'000'000)}));
  write(put(kObservation, "north", {at(500'900'000, 80'000'000)}));   // 10.0 km
  write(put(kObservation, "south", {at(-500'000'000, 80'000'000)}));
  write(put(kObservation, "edge", {at(0, 1'800'000'000)}));
  const auto near = [](std::int32_t latitude, std::int32_t longitude, double metres) { return where(kPlace, IsNear{{latitude, longitude}, metres}); };
  EXPECT_THAT(found(kObservation, near(500'000'000, 80'000'000, 0)), ElementsAre("here"));
  EXPECT_THAT(found(kObservation, near(500'000'000, 80'000'000, 9'900)), ElementsAre("here"));
  EXPECT_THAT(found(kObservation, near(500'000'000, 80'000'000, 10'100)), UnorderedElementsAre("here", "north"));
  EXPECT_THAT(found(kObservation, near(0, -1'799'900'000, 2'000)), ElementsAre("edge"));
  EXPECT_THAT(found(kObservation, near(0, 0, 3e7)), UnorderedElementsAre("here", "north", "south", "edge"));
  EXPECT_THAT(found(kObservation, {Present{kPlace}}), testing::SizeIs(4));
}

TEST_P(StoreContract, TextsAreFoundByTheStartOfAWord) {
  write(put(kObservation, "o1", {code("s", "a")}, ExpectAny{}, "chronic asthma"));
  write(put(kObservation, "o2", {code("s", "b")}, ExpectAny{}, "asthmatic"));
  const auto mentioned = [](std::string phrase) { return Expr{Mentions{kName, std::move(phrase)}}; };
  EXPECT_THAT(found(kObservation, mentioned("asth")), UnorderedElementsAre("o1", "o2"));
  EXPECT_THAT(found(kObservation, mentioned("chronic as")), ElementsAre("o1"));
  EXPECT_THAT(found(kObservation, mentioned("sthma")), IsEmpty());
  EXPECT_THAT(found(kObservation, all({mentioned("asthma"), has_code("b")})), ElementsAre("o2"));
  EXPECT_THAT(found(kObservation, all({no(mentioned("chronic")), has_code("b")})), ElementsAre("o2"));
  EXPECT_THAT(found(kObservation, any({mentioned("chronic"), has_code("b")})), UnorderedElementsAre("o1", "o2"));
}

TEST_P(StoreContract, TextsWhollyEqualOrAtTheEnd) {
  write(put(kObservation, "o1", {name("anna maria")}));
  EXPECT_THAT(found(kObservation, where(kName, IsText{TextMatch::kEqual, "anna maria"})), ElementsAre("o1"));
  EXPECT_THAT(found(kObservation, where(kName, IsText{TextMatch::kEqual, "anna"})), IsEmpty());
  EXPECT_THAT(found(kObservation, where(kName, IsText{TextMatch::kEndsWith, "ria"})), ElementsAre("o1"));
  EXPECT_THAT(found(kObservation, where(kName, IsText{TextMatch::kEndsWith, "anna"})), IsEmpty());
}

}  // namespace osler::store
