#pragma once
// Single records that may be the ledger's: what reading and deleting by id must know of it.

#include <optional>

#include "engine/parts.h"

namespace osler::engine {

/// The entry whose AuditEvent has this key; nothing if there is none, and for every other type. Errors: kInternal (damaged).
Result<std::optional<store::Record>> ledger_record(const Parts& parts, store::Partition partition, const store::RecordKey& key);

/// The newest version of what is stored or stands in the ledger, deletions included. Errors: those of Store::current().
Result<std::optional<store::Record>> newest_of_either(const Parts& parts, store::Partition partition, const store::RecordKey& key);

/// Errors: kForbidden for an entry of the ledger: nobody changes or deletes those.
Status refuse_ledger(const Parts& parts, store::Partition partition, const store::RecordKey& key);

}  // namespace osler::engine
