#include "store/rocks/history.h"

#include <algorithm>

#include "store/cursor.h"
#include "store/rocks/bytes.h"
#include "store/rocks/evaluate.h"
#include "store/rocks/keys.h"
#include "store/rocks/purge.h"

namespace osler::store::rocks {
namespace {

/// Which positions the query's times allow.
struct Window {
  std::uint64_t moment = 0;
  std::uint64_t since = 1;  ///< Written here or later.
  std::uint64_t at = 0;     ///< Not superseded before here; 0: no such condition.

  bool has(const Timeline& timeline, std::uint64_t position) const {
    if (position < since || position > moment) return false;
    const std::uint64_t by = timeline.superseded_at(position);
    return at == 0 || by == 0 || by > moment || by >= at;
  }
};

Result<Window> window_of(const Ground& ground, const HistoryQuery& query, std::uint64_t moment) {
  Window window{moment, 1, 0};
  if (query.since_ms) {
    OSLER_TRY(window.since, first_position_at(ground.records, *query.since_ms, moment));
  }
  if (query.at_ms) {
    // Current after the instant: superseded later than it, not at it.
    OSLER_TRY(window.at, first_position_at(ground.records, *query.at_ms + 1, moment));
  }
  return window;
}

/// Positions downwards, from one family of keys that end with a position or lead to one.
class HistoryLane {
 public:
  virtual ~HistoryLane() = default;
  virtual std::uint64_t head() const = 0;  ///< 0 at the end.
  virtual void next() = 0;
  virtual Status status() const = 0;
};

class TypeLane final : public HistoryLane {
 public:
  TypeLane(const Database& database, const Scope& scope, std::uint64_t last)
      : scan_(database.scan_back(Column::kIndex, every_version_key(scope, 0), every_version_key(scope, last + 1))) {}
  std::uint64_t head() const override { return scan_.valid() ? position_of_key(scan_.key()) : 0; }
  void next() override { scan_.previous(); }
  Status status() const override { return scan_.status(); }

 private:
  Scan scan_;
};

class RecordLane final : public HistoryLane {
 public:
  RecordLane(const Database& database, Partition partition, const RecordKey& key)
      : scan_(database.scan_back(Column::kHistory, history_prefix(partition, key),
                                 end_of_prefix(history_prefix(partition, key)))) {}
  std::uint64_t head() const override { return scan_.valid() ? ByteReader(scan_.value()).u64() : 0; }
  void next() override { scan_.previous(); }
  Status status() const override { return scan_.status(); }

 private:
  Scan scan_;
};

/// The one version of the record in a run whose rows of `history` are not all there yet.
class RunLane final : public HistoryLane {
 public:
  explicit RunLane(std::uint64_t position) : position_(position) {}
  std::uint64_t head() const override { return position_; }
  void next() override { position_ = 0; }
  Status status() const override { return {}; }

