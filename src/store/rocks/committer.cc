#include "store/rocks/committer.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/detached.h"
#include "base/fault.h"
#include "base/thread_name.h"
#include "base/yield.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/write_rules.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kBatchBytesMax = std::size_t{8} << 20U;  ///< Nobody waits long behind one batch.

}  // namespace

Committer::Committer(const Ground& ground, Database& database, Published& published, Postings& postings,
                     RecentTerms& recent, DictionaryTrainer& trainer, SyncedMark mark, Clock& clock, std::int64_t last_time_ms,
                     std::uint64_t last_position, CommitterOptions options)
    : database_(database),
      published_(published),
      postings_(postings),
      recent_(recent),
      trainer_(trainer),
      mark_(std::move(mark)),
      clock_(clock),
      options_(options),
      judge_(ground),
      ledger_(database),
      batch_(database),
      purges_(ground.records),
      newest_(published.newest()),
      last_position_(std::max(last_position, newest_)),
      time_ms_(last_time_ms),
      thread_([this] { run(); }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_all();
  thread_.join();
}

// --- any thread

namespace {

/// The turn ends with a round of the loop that brought nothing.
Detached end_of_turn(Loop& loop, Committer& committer, std::uint64_t submitted) {
  while (true) {
    co_await yield_to(loop);
    const std::uint64_t now = committer.turn_goes_on(loop, submitted);
    if (now == submitted) co_return;
    submitted = now;
  }
}

}  // namespace

/// Whoever sleeps is woken once for all that a loop submits in one turn: each sync costs as much as several creates do.
bool Committer::submit(PreparedSet& set) {
  Loop& loop = *set.loop;  // The set may be answered, and gone, as soon as it is queued.
  bool is_first = false;
  std::uint64_t submitted = 0;
  bool is_due = false;
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || sets_.size() >= options_.queue_sets_max) return false;
    sets_.push_back(&set);
    submitted = ++submitted_;
    is_first = std::find(turns_.begin(), turns_.end(), &loop) == turns_.end();
    if (is_first) turns_.push_back(&loop);
    is_due = sets_.size() >= options_.company_max;
    is_due_ = is_due_ || is_due;
  }
  if (is_first) end_of_turn(loop, *this, submitted);
  if (is_due) work_.notify_one();
  return true;
}

std::uint64_t Committer::turn_goes_on(Loop& loop, std::uint64_t submitted) {
  {
    const std::lock_guard lock(mutex_);
    if (submitted_ != submitted && !is_due_ && !sets_.empty()) return submitted_;
    std::erase(turns_, &loop);
    if (sets_.empty() || is_due_) return submitted;
    is_due_ = true;
  }
  work_.notify_one();
  return submitted;
}

Status Committer::append_audit(Partition partition, std::string_view content) {
  const std::lock_guard lock(mutex_);
  if (closing_ || audits_.entries.size() >= options_.queue_audits_max) {
    return unavailable("too much waits to be written: try again");
  }
  if (audits_.empty()) {
    audits_since_ = std::chrono::steady_clock::now();
    work_.notify_one();
  }
  audits_.entries.push_back({partition, static_cast<std::uint32_t>(content.size())});
  audits_.contents += content;
  ++audits_appended_;
  return {};
}

void Committer::flush_audit() {
  std::unique_lock lock(mutex_);
  const std::uint64_t appended = audits_appended_;
  if (audits_done_ >= appended) return;
  flush_asked_ = true;
  work_.notify_one();
  audits_written_.wait(lock, [&] { return audits_done_ >= appended; });
}

bool Committer::do_between(const std::function<void()>& run) {
  Errand errand{run};
  std::unique_lock lock(mutex_);
  if (closing_) return false;
  errands_.push_back(&errand);
  work_.notify_one();
  errands_done_.wait(lock, [&] { return errand.done; });
  return true;
}

// --- the committer's thread

void Committer::run() {
  name_this_thread("committer");
  Work work;
  while (take(work)) {
    const std::size_t audits = work.audits.entries.size();
    do_errands(work.errands);
    process(work);
    if (settling_ && std::chrono::steady_clock::now() >= settle_at_) settle_some();
    work.sets.clear();
    work.audits.clear();
    if (audits == 0) continue;
    {
      const std::lock_guard lock(mutex_);
      audits_done_ += audits;
    }
    audits_written_.notify_all();
  }
  while (settle_some()) {}
}

