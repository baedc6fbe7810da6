// What the committer does with staged runs: keeps positions for them, commits them by one row, and settles them
// afterwards.

#include <algorithm>

#include "base/fault.h"
#include "store/rocks/committer.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kSettledBytesAssumed = 512;  ///< Of one record's rows.
constexpr std::chrono::milliseconds kSettleAgainAfter{100};

}  // namespace

// --- any thread

Result<std::shared_ptr<Reservation>> Committer::reserve(const StagedRun& run, std::uint64_t gap) {
  auto made = std::make_shared<Reservation>();
  made->count = run.keys()->size();
  for (const RunPart& part : run.keys()->parts()) made->scopes.push_back(part.scope);
  const bool done = do_between([&] {
    if (reserved_ || settling_) return;
    made->base = last_position_ + 1 + gap;
    reserved_ = made;
  });
  if (!done) return unavailable("the store is being closed");
  return made->base == 0 ? nullptr : std::move(made);
}

void Committer::release(const std::shared_ptr<Reservation>& reservation) {
  do_between([&] {
    if (reserved_ != reservation) return;
    if (reservation->leave_writing(Reservation::State::kLost)) {
      reserved_.reset();
    } else {
      give_up();
      finish();
    }
  });
}

std::uint64_t Committer::settle() {
  std::uint64_t newest = published_.newest();
  do_between([&] {
    while (settling_ && settle_some()) {
    }
    newest = published_.newest();
  });
  return newest;
}

// --- the committer's thread

/// The last position before those of so many new versions.
std::uint64_t Committer::room_for(std::size_t versions) {
  if (versions == 0) return newest_;
  if (reserved_ && last_position_ + versions >= reserved_->base) {
    // The run was too slow, and needs others. Those of files that are in the database already are used up.
    if (reserved_->leave_writing(Reservation::State::kLost)) {
      reserved_.reset();
    } else {
      give_up();
    }
  }
  return last_position_;
}

/// The run's files, which are in the database or on their way, are nothing. Their positions stay empty, for nobody can
/// take entries of the index out again.
void Committer::give_up() {
  reserved_->state.wait(Reservation::State::kTaking);
  Run row{reserved_->base, reserved_->count, reserved_->base - 1 - last_position_, 0, RunState::kGivenUp};
  const std::uint64_t end = row.base + row.count;
  batch_.put(Column::kMeta, run_key(row.base), run_value(row));
  batch_.erase(Column::kVersion, version_key({row.base}), version_key({end}));
  for (const Scope& scope : reserved_->scopes) {
    put_given_up(scope, row, batch_);
    batch_.erase(Column::kIndex, every_version_key(scope, row.base), every_version_key(scope, end));
  }
  published_.runs.add(row);
  erases_ = erases_ || reserved_->beside_purge;
  last_position_ = end - 1;
  reserved_->state = Reservation::State::kLost;
  reserved_.reset();
}

void Committer::process_run(PreparedSet& set) {
  finish();
  const bool is_lost = set.reservation && set.reservation != reserved_;
  Result<Verdict> verdict = Verdict(Stale{});
  if (!is_lost) verdict = judge_.judge(set);
  if (!verdict.ok()) set.outcome = verdict.error();
  if (verdict.ok() && std::holds_alternative<Permitted>(*verdict)) {
    const Status collected = collect_run(set, std::get<Permitted>(*verdict));
    if (!collected.ok()) verdict = collected.error();
    if (!collected.ok()) set.outcome = collected.error();
  } else if (verdict.ok()) {
    const auto* refused = std::get_if<Refused>(&*verdict);
    set.must_look_again = std::holds_alternative<LookAgain>(*verdict);
    set.outcome = refused == nullptr ? Outcome(Stale{}) : Outcome(*refused);
  }
  const bool goes_on = verdict.ok() && (std::holds_alternative<Permitted>(*verdict) || set.must_look_again);
  if (!goes_on && !is_lost && set.reservation) give_up();
  judged_.push_back(&set);
  OSLER_FAULT("run.before_commit");
  finish();
}

Status Committer::collect_run(PreparedSet& set, const Permitted& permitted) {
  const WriteSet& writes = set.writes;
  if (!writes.audit.empty()) OSLER_RETURN_IF_ERROR(ledger_.load(writes.partition));
  collect_rows(set.rows, writes.rows, permitted.rows);
  collect_rows(set.system_rows, writes.system_rows, permitted.system_rows);
  if (!writes.audit.empty()) ledger_.append(writes.partition, time_ms_, writes.audit);
  if (set.reservation) {
    const Run row{reserved_->base, reserved_->count, reserved_->base - 1 - last_position_, time_ms_,
                  RunState::kCommitted};
    batch_.put(Column::kMeta, run_key(row.base), run_value(row));
    published_.runs.add(row);
    newest_ = last_position_ = row.base + row.count - 1;
    run_ = &set;
    const auto run = std::make_shared<UnsettledRun>(UnsettledRun{set.run->keys(), row.base, row.time_ms});
    settling_ = std::make_unique<Settling>(run, row, batch_number_);
    settle_at_ = std::chrono::steady_clock::now();
    reserved_.reset();
  }
  Committed committed;
  committed.position = Position{newest_};
  committed.time_ms = time_ms_;
  set.outcome = Outcome(std::move(committed));
  return {};
}

void Committer::publish_run(const PreparedSet& set) {
  OSLER_FAULT("run.before_publish");
  const UnsettledRun& run = settling_->run();
  const RunKeys& keys = *set.run->keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const RunVersion version = keys[i];
    const std::uint64_t position = run.base + i;
    published_.timeline.add(position, version.first == 0 ? position : version.first, version.action);
    if (version.before != 0) published_.timeline.supersede(version.before, position);
  }
  for (const RunPart& part : keys.parts()) {
    Tally& tally = published_.tallies.of(part.scope);
    tally.versions += part.versions;
    tally.live += static_cast<std::uint64_t>(part.live);  // Less than before, as unsigned numbers count.
    judge_.changed_by_run(part.scope, run.base + part.last);
  }
  judge_.references_unknown(batch_number_);
  published_.runs.begin_settling(settling_->shared());
}

/// True: some rows were written.
bool Committer::settle_some() {
  if (!settling_) return false;
  if (!database_.check_room(options_.settled_at_once_max * kSettledBytesAssumed).ok()) {
    settle_at_ = std::chrono::steady_clock::now() + kSettleAgainAfter;
    return false;
  }
  Batch rows(database_);
  const bool last = settling_->add_rows(
      options_.settled_at_once_max, rows, [this](std::string_view key, const CurrentState& state) { judge_.settling(key, state); });
  OSLER_FAULT("run.before_settling");
  database_.write_unsynced(rows);
  settle_at_ = std::chrono::steady_clock::now() + options_.settle_pause;
  OSLER_FAULT("run.after_settling");
  if (!last) return true;
  judge_.settled(settling_->batch());
  published_.runs.settled();
  settling_.reset();
  return true;
}

/// What lies in a run that is not settled cannot be purged: rows that the run has yet to write would bring it back.
Status Committer::settle_purged(const PreparedSet& set) {
  const auto is_in_run = [this](const PreparedPurge& purge) { return settling_->run().keys->find(purge.current_key).has_value(); };
  if (!settling_ || std::ranges::none_of(set.purges, is_in_run)) return {};
  finish();  // What was collected of the run's records is written before the run's own rows are all that counts.
  while (settling_) {
    OSLER_RETURN_IF_ERROR(database_.check_room(options_.settled_at_once_max * kSettledBytesAssumed));
    settle_some();
  }
  return {};
}

}  // namespace osler::store::rocks
