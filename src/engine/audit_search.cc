#include "engine/audit_search.h"

#include <algorithm>
#include <utility>

#include "engine/ledger_query.h"
#include "store/cursor.h"

namespace osler::engine {
namespace {

/// Where a walk over both stands.
struct Place {
  store::Cursor stored;
  std::uint64_t moment = 0;   ///< The ledger's newest entry when the walk began.
  std::uint64_t anchor = 0;   ///< The last entry that was shown; 0: none yet.
  std::uint64_t counted = 0;  ///< The ledger's share of the total, plus 1; 0: not counted.
};
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kOwnBytes = 3 * kNumberBytes;

void append_number(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

std::uint64_t take_number(std::string_view& in) {
  std::uint64_t number = 0;
  for (const char c : in.substr(0, kNumberBytes)) number = number << 8U | static_cast<unsigned char>(c);
  in.remove_prefix(kNumberBytes);
  return number;
}

/// The ledger's three numbers, then the store's cursor.
std::string encode(const Place& place) {
  std::string out;
  append_number(out, place.moment);
  append_number(out, place.anchor);
  append_number(out, place.counted);
  return out + store::encode(place.stored);
}

Result<Place> decode(std::string_view text, std::uint64_t fingerprint, store::Position newest) {
  Place place;
  if (text.size() <= kOwnBytes) return store::decode_cursor({}, fingerprint, newest).error();
  place.moment = take_number(text);
  place.anchor = take_number(text);
  place.counted = take_number(text);
  OSLER_TRY(place.stored, store::decode_cursor(text, fingerprint, newest));
  return place;
}

/// What was queued before is written first: a caller finds its own requests.
Result<std::uint64_t> newest_entry(const store::Store& store, store::Partition partition) {
  std::uint64_t newest = 0;
  OSLER_RETURN_IF_ERROR(store.scan_audit(partition, 0, [&](const store::AuditEntry& entry) {
    newest = entry.sequence;
    return false;
  }));
  return newest;
}

class AuditSearch {
 public:
  AuditSearch(const Parts& parts, store::Partition partition, store::Query query, const store::Visibility& visibility)
      : parts_(parts), partition_(partition), visibility_(visibility), authorized_(store::authorize(std::move(query), visibility)),
        query_(authorized_.query()), fingerprint_(store::fingerprint(partition, authorized_)) {}

  Result<store::SearchResult> run(store::Query asked) {
    const bool is_first = query_.page.cursor.empty();
    OSLER_TRY(place_, is_first ? first_place() : decode(query_.page.cursor, fingerprint_, parts_.store.newest()));
    const std::uint64_t skipped = is_first ? query_.page.offset : 0;
    const std::size_t rows_max = query_.page.count == 0 ? 0 : static_cast<std::size_t>(skipped) + query_.page.count + 1;
    OSLER_TRY(LedgerPage own, own_rows(rows_max));
    OSLER_TRY(store::SearchResult result, stored_rows(std::move(asked), rows_max));
    if (query_.explain) {
      result.plan.push_back({"read the audit ledger", query_.types.front(), ParameterId::kNone, own.read, own.rows.size(), 0});
    }
    if (query_.totals == store::Totals::kExact) result.total = place_.stored.counted - 1 + place_.counted - 1;
    if (query_.page.count > 0) OSLER_RETURN_IF_ERROR(merge(std::move(own.rows), skipped, result));
    return result;
  }

 private:
  Result<Place> first_place() const {
    Place place;
    OSLER_TRY(place.moment, newest_entry(parts_.store, partition_));
    place.stored = {parts_.store.newest(), 0, 0, 0, fingerprint_, 0};
    return place;
  }

  /// The ledger's entries that follow, and how many there are of them.
  Result<LedgerPage> own_rows(std::size_t rows_max) {
    std::vector<store::SortKey> keys = query_.sort;
    if (keys.empty()) keys = {{store::SortBy::kCreated, ParameterId::kNone, true}};
    LedgerQuery ledger(parts_, partition_, {&query_.where, &authorized_.by_type().front()}, std::move(keys), query_.mentions_read_max);
    keys_ = ledger.keys();
    OSLER_RETURN_IF_ERROR(ledger.follow_links());
    const bool counts = query_.totals == store::Totals::kExact && place_.counted == 0;
    OSLER_TRY(LedgerPage page, ledger.find(place_.moment, place_.anchor, rows_max, counts && place_.anchor == 0));
    if (counts && place_.anchor != 0) {
      // The walk began without a total.
      OSLER_TRY(const LedgerPage all, ledger.find(place_.moment, 0, 0, true));
      page.total = all.total;
    }
    if (counts) place_.counted = page.total + 1;
    return page;
  }

  /// The stored records that follow, and how many there are of them.
  Result<store::SearchResult> stored_rows(store::Query query, std::size_t rows_max) {
    query.page = {static_cast<std::uint32_t>(rows_max), store::encode(place_.stored), 0};
    OSLER_TRY(store::SearchResult found, parts_.store.search(partition_, store::authorize(std::move(query), visibility_)));
    if (found.total) place_.stored.counted = *found.total + 1;
    return found;
  }

  Result<SortValues> values_of(const store::Record& record) const {
    std::vector<store::IndexEntry> entries;
    const bool needed = std::ranges::any_of(keys_, [](const store::SortKey& key) { return key.by == store::SortBy::kParameter; });
    if (needed) OSLER_RETURN_IF_ERROR(parts_.extractor.extract(partition_, record.key.type, record.text, entries));
    return sort_values(record, entries, keys_);
  }

  /// Takes from both in order; what is left over is the next page's.
  Status merge(std::vector<LedgerRow> own, std::uint64_t skipped, store::SearchResult& result) {
    const std::vector<store::Record> stored = std::exchange(result.records, {});
    result.next.clear();
    result.previous.clear();
    std::size_t from_stored = 0;
    std::size_t from_own = 0;
    while (from_stored + from_own < skipped + query_.page.count && (from_stored < stored.size() || from_own < own.size())) {
      bool takes_stored = from_own == own.size();
      if (!takes_stored && from_stored < stored.size()) {
        OSLER_TRY(const SortValues values, values_of(stored[from_stored]));
        takes_stored = compare(values, own[from_own].values, keys_) <= 0;
      }
      const bool is_shown = from_stored + from_own >= skipped;
      const store::Record& next = takes_stored ? stored[from_stored++] : own[from_own++].event;
      if (is_shown) result.records.push_back(next);
    }
    if (from_stored == stored.size() && from_own == own.size()) return {};
    if (from_own > 0) place_.anchor = own[from_own - 1].sequence;
    place_.stored.offset += from_stored;
    result.next = encode(place_);
    return {};
  }

  const Parts& parts_;
  store::Partition partition_;
  const store::Visibility& visibility_;
  store::AuthorizedQuery authorized_;
  const store::Query& query_;
  std::uint64_t fingerprint_;
  std::vector<store::SortKey> keys_;  ///< Of the merged order.
  Place place_;
};

}  // namespace

bool asks_the_ledger(const Parts& parts, const store::Query& query) {
  return query.types.size() == 1 && query.types.front() == *parts.definitions.resource_type("AuditEvent");
}

Result<store::SearchResult> search_with_ledger(const Parts& parts, store::Partition partition, store::Query query,
                                               const store::Visibility& visibility) {
  return AuditSearch(parts, partition, query, visibility).run(query);
}

}  // namespace osler::engine