void Committer::do_errands(std::vector<Errand*>& errands) {
  if (errands.empty()) return;
  for (const Errand* errand : errands) errand->run();
  {
    const std::lock_guard lock(mutex_);
    for (Errand* errand : errands) errand->done = true;
  }
  errands.clear();
  errands_done_.notify_all();
}

/// Waits for something to do. Audit entries of reads alone wait a while for company, and the next rows of a run for their
/// turn. False: closed, nothing left.
bool Committer::take(Work& work) {
  std::unique_lock lock(mutex_);
  while (!is_due_ && errands_.empty() && !closing_ && !(flush_asked_ && !audits_.empty())) {
    std::optional<std::chrono::steady_clock::time_point> due;
    if (!audits_.empty()) due = audits_since_ + options_.audit_sync;
    if (settling_) due = std::min(due.value_or(settle_at_), settle_at_);
    if (!due) {
      work_.wait(lock);
    } else if (work_.wait_until(lock, *due) == std::cv_status::timeout) {
      break;
    }
  }
  flush_asked_ = false;
  is_due_ = false;
  std::swap(work.sets, sets_);
  std::swap(work.audits, audits_);
  std::swap(work.errands, errands_);
  return !work.sets.empty() || !work.audits.empty() || !work.errands.empty() || (settling_ && !closing_);
}

Status Committer::check_room(const Work& work) {
  OSLER_RETURN_IF_ERROR(postings_.check_room());
  std::size_t bytes = 0;
  for (const PreparedSet* set : work.sets) {
    for (const PreparedPut& put : set->puts) bytes += put.content.bytes.size() + put.terms.bytes();
    for (const RowChange& row : set->writes.rows) bytes += row.bytes ? row.bytes->size() : 0;
  }
  return database_.check_room(bytes);
}

void Committer::process(Work& work) {
  if (work.sets.empty() && work.audits.empty()) return;
  if (const Status room = check_room(work); !room.ok()) {
    for (PreparedSet* set : work.sets) set->outcome = room.error();
    judged_ = std::move(work.sets);
    answer();
    collect_audits(work.audits);
    return finish();
  }
  time_ms_ = std::max(time_ms_, clock_.now_ms());
  for (PreparedSet* set : work.sets) {
    // Either may answer the set, which is gone then.
    if (set->run != nullptr) process_run(*set);
    else process_set(*set);
  }
  collect_audits(work.audits);
  finish();
}

void Committer::process_set(PreparedSet& set) {
  const Status settled = settle_purged(set);
  Result<Verdict> verdict = settled.ok() ? judge_and_collect(set) : Result<Verdict>(settled.error());
  if (verdict.ok() && std::holds_alternative<WriteFirst>(*verdict)) {
    finish();
    verdict = judge_and_collect(set);
  }
  if (!verdict.ok()) set.outcome = verdict.error();
  judged_.push_back(&set);
  if (batch_.bytes() + ledger_.bytes() + term_bytes_ > kBatchBytesMax) finish();
}

void Committer::collect_audits(const Audits& audits) {
  std::string_view rest = audits.contents;
  for (const Audits::Entry& audit : audits.entries) {
    const std::string_view content = rest.substr(0, audit.bytes);
    rest.remove_prefix(audit.bytes);
    if (const Status loaded = ledger_.load(audit.partition); !loaded.ok()) {
      // A ledger that cannot be read cannot be continued either. Writes to that partition are refused for it.
      std::fprintf(stderr, "osler: an audit entry is lost: %s\n", loaded.error().message.c_str());
      continue;
    }
    ledger_.append(audit.partition, time_ms_, content);
    OSLER_FAULT("audit.before_write");
  }
}

Result<Verdict> Committer::judge_and_collect(PreparedSet& set) {
  OSLER_TRY(Verdict verdict, judge_.judge(set));
  if (const auto* refused = std::get_if<Refused>(&verdict)) set.outcome = Outcome(*refused);
  if (std::holds_alternative<Stale>(verdict)) set.outcome = Outcome(Stale{});
  if (const auto* permitted = std::get_if<Permitted>(&verdict)) {
    if (!set.writes.audit.empty()) OSLER_RETURN_IF_ERROR(ledger_.load(set.writes.partition));
    set.outcome = collect(set, *permitted);
  }
  return verdict;
}

