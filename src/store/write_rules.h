#pragma once
// The rules of a write set that need no look-up, and what an expectation means. Every backend judges with these.

#include <optional>

#include "base/result.h"
#include "store/write_set.h"

namespace osler::store {

/// A write set's own form: keys and tables within bounds, no key written twice, no records in the system partition.
/// Errors: kInvalidInput.
Status check_form(const WriteSet& writes);

/// Row changes alone: what rows_after gives is checked by this too. Errors: kInvalidInput.
Status check_row_form(const RowChange& change);

/// `found` is the newest version, deletions included; nothing if there never was one.
bool holds(const Expect& expect, const std::optional<VersionHeader>& found);

/// `revision` is 0 for a row that is not there.
bool holds(const RowChange& change, std::uint64_t revision);

/// kCreate if the record was not live before: version 1, or a deleted record brought back.
Action action_of_put(const std::optional<VersionHeader>& found);

/// Whether a record of `type` with these entries refers to the guard's. (A record may not count as its own referrer: that is
/// the caller's to know.)
bool refers(TypeId type, const std::vector<IndexEntry>& entries, const Unreferenced& target);

}  // namespace osler::store
