#include "store/rocks/run_recovery.h"

#include <algorithm>
#include <set>

#include "base/fault.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/purge.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kSettledBytesAtOnce = std::size_t{1} << 20U;

Scan versions_of(const Database& database, const Run& run) {
  return database.scan(Column::kVersion, version_key({run.base}), version_key({run.base + run.count}));
}

Result<Frame> read(const Scan& scan) {
  const Position position{ByteReader(scan.key()).u64()};
  return read_frame(scan.value(), position, FrameCheck::kHeader);
}

/// Takes out what can be found of it. Its entries in the index are nobody's: its positions are never given again.
/// `last`: of the positions that runs before it had.
Status give_up(Database& database, std::uint64_t last, Run& run) {
  const Scan before = database.scan_back(Column::kVersion, {}, version_key({run.base}));
  OSLER_RETURN_IF_ERROR(before.status());
  run.skipped = run.base - 1 - std::max(last, before.valid() ? ByteReader(before.key()).u64() : 0);
  run.state = RunState::kGivenUp;
  std::set<std::pair<Partition, TypeId>> lists;
  Scan scan = versions_of(database, run);
  for (; scan.valid(); scan.next()) {
    OSLER_TRY(const Frame frame, read(scan));
    lists.emplace(frame.head.partition, frame.head.key.type);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  Batch batch(database);
  const std::uint64_t end = run.base + run.count;
  batch.put(Column::kMeta, run_key(run.base), run_value(run));
  batch.erase(Column::kVersion, version_key({run.base}), version_key({end}));
  for (const auto& [partition, type] : lists) {
    const Scope scope{partition, type};
    batch.erase(Column::kIndex, every_version_key(scope, run.base), every_version_key(scope, end));
    put_given_up(scope, run, batch);
  }
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  OSLER_FAULT("open.before_given_up");
  database.write(batch);
  OSLER_FAULT("open.after_given_up");
  return {};
}

/// Its own version is its record's newest, unless a later one stands there already.
Status add_rows(const Database& database, const FrameHeader& head, const Run& run, Batch& batch) {
  const std::string key = current_key(head.partition, head.key);
  const VersionHeader& header = head.header;
  const std::int64_t created_ms = header.created_ms == kTimeOfRun ? run.time_ms : header.created_ms;
  std::string value;
  OSLER_TRY(const bool there, database.get(Column::kCurrent, key, value));
  bool is_newest = true;
  if (there) {
    OSLER_TRY(const CurrentState state, read_current_value(value));
    is_newest = state.position < header.position;
  }
  if (is_newest)
    batch.put(Column::kCurrent, key,
              current_value({header.position, header.first, header.version, created_ms, header.action}));
  batch.put(Column::kHistory, history_key(key, header.version), history_value(header.position, header.action));
  return {};
}

Status settle(Database& database, Run& run) {
  Batch batch(database);
  std::uint64_t versions = 0;
  Scan scan = versions_of(database, run);
  for (; scan.valid(); scan.next(), ++versions) {
    OSLER_TRY(const Frame frame, read(scan));
    OSLER_RETURN_IF_ERROR(add_rows(database, frame.head, run, batch));
    if (batch.bytes() < kSettledBytesAtOnce) continue;
    OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
    database.write(batch);
    batch.clear();
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  if (versions != run.count)
    return internal_error("damaged store: a staged run at position " + std::to_string(run.base) + " is not whole");
  run.state = RunState::kSettled;
  batch.put(Column::kMeta, run_key(run.base), run_value(run));
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  OSLER_FAULT("open.before_settled");
  database.write(batch);
  OSLER_FAULT("open.after_settled");
  return {};
}

}  // namespace

Result<std::uint64_t> recover_runs(Database& database, Runs& runs) {
  std::vector<Run> all;
  Scan scan = database.scan(Column::kMeta, kRunPrefix, end_of_prefix(std::string(kRunPrefix)));
  for (; scan.valid(); scan.next()) {
    OSLER_TRY(const Run run, read_run(scan.key(), scan.value()));
    all.push_back(run);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  std::uint64_t last = 0;
  for (Run& run : all) {
    if (run.state == RunState::kBegun) OSLER_RETURN_IF_ERROR(give_up(database, last, run));
    if (run.state == RunState::kCommitted) OSLER_RETURN_IF_ERROR(settle(database, run));
    last = std::max(last, run.base + run.count - 1);
    runs.add(run);
  }
  return last;
}

}  // namespace osler::store::rocks
