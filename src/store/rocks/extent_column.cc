#include "store/rocks/extent_column.h"

#include <algorithm>

#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kBeforeTag = 8;  ///< Partition, type, parameter.
constexpr std::string_view kNoUnit("\0\1", 2);
constexpr std::uint64_t kTermsBetweenLooks = 1'024;  ///< At whether it was stopped.

Extent joined(const Extent& a, const Extent& b) {
  const bool same = a.exact && b.exact && a.low == b.low && a.high == b.high;
  return {std::min(a.low, b.low), std::max(a.high, b.high), same};
}

/// Nothing if the term is no interval, or one with a unit.
std::optional<Extent> extent_of_term(std::string_view term) {
  ByteReader in(term.substr(kBeforeTag));
  if (in.u8() != static_cast<std::uint8_t>(Tag::kInterval) || in.take(kNoUnit.size()) != kNoUnit) return std::nullopt;
  Extent extent;
  extent.low = in.u64();
  const std::uint64_t low_rest = in.u64();
  extent.high = in.u64();
  const std::uint64_t high_rest = in.u64();
  extent.exact = low_rest == 0 && high_rest == 0;
  if (!in.done()) return std::nullopt;
  return extent;
}

}  // namespace

struct ExtentColumn::Row {
  std::uint64_t position;
  Extent extent;
};

std::optional<Extent> extent_of(const std::vector<IndexEntry>& entries, ParameterId parameter, bool& fits) {
  std::optional<Extent> found;
  for (const IndexEntry& entry : entries) {
    if (entry.parameter != parameter) continue;
    const auto* interval = entry.parts.size() == 1 ? std::get_if<Interval>(&entry.parts.front()) : nullptr;
    if (interval == nullptr || !interval->unit.empty()) {
      fits = false;
      return std::nullopt;
    }
    const Extent one{interval->low.high, interval->high.high, interval->low.low == 0 && interval->high.low == 0};
    found = found ? joined(*found, one) : one;
  }
  return found;
}

Result<std::shared_ptr<const ExtentColumn>> ExtentColumn::make(const Index& index, const Scope& scope,
                                                               ParameterId parameter,
                                                               const std::atomic<bool>& stopped) {
  using Made = std::shared_ptr<const ExtentColumn>;
  std::vector<Row> rows;
  Positions positions;
  std::uint64_t looked_at = 0;
  TermWalk terms = index.walk(primary_range(scope, parameter));
  for (; terms.valid(); terms.next()) {
    if (++looked_at % kTermsBetweenLooks == 0 && stopped) return Made();
    const std::optional<Extent> extent = extent_of_term(terms.term());
    if (!extent) return Made();
    positions.clear();
    terms.read(positions);
    for (const std::uint64_t position : positions) {
      if (position <= index.moment()) rows.push_back({position, *extent});
    }
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  return Made(new ExtentColumn(std::move(rows), index.moment()));
}

ExtentColumn::ExtentColumn(std::vector<Row> rows, std::uint64_t until) : until_(until) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.position < b.position; });
  const auto same_version = [](Row& kept, const Row& row) {
    if (kept.position != row.position) return false;
    kept.extent = joined(kept.extent, row.extent);
    return true;
  };
  std::size_t kept = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!same_version(rows[kept], rows[i])) rows[++kept] = rows[i];
  }
  if (!rows.empty()) rows.resize(kept + 1);
  starts_.reserve(until / kBlock + 2);
  offsets_.reserve(rows.size());
  ends_.reserve(rows.size());
  for (const Row& row : rows) {
    while (starts_.size() <= row.position / kBlock) starts_.push_back(static_cast<std::uint32_t>(ends_.size()));
    const std::uint16_t flag = row.extent.exact ? 0 : kInexact;
    inexact_ += row.extent.exact ? 0U : 1U;
    offsets_.push_back(static_cast<std::uint16_t>(row.position % kBlock) | flag);
    ends_.push_back({row.extent.low, row.extent.high});
  }
  while (starts_.size() <= until / kBlock + 1) starts_.push_back(static_cast<std::uint32_t>(ends_.size()));
}

std::optional<Extent> ExtentColumn::find(std::uint64_t position) const {
  if (position > until_) return std::nullopt;
  const auto begin = offsets_.begin() + starts_[position / kBlock];
  const auto end = offsets_.begin() + starts_[position / kBlock + 1];
  const auto wanted = static_cast<std::uint16_t>(position % kBlock);
  const auto before = [](std::uint16_t offset, std::uint16_t other) { return (offset & ~kInexact) < other; };
  // Often every version of the block has a value.
  auto at = end - begin == kBlock ? begin + wanted : std::lower_bound(begin, end, wanted, before);
  if (at == end || (*at & ~kInexact) != wanted) return std::nullopt;
  const Ends& ends = ends_[static_cast<std::size_t>(at - offsets_.begin())];
  return Extent{ends.low, ends.high, (*at & kInexact) == 0};
}

std::size_t ExtentColumn::bytes() const {
  return starts_.capacity() * sizeof(starts_[0]) + offsets_.capacity() * sizeof(offsets_[0]) +
         ends_.capacity() * sizeof(Ends);
}

}  // namespace osler::store::rocks