namespace {

/// The header of the version after `before`, numbers given later than this.
VersionHeader next_header(const std::optional<CurrentState>& before, Action action, std::uint64_t position,
                          std::int64_t time_ms, const Origin& origin) {
  VersionHeader header;
  header.position = Position{position};
  header.first = before ? before->first : header.position;
  header.version = Version{before ? before->version.number + 1 : 1};
  header.action = action;
  header.time_ms = time_ms;
  header.created_ms = before ? before->created_ms : time_ms;
  header.origin = origin;
  return header;
}

}  // namespace

/// All or nothing: nothing is collected before rows_after, the last that can refuse, has agreed.
Result<Outcome> Committer::collect(PreparedSet& set, const Permitted& permitted) {
  WriteSet& writes = set.writes;
  Committed committed;
  const auto live_before = [](const auto& before) { return before && !before->is_deleted(); };
  const auto deletions = std::count_if(permitted.removes.begin(), permitted.removes.end(), live_before);
  std::uint64_t position = room_for(writes.puts.size() + static_cast<std::size_t>(deletions));
  const std::uint64_t position_before = position;
  for (std::size_t i = 0; i < writes.puts.size(); ++i) {
    const Action action = action_of_put(header_of(permitted.puts[i]));
    committed.headers.push_back(next_header(permitted.puts[i], action, ++position, time_ms_, writes.origin));
    committed.headers.back().splice_at = writes.puts[i].splice_at;
  }
  std::vector<RowChange> rows_after;
  std::vector<std::uint64_t> revisions_after;
  if (writes.rows_after) {
    rows_after = writes.rows_after(committed.headers);
    for (const RowChange& row : rows_after) OSLER_RETURN_IF_ERROR(check_row_form(row));
    OSLER_TRY(Judge::RowsVerdict verdict, judge_.judge_rows_after(set, permitted, rows_after));
    if (const auto* index = std::get_if<std::size_t>(&verdict)) {
      return Outcome(Refused{RefusedBy::kRow, writes.rows.size() + *index, {}});
    }
    revisions_after = std::get<std::vector<std::uint64_t>>(std::move(verdict));
  }
  for (const std::optional<CurrentState>& before : permitted.removes) {
    committed.headers.push_back(live_before(before) ? next_header(before, Action::kDelete, ++position, time_ms_, writes.origin)
                                                    : VersionHeader{});
  }

  for (std::size_t i = 0; i < writes.puts.size(); ++i) {
    PreparedPut& put = set.puts[i];
    collect_version(set, {writes.puts[i].key, put.record.current_key, permitted.puts[i], &writes.puts[i].entries},
                    committed.headers[i], put.content);
    const std::uint64_t at = committed.headers[i].position.number;
    term_bytes_ += put.terms.bytes();
    const auto terms = std::make_shared<const TermList>(std::move(put.terms));
    for (std::size_t k = 0; k < terms->size(); ++k) new_terms_.push_back({(*terms)[k], at});
    new_recent_.push_back({{writes.partition, writes.puts[i].key.type}, at, terms});
  }
  for (std::size_t i = 0; i < writes.removes.size(); ++i) {
    VersionHeader& header = committed.headers[writes.puts.size() + i];
    if (header.version.number == 0) continue;
    collect_version(set, {writes.removes[i].key, set.removes[i].current_key, permitted.removes[i], nullptr}, header,
                    {});
  }
  for (std::size_t i = 0; i < writes.purges.size(); ++i) {
    const Scope scope{writes.partition, writes.purges[i].key.type};
    purges_.add(scope, writes.purges[i].key, set.purges[i], batch_);
    judge_.purged(set.purges[i].current_key, scope, position, batch_number_);
    committed.purged_versions += set.purges[i].versions.size();
  }
  if (reserved_ && !writes.purges.empty()) reserved_->beside_purge = true;
  collect_rows(set.rows, writes.rows, permitted.rows);
  collect_rows(set.system_rows, writes.system_rows, permitted.system_rows);
  std::vector<LookedUpRow> keys_after;
  for (const RowChange& row : rows_after) keys_after.push_back({row_key(writes.partition, row.table, row.key), 0});
  collect_rows(keys_after, rows_after, revisions_after);
  if (!writes.audit.empty()) ledger_.append(writes.partition, time_ms_, writes.audit);
  if (position != position_before) newest_ = last_position_ = position;
  committed.position = Position{newest_};
  committed.time_ms = time_ms_;
  return Outcome(std::move(committed));
}

