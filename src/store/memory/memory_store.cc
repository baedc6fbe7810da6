#include "store/memory/memory_store.h"

#include <algorithm>
#include <utility>

#include "store/audit_chain.h"
#include "store/cursor.h"
#include "store/memory/memory_stage.h"
#include "store/write_rules.h"

namespace osler::store {

Status MemoryStore::open_index(const Extractor& extractor) {
  const std::lock_guard lock(mutex_);
  extractor_ = &extractor;
  return {};
}

Result<IndexedAgain> MemoryStore::index_again(const IndexedRange& range, const Extractor& extractor, std::size_t versions_max) {
  const std::lock_guard lock(mutex_);
  IndexedAgain done{range.after, 0, false};
  const std::size_t end = std::min<std::size_t>(range.until.number, versions_.size());
  for (std::size_t i = range.after.number; i < end; ++i) {
    StoredVersion& version = versions_[i];
    if (version.partition != range.partition || version.record.key.type != range.type) continue;
    if (done.versions == versions_max) return done;
    done.last = version.record.header.position;
    done.versions += 1;
    if (version.record.header.is_deleted()) continue;
    std::vector<IndexEntry> found;
    OSLER_RETURN_IF_ERROR(extractor.extract(version.partition, range.type, version.record.text, found));
    for (IndexEntry& entry : found) {
      const bool there = std::ranges::find(version.entries, entry) != version.entries.end();
      if (!there) version.entries.push_back(std::move(entry));
    }
  }
  done.last = range.until;
  done.is_done = true;
  return done;
}

Task<Result<Outcome>> MemoryStore::commit(WriteSet writes, Loop&) {
  // Nothing is waited for, so the answer is already on the caller's loop.
  OSLER_CO_RETURN_IF_ERROR(check_form(writes));
  const auto* stage = dynamic_cast<const MemoryStage*>(writes.stage.get());
  if (writes.stage && (stage == nullptr || stage->partition() != writes.partition)) {
    co_return invalid_input("expected what was staged here, for the same partition");
  }
  const std::lock_guard lock(mutex_);
  co_return judge_and_write(writes);
}

Result<std::shared_ptr<Stage>> MemoryStore::stage(Partition partition) {
  if (partition == Partition::system()) return invalid_input("expected a partition of an organization");
  return std::shared_ptr<Stage>(std::make_shared<MemoryStage>(*this, partition));
}

std::int64_t MemoryStore::next_time() const { return std::max(clock_.now_ms(), last_time_ms_); }

std::optional<VersionHeader> MemoryStore::newest_header(Partition partition, const RecordKey& key) const {
  const auto found = records_.find({partition, key});
  if (found == records_.end()) return std::nullopt;
  return versions_[found->second.back().number - 1].record.header;
}

std::optional<Refused> MemoryStore::judge_records(const WriteSet& writes) const {
  for (std::size_t i = 0; i < writes.puts.size(); ++i) {
    const auto found = newest_header(writes.partition, writes.puts[i].key);
    if (!holds(writes.puts[i].expect, found)) return Refused{RefusedBy::kPut, i, found};
  }
  for (std::size_t i = 0; i < writes.removes.size(); ++i) {
    const auto found = newest_header(writes.partition, writes.removes[i].key);
    if (!holds(writes.removes[i].expect, found)) return Refused{RefusedBy::kRemove, i, found};
  }
  for (std::size_t i = 0; i < writes.purges.size(); ++i) {
    if (!newest_header(writes.partition, writes.purges[i].key)) return Refused{RefusedBy::kPurge, i, std::nullopt};
  }
  return std::nullopt;
}

std::optional<Outcome> MemoryStore::judge_staged(const WriteSet& writes) const {
  if (!writes.stage) return std::nullopt;
  const std::vector<MemoryStage::Write>& staged = static_cast<MemoryStage&>(*writes.stage).writes();
  for (std::size_t i = 0; i < staged.size(); ++i) {
    const auto found = newest_header(writes.partition, staged[i].key());
    if (!holds(staged[i].expect(), found)) return Outcome(Refused{RefusedBy::kStaged, i, found});
    const Version before = staged[i].found ? staged[i].found->version : Version{};
    if ((found ? found->version : Version{}) != before) return Outcome(Stale{});
  }
  return std::nullopt;
}

bool MemoryStore::is_referred_to(const WriteSet& writes, const Unreferenced& target) const {
  const auto is_written = [&](const RecordKey& key) {
    return std::ranges::find(writes.puts, key, &Put::key) != writes.puts.end() ||
           std::ranges::find(writes.removes, key, &Remove::key) != writes.removes.end() ||
           std::ranges::find(writes.purges, key, &Purge::key) != writes.purges.end();
  };
  for (const Put& put : writes.puts) {
    if (put.key != target.key && refers(put.key.type, put.entries, target)) return true;
  }
  const Snapshot snapshot(versions_, writes.partition, newest_locked());
  return std::ranges::any_of(snapshot.live(), [&](const StoredVersion* other) {
    const RecordKey& key = other->record.key;
    return key != target.key && !is_written(key) && refers(key.type, other->entries, target);
  });
}

bool MemoryStore::holds_guard(const WriteSet& writes, const Guard& guard) const {
  if (const auto* must_exist = std::get_if<MustExist>(&guard)) {
    const auto is_key = [&](const auto& write) { return write.key == must_exist->key; };
    if (std::any_of(writes.puts.begin(), writes.puts.end(), is_key)) return true;
    if (std::any_of(writes.removes.begin(), writes.removes.end(), is_key)) return false;
    const auto* stage = static_cast<const MemoryStage*>(writes.stage.get());
    if (const auto* own = stage == nullptr ? nullptr : stage->find(must_exist->key)) return !own->removes();
    const auto found = newest_header(writes.partition, must_exist->key);
    return found && !found->is_deleted();
  }
  if (const auto* row_is = std::get_if<RowIs>(&guard)) {
    return revision(RowId{writes.partition, row_is->table, row_is->key}, {}) == row_is->revision;
  }
  if (const auto* unreferenced = std::get_if<Unreferenced>(&guard)) return !is_referred_to(writes, *unreferenced);
  const auto& matches = std::get<MatchesExactly>(guard);
  return select(Snapshot(versions_, writes.partition, newest_locked()), matches.query).size() == matches.count;
}

std::optional<Refused> MemoryStore::judge_guards(const WriteSet& writes) const {
  for (std::size_t i = 0; i < writes.guards.size(); ++i) {
    if (!holds_guard(writes, writes.guards[i])) return Refused{RefusedBy::kGuard, i, std::nullopt};
  }
  return std::nullopt;
}

/// The record's next version, after `made` others of the same commit.
StoredVersion MemoryStore::next_version(const WriteSet& writes, const RecordKey& key, std::size_t made, bool deletes) const {
  const auto before = newest_header(writes.partition, key);
  VersionHeader header;
  header.position = Position{versions_.size() + made + 1};
  header.first = before ? before->first : header.position;
  header.version = Version{before ? before->version.number + 1 : 1};
  header.action = deletes ? Action::kDelete : action_of_put(before);
  header.time_ms = next_time();
  header.created_ms = before ? before->created_ms : header.time_ms;
  header.origin = writes.origin;
  return {writes.partition, Record{key, header, {}}, {}};
}

namespace {

void fill(StoredVersion& version, Put& put) {
  version.record.header.splice_at = put.splice_at;
  version.record.text = std::move(put.text);
  version.entries = std::move(put.entries);
}

}  // namespace

std::vector<StoredVersion> MemoryStore::next_versions(WriteSet& writes, Committed& committed) const {
  std::vector<StoredVersion> made = staged_versions(writes);
  for (Put& put : writes.puts) {
    made.push_back(next_version(writes, put.key, made.size(), false));
    fill(made.back(), put);
    committed.headers.push_back(made.back().record.header);
  }
  for (const Remove& remove : writes.removes) {
    const auto before = newest_header(writes.partition, remove.key);
    const bool live = before && !before->is_deleted();
    if (live) made.push_back(next_version(writes, remove.key, made.size(), true));
    committed.headers.push_back(live ? made.back().record.header : VersionHeader{});
  }
  committed.position = Position{versions_.size() + made.size()};
  committed.time_ms = next_time();
  return made;
}

std::vector<StoredVersion> MemoryStore::staged_versions(const WriteSet& writes) const {
  std::vector<StoredVersion> made;
  if (!writes.stage) return made;
  for (MemoryStage::Write& write : static_cast<MemoryStage&>(*writes.stage).writes()) {
    const bool live = write.found && !write.found->is_deleted();
    if (write.removes() && !live) continue;
    made.push_back(next_version(writes, write.key(), made.size(), write.removes()));
    if (auto* put = std::get_if<Put>(&write.what)) fill(made.back(), *put);
  }
  return made;
}

std::uint64_t MemoryStore::revision(const RowId& id, const RowChanges& changed) const {
  if (const auto own = changed.find(id); own != changed.end()) return own->second ? own->second->revision : 0;
  const auto found = rows_.find(id);
  return found == rows_.end() ? 0 : found->second.revision;
}

/// The index of the first change that does not hold; nothing if all do.
std::optional<std::size_t> MemoryStore::change_rows(Partition partition, const std::vector<RowChange>& changes,
                                                    RowChanges& changed) const {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const RowChange& change = changes[i];
    const RowId id{partition, change.table, change.key};
    const std::uint64_t found = revision(id, changed);
    if (!holds(change, found)) return i;
    changed[id] = change.bytes ? std::optional(Row{change.key, *change.bytes, found + 1}) : std::nullopt;
  }
  return std::nullopt;
}

