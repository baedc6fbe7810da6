#include "store/rocks/purge.h"

#include "store/rocks/bytes.h"
#include "store/rocks/frame.h"
#include "store/rocks/published.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {
namespace {

constexpr std::string_view kUnderWayPrefix = "purge/";

Result<PreparedPurge> look_up(const Database& database, const Records& records, Partition partition, const RecordKey& key) {
  PreparedPurge purge{current_key(partition, key), std::nullopt, {}};
  OSLER_TRY(purge.state, records.state(purge.current_key));
  if (!purge.state) return purge;
  const std::string prefix = history_prefix(partition, key);
  Scan scan = database.scan(Column::kHistory, prefix, end_of_prefix(prefix));
  for (; scan.valid(); scan.next()) {
    OSLER_TRY(const HistoryLine line, read_history_line(scan.key(), scan.value()));
    if (line.position > purge.state->position) break;
    OSLER_TRY(const FrameHeader head, records.header(line.position));
    purge.versions.push_back({line.position.number, line.version, head.header.time_ms});
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return purge;
}

/// What stays at the position. Its time must stay as well: times rise with positions.
void put_nameless(const PurgedVersion& version, Batch& batch) {
  const Position position{version.position};
  const RecordKey key{TypeId::kNone, std::to_string(version.position)};
  VersionHeader header;
  header.position = header.first = position;
  header.version = Version{1};
  header.action = Action::kDelete;
  header.time_ms = header.created_ms = version.time_ms;
  std::string frame;
  append_frame(frame, {Partition::system(), key, header, {}}, {});
  batch.put(Column::kVersion, version_key(position), frame);
  batch.put(Column::kHistory, history_key(Partition::system(), key, header.version), history_value(position, header.action));
  batch.put(Column::kCurrent, current_key(Partition::system(), key),
            current_value({position, position, header.version, header.created_ms, header.action}));
  batch.put(Column::kIndex, every_version_key({Partition::system(), TypeId::kNone}, version.position), key.id);
}

}  // namespace

Result<std::vector<PreparedPurge>> look_up_purges(const Database& database, const Records& records, Partition partition,
                                                  const std::vector<Purge>& purges) {
  std::vector<PreparedPurge> prepared;
  for (const Purge& purge : purges) {
    OSLER_TRY(PreparedPurge one, look_up(database, records, partition, purge.key));
    prepared.push_back(std::move(one));
  }
  return prepared;
}

void CollectedPurges::add(const Scope& scope, const RecordKey& key, const PreparedPurge& purge, Batch& batch) {
  std::string under_way;
  append_u32(under_way, scope.partition.number());
  append_u16(under_way, number_of(scope.type));
  for (const PurgedVersion& version : purge.versions) {
    batch.erase(Column::kHistory, history_key(scope.partition, key, version.version));
    batch.erase(Column::kIndex, every_version_key(scope, version.position));
    put_nameless(version, batch);
    append_u64(under_way, version.position);
  }
  batch.erase(Column::kCurrent, purge.current_key);
  std::string meta_key(kUnderWayPrefix);
  append_u64(meta_key, purge.versions.front().position);
  batch.put(Column::kMeta, meta_key, under_way);
  collected_.push_back({scope, &purge});
}

void CollectedPurges::hide(Published& published) const {
  if (collected_.empty()) return;
  for (const Collected& one : collected_) {
    for (const PurgedVersion& version : one.purge->versions) published.timeline.purge(version.position);
    records_.forget(one.purge->current_key, one.purge->versions);
  }
  published.visible.forget();
}

bool CollectedPurges::publish(Published& published) {
  const bool any = !collected_.empty();
  for (const Collected& one : collected_) {
    const std::size_t versions = one.purge->versions.size();
    Tally& tally = published.tallies.of(one.scope);
    tally.versions -= versions;
    if (!one.purge->state->is_deleted()) tally.live -= 1;
    published.tallies.of({Partition::system(), TypeId::kNone}).versions += versions;
  }
  collected_.clear();
  return any;
}

Result<std::vector<PurgeRemains>> purges_under_way(const Database& database) {
  std::vector<PurgeRemains> all;
  Scan scan = database.scan(Column::kMeta, kUnderWayPrefix, end_of_prefix(std::string(kUnderWayPrefix)));
  for (; scan.valid(); scan.next()) {
    ByteReader in(scan.value());
    const Partition partition = Partition::from_number(in.u32());
    PurgeRemains remains{std::string(scan.key()), {partition, static_cast<TypeId>(in.u16())}, {}};
    while (!in.rest().empty()) remains.positions.push_back(in.u64());
    all.push_back(std::move(remains));
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return all;
}

Result<bool> has_purge_under_way(const Database& database) {
  const Scan scan = database.scan(Column::kMeta, kUnderWayPrefix, end_of_prefix(std::string(kUnderWayPrefix)));
  OSLER_RETURN_IF_ERROR(scan.status());
  return scan.valid();
}

}  // namespace osler::store::rocks
