#include "store/rocks/evaluate.h"

#include <algorithm>

#include "store/alone.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

/// What reading and extracting one record costs, in entries of the index walked meanwhile.
constexpr std::uint64_t kEntriesPerRecordRead = 32;
/// What a leap to the next candidate within a term costs.
constexpr std::uint64_t kEntriesPerLeap = 8;
/// What a look into a column costs.
constexpr std::uint64_t kEntriesPerExtent = 2;
constexpr std::uint64_t kFoundAtOnceMax = 4'096;  ///< So many are made a list of, not to come back to.
constexpr std::size_t kIdsLookedUpMax = 512;  ///< One by one.
/// So many records of a type are walked past as quickly as one id is looked up.
constexpr std::uint64_t kRecordsPerIdWalked = 8;

void flatten(const Expr& expr, Conditions& out) {
  if (const auto* all = std::get_if<All>(&expr.node)) {
    for (const Expr& part : all->parts) flatten(part, out);
  } else {
    out.push_back(&expr);
  }
}

}  // namespace

Conditions pointers_to(const std::vector<Expr>& parts) {
  Conditions conditions;
  for (const Expr& part : parts) conditions.push_back(&part);
  return conditions;
}

Conditions flattened(const Conditions& conditions) {
  Conditions flat;
  for (const Expr* condition : conditions) flatten(*condition, flat);
  return flat;
}

bool only_exclude(const Conditions& flat) {
  return !flat.empty() &&
         std::all_of(flat.begin(), flat.end(), [](const Expr* c) { return std::holds_alternative<Not>(c->node); });
}

/// Nothing if one of the conditions leaves nothing.
Result<std::optional<Sorted>> Evaluator::sorted(const Scope& scope, const Conditions& conditions) const {
  Sorted sorted;
  std::vector<const Expr*> intervals;
  std::uint64_t least = ~std::uint64_t{0};
  for (const Expr* condition : flattened(conditions)) {
    if (std::holds_alternative<Not>(condition->node)) {
      sorted.unwanted.push_back(condition);
    } else if (is_of_intervals(*condition)) {
      intervals.push_back(condition);
    } else {
      OSLER_TRY(Looked looked, look(scope, *condition));
      if (looked.size == 0) return std::optional<Sorted>();
      least = std::min(least, looked.size);
      sorted.wanted.push_back({condition, std::move(looked)});
    }
  }
  for (const Expr* condition : intervals) {
    OSLER_TRY(Looked looked, look_known(scope, *condition));
    // Few are left already, and a column tells which of them to keep: its entries need not be looked at.
    if (!looked.known && least <= ground_.bits_from && has_column(scope, *condition)) {
      looked.size = least * kEntriesPerExtent + 1;
    } else if (!looked.known) {
      OSLER_TRY(looked, look(scope, *condition));
    }
    if (looked.size == 0) return std::optional<Sorted>();
    // Where each version has a time of its own, a few terms that were counted say nothing of the rest.
    if (!looked.known && !looked.found && least > ground_.bits_from) looked.size = std::max(looked.size, about_by_column(scope, *condition));
    sorted.wanted.push_back({condition, std::move(looked)});
  }
  std::stable_sort(sorted.wanted.begin(), sorted.wanted.end(),
                   [](const Leaf& a, const Leaf& b) { return a.looked.size < b.looked.size; });
  return std::optional(std::move(sorted));
}

Result<Found> Evaluator::find(TypeId type, const Conditions& conditions) const {
  const Scope scope{partition_, type};
  OSLER_TRY(std::optional<Sorted> sorted, this->sorted(scope, conditions));
  Found found;
  if (!sorted) return found;
  if (wants_bits(*sorted)) {
    OSLER_TRY(found.bits, as_bits(scope, *sorted));
  } else {
    OSLER_TRY(Positions candidates, start(scope, *sorted));
    OSLER_TRY(found.list, narrow(scope, std::move(candidates), *sorted));
  }
  return found;
}

