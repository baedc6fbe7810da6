#pragma once
// Searches on AuditEvent: what clients stored and what the server wrote into its ledger, as one list.

#include "engine/parts.h"
#include "store/query.h"

namespace osler::engine {

/// Whether the query asks for AuditEvents and nothing else: then the ledger is part of the answer.
bool asks_the_ledger(const Parts& parts, const store::Query& query);

/// As Store::search() of both, in the order of the query, then of creation. What was created at one moment: stored ones first.
/// Cursors are stable as a store's are: they name a moment of both. There is no way back (`previous`).
/// Errors: those of Store::search(), of find_linked(), and TOO_COSTLY beyond settings.audit_candidates_max entries.
Result<store::SearchResult> search_with_ledger(const Parts& parts, store::Partition partition, store::Query query,
                                               const store::Visibility& visibility);

}  // namespace osler::engine
