#include "store/rocks/judge.h"

#include <algorithm>
#include <set>

#include "store/alone.h"
#include "store/rocks/keys.h"
#include "store/rocks/staged_run.h"
#include "store/write_rules.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kRecentMax = 65'536;
constexpr std::uint64_t kGuardKeysMax = 20'000;  ///< About 5 ms of everybody's time.
constexpr std::size_t kGuardsCountedAgainMax = 64;  ///< Of one run, as long as its caller may do it instead.

/// Every type that the expression looks at beside the one it is about.
void collect_types(const Expr& expr, std::set<TypeId>& types) {
  const auto collect_all = [&](const std::vector<Expr>& parts) {
    for (const Expr& part : parts) collect_types(part, types);
  };
  if (const auto* all = std::get_if<All>(&expr.node)) collect_all(all->parts);
  if (const auto* any = std::get_if<Any>(&expr.node)) collect_all(any->parts);
  if (const auto* negated = std::get_if<Not>(&expr.node)) collect_all(negated->part);
  if (const auto* points = std::get_if<Points>(&expr.node)) {
    types.insert(points->target);
    collect_all(points->where);
  }
  if (const auto* pointed_at = std::get_if<PointedAt>(&expr.node)) {
    types.insert(pointed_at->source);
    collect_all(pointed_at->where);
  }
  if (const auto* within = std::get_if<Within>(&expr.node)) {
    types.insert(within->target);
    collect_all(within->where);
  }
}

std::set<TypeId> types_of(const AuthorizedQuery& query) {
  std::set<TypeId> types(query.query().types.begin(), query.query().types.end());
  collect_types(query.query().where, types);
  for (const Expr& narrowing : query.by_type()) collect_types(narrowing, types);
  return types;
}

}  // namespace

std::optional<VersionHeader> header_of(const std::optional<CurrentState>& state) {
  if (!state) return std::nullopt;
  VersionHeader header;
  header.position = state->position;
  header.first = state->first;
  header.version = state->version;
  header.action = state->action;
  header.created_ms = state->created_ms;
  return header;
}

Judge::Judge(const Ground& ground) : ground_(ground), records_(kRecentMax), rows_(kRecentMax), references_(kRecentMax) {}

Result<std::optional<CurrentState>> Judge::now(const LookedUp& record, BatchNumber looked_up_at) const {
  const CurrentState* recent = records_.find(record.current_key);
  if (const std::shared_ptr<const UnsettledRun> run = ground_.published.runs.unsettled()) {
    const std::optional<CurrentState> of_run = run->state(record.current_key);
    if (of_run && (recent == nullptr || of_run->position > recent->position)) return of_run;
  }
  if (recent != nullptr) return is_purged(*recent) ? std::nullopt : std::optional(*recent);
  if (records_.knows_all_since(looked_up_at)) return record.state;
  return ground_.records.state(record.current_key);
}

Result<std::uint64_t> Judge::now(const LookedUpRow& row, BatchNumber looked_up_at) const {
  if (const std::uint64_t* revision = rows_.find(row.row_key)) return *revision;
  if (rows_.knows_all_since(looked_up_at)) return row.revision;
  return revision_on_disk(ground_.database, row.row_key);
}

void Judge::changed(std::string_view current_key, const CurrentState& state, const Collected& collected,
                    BatchNumber batch) {
  records_.set(current_key, state, batch);
  last_collected_[{collected.scope.partition, collected.scope.type}] = state.position.number;
  collected_.push_back(collected);
  if (collected.entries != nullptr) references_.add(collected.scope.partition, *collected.entries, state.position.number, batch);
}

void Judge::published() {
  for (const auto& [type, position] : last_collected_) last_change_[type] = position;
  last_collected_.clear();
  collected_.clear();
}

/// What matched may match no more, though there is no newer position that says so: as if the next one did.
void Judge::purged(std::string_view current_key, const Scope& scope, std::uint64_t last, BatchNumber batch) {
  records_.set(current_key, kPurgedState, batch);
  last_change_[{scope.partition, scope.type}] = last + 1;
}

void Judge::changed_row(std::string_view row_key, std::uint64_t revision, BatchNumber batch) {
  rows_.set(row_key, revision, batch);
}

Result<Verdict> Judge::judge(const PreparedSet& set) const {
  Permitted permitted;
  if (std::optional<Verdict> by_run = judge_run(set)) return *std::move(by_run);
  OSLER_TRY(const std::optional<Refused> by_record, judge_records(set, permitted));
  if (by_record) return Verdict(*by_record);
  OSLER_TRY(std::optional<Verdict> by_purge, judge_purges(set));
  if (by_purge) return *std::move(by_purge);
  OSLER_TRY(const std::optional<Refused> by_row, judge_rows(set, permitted));
  if (by_row) return Verdict(*by_row);
  OSLER_TRY(Verdict by_guards, judge_guards(set));
  if (!std::holds_alternative<Permitted>(by_guards)) return by_guards;
  return Verdict(std::move(permitted));
}

