#pragma once
// Contract: in which order records come.

#include "store/contract_fixture_test.h"

namespace osler::store {

inline SortKey by_parameter(ParameterId parameter, bool descending = false) {
  return {SortBy::kParameter, parameter, descending};
}

TEST_P(StoreContract, ShowsTheNewestCreatedFirstWhateverIsUpdated) {
  for (const char* id : {"a", "b", "c", "d"}) write(put(kPatient, id, {code("s", "x")}));
  write(put(kPatient, "b", {code("s", "x")}));
  remove(kPatient, "a");
  write(put(kPatient, "a", {code("s", "x")}));
  EXPECT_THAT(found(kPatient, all({})), testing::ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(found(kPatient, has_code("x")), testing::ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kCreated, {}, false}}), testing::ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kCreated, {}, true}}), testing::ElementsAre("d", "c", "b", "a"));
}

TEST_P(StoreContract, SortsByUpdateAndById) {
  for (const char* id : {"b", "a", "c"}) write(put(kPatient, id));
  write(put(kPatient, "b"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kUpdated, {}, false}}), testing::ElementsAre("a", "c", "b"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kUpdated, {}, true}}), testing::ElementsAre("b", "c", "a"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kId, {}, false}}), testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(found(kPatient, all({}), {{SortBy::kId, {}, true}}), testing::ElementsAre("c", "b", "a"));
}

TEST_P(StoreContract, SortsByTheLeastAscendingAndTheGreatestDescending) {
  write(put(kPatient, "none1"));
  write(put(kPatient, "b1", {name("b")}));
  write(put(kPatient, "az", {name("z"), name("a")}));
  write(put(kPatient, "none2"));
  write(put(kPatient, "m", {name("m")}));
  write(put(kPatient, "b2", {name("b")}));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kName)}),
              testing::ElementsAre("az", "b1", "b2", "m", "none1", "none2"));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kName, true)}),
              testing::ElementsAre("az", "m", "b1", "b2", "none1", "none2"));
}

TEST_P(StoreContract, SortsValuesOfEveryKind) {
  write(put(kPatient, "1", {date(0, 100), weight("kg", 5, 6), url("b"), subject("b"), code("s2", "a")}));
  write(put(kPatient, "2", {date(0, 50), weight("g", 9, 10), url("bb"), subject("a"), code("s1", "b")}));
  write(put(kPatient, "3", {date(-10, 70), weight("kg", -4, -3), url("a"), subject("ba"), code("s1", "a")}));
  const auto sorted = [&](ParameterId parameter, bool descending) {
    return found(kPatient, all({}), {by_parameter(parameter, descending)});
  };
  EXPECT_THAT(sorted(kDate, false), testing::ElementsAre("3", "2", "1"));
  EXPECT_THAT(sorted(kDate, true), testing::ElementsAre("1", "3", "2")) << "by the end, descending";
  const auto by_start = [&](bool descending) {
    return found(kPatient, all({}), {{SortBy::kParameter, kDate, descending, true}});
  };
  EXPECT_THAT(by_start(true), testing::ElementsAre("1", "2", "3")) << "by the beginning, then by the end";
  EXPECT_THAT(by_start(false), testing::ElementsAre("3", "2", "1"));
  EXPECT_THAT(sorted(kWeight, false), testing::ElementsAre("2", "3", "1")) << "by unit first";
  EXPECT_THAT(sorted(kUrl, false), testing::ElementsAre("3", "1", "2"));
  EXPECT_THAT(sorted(kUrl, true), testing::ElementsAre("2", "1", "3"));
  EXPECT_THAT(sorted(kSubject, false), testing::ElementsAre("2", "1", "3"));
  EXPECT_THAT(sorted(kCode, false), testing::ElementsAre("3", "1", "2"));
  EXPECT_THAT(sorted(kCode, true), testing::ElementsAre("2", "1", "3"));
}

TEST_P(StoreContract, SortsBySeveralKeys) {
  write(put(kPatient, "1", {name("b"), date(5, 6)}));
  write(put(kPatient, "2", {name("a"), date(5, 6)}));
  write(put(kPatient, "3", {name("b"), date(9, 10)}));
  write(put(kPatient, "4", {name("a")}));
  write(put(kPatient, "5", {name("b"), date(9, 10)}));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kName), by_parameter(kDate, true)}),
              testing::ElementsAre("2", "4", "3", "5", "1"));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kDate), by_parameter(kName)}),
              testing::ElementsAre("2", "1", "3", "5", "4"));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kName), {SortBy::kCreated, {}, true}}),
              testing::ElementsAre("4", "2", "5", "3", "1"));
  EXPECT_THAT(found(kPatient, all({}), {by_parameter(kName, true), {SortBy::kId, {}, true}}),
              testing::ElementsAre("5", "3", "1", "4", "2"));
}

TEST_P(StoreContract, SortsRecordsOfSeveralTypesTogether) {
  write(put(kPatient, "1", {name("c")}));
  write(put(kEncounter, "2", {name("a")}));
  write(put(kObservation, "3"));
  write(put(kEncounter, "4", {name("b")}));
  const SearchResult result =
      search({{kPatient, kObservation, kEncounter}, all({}), {by_parameter(kName)}, {}, Totals::kNone});
  EXPECT_THAT(ids_of(result.records), testing::ElementsAre("2", "4", "1", "3"));
  EXPECT_EQ(result.total, std::nullopt);
}

}  // namespace osler::store
