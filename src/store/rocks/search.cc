#include "store/rocks/search.h"

#include <algorithm>

#include "store/cursor.h"
#include "store/rocks/evaluate.h"
#include "store/rocks/ordering.h"

namespace osler::store::rocks {
namespace {

Conditions conditions_of(const AuthorizedQuery& query, std::size_t type) {
  return flattened({&query.query().where, &query.by_type()[type]});
}

std::uint64_t versions_about(const Ground& ground, const Scope& scope) {
  const Tally* tally = ground.published.tallies.find(scope);
  return tally == nullptr ? 0 : tally->versions.load(std::memory_order_relaxed);
}

Result<std::vector<Selection>> select(const Ground& ground, const Index& index, const Extractor* extractor,
                                      Partition partition, const AuthorizedQuery& query, PlanRecorder* plan) {
  const Evaluator evaluator(index, ground, partition, extractor, plan, query.query().mentions_read_max);
  std::vector<Selection> selections;
  for (std::size_t i = 0; i < query.query().types.size(); ++i) {
    const Scope scope{partition, query.query().types[i]};
    Selection selection{scope, false, {}, 0, 0, versions_about(ground, scope)};
    const Conditions conditions = conditions_of(query, i);
    selection.is_whole = conditions.empty() || only_exclude(conditions);
    if (selection.walk_length == 0) {
      selection.is_whole = false;
    } else if (!selection.is_whole) {
      OSLER_TRY(selection.found, evaluator.find(scope.type, conditions));
      selection.listed = selection.size = selection.found.size();
    } else {
      const Tally* tally = ground.published.tallies.find(scope);
      const std::uint64_t live = tally == nullptr ? 0 : tally->live.load(std::memory_order_relaxed);
      OSLER_TRY(selection.found, evaluator.excluded(scope.type, conditions));
      selection.listed = selection.found.size();
      selection.size = live - std::min(live, selection.listed);
    }
    selections.push_back(std::move(selection));
  }
  return selections;
}

Result<std::uint64_t> total_of(const Ground& ground, const Index& index, const std::vector<Selection>& selections) {
  std::uint64_t total = 0;
  for (const Selection& selection : selections) {
    if (!selection.is_whole) {
      total += selection.listed;
    } else if (const auto live = ground.published.live(selection.scope, index.moment())) {
      total += *live - selection.listed;
    } else {
      OSLER_TRY(const Positions all, index.all(selection.scope, 0, index.moment()));
      total += all.size() - selection.listed;
    }
  }
  return total;
}

std::vector<SortKey> keys_of(const Query& query) {
  if (!query.sort.empty()) return query.sort;
  return {{SortBy::kCreated, ParameterId::kNone, true}};
}

Budget time_for(const Query& query, Clock& clock) {
  Budget budget;
  if (query.duration_ms_max == 0) return budget;
  budget.clock = &clock;
  budget.until_ms = clock.steady_ms() + query.duration_ms_max;
  return budget;
}

Error took_too_long(const Query& query) {
  return too_costly("the search took longer than " + std::to_string(query.duration_ms_max) +
                    " ms (limits.search_ms): narrow it by other parameters");
}

}  // namespace

Result<SearchResult> search(const Ground& ground, const Extractor& extractor, Partition partition,
                            const AuthorizedQuery& authorized, Clock& clock) {
  const Query& query = authorized.query();
  if (query.types.empty()) return invalid_input("expected at least one type to search");
  const Position newest{ground.published.newest()};
  Cursor cursor{newest, query.page.offset, 0, 0, fingerprint(partition, authorized), 0};
  if (!query.page.cursor.empty()) {
    OSLER_TRY(cursor, decode_cursor(query.page.cursor, cursor.fingerprint, newest));
  }
  Budget budget = time_for(query, clock);
  const Index index(ground.postings, ground.published.timeline, cursor.moment.number, budget);
  SearchResult result;
  std::optional<PlanRecorder> plan;
  if (query.explain) plan.emplace(clock, result.plan);
  OSLER_TRY(const std::vector<Selection> selections,
            select(ground, index, &extractor, partition, authorized, plan ? &*plan : nullptr));
  if (budget.spent()) return took_too_long(query);

  result.moment = cursor.moment;
  if (query.totals == Totals::kExact) {
    if (cursor.counted == 0) {
      OSLER_TRY(const std::uint64_t counted, total_of(ground, index, selections));
      if (budget.spent()) return took_too_long(query);
      cursor.counted = counted + 1;
    }
    result.total = cursor.counted - 1;
    if (plan) plan->add("total", TypeId::kNone, nullptr, 0, *result.total);
    cursor.offset = std::min(cursor.offset, *result.total);  // From beyond the end the way back leads to the end.
  }
  const std::uint32_t rows = cursor.rows_max == 0 ? query.page.count : std::min(query.page.count, cursor.rows_max);
  if (rows == 0) return result;

  const std::vector<SortKey> keys = keys_of(query);
  const Ordering ordering(index, ground, extractor);
  // One more than the page holds tells whether there is a next.
  std::string_view how = "order";
  OSLER_TRY(Positions page,
            ordering.slice(selections, keys, {cursor.offset, std::uint64_t{rows} + 1, cursor.anchor}, &how));
  const bool more = page.size() > rows;
  if (more) page.pop_back();
  if (budget.spent()) return took_too_long(query);
  if (plan) plan->add(how, TypeId::kNone, nullptr, 0, page.size());
  OSLER_TRY(result.records, ground.records.page(page));
  if (plan) plan->add("read the page", TypeId::kNone, nullptr, 0, page.size());
  if (more) {
    const bool by_update = keys.front().by == SortBy::kUpdated;
    const bool by_place = by_update || keys.front().by == SortBy::kCreated;
    const std::uint64_t place = by_update ? page.back() : ground.published.timeline.first(page.back());
    result.next = encode(
        {cursor.moment, cursor.offset + page.size(), 0, by_place ? place : 0, cursor.fingerprint, cursor.counted});
  }
  if (cursor.offset > 0) {
    const std::uint64_t back = std::min<std::uint64_t>(cursor.offset, query.page.count);
    const auto rows_max = static_cast<std::uint32_t>(back);
    result.previous = encode({cursor.moment, cursor.offset - back, rows_max, 0, cursor.fingerprint, cursor.counted});
  }
  return result;
}

Result<std::optional<std::uint64_t>> count_matches(const Ground& ground, Partition partition,
                                                   const AuthorizedQuery& query, std::uint64_t moment,
                                                   std::uint64_t keys_max) {
  Budget budget{keys_max};
  const Index index(ground.postings, ground.published.timeline, moment, budget);
  OSLER_TRY(const std::vector<Selection> selections, select(ground, index, nullptr, partition, query, nullptr));
  OSLER_TRY(const std::uint64_t total, total_of(ground, index, selections));
  if (budget.spent()) return std::optional<std::uint64_t>();
  return std::optional(total);
}

}  // namespace osler::store::rocks
