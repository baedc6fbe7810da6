#pragma once
// Where a walk over a search or a history stands. Opaque to callers; whoever hands it to the world signs it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/partition.h"
#include "store/query.h"

namespace osler::store {

struct HistoryQuery;

/// A walk sees the store as it was at `moment`, so a place in it is a number of rows.
struct Cursor {
  Position moment;
  std::uint64_t offset = 0;       ///< Rows before the page.
  std::uint32_t rows_max = 0;     ///< The page has no more rows than this; 0: no such limit.
  std::uint64_t anchor = 0;       ///< A backend's own note on where the page starts; 0: none.
  std::uint64_t fingerprint = 0;  ///< Of the query that the cursor belongs to.
  std::uint64_t counted = 0;      ///< The total of the walk, plus 1; 0: not counted.
  bool operator==(const Cursor&) const = default;
};

std::string encode(const Cursor& cursor);
/// Errors: kInvalidInput, code INVALID_CURSOR, if `text` is none of ours, belongs to another query, or lies after
/// `newest`.
Result<Cursor> decode_cursor(std::string_view text, std::uint64_t fingerprint, Position newest);

/// Equal for equal questions in one partition; pages and totals do not count.
std::uint64_t fingerprint(Partition partition, const AuthorizedQuery& query);
std::uint64_t fingerprint(Partition partition, const HistoryQuery& query);

}  // namespace osler::store
