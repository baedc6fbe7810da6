#pragma once
// The audit ledger on disk: appended by the committer, chained by hash, read backwards by anyone.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/rocks/audit_frame.h"
#include "store/rocks/database.h"
#include "store/store.h"

namespace osler::store::rocks {

/// Where each partition's chain ends. The committer's alone.
class AuditLedger {
 public:
  explicit AuditLedger(const Database& database) : database_(database) {}
  /// Reads the chain's end if it is not known yet, so that append() cannot fail. Errors: kInternal (damage).
  Status load(Partition partition);
  /// Collects the next entry, for the next write(). After load() only. Times never go back within a partition.
  void append(Partition partition, std::int64_t time_ms, std::string_view content);
  /// Puts what was collected into `batch`: the entries of a partition together.
  void write(Batch& batch);
  /// Bytes collected.
  std::size_t bytes() const { return bytes_; }

 private:
  struct End {
    std::uint64_t sequence = 0;
    std::int64_t time_ms = 0;
    std::string hash;
  };
  struct Collected {
    Partition partition;
    AuditFrame frame;
  };
  const Database& database_;
  std::map<Partition, End> ends_;
  std::vector<Collected> collected_;  ///< Of one partition, the last is the one that grows.
  std::size_t bytes_ = 0;
};

/// Newest first, below `before` (0: from the newest), until `visit` says false. Errors: kInternal (damage).
Status scan_audit_ledger(const Database& database, Partition partition, std::uint64_t before,
                         const std::function<bool(const AuditEntry&)>& visit);

/// The range's entries in its order, without hashes, until `visit` says false. Errors: kInternal (damage).
Status walk_audit_ledger(const Database& database, Partition partition, const AuditRange& range,
                         const std::function<bool(const AuditEntry&)>& visit);

/// One row as its key and value have it: its entries in the range, oldest first. Errors: kInternal.
struct LedgerRow {
  Partition partition = Partition::system();
  std::vector<AuditEntry> entries;
};
Result<LedgerRow> read_ledger_row(std::string_view key, std::string_view value, Hashes hashes = Hashes::kAll,
                                  const AuditRange& range = {});

}  // namespace osler::store::rocks
