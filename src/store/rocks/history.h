#pragma once
// The history of a record, a type or a partition: versions backwards in time.

#include "store/rocks/search.h"
#include "store/store.h"

namespace osler::store::rocks {

/// Errors: kInvalidInput (a foreign cursor, an id without a type), kInternal (damage).
Result<HistoryPage> history(const Ground& ground, Partition partition, const HistoryQuery& query);

/// Versions of all partitions after a position, oldest first, up to the newest published.
Result<std::vector<Change>> changes(const Ground& ground, Position after, std::size_t limit);

}  // namespace osler::store::rocks
