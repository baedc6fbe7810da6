#include "engine/ledger_query.h"

#include <algorithm>

#include "engine/ledger_event.h"
#include "store/matches.h"

namespace osler::engine {
namespace {

using store::Expr;

/// Times and ids as values that sort like those of parameters.
store::Atom atom_of(std::int64_t time_ms) {
  return store::Interval{{}, store::Ordinal::of_ms(time_ms), store::Ordinal::of_ms(time_ms)};
}

/// The ledger is in this order already. A further key would decide between times that are equal.
bool is_stream(const std::vector<store::SortKey>& keys, ParameterId date) {
  const store::SortKey& key = keys.front();
  if (key.by == store::SortBy::kCreated || key.by == store::SortBy::kUpdated) return true;
  return key.by == store::SortBy::kParameter && key.parameter == date && keys.size() == 1;
}

}  // namespace

std::strong_ordering compare(const SortValues& a, const SortValues& b, const std::vector<store::SortKey>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!a[i] || !b[i]) {
      if (a[i].has_value() != b[i].has_value()) return b[i].has_value() <=> a[i].has_value();
      continue;
    }
    const std::strong_ordering order = store::compare_for_sort(*a[i], *b[i], store::ends_first(keys[i]));
    if (order != 0) return keys[i].descending ? 0 <=> order : order;
  }
  return std::strong_ordering::equal;
}

SortValues sort_values(const store::Record& record, const std::vector<store::IndexEntry>& entries, const std::vector<store::SortKey>& keys) {
  SortValues values;
  for (const store::SortKey& key : keys) {
    switch (key.by) {
      case store::SortBy::kCreated: values.emplace_back(atom_of(record.header.created_ms)); break;
      case store::SortBy::kUpdated: values.emplace_back(atom_of(record.header.time_ms)); break;
      case store::SortBy::kId: values.emplace_back(store::Uri{record.key.id}); break;
      case store::SortBy::kParameter: {
        const store::Atom* value = store::value_for_sort(entries, key);
        values.push_back(value == nullptr ? std::nullopt : std::optional(*value));
      }
    }
  }
  return values;
}

LedgerQuery::LedgerQuery(const Parts& parts, store::Partition partition, std::vector<const Expr*> conditions,
                         std::vector<store::SortKey> keys, std::uint64_t texts_max)
    : parts_(parts), partition_(partition), conditions_(std::move(conditions)), keys_(std::move(keys)), texts_left_(texts_max),
      values_(parts, partition), is_stream_(is_stream(keys_, values_.date())) {
  keys_.push_back({store::SortBy::kCreated, ParameterId::kNone, false});
}

Status LedgerQuery::follow_links() {
  for (const Expr* condition : conditions_) OSLER_RETURN_IF_ERROR(find_linked(parts_, partition_, *condition, linked_));
  return {};
}

// --- which entries can meet the conditions at all

LedgerQuery::Bounds LedgerQuery::intersection(const Bounds& a, const Bounds& b) {
  return {std::max(a.from_ms, b.from_ms), std::min(a.until_ms, b.until_ms), std::max(a.first, b.first), std::min(a.last, b.last)};
}

LedgerQuery::Bounds LedgerQuery::hull(const Bounds& a, const Bounds& b) {
  return {std::min(a.from_ms, b.from_ms), std::max(a.until_ms, b.until_ms), std::min(a.first, b.first), std::max(a.last, b.last)};
}