/// At the record's positions a deletion without a name stays.
std::uint64_t MemoryStore::purge(Partition partition, const RecordKey& key) {
  const auto found = records_.find({partition, key});
  const std::uint64_t count = found->second.size();
  for (const Position position : found->second) {
    StoredVersion& version = versions_[position.number - 1];
    VersionHeader header;
    header.position = header.first = position;
    header.version = Version{1};
    header.action = Action::kDelete;
    header.time_ms = header.created_ms = version.record.header.time_ms;
    version = {Partition::system(), Record{{TypeId::kNone, std::to_string(position.number)}, header, {}}, {}};
  }
  records_.erase(found);
  return count;
}

void MemoryStore::write(std::vector<StoredVersion> made, RowChanges changed) {
  for (StoredVersion& version : made) {
    records_[{version.partition, version.record.key}].push_back(version.record.header.position);
    versions_.push_back(std::move(version));
  }
  for (auto& [id, row] : changed) {
    if (row) rows_[id] = std::move(*row);
    if (!row) rows_.erase(id);
  }
}

Result<Outcome> MemoryStore::judge_and_write(WriteSet& writes) {
  if (auto refused = judge_records(writes)) return Outcome(*refused);
  if (auto fallen = judge_staged(writes)) return *std::move(fallen);

  RowChanges changed;  // Kept apart until all is judged: a refusal leaves no trace.
  if (const auto i = change_rows(writes.partition, writes.rows, changed))
    return Outcome(Refused{RefusedBy::kRow, *i, {}});
  if (const auto i = change_rows(Partition::system(), writes.system_rows, changed)) {
    return Outcome(Refused{RefusedBy::kSystemRow, *i, {}});
  }
  if (auto refused = judge_guards(writes)) return Outcome(*refused);

  Committed committed;
  std::vector<StoredVersion> made = next_versions(writes, committed);
  if (writes.rows_after) {
    const auto end_of_puts = committed.headers.begin() + static_cast<std::ptrdiff_t>(writes.puts.size());
    const std::vector<RowChange> after = writes.rows_after({committed.headers.begin(), end_of_puts});
    for (const RowChange& change : after) OSLER_RETURN_IF_ERROR(check_row_form(change));
    if (const auto i = change_rows(writes.partition, after, changed)) {
      return Outcome(Refused{RefusedBy::kRow, writes.rows.size() + *i, {}});
    }
  }

  last_time_ms_ = next_time();
  for (const Purge& one : writes.purges) committed.purged_versions += purge(writes.partition, one.key);
  write(std::move(made), std::move(changed));
  if (!writes.audit.empty()) write_audit(writes.partition, last_time_ms_, std::move(writes.audit));
  return Outcome(std::move(committed));
}

