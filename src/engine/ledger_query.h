#pragma once
// A query on AuditEvent, asked of the ledger instead of an index: which entries meet it, in which order. Entries are looked at one
// by one, newest or oldest first, between the bounds that dates and ids of the query leave.

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/ledger_links.h"
#include "engine/ledger_values.h"
#include "engine/parts.h"
#include "store/query.h"

namespace osler::engine {

/// What a row is sorted by, one value for each key; missing ones come last.
using SortValues = std::vector<std::optional<store::Atom>>;
std::strong_ordering compare(const SortValues& a, const SortValues& b, const std::vector<store::SortKey>& keys);
/// Of any record, stored or made. `entries` are its own.
SortValues sort_values(const store::Record& record, const std::vector<store::IndexEntry>& entries, const std::vector<store::SortKey>& keys);

struct LedgerRow {
  std::uint64_t sequence = 0;
  store::Record event;
  SortValues values;
};

struct LedgerPage {
  std::vector<LedgerRow> rows;
  std::uint64_t total = 0;  ///< If it was asked for.
  std::uint64_t read = 0;   ///< Entries that were looked at.
};

class LedgerQuery {
 public:
  /// `conditions` must all be met. All must outlive it.
  LedgerQuery(const Parts& parts, store::Partition partition, std::vector<const store::Expr*> conditions, std::vector<store::SortKey> keys,
              std::uint64_t texts_max);

  /// The keys of rows: those that were asked for, then creation, which breaks ties.
  const std::vector<store::SortKey>& keys() const { return keys_; }
  /// Once, before find(). Errors: those of find_linked().
  Status follow_links();

  /// Among the entries up to `moment`: at most `count` rows after the entry `anchor` in the order of the keys (0: from the first on).
  /// Without a total it looks no further than it must. Errors: TOO_COSTLY beyond settings.audit_candidates_max entries; kInternal
  /// (damaged).
  Result<LedgerPage> find(std::uint64_t moment, std::uint64_t anchor, std::size_t count, bool with_total);

 private:
  /// Half-open in time; both ends count in sequences.
  struct Bounds {
    std::int64_t from_ms = INT64_MIN, until_ms = INT64_MAX;
    std::uint64_t first = 1, last = UINT64_MAX;
  };
  Bounds bounds_of(const store::Expr& expr) const;
  static Bounds intersection(const Bounds& a, const Bounds& b);
  static Bounds hull(const Bounds& a, const Bounds& b);
  Result<store::AuditRange> range(std::uint64_t moment) const;
  Result<std::uint64_t> first_at(std::int64_t time_ms, std::uint64_t moment) const;

  Result<bool> meets_all();
  bool meets(const store::Expr& expr);
  bool meets_where(const store::Where& where);
  bool meets_points(const store::Expr& expr, const store::Points& points);
  bool mentions(const store::Mentions& mentioned);
  Result<SortValues> values_now();
  Status take_in_order(const store::AuditRange& range, std::uint64_t anchor, std::size_t count, bool with_total, LedgerPage& page);
  Status take_least(const store::AuditRange& range, std::uint64_t anchor, std::size_t count, LedgerPage& page);
  Result<std::optional<LedgerRow>> row_of(std::uint64_t sequence);

  const Parts& parts_;
  store::Partition partition_;
  std::vector<const store::Expr*> conditions_;
  std::vector<store::SortKey> keys_;
  std::uint64_t texts_left_;
  LedgerValues values_;
  const bool is_stream_;  ///< The order is the ledger's own.
  LinkedTargets linked_;
  Status failed_;  ///< What went wrong within meets().
};

}  // namespace osler::engine