void Committer::collect_version(const PreparedSet& set, const Replaced& replaced, const VersionHeader& header,
                                const Content& content) {
  const Partition partition = set.writes.partition;
  const RecordKey& key = replaced.key;
  const Scope scope{partition, key.type};
  const CurrentState state{header.position, header.first, header.version, header.created_ms, header.action};
  const std::uint64_t previous = replaced.before ? replaced.before->position.number : 0;
  frame_.clear();
  append_frame(frame_, {partition, key, header, Position{previous}}, content);
  batch_.put(Column::kVersion, version_key(header.position), frame_);
  batch_.put(Column::kCurrent, replaced.current_key, current_value(state));
  batch_.put(Column::kHistory, history_key(partition, key, header.version),
             history_value(header.position, header.action));
  batch_.put(Column::kIndex, every_version_key(scope, header.position.number), key.id);
  const bool was_live = replaced.before && !replaced.before->is_deleted();
  if (settling_) settling_->overtaken(replaced.current_key);
  judge_.changed(replaced.current_key, state, {scope, &key.id, replaced.entries, was_live}, batch_number_);
  new_versions_.push_back({scope, header.position.number, previous, header.first.number, header.action, was_live});
}

void Committer::collect_rows(const std::vector<LookedUpRow>& rows, const std::vector<RowChange>& changes,
                             const std::vector<std::uint64_t>& revisions) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::uint64_t revision = changes[i].bytes ? revisions[i] + 1 : 0;
    if (changes[i].bytes) {
      std::string value;
      append_u64(value, revision);
      value += *changes[i].bytes;
      batch_.put(Column::kRows, rows[i].row_key, value);
    } else {
      batch_.erase(Column::kRows, rows[i].row_key);
    }
    judge_.changed_row(rows[i].row_key, revision, batch_number_);
  }
}

/// With the yardstick's way of writing, the batch takes the terms too.
void Committer::collect_terms() {
  if (postings_.writing() != IndexWriting::kInCommit || (new_versions_.empty() && run_ == nullptr)) return;
  for (const Delta::NewTerm& added : new_terms_) postings_.collect(added.term, added.position, batch_);
  postings_.collected(newest_, batch_);
}

/// Writes, publishes and answers what was collected and judged until now.
void Committer::finish() {
  collect_terms();
  ledger_.write(batch_);
  if (!batch_.empty()) {
    purges_.hide(published_);
    OSLER_FAULT("commit.before_write");
    database_.write(batch_);
    OSLER_FAULT("commit.after_sync");
    mark_.write(database_.sequence());
    batch_.clear();
    OSLER_FAULT("commit.before_publish");
    publish();
  }
  OSLER_FAULT("commit.before_answer");
  answer();
}

void Committer::publish() {
  published_.begin();
  for (const NewVersion& version : new_versions_) {
    published_.timeline.add(version.position, version.first, version.action);
    if (version.previous != 0) published_.timeline.supersede(version.previous, version.position);
    Tally& tally = published_.tallies.of(version.scope);
    const bool is_live = version.action != Action::kDelete;
    tally.versions += 1;
    if (is_live && !version.was_live) tally.live += 1;
    if (!is_live && version.was_live) tally.live -= 1;
  }
  const bool purged = purges_.publish(published_);
  if (postings_.writing() == IndexWriting::kInBackground) postings_.add(new_terms_);
  if (run_ != nullptr) publish_run(*run_);
  if (run_ != nullptr || purged) recent_.begin_after(newest_);
  else recent_.add(new_recent_);
  new_recent_.clear();
  published_.end(newest_, batch_number_);
  postings_.added(newest_);
  new_terms_.clear();
  term_bytes_ = 0;
  judge_.published();
  run_ = nullptr;
  new_versions_.clear();
  trainer_.grew(newest_);
  ++batch_number_;
  const bool erases = std::exchange(erases_, false) || purged;
  if (erases && options_.on_purged) options_.on_purged();
}

void Committer::answer() {
  for (PreparedSet* set : judged_) set->loop->post(set->waiting);
  judged_.clear();
}

}  // namespace osler::store::rocks
