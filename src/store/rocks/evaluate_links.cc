// The conditions that lead to other records: references followed forwards, backwards and along a hierarchy.
#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "store/rocks/evaluate.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kTargetsOneByOneMax = 512;
constexpr std::size_t kSourcesReadMax = 256;
constexpr std::uint64_t kKeysPerId = 8;      ///< What looking up an id costs, in keys of the index.
constexpr std::uint64_t kLinksPerKey = 64;   ///< So many links of a column are looked at for what a key costs.

}  // namespace

/// Few targets: their referrers one by one. Many: all references of the type, against a set.
Result<Positions> Evaluator::referrers(const Scope& scope, ParameterId reference, TypeId target,
                                       const std::vector<std::string>& ids) const {
  Positions found;
  if (ids.size() <= kTargetsOneByOneMax) {
    for (const std::string& id : ids) {
      OSLER_TRY(const Positions some, index_.matches(scope, Where{reference, {IsReference{target, id}}}));
      found.insert(found.end(), some.begin(), some.end());
    }
  } else {
    const std::unordered_set<std::string_view> wanted(ids.begin(), ids.end());
    const auto is_wanted = [&](const Reference& value) { return value.type == target && wanted.contains(value.id); };
    OSLER_RETURN_IF_ERROR(index_.references(scope, reference, is_wanted, [&](const Reference&, const Positions& positions) {
      found.insert(found.end(), positions.begin(), positions.end());
    }));
  }
  make_ascending(found);
  return found;
}

/// A column, and what of later versions is not in it.
struct Evaluator::Followed {
  std::shared_ptr<const LinkColumn> column;
  std::vector<NamedLink> by_id;  ///< What the column could not resolve, and what came after it.
};

/// Nothing if there is no column, or not all that came since is known.
Result<std::optional<Evaluator::Followed>> Evaluator::links_of(const Scope& source, ParameterId reference, TypeId target) const {
  using Known = std::optional<Followed>;
  if (extractor_ == nullptr) return Known();
  Followed followed{ground_.columns.links(source, reference, target, generation_), {}};
  if (followed.column == nullptr) return Known();
  followed.by_id = followed.column->unresolved();
  if (followed.column->until() < index_.moment()) {
    const auto later = ground_.recent.of(source, followed.column->until(), index_.moment());
    if (!later) return Known();
    std::vector<NamedLink> since = named_links(*later, reference, target);
    std::move(since.begin(), since.end(), std::back_inserter(followed.by_id));
  }
  return Known(std::move(followed));
}

/// The visible versions that refer to one of the targets.
Result<std::optional<Positions>> Evaluator::sources_of(const Scope& source, ParameterId reference, const Scope& target, const Positions& targets) const {
  using Known = std::optional<Positions>;
  OSLER_TRY(const std::optional<Followed> links, links_of(source, reference, target.type));
  if (!links) return Known();
  PositionBits firsts(index_.moment());
  for (const std::uint64_t position : targets) firsts.add(index_.timeline().first(position));
  PositionBits found(index_.moment());
  links->column->each_source(firsts, [&](std::uint64_t position) { found.add(position); });
  for (const NamedLink& link : links->by_id) {
    OSLER_TRY(const std::optional<CurrentState> state, records_.state(partition_, {target.type, link.id}));
    if (state && firsts.has(state->first.number)) found.add(link.position);
  }
  index_.take(targets.size() + links->by_id.size() * kKeysPerId);
  found.keep(*ground_.published.visible.at(index_.moment()));
  note("sources by the column of their links", source, nullptr, links->column->size(), found.count());
  return Known(found.positions());
}

/// The visible records that one of the sources, which must be visible, refers to.
Result<std::optional<Positions>> Evaluator::targets_of(const Scope& source, ParameterId reference, const Scope& target, const Found& sources) const {
  using Known = std::optional<Positions>;
  OSLER_TRY(const std::optional<Followed> links, links_of(source, reference, target.type));
  if (!links) return Known();
  PositionBits listed(sources.bits ? 0 : index_.moment());
  for (const std::uint64_t position : sources.list) listed.add(position);
  const PositionBits& from = sources.bits ? *sources.bits : listed;
  const std::shared_ptr<const PositionBits> visible = ground_.published.visible.at(index_.moment());
  Positions found;
  links->column->each_target(from, [&](std::uint64_t first) {
    // Most records have one version, and the bits lie closer together than the timeline.
    const std::uint64_t position = visible->has(first) ? first : index_.timeline().visible_from(first, index_.moment());
    if (position != 0) found.push_back(position);
  });
  for (const NamedLink& link : links->by_id) {
    if (!from.has(link.position)) continue;
    OSLER_TRY(const std::optional<CurrentState> state, records_.state(partition_, {target.type, link.id}));
    if (state) add_visible(*state, found);
  }
  index_.take(links->column->size() / kLinksPerKey + links->by_id.size() * kKeysPerId);
  make_ascending(found);
  note("targets by the column of links to them", target, nullptr, links->column->size(), found.size());
  return Known(std::move(found));
}

