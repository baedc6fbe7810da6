#pragma once
// Contract: many at once. Run under the thread sanitizer too.

#include <atomic>
#include <set>
#include <thread>

#include "store/contract_fixture_test.h"
#include "store/contract_guards_test.h"

namespace osler::store {

/// Runs `work(number)` on so many threads at once.
inline void on_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST_P(StoreContract, LetsOneWriterWinEachVersion) {
  constexpr int kThreads = 16;
  constexpr std::int64_t kVersions = 60;
  write(put(kPatient, "p1"));
  std::vector<std::atomic<int>> winners(static_cast<std::size_t>(kVersions) + 2);
  on_threads(kThreads, [&](int) {
    while (true) {
      const Version seen = (*store().header(kLive, {kPatient, "p1"}))->version;
      if (seen.number > kVersions) return;
      WriteSet writes(kLive);
      writes.puts = {put(kPatient, "p1", {code("s", "x")}, ExpectVersion{seen})};
      const Result<Outcome> outcome = try_commit(std::move(writes));
      ASSERT_TRUE(outcome.ok());
      if (const auto* committed = std::get_if<Committed>(&*outcome)) {
        EXPECT_EQ(committed->headers.front().version.number, seen.number + 1);
        winners[static_cast<std::size_t>(seen.number)] += 1;
      }
    }
  });
  for (std::size_t version = 1; version <= kVersions; ++version) EXPECT_EQ(winners[version], 1) << version;
  EXPECT_EQ(current(kPatient, "p1")->header.version, Version{kVersions + 1});
  EXPECT_EQ(store().history(kLive, {})->total, static_cast<std::uint64_t>(kVersions) + 1);
  expect_verified();
}

TEST_P(StoreContract, CreatesExactlyOneWhenManyCreateOnCondition) {
  for (int round = 0; round < 10; ++round) {
    const std::string value = "v" + std::to_string(round);
    std::atomic<int> created = 0;
    on_threads(8, [&](int thread) {
      WriteSet writes(kLive);
      const std::string id = value + "-" + std::to_string(thread);
      writes.checked_at = store().newest();
      writes.puts = {put(kPatient, id, {code("s", value)}, ExpectAbsent{})};
      writes.guards = {matches_exactly(0, has_code(value))};
      const Result<Outcome> outcome = try_commit(std::move(writes));
      ASSERT_TRUE(outcome.ok());
      created += std::holds_alternative<Committed>(*outcome) ? 1 : 0;
    });
    EXPECT_EQ(created, 1);
    EXPECT_EQ(found(kPatient, has_code(value)).size(), 1U);
  }
}

TEST_P(StoreContract, HoldsConditionsAgainstUpdatesAndDeletionsOfTheSameMoment) {
  const auto value_of = [](bool matching) { return code("s", matching ? "wanted" : "other"); };
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 30; ++i) {
      WriteSet writes(kLive);
      const std::string own = "r" + std::to_string(thread % 4);
      if (thread < 4) {
        writes.puts = {put(kPatient, "c" + std::to_string(thread) + "-" + std::to_string(i), {value_of(true)})};
        writes.guards = {matches_exactly(0, has_code("wanted"))};
        writes.origin.request_id = "on condition";
      } else if (i % 3 != 2) {
        writes.puts = {put(kPatient, own, {value_of(i % 3 == 0)})};
      } else {
        for (const std::string& id : found(kPatient, has_code("wanted"))) {
          writes.removes.push_back({{kPatient, id}, ExpectAny{}});
        }
      }
      ASSERT_TRUE(try_commit(std::move(writes)).ok());
    }
  });
  // What the feed tells in order must agree with each condition at its place.
  std::set<std::string> matching;
  const std::vector<Change> changes = *store().changes(Position{}, 10'000);
  for (const Change& change : changes) {
    if (change.header.origin.request_id == "on condition") {
      EXPECT_THAT(matching, testing::IsEmpty()) << "created although another matched";
    }
    const std::optional<Record> version = *store().version(kLive, change.key, change.header.version);
    const bool matches = version->text.find("wanted") != std::string::npos;
    if (matches) matching.insert(change.key.id);
    if (!matches) matching.erase(change.key.id);
  }
  expect_verified();
}