LedgerQuery::Bounds LedgerQuery::bounds_of(const Expr& expr) const {
  constexpr Bounds kNone{INT64_MAX, INT64_MIN, UINT64_MAX, 0};
  Bounds bounds;
  if (const auto* all = std::get_if<store::All>(&expr.node)) {
    for (const Expr& part : all->parts) bounds = intersection(bounds, bounds_of(part));
  } else if (const auto* any = std::get_if<store::Any>(&expr.node)) {
    bounds = kNone;
    for (const Expr& part : any->parts) bounds = hull(bounds, bounds_of(part));
  } else if (const auto* updated = std::get_if<store::Updated>(&expr.node)) {
    bounds.from_ms = updated->from_ms.value_or(bounds.from_ms);
    bounds.until_ms = updated->until_ms.value_or(bounds.until_ms);
  } else if (const auto* ids = std::get_if<store::Ids>(&expr.node)) {
    bounds = kNone;
    for (const std::string& id : ids->ids) {
      if (const auto sequence = ledger_sequence(id)) bounds = hull(bounds, {INT64_MIN, INT64_MAX, *sequence, *sequence});
    }
  } else if (const auto* where = std::get_if<store::Where>(&expr.node); where != nullptr && where->parameter == values_.date()) {
    // An entry's time t is the interval [t, t + 1).
    const auto* box = where->parts.size() == 1 ? std::get_if<store::InBox>(&where->parts.front()) : nullptr;
    if (box == nullptr) return bounds;
    if (box->low_min) bounds.from_ms = box->low_min->to_ms();
    if (box->low_max && box->low_max->to_ms() < INT64_MAX) bounds.until_ms = box->low_max->to_ms() + 1;
    if (box->high_max) bounds.until_ms = std::min(bounds.until_ms, box->high_max->to_ms());
    if (box->high_min && box->high_min->to_ms() > INT64_MIN) bounds.from_ms = std::max(bounds.from_ms, box->high_min->to_ms() - 1);
  }
  return bounds;
}

