#include "store/rocks/rocks_store.h"

#include <optional>
#include <system_error>

#include "base/fault.h"
#include "store/rocks/bytes.h"
#include "store/rocks/committer.h"
#include "store/rocks/dictionary_trainer.h"
#include "store/rocks/directory_lock.h"
#include "store/rocks/eraser.h"
#include "store/rocks/extraction_rules.h"
#include "store/rocks/history.h"
#include "store/rocks/index_again.h"
#include "store/rocks/load.h"
#include "store/rocks/prepared.h"
#include "store/rocks/recover_index.h"
#include "store/rocks/referrers.h"
#include "store/rocks/run_commit.h"
#include "store/rocks/run_recovery.h"
#include "store/rocks/search.h"
#include "store/rocks/timeline_file.h"
#include "store/rocks/verify.h"
#include "store/write_rules.h"

namespace osler::store {

namespace {

/// Less of the log than this is read again as quickly as it is written out.
constexpr std::uint64_t kLogReadAgainMax = std::uint64_t{1} << 20U;

}  // namespace

/// In order of construction: each part needs those above it, and dies before them.
struct RocksStore::Rep {
  Rep(rocks::DirectoryLock l, std::unique_ptr<rocks::Database> d, const RocksOptions& options)
      : lock(std::move(l)), database(std::move(d)), cache(options.record_cache_bytes),
        known({options.condition_bytes, options.condition_work_min}), recent(options.recent_versions_max) {}
  ~Rep() {
    if (!committer) return;
    committer.reset();
    trainer.reset();
    eraser.reset();
    columns.reset();
    postings.reset();  // Writes what is in memory.
    if (database->log_bytes() > kLogReadAgainMax) database->write_out();
    rocks::write_timeline_file(directory, published, database->sequence());
  }

  std::filesystem::path directory;
  rocks::DirectoryLock lock;
  std::unique_ptr<rocks::Database> database;
  rocks::Compressor compressor;
  rocks::Published published;
  rocks::RecordCache cache;
  rocks::KnownConditions known;
  rocks::RecentTerms recent;
  rocks::Records records{*database, compressor, published, cache};
  std::unique_ptr<rocks::Postings> postings;
  std::unique_ptr<rocks::Columns> columns;
  std::optional<rocks::Ground> ground;
  std::unique_ptr<rocks::DictionaryTrainer> trainer;
  std::unique_ptr<rocks::Eraser> eraser;
  std::atomic<const Extractor*> extractor{nullptr};
  Clock* clock = nullptr;
  std::unique_ptr<rocks::Committer> committer;
};

namespace {

/// A refusal names what stood there with everything that is known of it; the committer knew only what it judged by.
Status complete(const rocks::Records& records, Refused& refused) {
  if (!refused.found) return {};
  OSLER_TRY(rocks::FrameHeader head, records.header(refused.found->position));
  refused.found = std::move(head.header);
  return {};
}

/// A record that was purged between being found and being read.
std::optional<Record> unless_purged(Record record) {
  if (rocks::is_purged(record.key)) return std::nullopt;
  return record;
}

/// Waits for the eraser.
struct Erasure {
  rocks::Eraser& eraser;
  rocks::Eraser::Waiter& waiter;
  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    waiter.waiting = waiting;
    return eraser.wait(waiter);
  }
  void await_resume() const {}
};

Error no_index() { return unavailable("the index is not open yet"); }

}  // namespace