 private:
  std::uint64_t position_;
};

std::vector<TypeId> types_of(const Ground& ground, Partition partition, const HistoryQuery& query) {
  if (query.type) return {*query.type};
  std::vector<TypeId> types = ground.published.tallies.types(partition);
  std::erase_if(types, [&](TypeId type) {
    return std::find(query.hidden.begin(), query.hidden.end(), type) != query.hidden.end();
  });
  return types;
}

using Lanes = std::vector<std::unique_ptr<HistoryLane>>;

Lanes lanes_of(const Ground& ground, Partition partition, const HistoryQuery& query, std::uint64_t last) {
  Lanes lanes;
  if (!query.id.empty()) {
    const RecordKey key{*query.type, query.id};
    const std::shared_ptr<const UnsettledRun> run = ground.records.unsettled();
    if (const auto state = run ? run->state(current_key(partition, key)) : std::nullopt) {
      lanes.push_back(std::make_unique<RunLane>(state->position.number));
    }
    lanes.push_back(std::make_unique<RecordLane>(ground.database, partition, key));
    return lanes;
  }
  for (const TypeId type : types_of(ground, partition, query)) {
    lanes.push_back(std::make_unique<TypeLane>(ground.database, Scope{partition, type}, last));
  }
  return lanes;
}

/// The greatest position of all lanes; those that have it then move on. 0 at the end.
std::uint64_t take_greatest(Lanes& lanes) {
  std::uint64_t greatest = 0;
  for (const std::unique_ptr<HistoryLane>& lane : lanes) greatest = std::max(greatest, lane->head());
  if (greatest == 0) return 0;
  for (const std::unique_ptr<HistoryLane>& lane : lanes) {
    if (lane->head() == greatest) lane->next();
  }
  return greatest;
}

/// Without conditions on time a type's versions are counted already. Nothing if they have to be walked.
std::optional<std::uint64_t> counted_total(const Ground& ground, Partition partition, const HistoryQuery& query,
                                           std::uint64_t moment) {
  if (!query.id.empty() || query.since_ms || query.at_ms) return std::nullopt;
  std::uint64_t total = 0;
  for (const TypeId type : types_of(ground, partition, query)) {
    const auto versions = ground.published.versions({partition, type}, moment);
    if (!versions) return std::nullopt;
    total += *versions;
  }
  return total;
}

}  // namespace

Result<HistoryPage> history(const Ground& ground, Partition partition, const HistoryQuery& query) {
  if (!query.id.empty() && !query.type) return invalid_input("expected a type beside the id");
  const Position newest{ground.published.newest()};
  Cursor cursor{newest, 0, 0, 0, fingerprint(partition, query), 0};
  if (!query.cursor.empty()) {
    OSLER_TRY(cursor, decode_cursor(query.cursor, cursor.fingerprint, newest));
  }
  OSLER_TRY(const Window window, window_of(ground, query, cursor.moment.number));
  std::optional<std::uint64_t> total;
  if (cursor.counted != 0) total = cursor.counted - 1;
  if (!total) total = counted_total(ground, partition, query, cursor.moment.number);

  // The anchor is the last position of the page before.
  const std::uint64_t last = cursor.anchor == 0 ? cursor.moment.number : cursor.anchor - 1;
  Lanes lanes = lanes_of(ground, partition, query, last);
  std::vector<std::uint64_t> page;
  std::uint64_t counted = cursor.offset;
  bool more = false;
  for (std::uint64_t position = take_greatest(lanes); position != 0; position = take_greatest(lanes)) {
    if (position < window.since && window.at == 0 && query.id.empty()) break;
    if (position > last || !window.has(ground.published.timeline, position)) continue;
    ++counted;
    more = page.size() == query.count;
    if (!more) page.push_back(position);
    if (more && total) break;
  }
  for (const std::unique_ptr<HistoryLane>& lane : lanes) OSLER_RETURN_IF_ERROR(lane->status());

  HistoryPage result;
  result.total = total.value_or(counted);
  OSLER_TRY(result.records, ground.records.page(page));
  if (more && !page.empty()) {
    result.next =
        encode({cursor.moment, cursor.offset + page.size(), 0, page.back(), cursor.fingerprint, result.total + 1});
  }
  return result;
}

Result<std::vector<Change>> changes(const Ground& ground, Position after, std::size_t limit) {
  std::vector<Change> changes;
  const std::uint64_t newest = ground.published.newest();
  if (after.number >= newest || limit == 0) return changes;
  Scan scan = ground.database.scan(Column::kVersion, version_key({after.number + 1}), version_key({newest + 1}));
  for (; scan.valid() && changes.size() < limit; scan.next()) {
    const Position position{ByteReader(scan.key()).u64()};
    OSLER_TRY(Frame frame, read_frame(scan.value(), position, FrameCheck::kHeader));
    if (is_purged(frame.head.key)) continue;
    OSLER_RETURN_IF_ERROR(ground.published.runs.complete(frame.head.header));
    changes.push_back({frame.head.partition, std::move(frame.head.key), std::move(frame.head.header)});
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return changes;
}

}  // namespace osler::store::rocks