/// Of a run's very many records only those are looked at that changed since they were looked up.
std::optional<Verdict> Judge::judge_run(const PreparedSet& set) const {
  if (set.run == nullptr) return std::nullopt;
  if (!records_.knows_all_since(set.looked_up_at) || must_look_again(set)) return Verdict(LookAgain{});
  std::optional<Verdict> first;
  std::size_t first_place = ~std::size_t{0};
  records_.for_each_since(set.looked_up_at, [&](std::string_view key, const CurrentState& state) {
    const std::optional<Outcome> fallen = set.run->fallen(key, is_purged(state) ? std::nullopt : std::optional(state));
    if (!fallen) return;
    const auto* refused = std::get_if<Refused>(&*fallen);
    if (refused == nullptr && !first) first = Verdict(Stale{});
    if (refused == nullptr || refused->index >= first_place) return;
    first_place = refused->index;
    first = Verdict(*refused);
  });
  return first;
}

bool Judge::must_look_again(const PreparedSet& set) const {
  if (!set.may_look_again) return false;
  std::size_t to_count = 0;
  for (const Guard& guard : set.writes.guards) {
    const auto* query = std::get_if<MatchesExactly>(&guard);
    if (query != nullptr && last_change(set.writes.partition, query->query) > set.moment) ++to_count;
  }
  return to_count > kGuardsCountedAgainMax;
}

std::uint64_t Judge::last_change(Partition partition, const AuthorizedQuery& query) const {
  std::uint64_t changed_at = 0;
  for (const TypeId type : types_of(query)) {
    const auto change = last_change_.find({partition, type});
    if (change != last_change_.end()) changed_at = std::max(changed_at, change->second);
  }
  return changed_at;
}

Result<std::optional<Refused>> Judge::judge_records(const PreparedSet& set, Permitted& permitted) const {
  for (std::size_t i = 0; i < set.puts.size(); ++i) {
    OSLER_TRY(const std::optional<CurrentState> state, now(set.puts[i].record, set.looked_up_at));
    const std::optional<VersionHeader> found = header_of(state);
    if (!holds(set.writes.puts[i].expect, found)) return std::optional(Refused{RefusedBy::kPut, i, found});
    permitted.puts.push_back(state);
  }
  for (std::size_t i = 0; i < set.removes.size(); ++i) {
    OSLER_TRY(const std::optional<CurrentState> state, now(set.removes[i], set.looked_up_at));
    const std::optional<VersionHeader> found = header_of(state);
    if (!holds(set.writes.removes[i].expect, found)) return std::optional(Refused{RefusedBy::kRemove, i, found});
    permitted.removes.push_back(state);
  }
  return std::optional<Refused>();
}

/// Versions that came meanwhile were not looked up.
Result<std::optional<Verdict>> Judge::judge_purges(const PreparedSet& set) const {
  for (std::size_t i = 0; i < set.purges.size(); ++i) {
    const PreparedPurge& purge = set.purges[i];
    OSLER_TRY(const std::optional<CurrentState> state, now({purge.current_key, purge.state}, set.looked_up_at));
    if (!state) return std::optional(Verdict(Refused{RefusedBy::kPurge, i, {}}));
    if (!purge.state || state->position != purge.state->position) return std::optional(Verdict(Stale{}));
  }
  return std::optional<Verdict>();
}

Result<std::optional<Refused>> Judge::judge_rows(const PreparedSet& set, Permitted& permitted) const {
  for (std::size_t i = 0; i < set.rows.size(); ++i) {
    OSLER_TRY(const std::uint64_t revision, now(set.rows[i], set.looked_up_at));
    if (!holds(set.writes.rows[i], revision)) return std::optional(Refused{RefusedBy::kRow, i, {}});
    permitted.rows.push_back(revision);
  }
  for (std::size_t i = 0; i < set.system_rows.size(); ++i) {
    OSLER_TRY(const std::uint64_t revision, now(set.system_rows[i], set.looked_up_at));
    if (!holds(set.writes.system_rows[i], revision)) return std::optional(Refused{RefusedBy::kSystemRow, i, {}});
    permitted.system_rows.push_back(revision);
  }
  return std::optional<Refused>();
}

Result<bool> Judge::exists(const PreparedSet& set, const RecordKey& key, const LookedUp& record) const {
  const auto is_key = [&](const auto& write) { return write.key == key; };
  const WriteSet& writes = set.writes;
  if (std::any_of(writes.puts.begin(), writes.puts.end(), is_key)) return true;
  if (std::any_of(writes.removes.begin(), writes.removes.end(), is_key)) return false;
  if (const auto own = set.run == nullptr ? std::nullopt : set.run->will_be_live(record.current_key)) return *own;
  OSLER_TRY(const std::optional<CurrentState> state, now(record, set.looked_up_at));
  return state && !state->is_deleted();
}

