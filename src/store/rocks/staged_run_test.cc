// What staged runs are made of, and what the committer does when others need the positions that it keeps for one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <thread>
#include <tuple>

#include "base/yield.h"
#include "store/purge_words_test.h"
#include "store/rocks/committer.h"
#include "store/rocks/history.h"
#include "store/rocks/load.h"
#include "store/rocks/recover_index.h"
#include "store/rocks/referrers.h"
#include "store/rocks/run_commit.h"
#include "store/rocks/run_recovery.h"
#include "store/rocks/search.h"
#include "store/rocks/test_directory.h"
#include "store/rocks/verify.h"

namespace osler::store::rocks {
namespace {

TEST(RunKeys, FindsWhatWasAddedOnce) {
  RunKeys keys;
  std::mt19937_64 random(1);
  std::set<std::string> added;
  for (int i = 0; i < 2'000; ++i) {
    const std::string key = current_key(kLive, {kPatient, "r" + std::to_string(random() % 1'500)});
    EXPECT_EQ(keys.add(key, {}), added.insert(key).second);
  }
  keys.seal();
  ASSERT_EQ(keys.size(), added.size());
  for (const std::string& key : added) EXPECT_EQ(keys.key(keys.find(key).value_or(0)), key);
  EXPECT_FALSE(keys.find(current_key(kLive, {kPatient, "none"})));
  EXPECT_FALSE(RunKeys().find("x"));
  std::vector<std::string> in_order;
  for (const std::uint32_t place : keys.by_key()) in_order.emplace_back(keys.key(place));
  EXPECT_EQ(in_order, std::vector<std::string>(added.begin(), added.end()));
}

TEST(RunKeys, SayOfEachVersionAllThatWasAdded) {
  std::vector<RunVersion> added;
  for (const Expect& expect : {Expect(ExpectAbsent{}), Expect(ExpectNotLive{}), Expect(ExpectVersion{Version{7}}), Expect(ExpectLive{}), Expect(ExpectAny{})}) {
    for (const Action action : {Action::kCreate, Action::kUpdate, Action::kDelete}) {
      added.push_back({0, 0, 1, 0, expect, static_cast<std::uint32_t>(added.size()), action, false});
      added.push_back({40, 30, 4, 1'000, expect, static_cast<std::uint32_t>(added.size()), action, true});
      added.push_back({50, 20, 3, 2'000, expect, static_cast<std::uint32_t>(added.size()), action, false});
    }
  }
  RunKeys keys;
  for (const RunVersion& version : added) ASSERT_TRUE(keys.add(current_key(kLive, {kPatient, "r" + std::to_string(version.staged)}), version));
  for (std::size_t i = 0; i < added.size(); ++i) {
    SCOPED_TRACE(i);
    const RunVersion version = keys[i];
    EXPECT_EQ(std::tuple(version.before, version.first, version.version, version.created_ms), std::tuple(added[i].before, added[i].first, added[i].version, added[i].created_ms));
    EXPECT_EQ(std::tuple(version.staged, version.action, version.was_live), std::tuple(added[i].staged, added[i].action, added[i].was_live));
    ASSERT_EQ(version.expect.index(), added[i].expect.index());
    if (const auto* exact = std::get_if<ExpectVersion>(&version.expect)) {
      EXPECT_EQ(exact->version, Version{7});
    }
  }
}

TEST(Runs, NameTheirHolesAndTimes) {
  Runs runs;
  runs.add({10, 5, 3, 1'000, RunState::kSettled});    // 7, 8, 9 are empty.
  runs.add({20, 4, 2, 0, RunState::kGivenUp});        // 18 to 23 are empty.
  runs.add({30, 2, 6, 2'000, RunState::kCommitted});  // 24 to 29 too.
  const std::map<std::uint64_t, std::uint64_t> past{{6, 6},   {7, 10},  {9, 10},  {10, 10}, {14, 14}, {17, 17},
                                                    {18, 30}, {23, 30}, {29, 30}, {30, 30}, {99, 99}};
  for (const auto& [position, expected] : past) EXPECT_EQ(runs.past_hole(position), expected) << position;
  EXPECT_EQ(runs.holes_below(14), 3U);
  EXPECT_EQ(runs.holes_below(31), 15U);
  EXPECT_EQ(runs.end_of_run(12), 15U);
  EXPECT_FALSE(runs.end_of_run(15));
  EXPECT_FALSE(runs.end_of_run(21));
  for (const auto& [position, is_given_up] : std::map<std::uint64_t, bool>{{6, false}, {8, false}, {12, false}, {19, false}, {20, true}, {23, true}, {24, false}, {31, false}})
    EXPECT_EQ(runs.is_given_up(position), is_given_up) << position;
  VersionHeader header;
  header.time_ms = header.created_ms = kTimeOfRun;
  header.position = Position{31};
  ASSERT_TRUE(runs.complete(header).ok());
  EXPECT_EQ(header.time_ms, 2'000);
  EXPECT_EQ(header.created_ms, 2'000);
  header.time_ms = kTimeOfRun;
  header.position = Position{21};
  EXPECT_FALSE(runs.complete(header).ok());
}

/// The parts of a store, one by one.
class RunsTest : public testing::Test {
 protected:
  explicit RunsTest(CommitterOptions options = {}) : database_(std::move(Database::open(directory_.path() / "records", {}, 0).value())) {
    OSLER_ASSERT(load_meta(*database_, compressor_).ok());
    const std::uint64_t last = recover_runs(*database_, published_.runs).value();
    OSLER_ASSERT(load_history(*database_, published_).ok());
    const PostingsOptions kept{IndexWriting::kInBackground, std::size_t{64} << 20U, &published_.timeline, &published_.runs};
    postings_ = std::move(Postings::open(*database_, kept, published_.newest()).value());
    columns_ = std::make_unique<Columns>(*postings_, published_, recent_, records_, ColumnsOptions{});
    ground_.emplace(Ground{*database_, records_, published_, *postings_, *columns_, known_, recent_, 16'384});
    OSLER_ASSERT(recover_index(*database_, published_.runs, compressor_, extractor_, *postings_).ok());
    options.on_purged = [this] { ++asked_to_erase_; };
    committer_ =
        std::make_unique<Committer>(*ground_, *database_, published_, *postings_, recent_, trainer_,
                                    SyncedMark::open(directory_.path()).value(), clock_, 0, last, options);
  }
  ~RunsTest() override { committer_.reset(); }

  std::shared_ptr<StagedRun> staged(const std::string& name, int records) {
    std::shared_ptr<StagedRun> run = StagedRun::make(*ground_, compressor_, kLive).value();
    for (int i = 0; i < records; ++i)
      EXPECT_TRUE(run->put(put(kPatient, name + std::to_string(i), {code("s", name), subject(name)})).ok());
    EXPECT_TRUE(run->seal().ok());
    return run;
  }
  PreparedSet prepared(WriteSet writes) { return prepare(*ground_, compressor_, &extractor_, std::move(writes)).value(); }
  std::uint64_t purged(WriteSet writes) {
    PreparedSet set = prepared(std::move(writes));
    return std::get<Committed>(*outcome_of(set)).purged_versions;
  }
  /// Versions that the index has on disk of records with this code.
  Positions on_disk(const std::string& name) {
    TermList terms;
    append_terms({kLive, kPatient}, code("s", name), terms);
    TermWalk walk(*database_, {}, terms[0], end_of_prefix(std::string(terms[0])));
    Positions positions;
    if (walk.valid()) walk.read(positions);
    return positions;
  }
  /// So many versions in one set.
  Position write(const std::string& name, int records) {
    WriteSet writes(kLive);
    for (int i = 0; i < records; ++i) writes.puts.push_back(put(kPatient, name + std::to_string(i), {code("s", name)}));
    PreparedSet set = prepare(*ground_, compressor_, &extractor_, std::move(writes)).value();
    return std::get<Committed>(*outcome_of(set)).position;
  }
  Result<Outcome> outcome_of(PreparedSet& set) {
    BlockingLoop loop;
    set.loop = &loop;
    const auto submit = [](Committer& committer, PreparedSet& submitted) -> Task<Status> {
      Submission submission{committer, submitted};
      co_await submission;
      co_return Status();
    };
    EXPECT_TRUE(loop.run(submit(*committer_, set)).ok());
    return set.outcome;
  }
  void take_over(const StagedRun& run, Reservation& reservation) {
    Batch begun(*database_);
    begun.put(Column::kMeta, run_key(reservation.base),
              run_value({reservation.base, reservation.count, 0, 0, RunState::kBegun}));
    database_->write(begun);
    std::vector<SortedFile> files = std::move(run.files(reservation.base, {}).value());
    ASSERT_TRUE(reservation.leave_writing(Reservation::State::kTaking));
    ASSERT_TRUE(database_->take_over(std::move(files)).ok());
    reservation.state = Reservation::State::kTaken;
  }
  PreparedSet set_of(const StagedRun& run, std::shared_ptr<Reservation> reservation) {
    PreparedSet set{WriteSet(kLive)};
    set.run = &run;
    set.reservation = std::move(reservation);
    set.looked_up_at = published_.batch();
    return set;
  }
  std::uint64_t total(const std::string& name) {
    const Query query{{kPatient}, has_code(name), {}, {}, Totals::kExact};
    return search(*ground_, extractor_, kLive, authorize(query, SeesAll()), clock_)->total.value_or(999);
  }
  void expect_whole() {
    const std::uint64_t newest = committer_->settle();
    const Result<VerifyReport> report = verify(*ground_, compressor_, &extractor_, VerifyDepth::kDeep, newest);
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(report->findings, testing::IsEmpty());
  }

  SharedClock clock_;
  TestExtractor extractor_;
  TestDirectory directory_;
  std::unique_ptr<Database> database_;
  Compressor compressor_;
  Published published_;
  RecordCache cache_{0};
  Records records_{*database_, compressor_, published_, cache_};
  DictionaryTrainer trainer_{*database_, compressor_, published_, 0, 0};
  std::unique_ptr<Postings> postings_;
  std::unique_ptr<Columns> columns_;
  KnownConditions known_{KnownConditionsOptions{}};
  RecentTerms recent_{1'024};
  std::optional<Ground> ground_;
  std::atomic<int> asked_to_erase_ = 0;
  std::unique_ptr<Committer> committer_;
};

TEST_F(RunsTest, SetsOfOneTurnAreWrittenTogether) {
  std::vector<PreparedSet> sets;
  for (int i = 0; i < 6; ++i) {
    WriteSet writes(kLive);
    writes.puts.push_back(put(kPatient, "p" + std::to_string(i), {code("s", "c")}));
    sets.push_back(prepared(std::move(writes)));
  }
  BlockingLoop loop;
  for (PreparedSet& set : sets) set.loop = &loop;
  const auto one_turn = [](Committer& committer, std::vector<PreparedSet>& all) -> Task<Status> {
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      all[i].waiting = std::noop_coroutine();
      if (!committer.submit(all[i])) co_return unavailable("full");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // Time enough to take it, for a committer that does not wait.
    }
    Submission last{committer, all.back()};
    co_await last;
    co_return Status();
  };
  const BatchNumber before = published_.batch();
  ASSERT_TRUE(loop.run(one_turn(*committer_, sets)).ok());
  EXPECT_EQ(published_.batch(), before + 1);
  for (const PreparedSet& set : sets) EXPECT_TRUE(std::holds_alternative<Committed>(*set.outcome));
}

/// Loops that never end their turns: as many as may keep company are taken all the same.
class CompanyTest : public RunsTest {
 protected:
  CompanyTest() : RunsTest(few()) {}
  static CommitterOptions few() {
    CommitterOptions options;
    options.company_max = 3;
    return options;
  }
};

TEST_F(CompanyTest, IsOfSoManySetsAtMost) {
  std::vector<PreparedSet> sets;
  for (int i = 0; i < 3; ++i) {
    WriteSet writes(kLive);
    writes.puts.push_back(put(kPatient, "p" + std::to_string(i), {code("s", "c")}));
    sets.push_back(prepared(std::move(writes)));
  }
  BlockingLoop loop;
  const BatchNumber before = published_.batch();
  for (PreparedSet& set : sets) {
    set.loop = &loop;
    set.waiting = std::noop_coroutine();
    ASSERT_TRUE(committer_->submit(set));
  }
  while (published_.batch() == before) std::this_thread::yield();  // The loop was not run.
  committer_->settle();  // It has answered them, too.
  EXPECT_EQ(total("c"), 3U);
  const auto turn = [](Loop& at) -> Task<Status> {
    co_await yield_to(at);
    co_return Status();
  };
  ASSERT_TRUE(loop.run(turn(loop)).ok());  // What still waits for its turn.
}

TEST_F(RunsTest, StandAboveWhatOthersWroteMeanwhile) {
  const auto run = staged("run", 10);
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 20);
  ASSERT_TRUE(reservation);
  EXPECT_EQ(reservation->base, 21U);
  EXPECT_FALSE(*committer_->reserve(*run, 20)) << "one at a time";
  EXPECT_EQ(write("a", 5), Position{5});
  take_over(*run, *reservation);
  EXPECT_EQ(write("b", 5), Position{10});
  EXPECT_EQ(total("run"), 0U);
  PreparedSet set = set_of(*run, reservation);
  EXPECT_EQ(std::get<Committed>(*outcome_of(set)).position, Position{30});
  EXPECT_EQ(total("run"), 10U);
  EXPECT_EQ(write("c", 1), Position{31});
  EXPECT_EQ(published_.runs.holes_below(31), 10U);
  expect_whole();
}

TEST_F(RunsTest, LoseTheirPositionsToWhoNeedsThem) {
  const auto run = staged("run", 10);
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 3);
  EXPECT_EQ(write("a", 5), Position{5}) << "no hole";
  EXPECT_EQ(reservation->state, Reservation::State::kLost);
  EXPECT_FALSE(reservation->leave_writing(Reservation::State::kTaking));
  EXPECT_TRUE(*committer_->reserve(*run, 3)) << "and another can have its turn";
  expect_whole();
}

TEST_F(RunsTest, LeaveNothingWhenTheyAreGivenUp) {
  const auto run = staged("run", 10);
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 3);
  take_over(*run, *reservation);
  EXPECT_EQ(write("a", 5), Position{18}) << "positions of files that are there are used up";
  EXPECT_EQ(total("run"), 0U);
  EXPECT_EQ(total("a"), 5U);
  PreparedSet set = set_of(*run, reservation);
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(set)));
  EXPECT_EQ(total("run"), 0U);
  EXPECT_EQ(write("b", 1), Position{19});
  EXPECT_EQ(published_.runs.holes_below(19), 13U);
  expect_whole();
}

TEST_F(RunsTest, AreReleasedWithOrWithoutFiles) {
  const auto run = staged("run", 10);
  committer_->release(*committer_->reserve(*run, 3));
  EXPECT_EQ(write("a", 1), Position{1});
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 3);
  take_over(*run, *reservation);
  committer_->release(reservation);
  EXPECT_EQ(write("b", 1), Position{15});
  EXPECT_EQ(total("run"), 0U);
  expect_whole();
}

TEST_F(RunsTest, AreErasedFromTheIndexOnceTheyAreGivenUp) {
  write("run", 1);
  const auto run = staged("run", 10);
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 3);
  take_over(*run, *reservation);
  EXPECT_EQ(on_disk("run").size(), 10U);
  const std::atomic<bool> stopped = false;
  ASSERT_TRUE(postings_->erase_purged({kLive, kPatient}, stopped).ok());
  EXPECT_EQ(on_disk("run").size(), 10U) << "it may be committed yet";
  committer_->release(reservation);
  EXPECT_TRUE(ever_referred(*ground_, kLive, {kPatient, {kSubject}}, {kPatient, "run"})->empty());
  const std::vector<PurgeRemains> remains = what_remains(*database_).value();
  ASSERT_EQ(remains.size(), 1U);
  EXPECT_EQ(remains.front().positions, (std::vector<std::uint64_t>{reservation->base, reservation->base + 9}));
  EXPECT_FALSE(has_purge_under_way(*database_).value());
  ASSERT_TRUE(postings_->erase_purged({kLive, kPatient}, stopped).ok());
  EXPECT_TRUE(on_disk("run").empty());
  EXPECT_EQ(total("run"), 1U);
  expect_whole();
}

TEST_F(RunsTest, AreErasedAtOnceIfTheyAreGivenUpAfterAPurge) {
  write("run", 2);
  const auto run = staged("run", 2);
  const std::shared_ptr<Reservation> reservation = *committer_->reserve(*run, 3);
  take_over(*run, *reservation);
  EXPECT_EQ(purged(purge_of({{kPatient, "run0"}})), 1U);
  EXPECT_EQ(asked_to_erase_, 1);
  PreparedSet set = set_of(*run, reservation);
  set.looked_up_at = 1;  // Before the purge.
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(set)));
  EXPECT_EQ(asked_to_erase_, 2);
  EXPECT_EQ(total("run"), 1U);
  const std::shared_ptr<Reservation> another = *committer_->reserve(*run, 3);
  take_over(*run, *another);
  committer_->release(another);
  EXPECT_EQ(asked_to_erase_, 2) << "no purge waits for it";
  expect_whole();
}

/// Nothing is settled before it is asked for.
class UnsettledRunsTest : public RunsTest {
 protected:
  UnsettledRunsTest() : RunsTest({4'096, 65'536, std::chrono::milliseconds(100), 1, std::chrono::hours(1), {}}) {}

  Position write_run(const StagedRun& run) {
    const std::shared_ptr<Reservation> reservation = *committer_->reserve(run, 3);
    take_over(run, *reservation);
    PreparedSet set = set_of(run, reservation);
    return std::get<Committed>(*outcome_of(set)).position;
  }
  std::vector<std::string> found(Expr where, std::vector<SortKey> sort = {}) {
    const Query query{{kPatient}, std::move(where), std::move(sort), {1'000, "", 0}, Totals::kExact};
    return ids_of(search(*ground_, extractor_, kLive, authorize(query, SeesAll()), clock_)->records);
  }
};

TEST_F(UnsettledRunsTest, AreSeenAsIfTheyWereSettled) {
  constexpr std::size_t kRecords = 700;  // More than are looked up one by one.
  write("run", 3);
  write("other", 1);
  const auto run = staged("run", kRecords);
  write_run(*run);
  const Position later = write("run", 1);
  std::vector<std::string> all{"other0"};
  for (std::size_t i = 0; i < kRecords; ++i) all.push_back("run" + std::to_string(i));
  std::sort(all.begin(), all.end());
  const auto expect_seen = [&] {
    EXPECT_EQ(found({Ids{all}}, {{SortBy::kId, {}, false}}), all);
    EXPECT_EQ(found({Ids{{"run0", "run1", "run699", "none"}}}).size(), 3U);
    EXPECT_EQ(total("run"), kRecords);
    EXPECT_EQ(records_.newest(kLive, {kPatient, "run0"}).value(), later);
    EXPECT_EQ(records_.state(kLive, {kPatient, "run699"}).value()->version, Version{1});
    EXPECT_EQ(records_.state(kLive, {kPatient, "run2"}).value()->version, Version{2});
    EXPECT_FALSE(records_.liveness(current_key(kLive, {kPatient, "run698"})).value()->is_deleted());
    EXPECT_TRUE(records_.place(kLive, {kPatient, "run1"}, Version{2}).value());
    HistoryQuery query;
    query.type = kPatient;
    query.id = "run0";
    query.count = 10;
    EXPECT_EQ(history(*ground_, kLive, query)->total, 3U);
    WriteSet refused(kLive);
    refused.puts.push_back(put(kPatient, "run5", {}, ExpectAbsent{}));
    PreparedSet set = prepare(*ground_, compressor_, &extractor_, std::move(refused)).value();
    EXPECT_TRUE(std::holds_alternative<Refused>(*outcome_of(set)));
  };
  ASSERT_TRUE(published_.runs.unsettled());
  {
    SCOPED_TRACE("unsettled");
    expect_seen();
  }
  EXPECT_FALSE(*committer_->reserve(*run, 3)) << "the next has to wait";
  committer_->settle();
  ASSERT_FALSE(published_.runs.unsettled());
  expect_seen();
  expect_whole();
}

/// What was looked up before a run came is not believed afterwards, settled or not.
TEST_F(UnsettledRunsTest, AreKnownToSetsThatWerePreparedBefore) {
  write("run", 1);
  const auto prepared = [&](const std::string& id) {
    WriteSet writes(kLive);
    writes.puts.push_back(put(kPatient, id, {}, ExpectAbsent{}));
    writes.guards = {MustExist{{kPatient, "run0"}}};
    return prepare(*ground_, compressor_, &extractor_, std::move(writes)).value();
  };
  PreparedSet meanwhile = prepared("run1");
  PreparedSet afterwards = prepared("run2");
  PreparedSet other = prepared("other");
  std::shared_ptr<StagedRun> run = StagedRun::make(*ground_, compressor_, kLive).value();
  ASSERT_TRUE(run->remove({{kPatient, "run0"}, ExpectLive{}}).ok());
  for (const char* id : {"run1", "run2"}) ASSERT_TRUE(run->put(put(kPatient, id, {code("s", "run")})).ok());
  ASSERT_TRUE(run->seal().ok());
  write_run(*run);
  EXPECT_EQ(std::get<Refused>(*outcome_of(meanwhile)).by, RefusedBy::kPut);
  committer_->settle();
  EXPECT_EQ(std::get<Refused>(*outcome_of(afterwards)).by, RefusedBy::kPut);
  EXPECT_EQ(std::get<Refused>(*outcome_of(other)).by, RefusedBy::kGuard);
  expect_whole();
}

TEST_F(UnsettledRunsTest, AreSettledBeforeOneOfThemIsPurged) {
  write("run", 3);
  write("other", 1);
  write_run(*staged("run", 20));
  write("run", 1);
  EXPECT_EQ(purged(purge_of({{kPatient, "other0"}})), 1U);
  EXPECT_TRUE(published_.runs.unsettled()) << "the run has nothing of it";
  PreparedSet prepared_before = prepared(purge_of({{kPatient, "run2"}}));
  EXPECT_EQ(purged(purge_of({{kPatient, "run0"}, {kPatient, "run1"}, {kPatient, "run19"}})), 6U) << "3, 2 and 1";
  EXPECT_FALSE(published_.runs.unsettled());
  EXPECT_EQ(std::get<Committed>(*outcome_of(prepared_before)).purged_versions, 2U);
  for (const char* id : {"run0", "run1", "run2", "run19"}) {
    SCOPED_TRACE(id);
    EXPECT_FALSE(records_.state(kLive, {kPatient, id}).value());
    EXPECT_FALSE(records_.place(kLive, {kPatient, id}, Version{1}).value());
    EXPECT_FALSE(records_.place(kLive, {kPatient, id}, Version{2}).value());
  }
  EXPECT_EQ(total("run"), 16U);
  write("run", 1);
  EXPECT_EQ(records_.state(kLive, {kPatient, "run0"}).value()->version, Version{1});
  expect_whole();
}

TEST_F(UnsettledRunsTest, MakePurgesStaleThatWerePreparedBefore) {
  write("run", 1);
  PreparedSet purge = prepared(purge_of({{kPatient, "run0"}}));
  PreparedSet of_new = prepared(purge_of({{kPatient, "run1"}}));
  write_run(*staged("run", 2));
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(purge)));
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(of_new))) << "there is something to purge now";
  EXPECT_EQ(purged(purge_of({{kPatient, "run0"}})), 2U);
  expect_whole();
}

/// What a run refers to is known to the index only: a look-up from before is of no use.
TEST_F(UnsettledRunsTest, MakeLookUpsOfReferrersStale) {
  write("run", 3);
  const auto by = std::make_shared<const std::vector<ReferringType>>(std::vector<ReferringType>{{kEncounter, {kSubject}}});
  const auto guarded = [&](WriteSet writes, const std::string& id) {
    writes.guards = {Unreferenced{{kPatient, id}, {}, by}};
    return prepared(std::move(writes));
  };
  const auto removal = [&](const std::string& id) {
    WriteSet writes(kLive);
    writes.removes = {{{kPatient, id}, ExpectLive{}}};
    return guarded(std::move(writes), id);
  };
  PreparedSet first = removal("run2");
  EXPECT_TRUE(std::holds_alternative<Committed>(*outcome_of(first))) << "from now on references are watched";
  PreparedSet removes = removal("run0");
  PreparedSet purges = guarded(purge_of({{kPatient, "run1"}}), "run1");
  std::shared_ptr<StagedRun> run = StagedRun::make(*ground_, compressor_, kLive).value();
  ASSERT_TRUE(run->put(put(kEncounter, "e0", {subject("run0")})).ok());
  ASSERT_TRUE(run->put(put(kEncounter, "e1", {subject("run1")})).ok());
  ASSERT_TRUE(run->seal().ok());
  write_run(*run);
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(removes)));
  EXPECT_TRUE(std::holds_alternative<Stale>(*outcome_of(purges)));
  PreparedSet again = removal("run0");
  EXPECT_EQ(std::get<Refused>(*outcome_of(again)).by, RefusedBy::kGuard);
  expect_whole();
}

TEST_F(RunsTest, SpoolTermsInOrder) {
  std::mt19937_64 random(2);
  for (const std::size_t memory : {std::size_t{1}, std::size_t{20'000}, std::size_t{1} << 30U}) {
    TermSpool spool(*database_, memory);
    std::map<std::string, Positions> expected;
    for (std::uint64_t number = 0; number < 300; ++number) {
      TermList terms;
      for (int i = 0; i < 5; ++i) {
        const std::string term = "t" + std::to_string(random() % 100);
        terms.open() += term;
        terms.close();
        Positions& numbers = expected[term];
        if (numbers.empty() || numbers.back() != number) numbers.push_back(number);
      }
      ASSERT_TRUE(spool.add(terms, number).ok());
    }
    ASSERT_TRUE(spool.seal().ok());
    for (int pass = 0; pass < 2; ++pass) {
      std::vector<std::pair<std::string, Positions>> read;
      const auto visit = [&](std::string_view term, const Positions& numbers) {
        read.emplace_back(term, numbers);
        return Status();
      };
      ASSERT_TRUE(spool.for_each(visit).ok());
      const std::vector<std::pair<std::string, Positions>> in_order(expected.begin(), expected.end());
      EXPECT_EQ(read, in_order) << memory;
    }
  }
}

}  // namespace
}  // namespace osler::store::rocks
