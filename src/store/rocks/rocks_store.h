#pragma once
// The embedded store: records, index, rows and audit in one RocksDB directory, served by one process. How it lies on
// disk stands in docs/formats/store.md.

#include <atomic>
#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "store/store.h"

namespace osler::store {

struct RocksOptions {
  std::size_t block_cache_bytes = std::size_t{64} << 20U;
  std::size_t record_cache_bytes = std::size_t{128} << 20U; ///< Of versions read lately, compressed. 0: none are kept.
  std::size_t buffer_bytes = std::size_t{8} << 20U;         ///< Of each column family, before it is written out.
  std::size_t index_memory_bytes = std::size_t{64} << 20U;  ///< Of the index that is not on disk yet.
  std::uint64_t log_bytes_max = std::uint64_t{64} << 20U;   ///< Bounds the time of recovery.
  std::uint64_t room_bytes_min = std::uint64_t{64} << 20U;  ///< With less left on the disk, writes are kStorageFull.
  std::size_t queue_sets_max = 4'096;                       ///< Write sets that may wait; more is kUnavailable.
  std::size_t queue_audits_max = 65'536;
  std::size_t column_bytes = std::size_t{64} << 20U;  ///< Of what is sorted, filtered and followed by in memory. 0: nothing.
  std::uint64_t column_made_at_once_max = 20'000;      ///< Larger types wait for a thread to make theirs.
  std::size_t condition_bytes = std::size_t{64} << 20U;  ///< Of what conditions asked before lead to. 0: nothing is kept.
  std::uint64_t condition_work_min = 32;  ///< What less work found is not kept.
  std::size_t recent_versions_max = 1'024;  ///< After more than these such a condition is looked up anew.
  std::uint64_t bits_from = 16'384;  ///< Conditions that more versions meet are evaluated as bits, not as lists.
  bool index_in_commits = false;     ///< For tests: the index goes to disk in the commits themselves, entry by entry.
  std::uint64_t dictionary_at = 4'000;  ///< Versions at which the store first makes a dictionary of its own texts. 0: never.
  std::size_t settled_at_once_max = 64;   ///< Records of a large write set that are put in order at once, so many
  std::int64_t settle_pause_ms = 1;       ///< milliseconds after the last ones. Until then each look-up asks for them.
  std::int64_t audit_sync_ms = 100;  ///< How long a read's audit entry may be in memory only.
};

class RocksStore final : public Store {
 public:
  /// Opens the store in `directory`, or makes one. `clock` must outlive it, and is asked by another thread. Errors:
  /// kUnavailable (another osler serves this directory; it cannot be written; a newer format), kStorageFull, kInternal
  /// (damaged, naming what).
  static Result<std::unique_ptr<RocksStore>> open(const std::filesystem::path& directory, const RocksOptions& options,
                                                  Clock& clock);
  /// Writes what waits. No task of commit() may be unfinished, unless its loop still runs.
  ~RocksStore() override;

  /// A consistent copy for a backup, made of hard links while writing goes on. `directory` must not exist, and must be
  /// on the same file system. Errors: kUnavailable, kStorageFull.
  Status checkpoint(const std::filesystem::path& directory) const;

  Status open_index(const Extractor& extractor) override;
  Result<IndexedAgain> index_again(const IndexedRange& range, const Extractor& extractor, std::size_t versions_max) override;
  Task<Result<Outcome>> commit(WriteSet writes, Loop& loop) override;
  Result<std::shared_ptr<Stage>> stage(Partition partition) override;
  Task<Status> erase_remains(Loop& loop) override;
  Result<std::vector<RecordKey>> ever_referred(Partition partition, const ReferringType& by, const Reference& target) const override;
  Result<std::optional<Record>> current(Partition partition, const RecordKey& key) const override;
  Result<std::optional<VersionHeader>> header(Partition partition, const RecordKey& key) const override;
  Result<bool> is_live(Partition partition, const RecordKey& key) const override;
  Result<std::optional<Record>> version(Partition partition, const RecordKey& key, Version version) const override;
  Result<HistoryPage> history(Partition partition, const HistoryQuery& query) const override;
  Result<SearchResult> search(Partition partition, const AuthorizedQuery& query) const override;
  Result<std::vector<Change>> changes(Position after, std::size_t limit) const override;
  Position newest() const override;
  std::uint64_t reads() const override;
  Result<std::optional<Row>> row(Partition partition, std::string_view table, std::string_view key) const override;
  Result<std::vector<Row>> rows(Partition partition, std::string_view table, std::string_view prefix,
                                std::string_view after, std::size_t limit) const override;
  Status append_audit(Partition partition, std::string_view content) override;
  Status scan_audit(Partition partition, std::uint64_t before,
                    const std::function<bool(const AuditEntry&)>& visit) const override;
  Status walk_audit(Partition partition, const AuditRange& range,
                    const std::function<bool(const AuditEntry&)>& visit) const override;
  Result<VerifyReport> verify(VerifyDepth depth) const override;

 private:
  struct Rep;
  explicit RocksStore(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace osler::store
