#include "store/rocks/audit_ledger.h"

#include <algorithm>
#include <utility>

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {

Result<LedgerRow> read_ledger_row(std::string_view key, std::string_view value, Hashes hashes, const AuditRange& range) {
  ByteReader keys(key);
  LedgerRow row;
  row.partition = Partition::from_number(keys.u32());
  const std::uint64_t first_sequence = keys.u64();
  if (!keys.done()) return internal_error("damaged row of column family audit");
  OSLER_TRY(row.entries, read_audit_row(first_sequence, value, hashes, range));
  return row;
}

Status scan_audit_ledger(const Database& database, Partition partition, std::uint64_t before,
                         const std::function<bool(const AuditEntry&)>& visit) {
  const std::string end = before == 0 ? end_of_prefix(audit_prefix(partition)) : audit_key(partition, before);
  Scan scan = database.scan_back(Column::kAudit, audit_prefix(partition), end);
  for (; scan.valid(); scan.previous()) {
    OSLER_TRY(const LedgerRow row, read_ledger_row(scan.key(), scan.value()));
    for (auto entry = row.entries.rbegin(); entry != row.entries.rend(); ++entry) {
      // The row that begins before an entry may reach beyond it.
      if (before != 0 && entry->sequence >= before) continue;
      if (!visit(*entry)) return {};
    }
  }
  return scan.status();
}

namespace {

/// The key of the row that has the entry, or of the first one after it.
std::string row_with(const Database& database, Partition partition, std::uint64_t sequence) {
  const Scan before = database.scan_back(Column::kAudit, audit_prefix(partition), audit_key(partition, sequence + 1));
  return before.valid() ? std::string(before.key()) : audit_key(partition, sequence);
}

}  // namespace

Status walk_audit_ledger(const Database& database, Partition partition, const AuditRange& range,
                         const std::function<bool(const AuditEntry&)>& visit) {
  if (range.until <= range.after) return {};
  constexpr std::uint64_t kNewest = ~std::uint64_t{0};
  const std::string begin = row_with(database, partition, range.after + 1);
  const std::string end =
      range.until == kNewest ? end_of_prefix(audit_prefix(partition)) : audit_key(partition, range.until + 1);
  Scan scan = range.newest_first ? database.scan_back(Column::kAudit, begin, end)
                                 : database.scan(Column::kAudit, begin, end);
  while (scan.valid()) {
    OSLER_TRY(LedgerRow row, read_ledger_row(scan.key(), scan.value(), Hashes::kNone, range));
    if (range.newest_first) std::reverse(row.entries.begin(), row.entries.end());
    for (const AuditEntry& entry : row.entries) {
      if (!visit(entry)) return {};
    }
    if (range.newest_first) {
      scan.previous();
    } else {
      scan.next();
    }
  }
  return scan.status();
}

Status AuditLedger::load(Partition partition) {
  if (ends_.contains(partition)) return {};
  End end;
  OSLER_RETURN_IF_ERROR(scan_audit_ledger(database_, partition, 0, [&](const AuditEntry& entry) {
    end = {entry.sequence, entry.time_ms, entry.hash};
    return false;
  }));
  ends_.emplace(partition, std::move(end));
  return {};
}

void AuditLedger::append(Partition partition, std::int64_t time_ms, std::string_view content) {
  End& end = ends_.at(partition);
  end.time_ms = std::max(end.time_ms, time_ms);
  auto open = std::find_if(collected_.rbegin(), collected_.rend(),
                           [&](const Collected& collected) { return collected.partition == partition; });
  const bool fits = open != collected_.rend() && !open->frame.is_full() && open->frame.time_ms() == end.time_ms;
  if (!fits) {
    collected_.push_back({partition, AuditFrame(end.sequence + 1, end.time_ms, end.hash)});
    open = collected_.rbegin();
  }
  open->frame.add(content);
  end.sequence += 1;
  end.hash = open->frame.hash();
  bytes_ += content.size();
}

void AuditLedger::write(Batch& batch) {
  for (const Collected& collected : collected_) {
    batch.put(Column::kAudit, audit_key(collected.partition, collected.frame.first_sequence()), collected.frame.value());
  }
  collected_.clear();
  bytes_ = 0;
}

}  // namespace osler::store::rocks
