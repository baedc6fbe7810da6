#include "store/rocks/prepared.h"

#include <algorithm>
#include <limits>

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/packed_name.h"
#include "store/rocks/referrers.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kTextBytesMax = std::numeric_limits<std::uint32_t>::max();

Result<LookedUp> look_up(const Ground& ground, Partition partition, const RecordKey& key) {
  LookedUp record{current_key(partition, key), std::nullopt};
  OSLER_TRY(record.state, ground.records.state(record.current_key));
  return record;
}

Result<LookedUpRow> look_up_row(const Ground& ground, Partition partition, std::string_view table,
                                std::string_view key) {
  LookedUpRow row{row_key(partition, table, key), 0};
  OSLER_TRY(row.revision, revision_on_disk(ground.database, row.row_key));
  return row;
}

Result<std::vector<LookedUpRow>> look_up_rows(const Ground& ground, Partition partition,
                                              const std::vector<RowChange>& changes) {
  std::vector<LookedUpRow> rows;
  for (const RowChange& change : changes) {
    OSLER_TRY(LookedUpRow row, look_up_row(ground, partition, change.table, change.key));
    rows.push_back(std::move(row));
  }
  return rows;
}

TermList terms_of(const Scope& scope, const std::vector<IndexEntry>& entries) {
  TermList terms;
  for (const IndexEntry& entry : entries) append_terms(scope, entry, terms);
  return terms;
}

Result<std::uint64_t> count(const Ground& ground, const Extractor* extractor, const WriteSet& writes,
                            const AuthorizedQuery& query, std::uint64_t moment) {
  if (extractor == nullptr) return unavailable("the index is not open yet");
  constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  OSLER_TRY(const std::optional<std::uint64_t> matches,
            count_matches(ground, writes.partition, query, moment, kNoLimit));
  return matches.value_or(0);
}

}  // namespace

Status check_limits(const Origin& origin) {
  const std::size_t longest = std::max({origin.actor.size(), origin.surface.size(), origin.request_id.size()});
  if (longest > kNameBytesMax) return invalid_input("expected actor, surface and request id of at most 255 bytes");
  return {};
}

Status check_limits(const Put& put) {
  if (put.text.size() > kTextBytesMax) return invalid_input("expected a text of less than 4 GiB");
  const bool reserved = std::any_of(put.entries.begin(), put.entries.end(),
                                    [](const IndexEntry& entry) { return entry.parameter == kEveryVersion; });
  if (reserved) return invalid_input("expected a parameter below 65535");
  return {};
}

Result<std::uint64_t> revision_on_disk(const Database& database, std::string_view row_key) {
  std::string value;
  OSLER_TRY(const bool there, database.get(Column::kRows, row_key, value));
  return there ? ByteReader(value).u64() : 0;
}

Status look_up_conditions(const Ground& ground, const Extractor* extractor, PreparedSet& set) {
  const Partition partition = set.writes.partition;
  OSLER_TRY(set.rows, look_up_rows(ground, partition, set.writes.rows));
  OSLER_TRY(set.system_rows, look_up_rows(ground, Partition::system(), set.writes.system_rows));
  set.guards.clear();
  for (const Guard& guard : set.writes.guards) {
    PreparedGuard prepared;
    if (const auto* must_exist = std::get_if<MustExist>(&guard)) {
      prepared.record.current_key = current_key(partition, must_exist->key);
      OSLER_TRY(prepared.record.state, ground.records.liveness(prepared.record.current_key));
    } else if (std::holds_alternative<Unreferenced>(guard)) {
      if (extractor == nullptr) return unavailable("the index is not open yet");
    } else if (const auto* row = std::get_if<RowIs>(&guard)) {
      OSLER_TRY(prepared.row, look_up_row(ground, partition, row->table, row->key));
    } else {
      OSLER_TRY(prepared.matches,
                count(ground, extractor, set.writes, std::get<MatchesExactly>(guard).query, set.moment));
    }
    set.guards.push_back(std::move(prepared));
  }
  return {};
}

Result<PreparedSet> prepare(const Ground& ground, const Compressor& compressor, const Extractor* extractor,
                            WriteSet writes) {
  OSLER_RETURN_IF_ERROR(check_limits(writes.origin));
  for (const Put& put : writes.puts) OSLER_RETURN_IF_ERROR(check_limits(put));
  PreparedSet set(std::move(writes));
  const Partition partition = set.writes.partition;
  set.looked_up_at = ground.published.batch();  // Before the look-ups: they may see more, never less.
  set.moment = ground.published.newest();
  for (const Put& put : set.writes.puts) {
    OSLER_TRY(LookedUp record, look_up(ground, partition, put.key));
    set.puts.push_back(
        {std::move(record), compressor.compress(put.text), terms_of({partition, put.key.type}, put.entries)});
  }
  for (const Remove& remove : set.writes.removes) {
    OSLER_TRY(LookedUp record, look_up(ground, partition, remove.key));
    set.removes.push_back(std::move(record));
  }
  OSLER_TRY(set.purges, look_up_purges(ground.database, ground.records, partition, set.writes.purges));
  OSLER_RETURN_IF_ERROR(look_up_conditions(ground, extractor, set));
  OSLER_RETURN_IF_ERROR(look_up_referrers(ground, set));
  return set;
}

}  // namespace osler::store::rocks
