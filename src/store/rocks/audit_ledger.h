#pragma once
// The audit ledger on disk: appended by the committer, chained by hash, read backwards by anyone.

#include <functional>
#include <map>
#include <string>

#include "store/rocks/database.h"
#include "store/store.h"

namespace osler::store::rocks {

/// Where each partition's chain ends. The committer's alone.
class AuditLedger {
 public:
  explicit AuditLedger(const Database& database) : database_(database) {}
  /// Reads the chain's end if it is not known yet, so that append() cannot fail. Errors: kInternal (damage).
  Status load(Partition partition);
  /// Adds the next entry to `batch`. After load() only. Times never go back within a partition.
  void append(Partition partition, std::int64_t time_ms, std::string_view content, Batch& batch);

 private:
  struct End {
    std::uint64_t sequence = 0;
    std::int64_t time_ms = 0;
    std::string hash;
  };
  const Database& database_;
  std::map<Partition, End> ends_;
};

/// Newest first, below `before` (0: from the newest), until `visit` says false. Errors: kInternal (damage).
Status scan_audit_ledger(const Database& database, Partition partition, std::uint64_t before,
                         const std::function<bool(const AuditEntry&)>& visit);

/// The range's entries in its order, until `visit` says false. Errors: kInternal (damage).
Status walk_audit_ledger(const Database& database, Partition partition, const AuditRange& range,
                         const std::function<bool(const AuditEntry&)>& visit);

/// One entry as its key and value have it. Errors: kInternal.
struct LedgerLine {
  Partition partition = Partition::system();
  AuditEntry entry;
};
Result<LedgerLine> read_ledger_line(std::string_view key, std::string_view value);

}  // namespace osler::store::rocks
