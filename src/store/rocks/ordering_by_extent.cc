// The order by a date: what a column has of each match decides, and only matches that it finds equal are looked at closer.
#include <algorithm>
#include <tuple>

#include "store/matches.h"
#include "store/rocks/ordering.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kFewToRead = 8;            ///< No column is made for these.
constexpr std::uint64_t kExtentsPerWalkStep = 16;  ///< What a step along the values costs.

}  // namespace

struct Ordering::ExtentRow {
  std::uint64_t decides = 0;  ///< Ascending in the order asked for, as is `then`.
  std::uint64_t then = 0;     ///< Decides if both rows are exact.
  bool exact = false;
  std::uint64_t first = 0;
  std::uint64_t position = 0;
  std::size_t selection = 0;
};

struct Ordering::ExtentRows {
  std::vector<ExtentRow> rows;
  std::vector<Selection> without;  ///< Matches that have no value.
};

namespace {

std::vector<Selection> empty_like(const std::vector<Selection>& selections) {
  std::vector<Selection> empty;
  for (const Selection& s : selections) empty.push_back({s.scope, false, {}, 0, 0, s.walk_length});
  return empty;
}

void add(Selection& selection, std::uint64_t position) {
  selection.found.list.push_back(position);
  selection.listed = selection.size = selection.found.list.size();
}

}  // namespace

/// Nothing if there is no column, or some match has a value that no column can hold.
Result<std::optional<Ordering::ExtentRows>> Ordering::extents(const std::vector<Selection>& selections,
                                                              const SortKey& key) const {
  using Known = std::optional<ExtentRows>;
  ExtentRows found{{}, empty_like(selections)};
  for (std::size_t i = 0; i < selections.size(); ++i) {
    const auto column = columns_.find(selections[i].scope, key.parameter);
    if (column == nullptr) return Known();
    OSLER_TRY(const Positions positions, positions_of(selections[i]));
    for (const std::uint64_t position : positions) {
      std::optional<Extent> extent = column->find(position);
      if (!extent && position > column->until()) {
        OSLER_TRY(const Values values, records_.values(Position{position}, extractor_));
        bool fits = true;
        extent = extent_of(values.entries, key.parameter, fits);
        if (!fits) return Known();
      }
      if (!extent) {
        add(found.without[i], position);
        continue;
      }
      const std::uint64_t first = index_.timeline().first(position);
      found.rows.push_back(key.descending ? ExtentRow{~extent->high, ~extent->low, extent->exact, first, position, i}
                                          : ExtentRow{extent->low, extent->high, extent->exact, first, position, i});
    }
  }
  return Known(std::move(found));
}

/// Rows whose deciding value is the same, by what else decides.
Result<Positions> Ordering::settled(const std::vector<Selection>& selections, std::span<ExtentRow> equals,
                                    std::span<const SortKey> keys) const {
  const auto group_of = [&](std::span<const ExtentRow> rows) {
    std::vector<Selection> group = empty_like(selections);
    for (const ExtentRow& row : rows) add(group[row.selection], row.position);
    for (Selection& selection : group) std::sort(selection.found.list.begin(), selection.found.list.end());
    return group;
  };
  const bool exact = std::all_of(equals.begin(), equals.end(), [](const ExtentRow& row) { return row.exact; });
  if (!exact) return by_reading(group_of(equals), keys, {0, equals.size(), 0});
  std::sort(equals.begin(), equals.end(), [](const ExtentRow& a, const ExtentRow& b) { return a.then < b.then; });
  Positions ordered;
  for (auto begin = equals.begin(); begin != equals.end();) {
    const auto end = std::find_if(begin, equals.end(), [&](const ExtentRow& row) { return row.then != begin->then; });
    const auto rows = static_cast<std::uint64_t>(end - begin);
    OSLER_TRY(const Positions part, slice(group_of({begin, end}), keys.subspan(1), {0, rows, 0}));
    ordered.insert(ordered.end(), part.begin(), part.end());
    begin = end;
  }
  return ordered;
}

Result<std::optional<Positions>> Ordering::by_extent(const std::vector<Selection>& selections,
                                                     std::span<const SortKey> keys, Slice wanted) const {
  using Known = std::optional<Positions>;
  const SortKey& key = keys.front();
  if (key.by != SortBy::kParameter || (key.descending && key.by_start)) return Known();
  std::uint64_t size = 0;
  std::uint64_t length = 0;
  for (const Selection& selection : selections) {
    size += selection.size;
    length += selection.walk_length;
  }
  if (size <= kFewToRead) return Known();
  const std::uint64_t walked = std::min(wanted.skip, size) + wanted.count;
  if (walked < size && walked * (length / size + 1) * kExtentsPerWalkStep < size) return Known();
  OSLER_TRY(std::optional<ExtentRows> found, extents(selections, key));
  if (!found) return Known();

  std::vector<ExtentRow>& rows = found->rows;
  const std::uint64_t valued = rows.size();
  std::uint64_t total = valued;
  for (const Selection& selection : found->without) total += selection.size;
  const std::uint64_t skip = std::min(wanted.skip, total);
  const std::uint64_t end = std::min(skip + wanted.count, total);
  const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(end, valued));
  std::partial_sort(rows.begin(), last, rows.end(), [](const ExtentRow& a, const ExtentRow& b) {
    return std::tie(a.decides, a.then, a.first) < std::tie(b.decides, b.then, b.first);
  });
  Positions ordered;
  for (auto begin = rows.begin(); begin < last;) {
    const auto is_equal = [value = begin->decides](const ExtentRow& row) { return row.decides == value; };
    auto stop = std::find_if_not(begin, last, is_equal);
    const auto reach = stop == last ? rows.end() : stop;  // Beyond `last` the rows are in no order.
    const bool told = keys.size() == 1 && std::all_of(begin, reach, [&](const ExtentRow& row) { return row.exact || !is_equal(row); });
    if (told) {
      for (auto row = begin; row != stop; ++row) ordered.push_back(row->position);
    } else {
      stop = std::partition(stop, reach, is_equal);
      OSLER_TRY(const Positions group, settled(selections, {begin, stop}, keys));
      ordered.insert(ordered.end(), group.begin(), group.end());
    }
    begin = stop;
  }
  if (end > valued) {
    const std::uint64_t from = std::max(skip, valued);
    OSLER_TRY(const Positions rest, slice(found->without, keys.subspan(1), {from - valued, end - from, 0}));
    ordered.insert(ordered.end(), rest.begin(), rest.end());
  }
  return Known(cut(std::move(ordered), {std::min(skip, valued), end - skip, 0}));
}

}  // namespace osler::store::rocks