Result<Positions> Evaluator::evaluate(TypeId type, const Conditions& conditions) const {
  OSLER_TRY(Found found, find(type, conditions));
  return found.bits ? found.bits->positions() : std::move(found.list);
}

Result<Found> Evaluator::excluded(TypeId type, const Conditions& conditions) const {
  Found sum;
  for (const Expr* condition : conditions) {
    OSLER_TRY(Found found, find(type, pointers_to(std::get<Not>(condition->node).part)));
    if (sum.bits && found.bits) {
      sum.bits->unite(*found.bits);
    } else if (found.bits) {
      sum.bits = std::move(found.bits);
    }
    sum.list = united(sum.list, found.list);
  }
  if (!sum.bits) return sum;
  for (const std::uint64_t position : sum.list) sum.bits->add(position);
  sum.list.clear();
  return sum;
}

/// The smallest condition's matches, or everything.
Result<Positions> Evaluator::start(const Scope& scope, Sorted& sorted) const {
  if (sorted.wanted.empty()) {
    OSLER_TRY(Positions everything, index_.all(scope, 0, index_.moment()));
    note("driver: every record of the type", scope, nullptr, 0, everything.size());
    return everything;
  }
  Leaf first = std::move(sorted.wanted.front());
  sorted.wanted.erase(sorted.wanted.begin());
  if (first.looked.known) {
    first.looked.found = visible_of(*first.looked.known);
  } else if (!first.looked.found) {
    OSLER_TRY(first.looked.found, matches(scope, *first.expr));
  }
  const std::string_view how = !first.looked.known ? "driver" : first.looked.known->is_new ? "driver, found in memory" : "driver, known from before";
  note(how, scope, first.expr, first.looked.size, first.looked.found->size());
  return std::move(*first.looked.found);
}

void Evaluator::note(std::string_view action, const Scope& scope, const Expr* condition, std::uint64_t estimated,
                     std::uint64_t rows) const {
  if (plan_ != nullptr) plan_->add(action, scope.type, condition, estimated, rows);
}

/// One condition after the other, each in the cheapest way: leaping from candidate to candidate through its entries,
/// evaluating it and comparing, or, all such conditions together, reading the candidates.
Result<Positions> Evaluator::narrow(const Scope& scope, Positions candidates, Sorted& sorted) const {
  for (const Expr* expr : sorted.unwanted) {
    std::uint64_t size = 0;  // Of what has to be left out.
    for (const Expr& part : std::get<Not>(expr->node).part) {
      OSLER_TRY(const std::uint64_t part_size, estimate(scope, part));
      size += part_size;
    }
    sorted.wanted.push_back({expr, {size, {}}});
  }
  std::vector<const Expr*> to_read;
  for (const Leaf& leaf : sorted.wanted) {
    if (candidates.empty()) return candidates;
    if (leaf.looked.known) {
      std::erase_if(candidates, [&](std::uint64_t position) { return !leaf.looked.known->has(position); });
      note(leaf.looked.known->is_new ? "filter by entries found in memory" : "filter by entries known from before", scope, leaf.expr, leaf.looked.size, candidates.size());
      continue;
    }
    if (leaf.looked.found) {
      candidates = intersection(candidates, *leaf.looked.found);
      note("filter by all its entries", scope, leaf.expr, leaf.looked.size, candidates.size());
      continue;
    }
    if (candidates.size() * kEntriesPerExtent < leaf.looked.size) {
      OSLER_TRY(std::optional<Positions> rest, among_extents(scope, *leaf.expr, candidates));
      if (rest) {
        candidates = std::move(*rest);
        note("filter by column", scope, leaf.expr, leaf.looked.size, candidates.size());
        continue;
      }
    }
    if (candidates.size() * kEntriesPerLeap < leaf.looked.size) {
      OSLER_TRY(std::optional<Positions> rest, among(scope, *leaf.expr, candidates));
      if (rest) {
        candidates = std::move(*rest);
        note("filter by leaping through its entries", scope, leaf.expr, leaf.looked.size, candidates.size());
        continue;
      }
    }
    const bool readable = extractor_ != nullptr && judged_alone(*leaf.expr);
    if (readable && candidates.size() * kEntriesPerRecordRead < leaf.looked.size) {
      to_read.push_back(leaf.expr);
      continue;
    }
    if (const auto* negated = std::get_if<Not>(&leaf.expr->node)) {
      OSLER_TRY(const Positions others, evaluate(scope.type, pointers_to(negated->part)));
      candidates = difference(candidates, others);
    } else {
      OSLER_TRY(const Positions others, matches(scope, *leaf.expr));
      candidates = intersection(candidates, others);
    }
    note("filter by all its entries", scope, leaf.expr, leaf.looked.size, candidates.size());
  }
  if (to_read.empty()) return candidates;
  OSLER_TRY(candidates, by_reading(candidates, to_read));
  note("filter by reading the candidates", scope, to_read.size() == 1 ? to_read.front() : nullptr, 0, candidates.size());
  return candidates;
}

