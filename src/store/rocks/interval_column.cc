#include "store/rocks/interval_column.h"

#include <algorithm>
#include <limits>

#include "store/matches.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kTermsBetweenStops = 1'024;  ///< At whether it was stopped.
constexpr std::size_t kLaterMin = 4'096;             ///< So many later values are always looked through one by one,
constexpr std::size_t kLaterOneIn = 32;              ///< or this part of all.

}  // namespace

Result<std::shared_ptr<const IntervalColumn>> IntervalColumn::make(const Index& index, const Scope& scope, ParameterId parameter,
                                                                   const std::atomic<bool>& stopped) {
  using Made = std::shared_ptr<const IntervalColumn>;
  if (index.moment() > std::numeric_limits<std::uint32_t>::max()) return Made();
  const std::string prefix = tag_prefix(scope, parameter, Tag::kInterval);
  auto sorted = std::make_shared<Sorted>();
  Positions positions;
  std::uint64_t looked_at = 0;
  TermWalk terms = index.walk({prefix, end_of_prefix(prefix)});
  for (; terms.valid(); terms.next()) {
    if (++looked_at % kTermsBetweenStops == 0 && stopped) return Made();
    OSLER_TRY(std::vector<Atom> atoms, read_term(terms.term().substr(kParameterPrefixBytes)));
    auto& interval = std::get<Interval>(atoms.front());
    const std::size_t at = sorted->ends.size();
    if (sorted->units.empty() || sorted->units.back().name != interval.unit) sorted->units.push_back({std::move(interval.unit), at, at});
    sorted->units.back().end = at + 1;
    sorted->ends.push_back({interval.low, interval.high});
    sorted->starts.push_back(static_cast<std::uint32_t>(sorted->positions.size()));
    positions.clear();
    terms.read(positions);
    for (const std::uint64_t position : positions) {
      if (position <= index.moment()) sorted->positions.push_back(static_cast<std::uint32_t>(position));
    }
    if (sorted->positions.size() > std::numeric_limits<std::uint32_t>::max()) return Made();
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  sorted->starts.push_back(static_cast<std::uint32_t>(sorted->positions.size()));
  sorted->ends.shrink_to_fit();
  sorted->starts.shrink_to_fit();
  sorted->positions.shrink_to_fit();
  return Made(new IntervalColumn(std::move(sorted), {}, index.moment()));
}

std::shared_ptr<const IntervalColumn> IntervalColumn::with(const std::vector<RecentTerms::Version>& later, const Scope& scope,
                                                           ParameterId parameter, std::uint64_t until) const {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kInterval);
  std::vector<Later> all = later_;
  for (const RecentTerms::Version& version : later) {
    for (std::size_t i = 0; i < version.terms->size(); ++i) {
      const std::string_view term = (*version.terms)[i];
      if (!term.starts_with(prefix)) continue;
      Result<std::vector<Atom>> atoms = read_term(term.substr(kParameterPrefixBytes));
      if (!atoms.ok()) return nullptr;
      all.push_back({std::get<Interval>(std::move(atoms->front())), version.position});
    }
  }
  if (all.size() > std::max(kLaterMin, sorted_->positions.size() / kLaterOneIn)) return nullptr;
  return std::shared_ptr<const IntervalColumn>(new IntervalColumn(sorted_, std::move(all), until));
}

void IntervalColumn::add(const Unit& unit, const InBox& box, PositionBits& out) const {
  const std::vector<Ends>& ends = sorted_->ends;
  const auto first = ends.begin() + static_cast<std::ptrdiff_t>(unit.begin);
  auto begin = first;
  auto end = ends.begin() + static_cast<std::ptrdiff_t>(unit.end);
  if (box.low_min) begin = std::partition_point(begin, end, [&](const Ends& e) { return e.low < *box.low_min; });
  if (box.low_max) end = std::partition_point(begin, end, [&](const Ends& e) { return e.low <= *box.low_max; });
  for (auto at = begin; at != end; ++at) {
    if (!ends_meet(at->low, at->high, box)) continue;
    const auto i = static_cast<std::size_t>(at - ends.begin());
    for (std::uint32_t k = sorted_->starts[i]; k < sorted_->starts[i + 1]; ++k) out.add(sorted_->positions[k]);
  }
}

void IntervalColumn::add(const InBox& box, PositionBits& out) const {
  for (const Unit& unit : sorted_->units) {
    if (!box.unit || *box.unit == unit.name) add(unit, box, out);
  }
  for (const Later& later : later_) {
    const bool in_unit = !box.unit || *box.unit == later.interval.unit;
    if (in_unit && ends_meet(later.interval.low, later.interval.high, box)) out.add(later.position);
  }
}

std::size_t IntervalColumn::bytes() const {
  return sorted_->units.capacity() * sizeof(Unit) + sorted_->ends.capacity() * sizeof(Ends) +
         sorted_->starts.capacity() * sizeof(std::uint32_t) + sorted_->positions.capacity() * sizeof(std::uint32_t) +
         later_.capacity() * sizeof(Later);
}

}  // namespace osler::store::rocks
