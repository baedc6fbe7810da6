#include "store/write_rules.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace osler::store {
namespace {

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kTableBytesMax = 32;
constexpr std::size_t kRowKeyBytesMax = 512;
constexpr std::size_t kPartsMax = 3;

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

Status check_key(const RecordKey& key) {
  if (key.type == TypeId::kNone) return invalid_input("expected a resource type");
  const bool sized = !key.id.empty() && key.id.size() <= kIdBytesMax;
  const bool spelled =
      std::all_of(key.id.begin(), key.id.end(), [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
  if (!sized || !spelled) return invalid_input("expected an id of 1 to 64 letters, digits, '-' and '.'");
  return {};
}

Status check_entries(const std::vector<IndexEntry>& entries) {
  for (const IndexEntry& entry : entries) {
    if (entry.parts.empty() || entry.parts.size() > kPartsMax) {
      return invalid_input("expected one to three parts in an index entry");
    }
  }
  return {};
}

Status check_rows(const std::vector<RowChange>& rows) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const RowChange& row : rows) {
    OSLER_RETURN_IF_ERROR(check_row_form(row));
    if (!seen.emplace(row.table, row.key).second) return invalid_input("expected one change for each row");
  }
  return {};
}

}  // namespace

Status check_row_form(const RowChange& change) {
  const bool sized = !change.table.empty() && change.table.size() <= kTableBytesMax;
  const bool spelled = std::all_of(change.table.begin(), change.table.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!sized || !spelled) return invalid_input("expected a table name of 1 to 32 lower-case letters");
  if (change.key.size() > kRowKeyBytesMax) return invalid_input("expected a row key of at most 512 bytes");
  return {};
}

Status check_form(const Put& put) {
  OSLER_RETURN_IF_ERROR(check_key(put.key));
  return check_entries(put.entries);
}

Status check_form(const Remove& remove) { return check_key(remove.key); }

Status check_form(const WriteSet& writes) {
  const bool records = !writes.puts.empty() || !writes.removes.empty() || !writes.purges.empty();
  if (writes.stage && (records || writes.rows_after)) {
    return invalid_input("expected all records of a write set to be staged, or none, and no rows made of staged ones");
  }
  if (records && writes.partition == Partition::system()) {
    return invalid_input("expected a partition of an organization: the system partition holds no records");
  }
  std::set<RecordKey> seen;
  for (const Put& put : writes.puts) {
    OSLER_RETURN_IF_ERROR(check_form(put));
    if (!seen.insert(put.key).second) return invalid_input("expected one write for each record");
  }
  for (const Remove& remove : writes.removes) {
    OSLER_RETURN_IF_ERROR(check_form(remove));
    if (!seen.insert(remove.key).second) return invalid_input("expected one write for each record");
  }
  for (const Purge& purge : writes.purges) {
    OSLER_RETURN_IF_ERROR(check_key(purge.key));
    if (!seen.insert(purge.key).second) return invalid_input("expected one write for each record");
  }
  OSLER_RETURN_IF_ERROR(check_rows(writes.rows));
  if (writes.partition == Partition::system() && !writes.system_rows.empty()) {
    return invalid_input("expected rows of the system partition in `rows` when the write set is its own");
  }
  return check_rows(writes.system_rows);
}

bool holds(const Expect& expect, const std::optional<VersionHeader>& found) {
  const bool live = found && !found->is_deleted();
  if (std::holds_alternative<ExpectAbsent>(expect)) return !found;
  if (std::holds_alternative<ExpectNotLive>(expect)) return !live;
  if (std::holds_alternative<ExpectLive>(expect)) return live;
  if (const auto* exact = std::get_if<ExpectVersion>(&expect)) return live && found->version == exact->version;
  return true;
}

bool holds(const RowChange& change, std::uint64_t revision) {
  return !change.expected_revision || *change.expected_revision == revision;
}

bool refers(TypeId type, const std::vector<IndexEntry>& entries, const Unreferenced& target) {
  const auto referring = std::ranges::find(*target.by, type, &ReferringType::type);
  if (referring == target.by->end()) return false;
  return std::ranges::any_of(entries, [&](const IndexEntry& entry) {
    const auto* value = entry.parts.size() == 1 ? std::get_if<Reference>(&entry.parts.front()) : nullptr;
    if (value == nullptr || std::ranges::find(referring->parameters, entry.parameter) == referring->parameters.end()) return false;
    const bool by_url = value->type == TypeId::kNone && !target.url.empty() && value->id == target.url;
    return by_url || (value->type == target.key.type && value->id == target.key.id);
  });
}

Action action_of_put(const std::optional<VersionHeader>& found) {
  return found && !found->is_deleted() ? Action::kUpdate : Action::kCreate;
}

}  // namespace osler::store
