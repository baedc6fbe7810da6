#include "store/rocks/audit_ledger.h"

#include <algorithm>

#include "store/audit_chain.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kHashBytes = 32;

}  // namespace

Result<LedgerLine> read_ledger_line(std::string_view key, std::string_view value) {
  ByteReader keys(key);
  LedgerLine line;
  line.partition = Partition::from_number(keys.u32());
  line.entry.sequence = keys.u64();
  ByteReader values(value);
  line.entry.time_ms = static_cast<std::int64_t>(values.u64());
  line.entry.hash = values.take(kHashBytes);
  line.entry.content = values.rest();
  if (!keys.done() || !values.ok()) return internal_error("damaged row of column family audit");
  return line;
}

Status scan_audit_ledger(const Database& database, Partition partition, std::uint64_t before,
                         const std::function<bool(const AuditEntry&)>& visit) {
  const std::string end = before == 0 ? end_of_prefix(audit_prefix(partition)) : audit_key(partition, before);
  Scan scan = database.scan_back(Column::kAudit, audit_prefix(partition), end);
  for (; scan.valid(); scan.previous()) {
    OSLER_TRY(const LedgerLine line, read_ledger_line(scan.key(), scan.value()));
    if (!visit(line.entry)) return {};
  }
  return scan.status();
}

Status walk_audit_ledger(const Database& database, Partition partition, const AuditRange& range,
                         const std::function<bool(const AuditEntry&)>& visit) {
  if (range.until <= range.after) return {};
  constexpr std::uint64_t kNewest = ~std::uint64_t{0};
  const std::string begin = audit_key(partition, range.after + 1);
  const std::string end =
      range.until == kNewest ? end_of_prefix(audit_prefix(partition)) : audit_key(partition, range.until + 1);
  Scan scan = range.newest_first ? database.scan_back(Column::kAudit, begin, end)
                                 : database.scan(Column::kAudit, begin, end);
  while (scan.valid()) {
    OSLER_TRY(const LedgerLine line, read_ledger_line(scan.key(), scan.value()));
    if (!visit(line.entry)) return {};
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

void AuditLedger::append(Partition partition, std::int64_t time_ms, std::string_view content, Batch& batch) {
  End& end = ends_.at(partition);
  end.sequence += 1;
  end.time_ms = std::max(end.time_ms, time_ms);
  end.hash = chain_hash(end.hash, end.sequence, end.time_ms, content);
  std::string value;
  append_u64(value, static_cast<std::uint64_t>(end.time_ms));
  value += end.hash;
  value += content;
  batch.put(Column::kAudit, audit_key(partition, end.sequence), value);
}

}  // namespace osler::store::rocks