RocksStore::RocksStore(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& directory,
                                                     const RocksOptions& options, Clock& clock) {
  std::error_code failure;
  std::filesystem::create_directories(directory, failure);
  if (failure) return unavailable("cannot make " + directory.string() + ": " + failure.message());
  OSLER_TRY(rocks::DirectoryLock lock, rocks::DirectoryLock::take(directory));
  OSLER_TRY(rocks::SyncedMark mark, rocks::SyncedMark::open(directory));
  const rocks::DatabaseOptions database_options{options.block_cache_bytes, options.buffer_bytes, options.log_bytes_max,
                                                options.room_bytes_min};
  OSLER_TRY(std::unique_ptr<rocks::Database> database,
            rocks::Database::open(directory / "records", database_options, mark.read()));
  OSLER_FAULT("open.after_recovery");

  auto rep = std::make_unique<Rep>(std::move(lock), std::move(database), options);
  OSLER_RETURN_IF_ERROR(rocks::load_meta(*rep->database, rep->compressor));
  rep->directory = directory;
  OSLER_TRY(const std::uint64_t last_of_runs, rocks::recover_runs(*rep->database, rep->published.runs));
  if (!rocks::read_timeline_file(directory, rep->database->sequence(), rep->published)) {
    OSLER_RETURN_IF_ERROR(rocks::load_history(*rep->database, rep->published));
  }
  OSLER_TRY(const std::int64_t last_time_ms, rocks::newest_time_ms(rep->records, rep->published));
  const rocks::PostingsOptions postings_options{
      options.index_in_commits ? rocks::IndexWriting::kInCommit : rocks::IndexWriting::kInBackground,
      options.index_memory_bytes, &rep->published.timeline, &rep->published.runs};
  OSLER_TRY(rep->postings, rocks::Postings::open(*rep->database, postings_options, rep->published.newest()));
  rep->columns = std::make_unique<rocks::Columns>(*rep->postings, rep->published, rep->recent, rep->records,
                                                  rocks::ColumnsOptions{options.column_bytes, options.column_made_at_once_max});
  rep->ground.emplace(rocks::Ground{*rep->database, rep->records, rep->published, *rep->postings, *rep->columns, rep->known, rep->recent, options.bits_from});
  rep->recent.begin_after(rep->published.newest());
  mark.write(rep->database->sequence());
  mark.sync();
  rep->eraser = std::make_unique<rocks::Eraser>(*rep->database, *rep->postings);
  const rocks::CommitterOptions committer_options{
      options.queue_sets_max, options.queue_audits_max, std::chrono::milliseconds(options.audit_sync_ms),
      options.settled_at_once_max, std::chrono::milliseconds(options.settle_pause_ms), [eraser = rep->eraser.get()] { eraser->purged(); }};
  rep->clock = &clock;
  rep->trainer = std::make_unique<rocks::DictionaryTrainer>(*rep->database, rep->compressor, rep->published,
                                                            options.dictionary_at, rep->published.newest());
  rep->committer = std::make_unique<rocks::Committer>(*rep->ground, *rep->database, rep->published, *rep->postings, rep->recent,
                                                      *rep->trainer, std::move(mark), clock, last_time_ms, last_of_runs,
                                                      committer_options);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(rep)));
}

Status RocksStore::checkpoint(const std::filesystem::path& directory) const {
  return rep_->database->checkpoint(directory);
}

Status RocksStore::open_index(const Extractor& extractor) {
  OSLER_RETURN_IF_ERROR(rocks::begin_extraction(*rep_->database, *rep_->postings, extractor.rules()));
  OSLER_RETURN_IF_ERROR(rocks::recover_index(*rep_->database, rep_->published.runs, rep_->compressor, extractor, *rep_->postings));
  rep_->extractor.store(&extractor, std::memory_order_release);
  return rep_->eraser->start();
}

Result<IndexedAgain> RocksStore::index_again(const IndexedRange& range, const Extractor& extractor, std::size_t versions_max) {
  return rocks::index_again(*rep_->ground, rep_->compressor, extractor, range, versions_max);
}

Task<Result<Outcome>> RocksStore::commit(WriteSet writes, Loop& loop) {
  OSLER_CO_RETURN_IF_ERROR(check_form(writes));
  const Extractor* extractor = rep_->extractor.load(std::memory_order_acquire);
  const std::shared_ptr<Stage> stage = writes.stage;
  auto* run = dynamic_cast<rocks::StagedRun*>(stage.get());
  if (stage && (run == nullptr || run->partition() != writes.partition)) co_return invalid_input("expected what was staged here, for the same partition");
  OSLER_CO_TRY(rocks::PreparedSet set, rocks::prepare(*rep_->ground, rep_->compressor, extractor, std::move(writes)));
  set.loop = &loop;
  if (run != nullptr) {
    OSLER_CO_RETURN_IF_ERROR(co_await rocks::commit_run(*rep_->ground, *rep_->database, extractor, *rep_->committer, *run, set));
  } else {
    rocks::Submission submission{*rep_->committer, set};
    co_await submission;
  }
  if (set.outcome.ok()) {
    if (auto* refused = std::get_if<Refused>(&*set.outcome)) {
      OSLER_CO_RETURN_IF_ERROR(complete(rep_->records, *refused));
    }
  }
  co_return std::move(set.outcome);
}

Result<std::shared_ptr<Stage>> RocksStore::stage(Partition partition) {
  if (partition == Partition::system()) return invalid_input("expected a partition of an organization");
  if (rep_->extractor.load(std::memory_order_acquire) == nullptr) return no_index();
  OSLER_TRY(std::shared_ptr<rocks::StagedRun> run, rocks::StagedRun::make(*rep_->ground, rep_->compressor, partition));
  return std::shared_ptr<Stage>(std::move(run));
}

Result<std::optional<Record>> RocksStore::current(Partition partition, const RecordKey& key) const {
  OSLER_TRY(const std::optional<Position> newest, rep_->records.newest(partition, key));
  if (!newest) return std::optional<Record>();
  OSLER_TRY(Record record, rep_->records.record(*newest));
  return unless_purged(std::move(record));
}