/// Those of the candidates that meet the condition, or nothing if that cannot be said by leaping alone.
Result<std::optional<Positions>> Evaluator::among(const Scope& scope, const Expr& expr,
                                                  const Positions& candidates) const {
  using Known = std::optional<Positions>;
  OSLER_TRY(const std::optional<KnownEntries> known, this->known(scope, expr));
  if (known) {
    Positions rest;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(rest), [&](std::uint64_t position) { return known->has(position); });
    return Known(std::move(rest));
  }
  if (const auto* where = std::get_if<Where>(&expr.node)) return index_.among(scope, *where, candidates);
  if (const auto* is = std::get_if<IsType>(&expr.node)) return Known(is->type == scope.type ? candidates : Positions());
  OSLER_TRY(Known by_text, this->by_text(expr, candidates));
  if (by_text) return by_text;
  if (const auto* any = std::get_if<Any>(&expr.node)) {
    Positions sum;
    for (const Expr& part : any->parts) {
      OSLER_TRY(const Known found, among(scope, part, candidates));
      if (!found) return Known();
      sum = united(sum, *found);
    }
    return Known(std::move(sum));
  }
  const auto* all = std::get_if<All>(&expr.node);
  const auto* negated = std::get_if<Not>(&expr.node);
  if (all == nullptr && negated == nullptr) return Known();
  Positions rest = candidates;
  for (const Expr& part : all != nullptr ? all->parts : negated->part) {
    OSLER_TRY(Known found, among(scope, part, rest));
    if (!found) return Known();
    rest = std::move(*found);
  }
  return Known(all != nullptr ? std::move(rest) : difference(candidates, rest));
}

Result<Positions> Evaluator::by_reading(const Positions& candidates, const std::vector<const Expr*>& conditions) const {
  Positions rest;
  for (const std::uint64_t position : candidates) {
    if (index_.is_spent()) return rest;
    index_.take(kEntriesPerRecordRead);
    OSLER_TRY(const Values values, records_.values(Position{position}, *extractor_));
    const bool holds = std::all_of(conditions.begin(), conditions.end(), [&](const Expr* condition) {
      return meets_alone(values.id, values.entries, *condition);
    });
    if (holds) rest.push_back(position);
  }
  return rest;
}

/// With what is known of it already, or empty.
Result<Looked> Evaluator::look_known(const Scope& scope, const Expr& expr) const {
  OSLER_TRY(std::optional<KnownEntries> known, this->known(scope, expr));
  Looked looked;
  if (known) looked.size = known->size();
  looked.known = std::move(known);
  return looked;
}

