#include "engine/ledger_read.h"

#include "engine/ledger_event.h"

namespace osler::engine {

Result<std::optional<store::Record>> ledger_record(const Parts& parts, store::Partition partition, const store::RecordKey& key) {
  std::optional<store::Record> record;
  const std::optional<std::uint64_t> sequence = ledger_sequence(key.id);
  if (!sequence || key.type != parts.definitions.resource_type("AuditEvent")) return record;
  Status failed;
  const auto take = [&](const store::AuditEntry& entry) {
    const Result<access::AuditView> view = access::view_audit(entry.content);
    if (!view.ok()) failed = view.error();
    if (view.ok()) record = ledger_event(parts.definitions, entry, *view);
    return false;
  };
  OSLER_RETURN_IF_ERROR(parts.store.walk_audit(partition, {*sequence - 1, *sequence, false}, take));
  OSLER_RETURN_IF_ERROR(failed);
  return record;
}

Result<std::optional<store::Record>> newest_of_either(const Parts& parts, store::Partition partition, const store::RecordKey& key) {
  OSLER_TRY(std::optional<store::Record> entry, ledger_record(parts, partition, key));
  if (entry) return entry;
  return parts.store.current(partition, key);
}

Status refuse_ledger(const Parts& parts, store::Partition partition, const store::RecordKey& key) {
  OSLER_TRY(const std::optional<store::Record> entry, ledger_record(parts, partition, key));
  if (!entry) return {};
  return Error{ErrorKind::kForbidden, "this audit entry is the server's own: nobody changes or deletes it", {}, {}};
}

}  // namespace osler::engine