void MemoryStore::write_audit(Partition partition, std::int64_t time_ms, std::string content) {
  std::vector<AuditEntry>& ledger = audit_[partition];
  const std::string before = ledger.empty() ? std::string() : ledger.back().hash;
  const std::uint64_t sequence = ledger.size() + 1;
  std::string hash = chain_hash(before, sequence, time_ms, content);
  ledger.push_back({sequence, time_ms, std::move(hash), std::move(content)});
}

Status MemoryStore::append_audit(Partition partition, std::string_view content) {
  const std::lock_guard lock(mutex_);
  last_time_ms_ = next_time();
  write_audit(partition, last_time_ms_, std::string(content));
  return {};
}

Status MemoryStore::scan_audit(Partition partition, std::uint64_t before,
                               const std::function<bool(const AuditEntry&)>& visit) const {
  std::vector<AuditEntry> entries;
  {
    const std::lock_guard lock(mutex_);
    const auto ledger = audit_.find(partition);
    if (ledger != audit_.end()) entries = ledger->second;
  }
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (before != 0 && entry->sequence >= before) continue;
    if (!visit(*entry)) break;
  }
  return {};
}

Status MemoryStore::walk_audit(Partition partition, const AuditRange& range,
                               const std::function<bool(const AuditEntry&)>& visit) const {
  std::vector<AuditEntry> entries;
  {
    const std::lock_guard lock(mutex_);
    const auto ledger = audit_.find(partition);
    if (ledger == audit_.end()) return {};
    // The n-th entry has the sequence n.
    const std::uint64_t end = std::min<std::uint64_t>(range.until, ledger->second.size());
    for (std::uint64_t i = range.after; i < end; ++i) entries.push_back(ledger->second[i]);
  }
  if (range.newest_first) std::reverse(entries.begin(), entries.end());
  for (const AuditEntry& entry : entries) {
    if (!visit(entry)) break;
  }
  return {};
}

}  // namespace osler::store
