#include "store/rocks/referrers.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "store/rocks/index.h"
#include "store/write_rules.h"

namespace osler::store::rocks {
namespace {

/// One set's look-ups: what it writes itself is known once for all its guards.
class ReferrerSearch {
 public:
  ReferrerSearch(const Ground& ground, const PreparedSet& set)
      : ground_(ground), set_(set), index_(ground.postings, ground.published.timeline, set.moment, budget_) {
    for (const PreparedPut& put : set.puts) replace(put.record.state);
    for (const LookedUp& removed : set.removes) replace(removed.state);
    for (const PreparedPurge& purged : set.purges) replace(purged.state);
    for (std::size_t i = 0; i < set.writes.puts.size(); ++i) {
      for (const IndexEntry& entry : set.writes.puts[i].entries) {
        const auto* value = entry.parts.size() == 1 ? std::get_if<Reference>(&entry.parts.front()) : nullptr;
        if (value != nullptr) own_puts_.emplace(value->id, i);
      }
    }
  }

  Result<bool> finds(const Unreferenced& target) const {
    if (own_put_refers(target, target.key.id) || own_put_refers(target, target.url)) return true;
    OSLER_TRY(const std::optional<CurrentState> itself, ground_.records.state(set_.writes.partition, target.key));
    const std::uint64_t own = itself ? itself->position.number : 0;
    for (const ReferringType& referring : *target.by) {
      const Scope scope{set_.writes.partition, referring.type};
      if (ground_.published.tallies.find(scope) == nullptr) continue;
      for (const ParameterId parameter : referring.parameters) {
        OSLER_TRY(const bool found, finds(scope, parameter, {target.key.type, target.key.id}, own));
        if (found) return true;
        if (target.url.empty()) continue;
        OSLER_TRY(const bool by_url, finds(scope, parameter, {TypeId::kNone, target.url}, own));
        if (by_url) return true;
      }
    }
    return false;
  }

 private:
  void replace(const std::optional<CurrentState>& state) {
    if (state) replaced_.insert(state->position.number);
  }

  bool own_put_refers(const Unreferenced& target, const std::string& id) const {
    const auto [begin, end] = own_puts_.equal_range(id);
    return std::any_of(begin, end, [&](const auto& candidate) {
      const Put& put = set_.writes.puts[candidate.second];
      return put.key != target.key && refers(put.key.type, put.entries, target);
    });
  }

  Result<bool> finds(const Scope& scope, ParameterId parameter, const Reference& reference, std::uint64_t own) const {
    OSLER_TRY(const Positions found, index_.matches(scope, Where{parameter, {IsReference{reference.type, reference.id}}}));
    return std::any_of(found.begin(), found.end(),
                       [&](std::uint64_t position) { return position != own && !replaced_.contains(position); });
  }

  const Ground& ground_;
  const PreparedSet& set_;
  mutable Budget budget_;
  const Index index_;
  std::unordered_set<std::uint64_t> replaced_;  ///< Versions that are current no more once the set is written.
  std::unordered_multimap<std::string_view, std::size_t> own_puts_;  ///< By id referred to.
};

}  // namespace

Status look_up_referrers(const Ground& ground, PreparedSet& set) {
  std::optional<ReferrerSearch> search;
  for (std::size_t i = 0; i < set.guards.size(); ++i) {
    const auto* target = std::get_if<Unreferenced>(&set.writes.guards[i]);
    if (target == nullptr) continue;
    if (!search) search.emplace(ground, set);
    OSLER_TRY(const bool found, search->finds(*target));
    set.guards[i].matches = found ? 1 : 0;
  }
  return {};
}

Result<std::vector<RecordKey>> ever_referred(const Ground& ground, Partition partition, const ReferringType& by, const Reference& target) {
  const Scope scope{partition, by.type};
  Budget no_limit;
  const Index index(ground.postings, ground.published.timeline, ground.published.newest(), no_limit);
  PositionBits found(index.moment());
  for (const ParameterId parameter : by.parameters) {
    OSLER_RETURN_IF_ERROR(index.add_entries(scope, Where{parameter, {IsReference{target.type, target.id}}}, found));
  }
  std::set<RecordKey> keys;
  for (const std::uint64_t position : found.positions()) {
    // A run that was given up may have left entries behind.
    const Timeline& timeline = ground.published.timeline;
    if (!timeline.knows(position) || timeline.is_purged(position)) continue;
    OSLER_TRY(FrameHeader head, ground.records.header(Position{position}));
    if (!is_purged(head.key)) keys.insert(std::move(head.key));
  }
  return std::vector<RecordKey>(keys.begin(), keys.end());
}

}  // namespace osler::store::rocks
