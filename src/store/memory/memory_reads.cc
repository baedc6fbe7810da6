// The reading half of MemoryStore.

#include <algorithm>
#include <set>

#include "store/audit_chain.h"
#include "store/cursor.h"
#include "store/memory/memory_store.h"

namespace osler::store {
namespace {

bool is_hidden(const HistoryQuery& query, TypeId type) {
  return !query.type && std::find(query.hidden.begin(), query.hidden.end(), type) != query.hidden.end();
}

bool is_asked(const HistoryQuery& query, const RecordKey& key) {
  if (is_hidden(query, key.type)) return false;
  return (!query.type || *query.type == key.type) && (query.id.empty() || query.id == key.id);
}

/// When the version stopped being the current one, as of `moment`; nothing if it still was.
std::optional<std::int64_t> superseded_ms(const Versions& versions, const StoredVersion& version, Position moment) {
  for (std::size_t i = version.record.header.position.number; i < moment.number; ++i) {
    const StoredVersion& later = versions[i];
    if (later.partition == version.partition && later.record.key == version.record.key)
      return later.record.header.time_ms;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Record>> MemoryStore::current(Partition partition, const RecordKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = newest_header(partition, key);
  if (!found) return std::optional<Record>();
  return std::optional(versions_[found->position.number - 1].record);
}

Result<std::optional<VersionHeader>> MemoryStore::header(Partition partition, const RecordKey& key) const {
  const std::lock_guard lock(mutex_);
  return newest_header(partition, key);
}

Result<bool> MemoryStore::is_live(Partition partition, const RecordKey& key) const {
  const std::lock_guard lock(mutex_);
  const std::optional<VersionHeader> newest = newest_header(partition, key);
  return newest && !newest->is_deleted();
}

Result<std::vector<RecordKey>> MemoryStore::ever_referred(Partition partition, const ReferringType& by, const Reference& target) const {
  const std::lock_guard lock(mutex_);
  std::set<RecordKey> keys;
  for (const StoredVersion& version : versions_) {
    if (version.partition != partition || version.record.key.type != by.type) continue;
    const bool refers = std::ranges::any_of(version.entries, [&](const IndexEntry& entry) {
      const bool is_asked = std::ranges::find(by.parameters, entry.parameter) != by.parameters.end();
      return is_asked && entry.parts.size() == 1 && entry.parts.front() == Atom(target);
    });
    if (refers) keys.insert(version.record.key);
  }
  return std::vector<RecordKey>(keys.begin(), keys.end());
}

Result<std::optional<Record>> MemoryStore::version(Partition partition, const RecordKey& key, Version version) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find({partition, key});
  const bool counted = version.number >= 1 && found != records_.end() &&
                       static_cast<std::uint64_t>(version.number) <= found->second.size();
  if (!counted) return std::optional<Record>();
  const Position position = found->second[static_cast<std::size_t>(version.number - 1)];
  return std::optional(versions_[position.number - 1].record);
}

Result<HistoryPage> MemoryStore::history(Partition partition, const HistoryQuery& query) const {
  const std::lock_guard lock(mutex_);
  if (!query.id.empty() && !query.type) return invalid_input("expected a type beside the id");
  Cursor cursor{newest_locked(), 0, 0, 0, fingerprint(partition, query), 0};
  if (!query.cursor.empty()) {
    OSLER_TRY(cursor, decode_cursor(query.cursor, fingerprint(partition, query), newest_locked()));
  }
  HistoryPage page;
  for (std::uint64_t number = cursor.moment.number; number > 0; --number) {
    const StoredVersion& version = versions_[number - 1];
    if (version.partition != partition || !is_asked(query, version.record.key)) continue;
    if (query.since_ms && version.record.header.time_ms < *query.since_ms) continue;
    const auto end_ms = superseded_ms(versions_, version, cursor.moment);
    if (query.at_ms && end_ms && *end_ms <= *query.at_ms) continue;
    const bool on_page = page.total >= cursor.offset && page.total < cursor.offset + query.count;
    if (on_page) page.records.push_back(version.record);
    page.total += 1;
  }
  cursor.offset += page.records.size();
  if (query.count > 0 && cursor.offset < page.total) page.next = encode(cursor);
  return page;
}

Result<SearchResult> MemoryStore::search(Partition partition, const AuthorizedQuery& authorized) const {
  const std::lock_guard lock(mutex_);
  if (extractor_ == nullptr) return unavailable("the index is not open yet");
  const Query& query = authorized.query();
  if (query.types.empty()) return invalid_input("expected at least one type to search");
  Cursor cursor{newest_locked(), query.page.offset, 0, 0, fingerprint(partition, authorized), 0};
  if (!query.page.cursor.empty()) {
    OSLER_TRY(cursor, decode_cursor(query.page.cursor, cursor.fingerprint, newest_locked()));
  }
  const Snapshot snapshot(versions_, partition, cursor.moment, extractor_);
  const std::vector<const StoredVersion*> selected = select(snapshot, authorized);

  SearchResult result;
  result.moment = cursor.moment;
  if (query.totals == Totals::kExact) result.total = selected.size();
  const std::uint64_t rows = cursor.rows_max == 0 ? query.page.count : std::min(query.page.count, cursor.rows_max);
  const std::uint64_t begin = std::min<std::uint64_t>(cursor.offset, selected.size());
  const std::uint64_t end = std::min<std::uint64_t>(begin + rows, selected.size());
  for (std::uint64_t i = begin; i < end; ++i) result.records.push_back(selected[i]->record);
  if (rows == 0) return result;
  if (end < selected.size()) result.next = encode({cursor.moment, end, 0, 0, cursor.fingerprint, 0});
  if (begin > 0) {
    const std::uint64_t back = std::min<std::uint64_t>(begin, query.page.count);
    const auto rows_max = static_cast<std::uint32_t>(back);
    result.previous = encode({cursor.moment, begin - back, rows_max, 0, cursor.fingerprint, 0});
  }
  return result;
}

Result<std::vector<Change>> MemoryStore::changes(Position after, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<Change> changes;
  for (std::size_t i = after.number; i < versions_.size() && changes.size() < limit; ++i) {
    if (versions_[i].record.key.type == TypeId::kNone) continue;  // Purged.
    changes.push_back({versions_[i].partition, versions_[i].record.key, versions_[i].record.header});
  }
  return changes;
}

Position MemoryStore::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_locked();
}

Result<std::optional<Row>> MemoryStore::row(Partition partition, std::string_view table, std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(RowId{partition, table, key});
  if (found == rows_.end()) return std::optional<Row>();
  return std::optional(found->second);
}

Result<std::vector<Row>> MemoryStore::rows(Partition partition, std::string_view table, std::string_view prefix,
                                           std::string_view after, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<Row> found;
  for (const auto& [id, row] : rows_) {
    if (std::get<0>(id) != partition || std::get<1>(id) != table) continue;
    const bool wanted = row.key.starts_with(prefix) && (after.empty() || row.key > after);
    if (wanted && found.size() < limit) found.push_back(row);
  }
  return found;
}

Result<VerifyReport> MemoryStore::verify(VerifyDepth depth) const {
  // Of a copy: an extractor may ask the store for rows.
  std::unique_lock lock(mutex_);
  const Versions versions = versions_;
  const std::map<Partition, std::vector<AuditEntry>> audit = audit_;
  const Extractor* const extractor = extractor_;
  lock.unlock();
  VerifyReport report;
  report.versions = versions.size();
  std::set<Partition> partitions;
  for (const StoredVersion& version : versions) {
    partitions.insert(version.partition);
    if (depth == VerifyDepth::kQuick || extractor == nullptr || version.record.header.is_deleted()) continue;
    std::vector<IndexEntry> again;
    OSLER_RETURN_IF_ERROR(extractor->extract(version.partition, version.record.key.type, version.record.text, again));
    std::vector<IndexEntry> stored = version.entries;
    const auto is_loose = [&](const IndexEntry& entry) { return !extractor->is_complete(version.partition, entry.parameter); };
    std::erase_if(again, is_loose);
    std::erase_if(stored, is_loose);
    std::sort(again.begin(), again.end());
    std::sort(stored.begin(), stored.end());
    if (again != stored) report.findings.push_back("index entries differ from the text's");
  }
  for (const Partition partition : partitions) {
    report.resources += Snapshot(versions, partition, Position{versions.size()}).live().size();
  }
  for (const auto& [partition, ledger] : audit) {
    report.audit_entries += ledger.size();
    std::string before;
    for (const AuditEntry& entry : ledger) {
      if (chain_hash(before, entry.sequence, entry.time_ms, entry.content) != entry.hash) {
        report.findings.push_back("audit entry does not fit its chain");
      }
      before = entry.hash;
    }
  }
  return report;
}

}  // namespace osler::store