/// An Any is found, or known, if all its parts are.
Result<Looked> Evaluator::look(const Scope& scope, const Expr& expr) const {
  OSLER_TRY(Looked known, look_known(scope, expr));
  if (known.known) return known;
  if (const auto* where = std::get_if<Where>(&expr.node)) {
    OSLER_TRY(Looked looked, index_.look(scope, *where));
    if (looked.found) keep(scope, expr, looked.work, [&] { return EntrySet(std::move(looked.entries), 0, index_.moment()); });
    return looked;
  }
  const auto* any = std::get_if<Any>(&expr.node);
  if (any == nullptr) {
    OSLER_TRY(const std::uint64_t size, estimate(scope, expr));
    return Looked{size, {}};
  }
  Looked sum{0, Positions()};
  std::vector<KnownEntries> all_known;
  for (const Expr& part : any->parts) {
    OSLER_TRY(Looked looked, look(scope, part));
    sum.size += looked.size;
    if (looked.known) all_known.push_back(*looked.known);
    if (looked.known && all_known.size() == any->parts.size()) {
      sum.known = either(all_known);
      sum.size = sum.known->size();
      sum.found.reset();
      return sum;
    }
    if (looked.known && sum.found && looked.size <= kFoundAtOnceMax) looked.found = visible_of(*looked.known);
    if (!looked.found) sum.found.reset();
    if (sum.found) sum.found->insert(sum.found->end(), looked.found->begin(), looked.found->end());
  }
  if (sum.found) make_ascending(*sum.found);
  return sum;
}

Result<std::uint64_t> Evaluator::estimate(const Scope& scope, const Expr& expr) const {
  if (std::holds_alternative<Where>(expr.node)) {
    OSLER_TRY(const Looked looked, look(scope, expr));
    return looked.size;
  }
  if (may_be_known(expr)) {
    OSLER_TRY(const Looked looked, look_known(scope, expr));
    if (looked.known) return looked.size;
  }
  if (const auto* present = std::get_if<Present>(&expr.node)) return index_.estimate(scope, present->parameter);
  if (const auto* ids = std::get_if<Ids>(&expr.node)) return std::uint64_t{ids->ids.size()};
  if (const auto* any = std::get_if<Any>(&expr.node)) {
    std::uint64_t sum = 0;
    for (const Expr& part : any->parts) {
      OSLER_TRY(const std::uint64_t size, estimate(scope, part));
      sum += size;
    }
    return sum;
  }
  if (const auto* all = std::get_if<All>(&expr.node)) {
    std::uint64_t least = index_.moment();
    for (const Expr& part : all->parts) {
      OSLER_TRY(const std::uint64_t size, estimate(scope, part));
      least = std::min(least, size);
    }
    return least;
  }
  const bool is_text = std::holds_alternative<Mentions>(expr.node) || std::holds_alternative<Holds>(expr.node);
  if (is_text) return index_.moment() * kEntriesPerRecordRead;
  if (const auto* is = std::get_if<IsType>(&expr.node)) return is->type == scope.type ? index_.moment() : 0;
  // The rest is not looked into: taken for large, but what is left out of everything for larger.
  return std::holds_alternative<Not>(expr.node) ? index_.moment() : index_.moment() / 2 + 1;
}

Result<Positions> Evaluator::matches(const Scope& scope, const Expr& expr) const {
  OSLER_TRY(const std::optional<KnownEntries> known, this->known(scope, expr));
  if (known) return visible_of(*known);
  const bool is_of_terms = std::holds_alternative<Where>(expr.node) || std::holds_alternative<Present>(expr.node);
  if (is_of_terms) return entries_found(scope, expr);
  if (const auto* ids = std::get_if<Ids>(&expr.node)) return by_ids(scope, ids->ids);
  if (const auto* time = std::get_if<Updated>(&expr.node)) return updated(scope, *time);
  if (const auto* points = std::get_if<Points>(&expr.node)) return pointing(scope, *points);
  if (const auto* from = std::get_if<PointedAt>(&expr.node)) return pointed_at(scope, *from);
  if (const auto* hierarchy = std::get_if<Within>(&expr.node)) return within(scope, *hierarchy);
  if (const auto* choice = std::get_if<Any>(&expr.node)) return any(scope, *choice);
  const auto* is = std::get_if<IsType>(&expr.node);
  if (is != nullptr && is->type != scope.type) return Positions();
  const bool is_text = std::holds_alternative<Mentions>(expr.node) || std::holds_alternative<Holds>(expr.node);
  if (!is_text && is == nullptr) return evaluate(scope.type, {&expr});
  OSLER_TRY(Positions everything, index_.all(scope, 0, index_.moment()));
  if (is != nullptr) return everything;
  OSLER_TRY(std::optional<Positions> found, by_text(expr, everything));
  keep(scope, expr, everything.size() * kEntriesPerRecordRead, [&] { return EntrySet(*found, index_.moment(), index_.moment()); });
  return *std::move(found);
}