/// The first sequence whose time is at or after `time_ms`; times never go back. Beyond `moment` if there is none.
Result<std::uint64_t> LedgerQuery::first_at(std::int64_t time_ms, std::uint64_t moment) const {
  std::uint64_t low = 1;
  std::uint64_t high = moment + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    std::int64_t found_ms = 0;
    OSLER_RETURN_IF_ERROR(parts_.store.walk_audit(partition_, {middle - 1, middle, false}, [&](const store::AuditEntry& entry) {
      found_ms = entry.time_ms;
      return false;
    }));
    if (found_ms < time_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Result<store::AuditRange> LedgerQuery::range(std::uint64_t moment) const {
  Bounds bounds;
  for (const Expr* condition : conditions_) bounds = intersection(bounds, bounds_of(*condition));
  store::AuditRange range{bounds.first == 0 ? 0 : bounds.first - 1, std::min(bounds.last, moment), false};
  if (bounds.from_ms >= bounds.until_ms) return store::AuditRange{0, 0, false};
  if (bounds.from_ms != INT64_MIN) {
    OSLER_TRY(const std::uint64_t first, first_at(bounds.from_ms, moment));
    range.after = std::max(range.after, first - 1);
  }
  if (bounds.until_ms != INT64_MAX) {
    OSLER_TRY(const std::uint64_t first_beyond, first_at(bounds.until_ms, moment));
    range.until = std::min(range.until, first_beyond - 1);
  }
  if (range.after >= range.until) return store::AuditRange{0, 0, false};
  return range;
}

// --- one entry

Result<bool> LedgerQuery::meets_all() {
  const bool met = std::ranges::all_of(conditions_, [this](const Expr* condition) { return meets(*condition); });
  OSLER_RETURN_IF_ERROR(failed_);
  return met;
}

bool LedgerQuery::meets(const Expr& expr) {
  const auto part_meets = [this](const Expr& part) { return meets(part); };
  if (const auto* all = std::get_if<store::All>(&expr.node)) return std::ranges::all_of(all->parts, part_meets);
  if (const auto* any = std::get_if<store::Any>(&expr.node)) return std::ranges::any_of(any->parts, part_meets);
  if (const auto* negated = std::get_if<store::Not>(&expr.node)) return !std::ranges::all_of(negated->part, part_meets);
  if (const auto* where = std::get_if<store::Where>(&expr.node)) return meets_where(*where);
  if (const auto* mentioned = std::get_if<store::Mentions>(&expr.node)) return mentions(*mentioned);
  if (const auto* present = std::get_if<store::Present>(&expr.node)) {
    const auto entries = values_.having(present->parameter);
    if (!entries.ok()) failed_ = entries.error();
    return entries.ok() && store::meets(**entries, *present);
  }
  if (const auto* updated = std::get_if<store::Updated>(&expr.node)) {
    const std::int64_t time_ms = values_.entry().time_ms;
    return (!updated->from_ms || time_ms >= *updated->from_ms) && (!updated->until_ms || time_ms < *updated->until_ms);
  }
  if (const auto* ids = std::get_if<store::Ids>(&expr.node)) {
    const auto is_this = [this](const std::string& id) { return ledger_sequence(id) == values_.entry().sequence; };
    return std::ranges::any_of(ids->ids, is_this);
  }
  if (const auto* points = std::get_if<store::Points>(&expr.node)) return meets_points(expr, *points);
  return false;  // Nothing refers to the ledger.
}

bool LedgerQuery::meets_points(const Expr& expr, const store::Points& points) {
  const auto entries = values_.having(points.reference);
  if (!entries.ok()) failed_ = entries.error();
  if (!entries.ok()) return false;
  const std::set<store::RecordKey>& targets = linked_.at(&expr);
  return std::ranges::any_of(**entries, [&](const store::IndexEntry& entry) {
    if (entry.parameter != points.reference) return false;
    const auto* reference = std::get_if<store::Reference>(&entry.parts.front());
    return reference != nullptr && targets.contains({reference->type, reference->id});
  });
}

bool LedgerQuery::meets_where(const store::Where& where) {
  const auto entries = values_.having(where.parameter);
  if (!entries.ok()) failed_ = entries.error();
  return entries.ok() && store::meets(**entries, where);
}

bool LedgerQuery::mentions(const store::Mentions& mentioned) {
  if (texts_left_ == 0) {
    failed_ = too_costly("the text of too many audit entries would have to be read (limits.text_candidates): narrow the search by a date");
    return false;
  }
  --texts_left_;
  std::string text;
  const store::Record& event = values_.event();
  failed_ = parts_.extractor.folded_text(partition_, event.key.type, event.text, mentioned.field, text);
  return failed_.ok() && store::mentions(text, mentioned.phrase);
}

// --- pages

Result<SortValues> LedgerQuery::values_now() {
  SortValues values;
  for (const store::SortKey& key : keys_) {
    std::vector<store::IndexEntry> none;
    const std::vector<store::IndexEntry>* entries = &none;
    if (key.by == store::SortBy::kParameter) {
      OSLER_TRY(entries, values_.having(key.parameter));
    }
    store::Record record{{TypeId::kNone, {}}, {}, {}};
    record.header.created_ms = record.header.time_ms = values_.entry().time_ms;
    if (key.by == store::SortBy::kId) record.key.id = ledger_id(values_.entry().sequence);
    values.push_back(std::move(sort_values(record, *entries, {key}).front()));
  }
  return values;
}

Result<LedgerPage> LedgerQuery::find(std::uint64_t moment, std::uint64_t anchor, std::size_t count, bool with_total) {
  OSLER_TRY(store::AuditRange wanted, range(moment));
  LedgerPage page;
  const std::uint64_t candidates = wanted.until - wanted.after;
  if (candidates == 0) return page;
  const bool reads_all = !is_stream_ || std::ranges::any_of(conditions_, [](const Expr* condition) {
    const auto* all = std::get_if<store::All>(&condition->node);
    return all == nullptr || !all->parts.empty();
  });
  if (!reads_all) {
    page.total = candidates;
    with_total = false;
  } else if (const std::uint64_t max = parts_.settings.audit_candidates_max; candidates > max) {
    return too_costly("more than " + std::to_string(max) + " audit entries would have to be read (limits.audit_candidates): give a narrower date");
  }
  if (is_stream_) {
    OSLER_RETURN_IF_ERROR(take_in_order(wanted, anchor, count, with_total, page));
  } else {
    OSLER_RETURN_IF_ERROR(take_least(wanted, anchor, count, page));
  }
  return page;
}

Status LedgerQuery::take_in_order(const store::AuditRange& range, std::uint64_t anchor, std::size_t count, bool with_total, LedgerPage& page) {
  store::AuditRange walked = range;
  walked.newest_first = keys_.front().descending;
  // A total is counted on the first page only, where there is no anchor.
  if (anchor != 0 && walked.newest_first) walked.until = std::min(walked.until, anchor - 1);
  if (anchor != 0 && !walked.newest_first) walked.after = std::max(walked.after, anchor);
  if (count == 0 && !with_total) return {};
  Status failed;
  OSLER_RETURN_IF_ERROR(parts_.store.walk_audit(partition_, walked, [&](const store::AuditEntry& entry) {
    ++page.read;
    failed = values_.turn_to(entry);
    if (!failed.ok()) return false;
    const Result<bool> met = meets_all();
    if (!met.ok()) failed = met.error();
    if (!met.ok() || !*met) return met.ok();
    if (with_total) ++page.total;
    if (page.rows.size() < count) {
      Result<SortValues> values = values_now();
      if (!values.ok()) failed = values.error();
      if (!values.ok()) return false;
      page.rows.push_back({entry.sequence, values_.event(), *std::move(values)});
    }
    return with_total || page.rows.size() < count;
  }));
  return failed;
}

namespace {

struct Candidate {
  std::uint64_t sequence = 0;
  SortValues values;
};

}  // namespace

/// The least `count` of what follows the anchor: no more than those are kept at any time.
Status LedgerQuery::take_least(const store::AuditRange& range, std::uint64_t anchor, std::size_t count, LedgerPage& page) {
  const auto precedes = [this](const Candidate& a, const Candidate& b) {
    const std::strong_ordering order = compare(a.values, b.values, keys_);
    return order != 0 ? order < 0 : a.sequence < b.sequence;
  };
  Candidate before;
  if (anchor != 0) {
    OSLER_TRY(std::optional<LedgerRow> row, row_of(anchor));
    if (!row) return internal_error("an audit entry that a cursor names is gone");
    before = {anchor, std::move(row->values)};
  }
  std::vector<Candidate> least;
  Status failed;
  OSLER_RETURN_IF_ERROR(parts_.store.walk_audit(partition_, range, [&](const store::AuditEntry& entry) {
    ++page.read;
    failed = values_.turn_to(entry);
    if (!failed.ok()) return false;
    const Result<bool> met = meets_all();
    if (!met.ok()) failed = met.error();
    if (!met.ok() || !*met) return met.ok();
    ++page.total;
    Result<SortValues> values = values_now();
    if (!values.ok()) failed = values.error();
    if (!values.ok()) return false;
    Candidate candidate{entry.sequence, *std::move(values)};
    if (count == 0 || (anchor != 0 && !precedes(before, candidate))) return true;
    if (least.size() == count) {
      if (!precedes(candidate, least.front())) return true;
      std::ranges::pop_heap(least, precedes);
      least.pop_back();
    }
    least.push_back(std::move(candidate));
    std::ranges::push_heap(least, precedes);
    return true;
  }));
  OSLER_RETURN_IF_ERROR(failed);
  std::ranges::sort_heap(least, precedes);
  for (const Candidate& candidate : least) {
    OSLER_TRY(std::optional<LedgerRow> row, row_of(candidate.sequence));
    if (row) page.rows.push_back(*std::move(row));
  }
  return {};
}

Result<std::optional<LedgerRow>> LedgerQuery::row_of(std::uint64_t sequence) {
  std::optional<LedgerRow> row;
  Status failed;
  OSLER_RETURN_IF_ERROR(parts_.store.walk_audit(partition_, {sequence - 1, sequence, false}, [&](const store::AuditEntry& entry) {
    failed = values_.turn_to(entry);
    if (!failed.ok()) return false;
    Result<SortValues> values = values_now();
    if (!values.ok()) failed = values.error();
    if (values.ok()) row = LedgerRow{sequence, values_.event(), *std::move(values)};
    return false;
  }));
  OSLER_RETURN_IF_ERROR(failed);
  return row;
}

}  // namespace osler::engine
