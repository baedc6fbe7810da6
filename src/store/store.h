#pragma once
// What a store promises. Every backend passes the same contract suite (store/contract_test.h).
//
// - A commit is atomic and durable: all of a write set is on disk, findable and in the history before commit() answers,
//   or none of it ever is.
// - Conditions are judged inside the commit. Versions are 1, 2, 3 … for each record; a deletion is a version.
// - Read your writes: once commit() answered, every read and search sees it. Readers never wait for writers.
// - Every version has one Position in one order; times rise with it. A position of a version that was purged is passed over.
// - A cursor is stable: a record that is live during the whole walk and whose sort key stays appears exactly once.
// - Totals are exact. A failed sync ends the process.
//
// All methods may be called from any thread. Reads are plain calls; they may touch the disk.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "store/extractor.h"
#include "store/partition.h"
#include "store/query.h"
#include "store/record.h"
#include "store/stage.h"
#include "store/write_set.h"

namespace osler::store {

/// Whose history. Without a type: the partition's; without an id: the type's.
struct HistoryQuery {
  std::optional<TypeId> type;
  std::string id;
  std::vector<TypeId> hidden;              ///< Types left out, when more than one type is asked for.
  std::optional<std::int64_t> since_ms;    ///< Versions written at or after.
  std::optional<std::int64_t> at_ms;       ///< Versions that were current at or after this instant.
  std::uint32_t count = 50;
  std::string cursor;
};

/// Newest first. Deletions are among the records, without text.
struct HistoryPage {
  std::vector<Record> records;
  std::uint64_t total = 0;
  std::string next;
};

/// One committed version, for consumers of the change feed.
struct Change {
  Partition partition;
  RecordKey key;
  VersionHeader header;
};

/// One entry of the audit ledger. Entries of a partition form a chain: hash = SHA-256(hash of the one before, sequence,
/// time, content).
struct AuditEntry {
  std::uint64_t sequence = 0;  ///< 1, 2, 3 … in a partition.
  std::int64_t time_ms = 0;
  std::string hash;            ///< 32 bytes.
  std::string content;
};

/// Entries of one partition's ledger above `after`, up to `until`.
struct AuditRange {
  std::uint64_t after = 0;
  std::uint64_t until = ~std::uint64_t{0};
  bool newest_first = false;
};

struct VerifyReport {
  std::uint64_t resources = 0;  ///< Live ones.
  std::uint64_t versions = 0;
  std::uint64_t audit_entries = 0;
  std::vector<std::string> findings;  ///< What is wrong and where; never a record's value. At most 1,000.
};
enum class VerifyDepth : std::uint8_t { kQuick, kDeep };

/// Which versions are to be indexed again: those of one type after `after`, up to `until`.
struct IndexedRange {
  Partition partition;
  TypeId type = TypeId::kNone;
  Position after;
  Position until;
};

/// How far one step of indexing again came.
struct IndexedAgain {
  Position last;               ///< Everything of the range up to here has its entries.
  std::uint64_t versions = 0;  ///< Looked at in this step, deletions included.
  bool is_done = false;        ///< Nothing of the range is left.
};

class Store {
 public:
  virtual ~Store() = default;

  /// Makes searching possible. Call once, after open and before the first search or put with entries.
  /// `extractor` must outlive the store.
  virtual Status open_index(const Extractor& extractor) = 0;

  /// Adds what `extractor` finds in versions that are stored already, whether they are the newest of their record or not: for
  /// parameters that their writers did not know. Looks at no more than `versions_max` (at least 1) of the range, oldest
  /// first. What was added is on disk when it returns; adding it once more changes nothing. Beside searches and commits,
  /// from any thread. Errors: kInternal (damaged), kUnavailable, kStorageFull.
  virtual Result<IndexedAgain> index_again(const IndexedRange& range, const Extractor& extractor, std::size_t versions_max) = 0;