Result<Positions> Evaluator::any(const Scope& scope, const Any& any) const {
  Positions sum;
  for (const Expr& part : any.parts) {
    OSLER_TRY(const Positions found, matches(scope, part));
    sum.insert(sum.end(), found.begin(), found.end());
  }
  make_ascending(sum);
  return sum;
}

/// As a rule the newest version is the one; if it came after the moment, the record's versions lead to it.
void Evaluator::add_visible(const CurrentState& state, Positions& out) const {
  const bool is_newest = index_.visible(state.position.number);
  const std::uint64_t position = is_newest ? state.position.number : index_.timeline().visible_from(state.first.number, index_.moment());
  if (position != 0) out.push_back(position);
}

/// Few ids are looked up one by one; many are a walk along all of the type, whose records lie in order of id.
Result<Positions> Evaluator::by_ids(const Scope& scope, std::vector<std::string> ids) const {
  Positions found;
  std::sort(ids.begin(), ids.end());
  const Tally* tally = ground_.published.tallies.find(scope);
  const std::uint64_t live = tally == nullptr ? 0 : tally->live.load(std::memory_order_relaxed);
  const bool are_many = ids.size() > kIdsLookedUpMax && ids.size() * kRecordsPerIdWalked > live;
  if (!are_many) {
    for (const std::string& id : ids) {
      OSLER_TRY(const std::optional<CurrentState> state, records_.state(partition_, {scope.type, id}));
      if (state) add_visible(*state, found);
    }
  } else {
    if (const std::shared_ptr<const UnsettledRun> run = records_.unsettled()) {
      for (const std::string& id : ids) {
        if (const auto state = run->state(current_key(partition_, {scope.type, id}))) add_visible(*state, found);
      }
    }
    const std::string first = current_key(partition_, {scope.type, ids.front()});
    const std::size_t prefix = first.size() - ids.front().size();
    Scan scan = index_.database().scan(Column::kCurrent, first, end_of_prefix(first.substr(0, prefix)));
    for (auto id = ids.begin(); scan.valid() && id != ids.end(); scan.next()) {
      const std::string_view at = scan.key().substr(prefix);
      while (id != ids.end() && *id < at) ++id;
      if (id == ids.end() || *id != at) continue;
      OSLER_TRY(const CurrentState state, read_current_value(scan.value()));
      add_visible(state, found);
    }
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<Positions> Evaluator::updated(const Scope& scope, const Updated& updated) const {
  std::uint64_t begin = 1;
  std::uint64_t end = index_.moment() + 1;
  if (updated.from_ms) {
    OSLER_TRY(begin, first_position_at(records_, *updated.from_ms, index_.moment()));
  }
  if (updated.until_ms) {
    OSLER_TRY(end, first_position_at(records_, *updated.until_ms, index_.moment()));
  }
  return index_.all(scope, begin - 1, end - 1);
}

/// Times rise with positions, so halving finds it.
Result<std::uint64_t> first_position_at(const Records& records, std::int64_t time_ms, std::uint64_t newest) {
  std::uint64_t low = 1;
  std::uint64_t high = newest + 1;
  while (low < high) {
    const std::uint64_t halfway = low + (high - low) / 2;
    const std::uint64_t middle = records.past_hole(halfway);
    if (middle >= high) {
      high = halfway;
      continue;
    }
    OSLER_TRY(const FrameHeader head, records.header(Position{middle}));
    if (head.header.time_ms >= time_ms) high = halfway;
    if (head.header.time_ms < time_ms) low = middle + 1;
  }
  return low;
}

}  // namespace osler::store::rocks