TEST_P(StoreContract, NeverAcceptsAReferenceToWhatWasDeleted) {
  for (int round = 0; round < 40; ++round) {
    const std::string patient = "p" + std::to_string(round);
    write(put(kPatient, patient));
    std::optional<Position> deleted_at;
    std::vector<Position> created_at(4);
    on_threads(5, [&](int thread) {
      WriteSet writes(kLive);
      if (thread == 4) {
        writes.removes = {{{kPatient, patient}, ExpectLive{}}};
      } else {
        writes.puts = {put(kEncounter, patient + "-" + std::to_string(thread), {subject(patient)})};
        writes.guards = {MustExist{{kPatient, patient}}};
      }
      const Result<Outcome> outcome = try_commit(std::move(writes));
      ASSERT_TRUE(outcome.ok());
      const auto* committed = std::get_if<Committed>(&*outcome);
      if (committed == nullptr) return;
      if (thread == 4) deleted_at = committed->position;
      if (thread != 4) created_at[static_cast<std::size_t>(thread)] = committed->position;
    });
    ASSERT_TRUE(deleted_at.has_value());
    for (const Position position : created_at) EXPECT_LT(position, *deleted_at);
  }
}

TEST_P(StoreContract, ShowsReadersWholeSetsOnly) {
  // Each set moves both records to the same number: a reader must never see two numbers in one answer.
  std::atomic<bool> done = false;
  const auto both_to = [](int number) {
    WriteSet writes(kLive);
    const std::string text = "n" + std::to_string(number);
    writes.puts = {put(kPatient, "a", {code("pair", text)}), put(kEncounter, "b", {code("pair", text)})};
    return writes;
  };
  commit(both_to(0));
  std::thread writer([&] {
    for (int i = 1; i <= 150; ++i) commit(both_to(i));
    done = true;
  });
  std::size_t answers = 0;
  while (!done || answers < 10) {
    const SearchResult result =
        search({{kPatient, kEncounter}, where(kCode, IsToken{"pair", {}}), {}, {}, Totals::kExact});
    ASSERT_EQ(result.records.size(), 2U);
    ASSERT_EQ(result.total, 2U);
    EXPECT_EQ(result.records[0].text, result.records[1].text);
    ++answers;
  }
  writer.join();
}

TEST_P(StoreContract, KeepsCountsAndOrderUnderMixedLoad) {
  std::atomic<int> live = 0;
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 40; ++i) {
      const std::string id = std::to_string(thread) + "-" + std::to_string(i);
      write(put(kPatient, id, {code("s", "t" + std::to_string(thread))}, ExpectAbsent{}));
      if (i % 3 == 0) write(put(kPatient, id, {code("s", "u")}, ExpectVersion{Version{1}}));
      if (i % 5 == 0) remove(kPatient, id, ExpectLive{});
      if (i % 5 != 0) live += 1;
      ASSERT_TRUE(store().append_audit(kLive, id).ok());
      search({{kPatient}, has_code("u"), {}, {5, "", 0}, Totals::kExact});
    }
  });
  EXPECT_EQ(search({{kPatient}, all({}), {}, {}, Totals::kExact}).total, static_cast<std::uint64_t>(live));
  const std::vector<Change> changes = *store().changes(Position{}, 10'000);
  for (std::size_t i = 1; i < changes.size(); ++i) {
    EXPECT_LT(changes[i - 1].header.position, changes[i].header.position);
    EXPECT_LE(changes[i - 1].header.time_ms, changes[i].header.time_ms);
  }
  expect_verified();
}

}  // namespace osler::store