  /// Judges and writes. The answer arrives on `loop`. Errors: kUnavailable (queue full, shutting down), kStorageFull,
  /// kInvalidInput for a write set that breaks its own rules (two writes of one key, a key out of bounds).
  virtual Task<Result<Outcome>> commit(WriteSet writes, Loop& loop) = 0;
  /// For write sets of more versions than memory or other writers should bear at once. Committing one keeps the calling thread
  /// busy for long, so that must not be one that serves others. Errors: kInvalidInput for the system partition, kUnavailable.
  virtual Result<std::shared_ptr<Stage>> stage(Partition partition) = 0;

  /// Waits until nothing of what was purged before is on disk. What a crash interrupts goes on when the store is opened. The
  /// answer arrives on `loop`. Errors: kStorageFull, kUnavailable (closing): then it is not off the disk yet.
  virtual Task<Status> erase_remains(Loop& loop) = 0;
  /// Records of which some version, be it superseded or of a record that is deleted, refers to `target` by one of the
  /// parameters, in no order, each once. Errors: kUnavailable, kInternal (damaged).
  virtual Result<std::vector<RecordKey>> ever_referred(Partition partition, const ReferringType& by, const Reference& target) const = 0;

  /// The newest version, deletions included; nothing if there never was one. Errors: kInternal (damaged), kUnavailable.
  virtual Result<std::optional<Record>> current(Partition partition, const RecordKey& key) const = 0;
  /// Only the header: cheaper than current().
  virtual Result<std::optional<VersionHeader>> header(Partition partition, const RecordKey& key) const = 0;
  /// Whether the newest version is there and no deletion: cheaper still, for references. Errors as current().
  virtual Result<bool> is_live(Partition partition, const RecordKey& key) const = 0;
  virtual Result<std::optional<Record>> version(Partition partition, const RecordKey& key, Version version) const = 0;
  /// Errors: kInvalidInput for a cursor that is none of ours.
  virtual Result<HistoryPage> history(Partition partition, const HistoryQuery& query) const = 0;

  /// Errors: kInvalidInput for a cursor that does not fit the query; kUnavailable while a parameter is being built.
  virtual Result<SearchResult> search(Partition partition, const AuthorizedQuery& query) const = 0;

  /// Versions after `after`, oldest first, at most `limit`, of all partitions.
  virtual Result<std::vector<Change>> changes(Position after, std::size_t limit) const = 0;
  /// The newest position that readers see.
  virtual Position newest() const = 0;
  /// How often it went beyond what it keeps in memory of its own: values looked up and walks begun, since it was opened.
  virtual std::uint64_t reads() const = 0;

  // --- rows
  virtual Result<std::optional<Row>> row(Partition partition, std::string_view table, std::string_view key) const = 0;
  /// Rows whose key begins with `prefix` and is greater than `after`, in key order, at most `limit`.
  virtual Result<std::vector<Row>> rows(Partition partition, std::string_view table, std::string_view prefix,
                                        std::string_view after, std::size_t limit) const = 0;

  // --- audit ledger
  /// Queues an entry that belongs to no write (a read, a refusal); durable within audit.sync_ms.
  /// Errors: kUnavailable if the queue is full.
  virtual Status append_audit(Partition partition, std::string_view content) = 0;
  /// Entries newest first, below sequence `before` (0: from the newest), until `visit` says false.
  virtual Status scan_audit(Partition partition, std::uint64_t before,
                            const std::function<bool(const AuditEntry&)>& visit) const = 0;
  /// Entries that are written, in order, until `visit` says false. Waits for none that is queued, as scan_audit() does.
  virtual Status walk_audit(Partition partition, const AuditRange& range,
                            const std::function<bool(const AuditEntry&)>& visit) const = 0;

  /// Walks everything. kDeep also extracts index entries again and compares.
  virtual Result<VerifyReport> verify(VerifyDepth depth) const = 0;
};

}  // namespace osler::store