Result<Positions> Evaluator::pointing(const Scope& scope, const Points& points) const {
  const Scope target{partition_, points.target};
  OSLER_TRY(const Positions targets, evaluate(points.target, pointers_to(points.where)));
  OSLER_TRY(std::optional<Positions> by_column, sources_of(scope, points.reference, target, targets));
  if (by_column) return *std::move(by_column);
  OSLER_TRY(const std::vector<std::string> ids, index_.ids(target, targets));
  return referrers(scope, points.reference, points.target, ids);
}

Result<Positions> Evaluator::pointed_at(const Scope& scope, const PointedAt& pointed_at) const {
  const Scope source{partition_, pointed_at.source};
  OSLER_TRY(Found sources, find(source.type, pointers_to(pointed_at.where)));
  if (sources.size() == 0) return Positions();
  OSLER_TRY(std::optional<Positions> by_column, targets_of(source, pointed_at.reference, scope, sources));
  if (by_column) return *std::move(by_column);
  const Positions listed = sources.bits ? sources.bits->positions() : std::move(sources.list);
  OSLER_TRY(std::vector<std::string> ids, referred_ids(source, pointed_at.reference, scope.type, listed));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return by_ids(scope, ids);
}

/// Ids of `target` that the sources refer to. Few sources are read; of many, all references are walked.
Result<std::vector<std::string>> Evaluator::referred_ids(const Scope& source, ParameterId reference, TypeId target,
                                                         const Positions& sources) const {
  std::vector<std::string> ids;
  if (sources.empty()) return ids;
  if (extractor_ != nullptr && sources.size() <= kSourcesReadMax) {
    for (const std::uint64_t position : sources) {
      OSLER_TRY(const Values values, records_.values(Position{position}, *extractor_));
      for (const IndexEntry& entry : values.entries) {
        const auto* value = entry.parts.size() == 1 ? std::get_if<Reference>(&entry.parts.front()) : nullptr;
        const bool is_it = value != nullptr && entry.parameter == reference && value->type == target;
        if (is_it) ids.push_back(value->id);
      }
    }
    return ids;
  }
  PositionBits from(index_.moment());
  for (const std::uint64_t position : sources) from.add(position);
  const auto is_to_target = [&](const Reference& value) { return value.type == target; };
  OSLER_RETURN_IF_ERROR(index_.references(source, reference, is_to_target, [&](const Reference& value, const Positions& positions) {
    const bool is_it = std::any_of(positions.begin(), positions.end(), [&](std::uint64_t position) { return from.has(position); });
    if (is_it && (ids.empty() || ids.back() != value.id)) ids.push_back(value.id);
  }));
  return ids;
}

// --- hierarchies

Result<Positions> Evaluator::one_step(const Scope& target, const Within& within, const Positions& from) const {
  if (within.way == Hierarchy::kBelow) {
    OSLER_TRY(const std::vector<std::string> ids, index_.ids(target, from));
    return referrers(target, within.link, target.type, ids);
  }
  OSLER_TRY(const std::vector<std::string> ids, referred_ids(target, within.link, target.type, from));
  return by_ids(target, ids);
}

/// The records named and all that hang together with them, level by level; each is looked at once, so circles end.
Result<Positions> Evaluator::hierarchy(const Scope& target, const Within& within) const {
  const Conditions seen = pointers_to(within.where);
  const bool all_seen = flattened(seen).empty();
  OSLER_TRY(Positions level, by_ids(target, within.ids));
  std::optional<Positions> allowed;
  if (!all_seen) {
    OSLER_TRY(allowed, evaluate(target.type, seen));
    level = intersection(level, *allowed);
  }
  Positions reached = level;
  while (!level.empty() && !index_.is_spent()) {
    OSLER_TRY(const Positions next, one_step(target, within, level));
    level = difference(allowed ? intersection(next, *allowed) : next, reached);
    reached = united(reached, level);
  }
  return reached;
}

Result<Positions> Evaluator::within(const Scope& scope, const Within& within) const {
  const Scope target{partition_, within.target};
  OSLER_TRY(const Positions reached, hierarchy(target, within));
  OSLER_TRY(const std::vector<std::string> ids, index_.ids(target, reached));
  return referrers(scope, within.reference, within.target, ids);
}

}  // namespace osler::store::rocks
