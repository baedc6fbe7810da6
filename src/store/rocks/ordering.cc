#include "store/rocks/ordering.h"

#include <algorithm>
#include <unordered_set>

#include "store/matches.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kAlwaysRead = 64;  ///< Matches so few that reading them is never dear.
constexpr std::uint64_t kWalkStepsPerRecordRead = 24;
// What a step costs, in matches placed meanwhile.
constexpr std::uint64_t kPlacesPerWalkStep = 128;
constexpr std::uint64_t kPlacesPerAsking = 4;

Direction direction_of(const SortKey& key) { return key.descending ? Direction::kDescending : Direction::kAscending; }

enum class ByPlace : std::uint8_t { kPlacing, kAsking, kWalking };

/// Placing costs the same for each match; asking along the timeline costs more the rarer matches are among all versions,
/// and cannot know a whole type; walking the type's list is dear, but can.
ByPlace cheapest(const std::vector<Selection>& selections, const Slice& wanted, std::uint64_t moment) {
  std::uint64_t size = 0;
  std::uint64_t length = 0;
  std::size_t wholes = 0;
  for (const Selection& selection : selections) {
    size += selection.size;
    length += selection.walk_length;
    wholes += selection.is_whole ? 1 : 0;
  }
  if (wholes == selections.size()) return ByPlace::kWalking;
  const std::uint64_t rows = wanted.count + (wanted.anchor != 0 ? 0 : std::min(wanted.skip, size));
  if (rows > size) return ByPlace::kPlacing;
  if (wholes == 0) return rows * (moment / size + 1) * kPlacesPerAsking < size ? ByPlace::kAsking : ByPlace::kPlacing;
  return rows * (length / size + 1) * kPlacesPerWalkStep < size ? ByPlace::kWalking : ByPlace::kPlacing;
}

/// What one record is sorted by, read from it.
struct SortRow {
  std::uint64_t position = 0;
  std::uint64_t first = 0;
  std::string id;
  std::vector<std::optional<Atom>> values;  ///< By key; only for keys that are parameters.
};

std::strong_ordering compare(const SortRow& a, const SortRow& b, const SortKey& key, std::size_t i) {
  std::strong_ordering order = std::strong_ordering::equal;
  if (key.by == SortBy::kCreated) order = a.first <=> b.first;
  if (key.by == SortBy::kUpdated) order = a.position <=> b.position;
  if (key.by == SortBy::kId) order = a.id <=> b.id;
  if (key.by == SortBy::kParameter) {
    if (!a.values[i] || !b.values[i]) return !a.values[i] <=> !b.values[i];  // Missing comes last.
    order = compare_for_sort(*a.values[i], *b.values[i], ends_first(key));
  }
  return key.descending ? 0 <=> order : order;
}

bool comes_before(const SortRow& a, const SortRow& b, std::span<const SortKey> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto order = compare(a, b, keys[i], i); order != 0) return order < 0;
  }
  return a.first < b.first;
}

/// One walk of several that are merged, with what it stands on.
template <class Walk, class Item>
struct Lane {
  Walk walk;
  std::optional<Item> head;
  std::size_t selection;
};

}  // namespace

Positions cut(Positions ordered, const Slice& wanted) {
  const std::uint64_t begin = std::min<std::uint64_t>(wanted.skip, ordered.size());
  const std::uint64_t end = std::min<std::uint64_t>(begin + wanted.count, ordered.size());
  return {ordered.begin() + static_cast<std::ptrdiff_t>(begin), ordered.begin() + static_cast<std::ptrdiff_t>(end)};
}

Result<Positions> Ordering::slice(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                                  Slice wanted, std::string_view* how) const {
  const auto say = [how](std::string_view words) {
    if (how != nullptr) *how = words;
  };
  if (wanted.count == 0) return Positions();
  const SortBy by = keys.empty() ? SortBy::kCreated : keys.front().by;
  if (by == SortBy::kCreated || by == SortBy::kUpdated) {
    // No two records share these, so further keys decide nothing.
    const Direction direction = keys.empty() ? Direction::kAscending : direction_of(keys.front());
    const PlaceBy place = by == SortBy::kCreated ? PlaceBy::kCreation : PlaceBy::kUpdate;
    const ByPlace way = cheapest(selections, wanted, index_.moment());
    say(way == ByPlace::kWalking ? "order by walking the type" : "order by place");
    if (way == ByPlace::kAsking) return by_asking(selections, place, direction, wanted);
    return way == ByPlace::kWalking ? merged_walks(selections, place, direction, wanted)
                                    : by_place(selections, place, direction, wanted);
  }
  say("order by column");
  OSLER_TRY(std::optional<Positions> ordered, by_extent(selections, keys, wanted));
  if (ordered) return *std::move(ordered);
  OSLER_TRY(const bool read, must_read(selections, keys.front(), wanted));
  say(read ? "order by reading the matches" : "order by walking the values");
  return read ? by_reading(selections, keys, wanted) : by_walking(selections, keys, wanted);
}