Result<Verdict> Judge::judge_guards(const PreparedSet& set) const {
  for (std::size_t i = 0; i < set.guards.size(); ++i) {
    const Guard& guard = set.writes.guards[i];
    bool held = false;
    if (const auto* must_exist = std::get_if<MustExist>(&guard)) {
      OSLER_TRY(held, exists(set, must_exist->key, set.guards[i].record));
    } else if (const auto* unreferenced = std::get_if<Unreferenced>(&guard)) {
      const std::optional<bool> added = is_referred_to_since(set, *unreferenced);
      if (!added) return Verdict(Stale{});
      held = set.guards[i].matches == 0 && !*added;
    } else if (const auto* row = std::get_if<RowIs>(&guard)) {
      OSLER_TRY(const std::uint64_t revision, now(set.guards[i].row, set.looked_up_at));
      held = revision == row->revision;
    } else {
      const auto& query = std::get<MatchesExactly>(guard);
      OSLER_TRY(const Matches matches, matches_now(set, query, set.guards[i].matches));
      if (std::holds_alternative<WriteFirst>(matches)) return Verdict(WriteFirst{});
      if (std::holds_alternative<Stale>(matches)) return Verdict(Stale{});
      held = std::get<std::uint64_t>(matches) == query.count;
    }
    if (!held) return Verdict(Refused{RefusedBy::kGuard, i, {}});
  }
  return Verdict(Permitted{});
}

/// The first to ask begins the watch: from the batch on of which nothing is collected yet.
std::optional<bool> Judge::is_referred_to_since(const PreparedSet& set, const Unreferenced& target) const {
  if (!references_.is_watching()) references_.watch_after(ground_.published.batch() + (collected_.empty() ? 0U : 1U));
  return references_.added(set.writes.partition, target, set.moment, set.looked_up_at);
}

Result<Judge::Matches> Judge::matches_now(const PreparedSet& set, const MatchesExactly& guard,
                                          std::uint64_t looked_up) const {
  const std::uint64_t changed_at = last_change(set.writes.partition, guard.query);
  bool is_collected = false;
  for (const TypeId type : types_of(guard.query)) {
    is_collected = is_collected || last_collected_.contains({set.writes.partition, type});
  }
  if (!is_collected) return matches_published(set, guard, looked_up, changed_at);
  const std::optional<std::uint64_t> collected = matches_collected(set.writes.partition, guard.query);
  if (!collected) return Matches(WriteFirst{});
  OSLER_TRY(Matches matches, matches_published(set, guard, looked_up, changed_at));
  if (auto* count = std::get_if<std::uint64_t>(&matches)) *count += *collected;
  return matches;
}

Result<Judge::Matches> Judge::matches_published(const PreparedSet& set, const MatchesExactly& guard,
                                                std::uint64_t looked_up, std::uint64_t changed_at) const {
  if (changed_at <= set.moment) return Matches(looked_up);
  OSLER_TRY(const std::optional<std::uint64_t> matches,
            count_matches(ground_, set.writes.partition, guard.query, ground_.published.newest(), kGuardKeysMax));
  if (!matches) return Matches(Stale{});
  return Matches(*matches);
}

/// New records add to what is published; what replaces or removes would have to be taken away from it.
std::optional<std::uint64_t> Judge::matches_collected(Partition partition, const AuthorizedQuery& query) const {
  const bool alone =
      judged_alone(query.query().where) && std::all_of(query.by_type().begin(), query.by_type().end(), judged_alone);
  if (!alone) return std::nullopt;
  const std::vector<TypeId>& types = query.query().types;
  std::uint64_t matches = 0;
  for (const Collected& record : collected_) {
    const auto type = std::find(types.begin(), types.end(), record.scope.type);
    if (record.scope.partition != partition || type == types.end()) continue;
    if (record.replaces || record.entries == nullptr) return std::nullopt;
    const Expr& narrowing = query.by_type()[static_cast<std::size_t>(type - types.begin())];
    const bool holds = meets_alone(*record.id, *record.entries, query.query().where) &&
                       meets_alone(*record.id, *record.entries, narrowing);
    matches += holds ? 1 : 0;
  }
  return matches;
}

Result<Judge::RowsVerdict> Judge::judge_rows_after(const PreparedSet& set, const Permitted& permitted,
                                                   const std::vector<RowChange>& changes) const {
  std::map<std::string, std::uint64_t> own;
  for (std::size_t i = 0; i < set.rows.size(); ++i) {
    own[set.rows[i].row_key] = set.writes.rows[i].bytes ? permitted.rows[i] + 1 : 0;
  }
  std::vector<std::uint64_t> revisions;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string key = row_key(set.writes.partition, changes[i].table, changes[i].key);
    std::uint64_t revision = 0;
    if (const auto known = own.find(key); known != own.end()) {
      revision = known->second;
    } else if (const std::uint64_t* recent = rows_.find(key)) {
      revision = *recent;
    } else {
      OSLER_TRY(revision, revision_on_disk(ground_.database, key));
    }
    if (!holds(changes[i], revision)) return RowsVerdict(i);
    own[key] = changes[i].bytes ? revision + 1 : 0;
    revisions.push_back(revision);
  }
  return RowsVerdict(std::move(revisions));
}

}  // namespace osler::store::rocks
