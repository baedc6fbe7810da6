#pragma once
// The store that explains the others: everything in maps behind one mutex, every query a loop over every record. For
// tests, and the oracle of the contract suite. Keeps nothing when it dies; not fast.

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "store/memory/snapshot.h"
#include "store/store.h"

namespace osler::store {

class MemoryStore final : public Store {
 public:
  /// `clock` must outlive the store.
  explicit MemoryStore(Clock& clock) : clock_(clock) {}

  Status open_index(const Extractor& extractor) override;
  Result<IndexedAgain> index_again(const IndexedRange& range, const Extractor& extractor, std::size_t versions_max) override;
  Task<Result<Outcome>> commit(WriteSet writes, Loop& loop) override;
  Result<std::shared_ptr<Stage>> stage(Partition partition) override;
  Task<Status> erase_remains(Loop&) override { co_return Status{}; }
  Result<std::vector<RecordKey>> ever_referred(Partition partition, const ReferringType& by, const Reference& target) const override;
  Result<std::optional<Record>> current(Partition partition, const RecordKey& key) const override;
  Result<std::optional<VersionHeader>> header(Partition partition, const RecordKey& key) const override;
  Result<bool> is_live(Partition partition, const RecordKey& key) const override;
  Result<std::optional<Record>> version(Partition partition, const RecordKey& key, Version version) const override;
  Result<HistoryPage> history(Partition partition, const HistoryQuery& query) const override;
  Result<SearchResult> search(Partition partition, const AuthorizedQuery& query) const override;
  Result<std::vector<Change>> changes(Position after, std::size_t limit) const override;
  Position newest() const override;
  std::uint64_t reads() const override { return 0; }
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
  using RowId = std::tuple<Partition, std::string, std::string>;  ///< Partition, table, key.
  using RowChanges = std::map<RowId, std::optional<Row>>;         ///< Nothing: erased.

  Result<Outcome> judge_and_write(WriteSet& writes);
  std::optional<Refused> judge_records(const WriteSet& writes) const;
  std::optional<Outcome> judge_staged(const WriteSet& writes) const;
  std::optional<Refused> judge_guards(const WriteSet& writes) const;
  std::uint64_t revision(const RowId& id, const RowChanges& changed) const;
  std::optional<std::size_t> change_rows(Partition partition, const std::vector<RowChange>& changes,
                                         RowChanges& changed) const;
  bool holds_guard(const WriteSet& writes, const Guard& guard) const;
  bool is_referred_to(const WriteSet& writes, const Unreferenced& target) const;
  std::uint64_t purge(Partition partition, const RecordKey& key);
  void write(std::vector<StoredVersion> made, RowChanges changed);
  StoredVersion next_version(const WriteSet& writes, const RecordKey& key, std::size_t made, bool deletes) const;
  std::vector<StoredVersion> next_versions(WriteSet& writes, Committed& committed) const;
  std::vector<StoredVersion> staged_versions(const WriteSet& writes) const;
  void write_audit(Partition partition, std::int64_t time_ms, std::string content);
  std::optional<VersionHeader> newest_header(Partition partition, const RecordKey& key) const;
  Position newest_locked() const { return Position{versions_.size()}; }
  std::int64_t next_time() const;

  Clock& clock_;
  mutable std::mutex mutex_;
  const Extractor* extractor_ = nullptr;
  Versions versions_;  ///< The n-th has position n, counted from 1.
  std::map<std::pair<Partition, RecordKey>, std::vector<Position>> records_;  ///< Each record's versions, from 1.
  std::map<RowId, Row> rows_;
  std::map<Partition, std::vector<AuditEntry>> audit_;
  std::int64_t last_time_ms_ = 0;
};

}  // namespace osler::store