Result<std::optional<VersionHeader>> RocksStore::header(Partition partition, const RecordKey& key) const {
  OSLER_TRY(const std::optional<Position> newest, rep_->records.newest(partition, key));
  if (!newest) return std::optional<VersionHeader>();
  OSLER_TRY(rocks::FrameHeader head, rep_->records.header(*newest));
  if (rocks::is_purged(head.key)) return std::optional<VersionHeader>();
  return std::optional(std::move(head.header));
}

Result<bool> RocksStore::is_live(Partition partition, const RecordKey& key) const {
  OSLER_TRY(const std::optional<rocks::CurrentState> state, rep_->records.liveness(rocks::current_key(partition, key)));
  return state && !state->is_deleted();
}

Result<std::optional<Record>> RocksStore::version(Partition partition, const RecordKey& key, Version version) const {
  OSLER_TRY(const std::optional<Position> position, rep_->records.place(partition, key, version));
  if (!position) return std::optional<Record>();
  OSLER_TRY(Record record, rep_->records.record(*position));
  return unless_purged(std::move(record));
}

Task<Status> RocksStore::erase_remains(Loop& loop) {
  rocks::Eraser::Waiter waiter;
  waiter.loop = &loop;
  co_await Erasure{*rep_->eraser, waiter};
  co_return waiter.status;
}

Result<std::vector<RecordKey>> RocksStore::ever_referred(Partition partition, const ReferringType& by, const Reference& target) const {
  if (rep_->extractor.load(std::memory_order_acquire) == nullptr) return no_index();
  return rocks::ever_referred(*rep_->ground, partition, by, target);
}

Result<HistoryPage> RocksStore::history(Partition partition, const HistoryQuery& query) const {
  return rocks::history(*rep_->ground, partition, query);
}

Result<SearchResult> RocksStore::search(Partition partition, const AuthorizedQuery& query) const {
  const Extractor* extractor = rep_->extractor.load(std::memory_order_acquire);
  if (extractor == nullptr) return no_index();
  return rocks::search(*rep_->ground, *extractor, partition, query, *rep_->clock);
}

Result<std::vector<Change>> RocksStore::changes(Position after, std::size_t limit) const {
  return rocks::changes(*rep_->ground, after, limit);
}

Position RocksStore::newest() const { return Position{rep_->published.newest()}; }
std::uint64_t RocksStore::reads() const { return rep_->database->reads(); }

Result<std::optional<Row>> RocksStore::row(Partition partition, std::string_view table, std::string_view key) const {
  std::string value;
  OSLER_TRY(const bool there, rep_->database->get(rocks::Column::kRows, rocks::row_key(partition, table, key), value));
  if (!there) return std::optional<Row>();
  rocks::ByteReader in(value);
  const std::uint64_t revision = in.u64();
  return std::optional(Row{std::string(key), std::string(in.rest()), revision});
}

Result<std::vector<Row>> RocksStore::rows(Partition partition, std::string_view table, std::string_view prefix,
                                          std::string_view after, std::size_t limit) const {
  const std::string table_prefix = rocks::row_prefix(partition, table);
  const std::string begin = table_prefix + std::string(prefix);
  rocks::Scan scan = rep_->database->scan(rocks::Column::kRows, begin, rocks::end_of_prefix(begin));
  // The key after `after` is that key and a zero byte.
  if (!after.empty()) scan.seek(table_prefix + std::string(after) + '\0');
  std::vector<Row> rows;
  for (; scan.valid() && rows.size() < limit; scan.next()) {
    rocks::ByteReader in(scan.value());
    const std::uint64_t revision = in.u64();
    rows.push_back({std::string(scan.key().substr(table_prefix.size())), std::string(in.rest()), revision});
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return rows;
}

Status RocksStore::append_audit(Partition partition, std::string_view content) {
  return rep_->committer->append_audit(partition, content);
}

Status RocksStore::scan_audit(Partition partition, std::uint64_t before,
                              const std::function<bool(const AuditEntry&)>& visit) const {
  rep_->committer->flush_audit();
  return rocks::scan_audit_ledger(*rep_->database, partition, before, visit);
}

Status RocksStore::walk_audit(Partition partition, const AuditRange& range,
                              const std::function<bool(const AuditEntry&)>& visit) const {
  return rocks::walk_audit_ledger(*rep_->database, partition, range, visit);
}

Result<VerifyReport> RocksStore::verify(VerifyDepth depth) const {
  rep_->committer->flush_audit();
  const std::uint64_t newest = rep_->committer->settle();
  return rocks::verify(*rep_->ground, rep_->compressor, rep_->extractor.load(), depth, newest);
}

}  // namespace osler::store
