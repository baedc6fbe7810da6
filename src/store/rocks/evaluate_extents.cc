// Candidates tested by the intervals that a column has of them.
#include <algorithm>
#include <iterator>

#include "store/matches.h"
#include "store/rocks/evaluate.h"

namespace osler::store::rocks {
namespace {

/// More versions than this are not read beside a column: their entries are walked.
constexpr std::size_t kReadBesideColumnMax = 1'024;

enum class Units : std::uint8_t { kNone, kAny };

/// The parameter whose intervals alone decide, of whatever unit or of those without one; kNone if there is none.
ParameterId interval_parameter(const Expr& expr, Units units = Units::kNone) {
  if (const auto* any = std::get_if<Any>(&expr.node)) {
    if (any->parts.empty()) return ParameterId::kNone;
    const ParameterId first = interval_parameter(any->parts.front(), units);
    const bool shared = std::all_of(any->parts.begin(), any->parts.end(),
                                    [&](const Expr& part) { return interval_parameter(part, units) == first; });
    return shared ? first : ParameterId::kNone;
  }
  const auto* where = std::get_if<Where>(&expr.node);
  const auto* box = where != nullptr && where->parts.size() == 1 ? std::get_if<InBox>(&where->parts.front()) : nullptr;
  const bool fits = box != nullptr && (units == Units::kAny || !box->unit || box->unit->empty());
  return fits ? where->parameter : ParameterId::kNone;
}

bool meets(const Extent& exact, const Expr& expr) {
  if (const auto* any = std::get_if<Any>(&expr.node)) {
    return std::any_of(any->parts.begin(), any->parts.end(), [&](const Expr& part) { return meets(exact, part); });
  }
  const auto& box = std::get<InBox>(std::get<Where>(expr.node).parts.front());
  return ends_meet(Ordinal{exact.low, 0}, Ordinal{exact.high, 0}, box);
}

}  // namespace

bool Evaluator::is_of_intervals(const Expr& expr) { return interval_parameter(expr, Units::kAny) != ParameterId::kNone; }

bool Evaluator::has_column(const Scope& scope, const Expr& expr) const {
  const ParameterId parameter = interval_parameter(expr);
  return extractor_ != nullptr && parameter != ParameterId::kNone && ground_.columns.find(scope, parameter) != nullptr;
}

/// How many versions about meet the condition; 0 if no column can tell.
std::uint64_t Evaluator::about_by_column(const Scope& scope, const Expr& expr) const {
  const ParameterId parameter = interval_parameter(expr);
  if (extractor_ == nullptr || parameter == ParameterId::kNone) return 0;
  const std::shared_ptr<const ExtentColumn> column = ground_.columns.find(scope, parameter);
  return column == nullptr ? 0 : column->about([&](const Extent& extent) { return meets(extent, expr); });
}

/// Nothing if no column can tell. Versions that came after it, and those with several intervals, are read.
Result<std::optional<Positions>> Evaluator::among_extents(const Scope& scope, const Expr& expr,
                                                          const Positions& candidates) const {
  using Known = std::optional<Positions>;
  const ParameterId parameter = interval_parameter(expr);
  if (extractor_ == nullptr || parameter == ParameterId::kNone) return Known();
  const std::shared_ptr<const ExtentColumn> column = ground_.columns.find(scope, parameter);
  if (column == nullptr) return Known();
  Positions rest;
  Positions to_read;
  for (const std::uint64_t position : candidates) {
    const std::optional<Extent> extent = column->find(position);
    if (extent && extent->exact) {
      if (meets(*extent, expr)) rest.push_back(position);
    } else if (extent || position > column->until()) {
      to_read.push_back(position);
    }
  }
  OSLER_TRY(const Positions also, by_reading(to_read, {&expr}));
  return Known(united(rest, also));
}

/// Of a set that is a good part of all, what meets the condition; nothing if no column can tell, or not of nearly all.
Result<std::optional<PositionBits>> Evaluator::by_column(const Scope& scope, const Expr& expr, const PositionBits& candidates) const {
  using Known = std::optional<PositionBits>;
  const ParameterId parameter = interval_parameter(expr);
  if (parameter == ParameterId::kNone) return Known();
  const std::shared_ptr<const ExtentColumn> column = ground_.columns.find(scope, parameter);
  if (column == nullptr) return Known();
  Positions to_read;
  PositionBits kept(index_.moment());
  column->each([&](std::uint64_t position, const Extent& extent) {
    if (!candidates.has(position)) return;
    if (!extent.exact) {
      to_read.push_back(position);
    } else if (meets(extent, expr)) {
      kept.add(position);
    }
  });
  // The bits are of all types and partitions: what came after the column is of this one only where the index says so.
  OSLER_TRY(const Positions since, index_.all(scope, column->until(), index_.moment()));
  std::copy_if(since.begin(), since.end(), std::back_inserter(to_read), [&](std::uint64_t position) { return candidates.has(position); });
  if (to_read.size() > kReadBesideColumnMax) return Known();
  OSLER_TRY(const Positions also, by_reading(to_read, {&expr}));
  for (const std::uint64_t position : also) kept.add(position);
  return Known(std::move(kept));
}

/// All entries of a condition on intervals, up to some moment; null if no column has them, or what came after it is not known.
std::shared_ptr<const EntrySet> Evaluator::from_column(const Scope& scope, const Expr& expr) const {
  const ParameterId parameter = interval_parameter(expr, Units::kAny);
  if (parameter == ParameterId::kNone) return nullptr;
  const std::shared_ptr<const IntervalColumn> column = ground_.columns.intervals(scope, parameter, generation_);
  if (column == nullptr) return nullptr;
  if (column->until() < index_.moment() && !ground_.recent.knows_after(column->until())) return nullptr;
  PositionBits found(column->until());
  const auto add = [&](const Expr& part) { column->add(std::get<InBox>(std::get<Where>(part.node).parts.front()), found); };
  if (const auto* any = std::get_if<Any>(&expr.node)) {
    for (const Expr& part : any->parts) add(part);
  } else {
    add(expr);
  }
  return std::make_shared<const EntrySet>(std::move(found), 0, column->until());
}

}  // namespace osler::store::rocks