Result<Positions> Ordering::positions_of(const Selection& selection) const {
  Positions found = selection.found.bits ? selection.found.bits->positions() : selection.found.list;
  if (!selection.is_whole) return found;
  OSLER_TRY(const Positions all, index_.all(selection.scope, 0, index_.moment()));
  return difference(all, found);
}

// --- by place

Result<Positions> Ordering::by_place(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                                     Slice wanted) const {
  std::vector<Placed> placed;
  for (const Selection& selection : selections) {
    OSLER_TRY(const Positions positions, positions_of(selection));
    for (const std::uint64_t position : positions) {
      placed.push_back({by == PlaceBy::kUpdate ? position : index_.timeline().first(position), position});
    }
  }
  const auto before = [direction](const Placed& a, const Placed& b) {
    return direction == Direction::kAscending ? a.place < b.place : a.place > b.place;
  };
  const std::uint64_t begin = std::min<std::uint64_t>(wanted.skip, placed.size());
  const std::uint64_t end = std::min<std::uint64_t>(begin + wanted.count, placed.size());
  const auto first = placed.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = placed.begin() + static_cast<std::ptrdiff_t>(end);
  if (begin < placed.size()) std::nth_element(placed.begin(), first, placed.end(), before);
  std::partial_sort(first, last, placed.end(), before);
  Positions ordered;
  for (auto item = first; item != last; ++item) ordered.push_back(item->position);
  return ordered;
}

/// Asks of one version after the other, in order of place, whether it was found.
Positions Ordering::by_asking(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                              Slice wanted) const {
  const Timeline& timeline = index_.timeline();
  const bool up = direction == Direction::kAscending;
  const std::uint64_t last = index_.moment();
  std::uint64_t to_skip = wanted.anchor != 0 ? 0 : wanted.skip;
  std::uint64_t place = last;
  if (up) place = wanted.anchor + 1;
  if (!up && wanted.anchor != 0) place = wanted.anchor - 1;
  Positions ordered;
  for (; place >= 1 && place <= last && ordered.size() < wanted.count; up ? ++place : --place) {
    std::uint64_t position = place;
    if (by == PlaceBy::kCreation) {
      position = timeline.first(place) == place ? timeline.visible_from(place, last) : 0;
    }
    const bool found = position != 0 && std::any_of(selections.begin(), selections.end(),
                                                    [position](const Selection& s) { return s.contains(position); });
    if (!found) continue;
    if (to_skip == 0) ordered.push_back(position);
    if (to_skip > 0) --to_skip;
  }
  return ordered;
}

Result<Positions> Ordering::merged_walks(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                                         Slice wanted) const {
  std::vector<Lane<PlaceWalk, Placed>> lanes;
  for (std::size_t i = 0; i < selections.size(); ++i) {
    lanes.push_back({PlaceWalk(index_, selections[i].scope, by, direction, wanted.anchor), std::nullopt, i});
    lanes.back().head = lanes.back().walk.next();
  }
  std::uint64_t to_skip = wanted.anchor != 0 ? 0 : wanted.skip;
  Positions ordered;
  while (ordered.size() < wanted.count) {
    Lane<PlaceWalk, Placed>* best = nullptr;
    for (auto& lane : lanes) {
      if (!lane.head) continue;
      const bool better =
          best == nullptr || (direction == Direction::kAscending ? lane.head->place < best->head->place
                                                                 : lane.head->place > best->head->place);
      if (better) best = &lane;
    }
    if (best == nullptr) break;
    if (selections[best->selection].contains(best->head->position)) {
      if (to_skip == 0) ordered.push_back(best->head->position);
      if (to_skip > 0) --to_skip;
    }
    best->head = best->walk.next();
  }
  for (const auto& lane : lanes) OSLER_RETURN_IF_ERROR(lane.walk.status());
  return ordered;
}

// --- by value

/// Reading costs the same for each match; walking costs more the rarer matches are among all versions.
Result<bool> Ordering::must_read(const std::vector<Selection>& selections, const SortKey& key, Slice wanted) const {
  std::uint64_t size = 0;
  std::uint64_t length = 0;
  for (const Selection& selection : selections) {
    size += selection.size;
    length += selection.walk_length;
    // Ids are walked in `current`.
    if (key.by == SortBy::kId && records_.unsettled()) return true;
    if (key.by != SortBy::kParameter) continue;
    OSLER_TRY(const bool unwalkable, has_unwalkable_values(index_, selection.scope, key.parameter));
    if (unwalkable) return true;
  }
  if (size <= kAlwaysRead) return true;
  const std::uint64_t steps = (wanted.skip + wanted.count) * (length / size + 1);
  return size * kWalkStepsPerRecordRead <= std::min(steps, length);
}

