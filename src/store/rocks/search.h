#pragma once
// A search from query to page.

#include "base/clock.h"
#include "store/query.h"
#include "store/rocks/ground.h"

namespace osler::store::rocks {

/// Errors: kInvalidInput (no type, a foreign cursor), kInternal (damage).
/// `clock` measures the steps of a search that is to be explained.
Result<SearchResult> search(const Ground& ground, const Extractor& extractor, Partition partition,
                            const AuthorizedQuery& query, Clock& clock);

/// How many records match at `moment`, without reading any: for the committer. Nothing if that cannot be known within
/// `keys_max` entries of the index.
Result<std::optional<std::uint64_t>> count_matches(const Ground& ground, Partition partition,
                                                   const AuthorizedQuery& query, std::uint64_t moment,
                                                   std::uint64_t keys_max);

}  // namespace osler::store::rocks
