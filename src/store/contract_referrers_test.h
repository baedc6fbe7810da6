#pragma once
// Contract: what something live refers to can be kept from being removed.

#include <atomic>

#include "store/contract_concurrency_test.h"

namespace osler::store {

inline Unreferenced unreferenced(std::string id, std::string url = {}) {
  static const auto by = std::make_shared<const std::vector<ReferringType>>(
      std::vector<ReferringType>{{kPatient, {kSubject}}, {kEncounter, {kName, kSubject}}});
  return {{kPatient, std::move(id)}, std::move(url), by};
}

inline WriteSet removal(std::string id, std::string url = {}) {
  WriteSet writes(kLive);
  writes.removes = {{{kPatient, id}, ExpectLive{}}};
  writes.guards = {unreferenced(std::move(id), std::move(url))};
  return writes;
}

TEST_P(StoreContract, KeepsWhatSomethingLiveRefersTo) {
  write(put(kPatient, "p1"));
  write(put(kEncounter, "e1", {subject("p1")}));
  write(put(kEncounter, "e2", {subject("p1")}));
  EXPECT_EQ(refused(removal("p1")).by, RefusedBy::kGuard);
  remove(kEncounter, "e1");
  EXPECT_EQ(refused(removal("p1")).by, RefusedBy::kGuard);
  write(put(kEncounter, "e2", {subject("other")}));
  commit(removal("p1"));
  EXPECT_TRUE(current(kPatient, "p1")->header.is_deleted());
}

TEST_P(StoreContract, CountsNoReferrerOfAnotherKindPlaceOrParameter) {
  write(put(kPatient, "p1"));
  write(put(kEncounter, "e1", {subject("p1", kEncounter)}));                         // Encounter/p1
  write(put(kEncounter, "e2", {{kUrl, {Reference{kPatient, "p1"}}}}));                // By a parameter that does not count.
  write(put(kObservation, "o1", {subject("p1")}));                                    // Of a type that does not count.
  write(put(kEncounter, "e3", {{kSubject, {Reference{kPatient, "p1"}, Token{"", "x"}}}}));  // One of two parts.
  write(put(kEncounter, "e4", {subject("p1")}), kTest);
  write(put(kPatient, "p1", {subject("p1")}));                                        // Itself.
  commit(removal("p1"));
}

TEST_P(StoreContract, CountsAReferrerByUrl) {
  write(put(kPatient, "p1"));
  write(put(kEncounter, "e1", {subject("http://h/Patient/p1", TypeId::kNone)}));
  EXPECT_EQ(refused(removal("p1", "http://h/Patient/p1")).by, RefusedBy::kGuard);
  commit(removal("p1", "http://g/Patient/p1"));
}

TEST_P(StoreContract, CountsReferrersAsTheSetLeavesThem) {
  write(put(kPatient, "p1"));
  write(put(kEncounter, "e1", {subject("p1")}));
  write(put(kEncounter, "e2", {subject("p1")}));
  WriteSet keeps_one = removal("p1");
  keeps_one.removes.push_back({{kEncounter, "e1"}, ExpectLive{}});
  EXPECT_EQ(refused(std::move(keeps_one)).by, RefusedBy::kGuard);
  WriteSet rewrites_one = removal("p1");
  rewrites_one.removes.push_back({{kEncounter, "e1"}, ExpectLive{}});
  rewrites_one.puts = {put(kEncounter, "e2", {subject("p1"), code("s", "again")})};
  EXPECT_EQ(refused(std::move(rewrites_one)).by, RefusedBy::kGuard);
  WriteSet adds_one = removal("p1");
  adds_one.removes.push_back({{kEncounter, "e1"}, ExpectLive{}});
  adds_one.puts = {put(kEncounter, "e2"), put(kEncounter, "e3", {subject("p1")})};
  EXPECT_EQ(refused(std::move(adds_one)).by, RefusedBy::kGuard);
  WriteSet takes_all = removal("p1");
  takes_all.removes.push_back({{kEncounter, "e1"}, ExpectLive{}});
  takes_all.puts = {put(kEncounter, "e2", {subject("p2")})};
  commit(std::move(takes_all));
  EXPECT_TRUE(current(kPatient, "p1")->header.is_deleted());
  EXPECT_TRUE(current(kEncounter, "e1")->header.is_deleted());
}

/// A write set is refused, or stale: whoever sent it looks again.
TEST_P(StoreContract, NeverRemovesWhatIsReferredToAtTheSameMoment) {
  constexpr int kPatients = 40;
  for (int i = 0; i < kPatients; ++i) write(put(kPatient, "p" + std::to_string(i)));
  std::atomic<int> referrers = 0;
  std::atomic<int> removed = 0;
  std::atomic<int> unreferring = 0;
  on_threads(8, [&](int thread) {
    for (int i = 0; i < kPatients; ++i) {
      const std::string patient = "p" + std::to_string(i);
      if (thread < 4) {
        const std::string own = "e" + std::to_string(thread) + "-" + std::to_string(i);
        WriteSet refer(kLive);
        refer.puts = {put(kEncounter, own, {subject(patient)})};
        refer.guards = {MustExist{{kPatient, patient}}};
        const Result<Outcome> outcome = try_commit(std::move(refer));
        ASSERT_TRUE(outcome.ok());
        const bool refers = std::holds_alternative<Committed>(*outcome);
        referrers += refers ? 1 : 0;
        if (refers && i % 2 == 0) {
          write(put(kEncounter, own));  // Lets go again.
          unreferring += 1;
        }
      } else {
        const Result<Outcome> outcome = try_commit(removal(patient));
        ASSERT_TRUE(outcome.ok());
        removed += std::holds_alternative<Committed>(*outcome) ? 1 : 0;
      }
    }
  });
  for (int i = 0; i < kPatients; ++i) {
    const std::string patient = "p" + std::to_string(i);
    const bool is_live = !current(kPatient, patient)->header.is_deleted();
    EXPECT_TRUE(is_live || found(kEncounter, where(kSubject, IsReference{kPatient, patient})).empty()) << patient;
  }
  EXPECT_EQ(found(kEncounter, all({})).size(), static_cast<std::size_t>(referrers));
  expect_verified();
}

}  // namespace osler::store