Result<Positions> Ordering::by_reading(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                                       Slice wanted) const {
  const bool by_values =
      std::any_of(keys.begin(), keys.end(), [](const SortKey& k) { return k.by == SortBy::kParameter; });
  const bool by_id = std::any_of(keys.begin(), keys.end(), [](const SortKey& k) { return k.by == SortBy::kId; });
  std::vector<SortRow> rows;
  for (const Selection& selection : selections) {
    OSLER_TRY(const Positions positions, positions_of(selection));
    std::vector<std::string> ids(positions.size());
    if (by_id && !by_values) {
      OSLER_TRY(ids, index_.ids(selection.scope, positions));
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
      Values read{std::move(ids[i]), {}};
      if (by_values) {
        OSLER_TRY(read, records_.values(Position{positions[i]}, extractor_));
      }
      SortRow row{positions[i], index_.timeline().first(positions[i]), std::move(read.id), {}};
      for (const SortKey& key : keys) {
        const Atom* value = value_for_sort(read.entries, key);
        row.values.push_back(value == nullptr ? std::optional<Atom>() : *value);
      }
      rows.push_back(std::move(row));
    }
  }
  std::sort(rows.begin(), rows.end(), [&](const SortRow& a, const SortRow& b) { return comes_before(a, b, keys); });
  Positions ordered;
  for (const SortRow& row : rows) ordered.push_back(row.position);
  return cut(std::move(ordered), wanted);
}

/// Takes group after group of records with the same value, each ordered by the keys that remain; then those without.
Result<Positions> Ordering::by_walking(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                                       Slice wanted) const {
  const SortKey& key = keys.front();
  const Direction direction = direction_of(key);
  std::vector<Lane<ValueWalk, Valued>> lanes;
  for (std::size_t i = 0; i < selections.size(); ++i) {
    const Scope& scope = selections[i].scope;
    lanes.push_back({key.by == SortBy::kId ? ValueWalk::by_id(index_, scope, direction)
                                           : ValueWalk::by_parameter(index_, scope, key),
                     std::nullopt, i});
    lanes.back().head = lanes.back().walk.next();
  }
  Positions ordered;
  std::unordered_set<std::uint64_t> seen;  // A record counts where it comes first, whatever other values it has.
  std::uint64_t to_skip = wanted.skip;
  const auto take_group = [&](std::vector<Selection>& group) -> Status {
    std::uint64_t size = 0;
    for (Selection& part : group) {
      std::sort(part.found.list.begin(), part.found.list.end());
      part.listed = part.size = part.found.list.size();
      size += part.size;
    }
    const std::uint64_t skipped = std::min(to_skip, size);
    to_skip -= skipped;
    if (skipped == size) return {};
    OSLER_TRY(const Positions part, slice(group, keys.subspan(1), {skipped, wanted.count - ordered.size(), 0}));
    ordered.insert(ordered.end(), part.begin(), part.end());
    return {};
  };
  const auto empty_group = [&] {
    std::vector<Selection> group;
    for (const Selection& s : selections) group.push_back({s.scope, false, {}, 0, 0, s.walk_length});
    return group;
  };

  while (ordered.size() < wanted.count) {
    const std::string* value = nullptr;
    for (const auto& lane : lanes) {
      if (!lane.head) continue;
      const bool better = value == nullptr ||
                          (direction == Direction::kAscending ? lane.head->value < *value : lane.head->value > *value);
      if (better) value = &lane.head->value;
    }
    if (value == nullptr) break;
    const std::string group_value = *value;
    std::vector<Selection> group = empty_group();
    for (auto& lane : lanes) {
      for (; lane.head && lane.head->value == group_value; lane.head = lane.walk.next()) {
        for (const std::uint64_t position : lane.head->positions) {
          if (!selections[lane.selection].contains(position) || !seen.insert(position).second) continue;
          group[lane.selection].found.list.push_back(position);
        }
      }
    }
    OSLER_RETURN_IF_ERROR(take_group(group));
  }
  for (const auto& lane : lanes) OSLER_RETURN_IF_ERROR(lane.walk.status());
  if (ordered.size() == wanted.count) return ordered;

  std::vector<Selection> without = empty_group();
  for (std::size_t i = 0; i < selections.size(); ++i) {
    OSLER_TRY(const Positions positions, positions_of(selections[i]));
    for (const std::uint64_t position : positions) {
      if (!seen.contains(position)) without[i].found.list.push_back(position);
    }
  }
  OSLER_RETURN_IF_ERROR(take_group(without));
  return ordered;
}

}  // namespace osler::store::rocks
