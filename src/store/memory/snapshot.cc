#include "store/memory/snapshot.h"

#include <algorithm>
#include <map>

#include "store/alone.h"

namespace osler::store {
namespace {

/// Some value of `reference` names `target`.
bool refers_to(const StoredVersion& source, ParameterId reference, const RecordKey& target) {
  return meets(source.entries, Where{reference, {IsReference{target.type, target.id}}});
}

std::strong_ordering in_order_of_creation(const StoredVersion& a, const StoredVersion& b) {
  return a.record.header.first <=> b.record.header.first;
}

std::strong_ordering by_parameter(const StoredVersion& a, const StoredVersion& b, const SortKey& key) {
  const Atom* left = value_for_sort(a.entries, key);
  const Atom* right = value_for_sort(b.entries, key);
  if (left == nullptr || right == nullptr) return (left == nullptr) <=> (right == nullptr);  // Missing comes last.
  const std::strong_ordering order = compare_for_sort(*left, *right, ends_first(key));
  return key.descending ? 0 <=> order : order;
}

std::strong_ordering by_key(const StoredVersion& a, const StoredVersion& b, const SortKey& key) {
  std::strong_ordering order = std::strong_ordering::equal;
  switch (key.by) {
    case SortBy::kParameter: return by_parameter(a, b, key);
    case SortBy::kCreated: order = in_order_of_creation(a, b); break;
    case SortBy::kUpdated: order = a.record.header.position <=> b.record.header.position; break;
    case SortBy::kId: order = a.record.key.id <=> b.record.key.id; break;
  }
  return key.descending ? 0 <=> order : order;
}

void sort_records(std::vector<const StoredVersion*>& records, const std::vector<SortKey>& asked) {
  const std::vector<SortKey> newest_first{{SortBy::kCreated, ParameterId::kNone, true}};
  const std::vector<SortKey>& keys = asked.empty() ? newest_first : asked;
  std::stable_sort(records.begin(), records.end(), [&](const StoredVersion* a, const StoredVersion* b) {
    for (const SortKey& key : keys) {
      if (const auto order = by_key(*a, *b, key); order != 0) return order < 0;
    }
    return in_order_of_creation(*a, *b) < 0;
  });
}

}  // namespace

Snapshot::Snapshot(const Versions& versions, Partition partition, Position moment, const Extractor* extractor)
    : extractor_(extractor) {
  std::map<RecordKey, const StoredVersion*> newest;
  for (const StoredVersion& version : versions) {
    if (version.partition != partition || version.record.header.position > moment) continue;
    newest[version.record.key] = &version;
  }
  for (const auto& [key, version] : newest) {
    if (!version->record.header.is_deleted()) live_.push_back(version);
  }
  std::sort(live_.begin(), live_.end(), [](auto* a, auto* b) { return in_order_of_creation(*a, *b) < 0; });
}

bool Snapshot::meets(const StoredVersion& record, const Expr& expr) const {
  return std::visit([&](const auto& node) { return meets_node(record, node); }, expr.node);
}

bool Snapshot::meets_all(const StoredVersion& record, const std::vector<Expr>& parts) const {
  return std::all_of(parts.begin(), parts.end(), [&](const Expr& part) { return meets(record, part); });
}

bool Snapshot::meets_node(const StoredVersion& record, const All& all) const { return meets_all(record, all.parts); }

bool Snapshot::meets_node(const StoredVersion& record, const Any& any) const {
  return std::any_of(any.parts.begin(), any.parts.end(), [&](const Expr& part) { return meets(record, part); });
}

bool Snapshot::meets_node(const StoredVersion& record, const Not& negated) const {
  return !meets_all(record, negated.part);
}

bool Snapshot::meets_node(const StoredVersion& record, const Present& present) const {
  return store::meets(record.entries, present);
}

bool Snapshot::meets_node(const StoredVersion& record, const Where& where) const {
  return store::meets(record.entries, where);
}

bool Snapshot::meets_node(const StoredVersion& record, const Ids& ids) const {
  return std::find(ids.ids.begin(), ids.ids.end(), record.record.key.id) != ids.ids.end();
}

bool Snapshot::meets_node(const StoredVersion& record, const Updated& updated) const {
  const std::int64_t time_ms = record.record.header.time_ms;
  return (!updated.from_ms || time_ms >= *updated.from_ms) && (!updated.until_ms || time_ms < *updated.until_ms);
}

bool Snapshot::meets_node(const StoredVersion& record, const Points& points) const {
  return std::any_of(live_.begin(), live_.end(), [&](const StoredVersion* target) {
    return target->record.key.type == points.target && refers_to(record, points.reference, target->record.key) &&
           meets_all(*target, points.where);
  });
}

bool Snapshot::meets_node(const StoredVersion& record, const PointedAt& pointed_at) const {
  return std::any_of(live_.begin(), live_.end(), [&](const StoredVersion* source) {
    return source->record.key.type == pointed_at.source &&
           refers_to(*source, pointed_at.reference, record.record.key) && meets_all(*source, pointed_at.where);
  });
}

/// Records one step away from the record: those that it links to, or (kBelow) that link to it.
std::vector<const StoredVersion*> Snapshot::neighbours(const StoredVersion& record, const Within& within) const {
  std::vector<const StoredVersion*> found;
  for (const StoredVersion* other : live_) {
    if (other->record.key.type != within.target) continue;
    const bool linked = within.way == Hierarchy::kBelow ? refers_to(*other, within.link, record.record.key)
                                                        : refers_to(record, within.link, other->record.key);
    if (linked && meets_all(*other, within.where)) found.push_back(other);
  }
  return found;
}

bool Snapshot::meets_node(const StoredVersion& record, const Within& within) const {
  std::vector<const StoredVersion*> reached;
  for (const StoredVersion* other : live_) {
    const bool named = other->record.key.type == within.target &&
                       std::find(within.ids.begin(), within.ids.end(), other->record.key.id) != within.ids.end();
    if (named && meets_all(*other, within.where)) reached.push_back(other);
  }
  for (std::size_t i = 0; i < reached.size(); ++i) {
    for (const StoredVersion* next : neighbours(*reached[i], within)) {
      if (std::find(reached.begin(), reached.end(), next) == reached.end()) reached.push_back(next);
    }
  }
  return std::any_of(reached.begin(), reached.end(), [&](const StoredVersion* target) {
    return refers_to(record, within.reference, target->record.key);
  });
}

bool Snapshot::meets_node(const StoredVersion& record, const Mentions& mentioned) const {
  std::string text;
  if (extractor_ == nullptr) return false;
  const Status read = extractor_->folded_text(record.partition, record.record.key.type, record.record.text, mentioned.field, text);
  return read.ok() && mentions(text, mentioned.phrase);
}

bool Snapshot::meets_node(const StoredVersion& record, const Holds& asked) const {
  std::vector<Contained> contained;
  if (extractor_ == nullptr) return false;
  const Status read = extractor_->contained(record.partition, record.record.key.type, record.record.text, contained);
  return read.ok() && holds(record.entries, contained, asked);
}

std::vector<const StoredVersion*> select(const Snapshot& snapshot, const AuthorizedQuery& authorized) {
  const Query& query = authorized.query();
  std::vector<const StoredVersion*> selected;
  for (const StoredVersion* record : snapshot.live()) {
    const auto type = std::find(query.types.begin(), query.types.end(), record->record.key.type);
    if (type == query.types.end()) continue;
    const Expr& narrowing = authorized.by_type()[static_cast<std::size_t>(type - query.types.begin())];
    if (snapshot.meets(*record, query.where) && snapshot.meets(*record, narrowing)) selected.push_back(record);
  }
  sort_records(selected, query.sort);
  return selected;
}

}  // namespace osler::store
