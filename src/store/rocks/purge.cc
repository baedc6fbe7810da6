#include "store/rocks/purge.h"

#include <set>
#include <utility>

#include "store/rocks/bytes.h"
#include "store/rocks/frame.h"
#include "store/rocks/published.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {
namespace {

constexpr std::string_view kUnderWayPrefix = "purge/";
constexpr std::string_view kGivenUpPrefix = "given-up/";

Result<PreparedPurge> look_up(const Database& database, const Records& records, Partition partition, const RecordKey& key) {
  PreparedPurge purge{current_key(partition, key), std::nullopt, {}};
  OSLER_TRY(purge.state, records.state(purge.current_key));
  if (!purge.state) return purge;
  // After the state: if that came from a run, this is the run, or all of it is on disk.
  const std::shared_ptr<const UnsettledRun> run = records.unsettled();
  std::set<std::pair<Position, Version>> places;
  if (const auto of_run = run ? run->state(purge.current_key) : std::nullopt; of_run && of_run->position <= purge.state->position) {
    places.emplace(of_run->position, of_run->version);
  }
  const std::string prefix = history_prefix(partition, key);
  Scan scan = database.scan(Column::kHistory, prefix, end_of_prefix(prefix));
  for (; scan.valid(); scan.next()) {
    OSLER_TRY(const HistoryLine line, read_history_line(scan.key(), scan.value()));
    if (line.position > purge.state->position) break;
    places.emplace(line.position, line.version);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  for (const auto& [position, version] : places) {
    OSLER_TRY(const FrameHeader head, records.header(position));
    purge.versions.push_back({position.number, version, head.header.time_ms});
  }
  // Purged by somebody else meanwhile, or written: what was found is of no use then.
  if (purge.versions.size() != static_cast<std::size_t>(purge.state->version.number)) purge.state.reset();
  return purge;
}

/// How a row begins that says what is to be erased; positions follow.
std::string remains_of(const Scope& scope) {
  std::string remains;
  append_u32(remains, scope.partition.number());
  append_u16(remains, number_of(scope.type));
  return remains;
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
  std::string under_way = remains_of(scope);
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
  published.purged();
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
  if (any) published.purged();
  return any;
}

Result<std::vector<PurgeRemains>> what_remains(const Database& database) {
  std::vector<PurgeRemains> all;
  for (const std::string_view rows : {kUnderWayPrefix, kGivenUpPrefix}) {
    Scan scan = database.scan(Column::kMeta, rows, end_of_prefix(std::string(rows)));
    for (; scan.valid(); scan.next()) {
      ByteReader in(scan.value());
      const Partition partition = Partition::from_number(in.u32());
      PurgeRemains remains{std::string(scan.key()), {partition, static_cast<TypeId>(in.u16())}, {}};
      while (!in.rest().empty()) remains.positions.push_back(in.u64());
      all.push_back(std::move(remains));
    }
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  return all;
}

void put_given_up(const Scope& scope, const Run& run, Batch& batch) {
  std::string key(kGivenUpPrefix);
  append_u64(key, run.base);
  append_u16(key, number_of(scope.type));
  std::string remains = remains_of(scope);
  const std::uint64_t last = run.base + run.count - 1;
  for (std::uint64_t position = run.base; position < last; position += kNearPositions) append_u64(remains, position);
  append_u64(remains, last);
  batch.put(Column::kMeta, key, remains);
}

Result<bool> has_purge_under_way(const Database& database) {
  const Scan scan = database.scan(Column::kMeta, kUnderWayPrefix, end_of_prefix(std::string(kUnderWayPrefix)));
  OSLER_RETURN_IF_ERROR(scan.status());
  return scan.valid();
}

}  // namespace osler::store::rocks
