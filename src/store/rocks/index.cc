#include "store/rocks/index.h"

#include <algorithm>

#include "store/matches.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kUnitsMax = 64;             ///< More units than this are not looked up one by one.
constexpr std::uint64_t kKeyBytesAssumed = 24;    ///< Of an entry on disk, for estimates.
constexpr std::size_t kParameterPrefixBytes = 8;  ///< Partition, type, parameter.
constexpr std::size_t kIdsOneByOneMax = 512;
constexpr std::size_t kTermsToLeapMax = 4;  ///< Through more terms it is cheaper to read the candidates.

void make_ascending(Positions& positions) {
  if (!std::is_sorted(positions.begin(), positions.end())) std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

/// The term of a key, from the tag on.
std::string_view term_of_key(std::string_view key) {
  return key.substr(kParameterPrefixBytes, key.size() - kParameterPrefixBytes - kPositionBytes);
}

}  // namespace

/// Intervals begin with their unit: from one unit a seek leads to the next.
Result<std::optional<std::vector<std::string>>> Index::units(const Scope& scope, ParameterId parameter) const {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kInterval);
  Scan scan = database_.scan(Column::kIndex, prefix, end_of_prefix(prefix));
  std::vector<std::string> units;
  while (scan.valid()) {
    OSLER_TRY(const std::vector<Atom> atoms, read_term(term_of_key(scan.key())));
    units.push_back(std::get<Interval>(atoms.front()).unit);
    if (units.size() > kUnitsMax) return std::optional<std::vector<std::string>>();
    std::string unit_prefix = prefix;
    append_string(unit_prefix, units.back());
    scan.seek(end_of_prefix(unit_prefix));
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return std::optional(std::move(units));
}

Result<std::uint64_t> Index::estimate(const TermPlan& plan) const {
  std::uint64_t counted = 0;
  for (const TermRange& range : plan.ranges) {
    Scan scan = database_.scan(Column::kIndex, range.begin, range.end);
    for (; scan.valid() && counted < kExactEstimate; scan.next()) ++counted;
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  if (counted < kExactEstimate) return counted;
  std::uint64_t bytes = 0;
  for (const TermRange& range : plan.ranges)
    bytes += database_.approximate_bytes(Column::kIndex, range.begin, range.end);
  return std::max(kExactEstimate, bytes / kKeyBytesAssumed);
}

Result<TermPlan> Index::best_plan(const Scope& scope, const Where& where) const {
  std::optional<std::vector<std::string>> known_units;
  if (asks_for_units(where)) {
    OSLER_TRY(known_units, units(scope, where.parameter));
  }
  std::vector<TermPlan> plans = term_plans(scope, where, known_units);
  if (plans.size() == 1) return std::move(plans.front());
  std::size_t best = 0;
  std::uint64_t least = ~std::uint64_t{0};
  for (std::size_t i = 0; i < plans.size(); ++i) {
    OSLER_TRY(const std::uint64_t size, estimate(plans[i]));
    if (size < least) best = i;
    least = std::min(least, size);
  }
  return std::move(plans[best]);
}

Result<std::uint64_t> Index::estimate(const Scope& scope, const Where& where) const {
  OSLER_TRY(const TermPlan plan, best_plan(scope, where));
  return estimate(plan);
}

Result<std::uint64_t> Index::estimate(const Scope& scope, ParameterId parameter) const {
  return estimate(TermPlan{{primary_range(scope, parameter)}, false});
}

Result<Positions> Index::matches(const Scope& scope, const Where& where) const {
  OSLER_TRY(const TermPlan plan, best_plan(scope, where));
  Positions found;
  for (const TermRange& range : plan.ranges) {
    Scan scan = database_.scan(Column::kIndex, range.begin, range.end);
    for (; scan.valid() && !budget_.spent(); scan.next()) {
      budget_.take_one();
      const std::string_view key = scan.key();
      const std::uint64_t position = position_of_key(key);
      if (!visible(position)) continue;
      if (plan.to_check) {
        OSLER_TRY(IndexEntry entry, [&]() -> Result<IndexEntry> {
          OSLER_TRY(std::vector<Atom> atoms, read_term(term_of_key(key)));
          return IndexEntry{where.parameter, std::move(atoms)};
        }());
        if (!meets(entry, where)) continue;
      }
      found.push_back(position);
    }
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  make_ascending(found);
  return found;
}

/// The whole terms that a plan's ranges hold; nothing if they are many, or have to be checked.
Result<std::optional<std::vector<std::string>>> Index::terms(const TermPlan& plan) const {
  using Terms = std::optional<std::vector<std::string>>;
  std::vector<std::string> terms;
  if (plan.to_check) return Terms();
  for (const TermRange& range : plan.ranges) {
    Scan scan = database_.scan(Column::kIndex, range.begin, range.end);
    while (scan.valid()) {
      terms.emplace_back(scan.key().substr(0, scan.key().size() - kPositionBytes));
      if (terms.size() > kTermsToLeapMax) return Terms();
      scan.seek(end_of_prefix(terms.back()));
    }
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  return Terms(std::move(terms));
}

Result<std::optional<Positions>> Index::among(const Scope& scope, const Where& where,
                                              const Positions& candidates) const {
  OSLER_TRY(const TermPlan plan, best_plan(scope, where));
  OSLER_TRY(const std::optional<std::vector<std::string>> leaps, terms(plan));
  if (!leaps) return std::optional<Positions>();
  Positions found;
  for (const std::string& term : *leaps) {
    Scan scan = database_.scan(Column::kIndex, term, end_of_prefix(term));
    for (auto at = candidates.begin(); at != candidates.end() && scan.valid() && !budget_.spent();) {
      budget_.take_one();
      const std::uint64_t position = position_of_key(scan.key());
      if (position < *at) {
        std::string key = term;
        append_u64(key, *at);
        scan.seek(key);
        continue;
      }
      if (position == *at) found.push_back(position);
      at = position == *at ? at + 1 : std::lower_bound(at, candidates.end(), position);
    }
    OSLER_RETURN_IF_ERROR(scan.status());
  }
  make_ascending(found);
  return std::optional(std::move(found));
}

Result<Positions> Index::present(const Scope& scope, ParameterId parameter) const {
  const TermRange range = primary_range(scope, parameter);
  Positions found;
  Scan scan = database_.scan(Column::kIndex, range.begin, range.end);
  for (; scan.valid() && !budget_.spent(); scan.next()) {
    budget_.take_one();
    const std::uint64_t position = position_of_key(scan.key());
    if (visible(position)) found.push_back(position);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  make_ascending(found);
  return found;
}

Result<Positions> Index::all(const Scope& scope, std::uint64_t after, std::uint64_t until) const {
  Positions found;
  const std::uint64_t last = std::min(until, moment_);
  if (last <= after) return found;
  Scan scan = database_.scan(Column::kIndex, every_version_key(scope, after + 1), every_version_key(scope, last + 1));
  for (; scan.valid() && !budget_.spent(); scan.next()) {
    budget_.take_one();
    const std::uint64_t position = position_of_key(scan.key());
    if (visible(position)) found.push_back(position);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return found;
}

Status Index::references(const Scope& scope, ParameterId parameter, const VisitReference& visit) const {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kReference);
  Scan scan = database_.scan(Column::kIndex, prefix, end_of_prefix(prefix));
  for (; scan.valid() && !budget_.spent(); scan.next()) {
    budget_.take_one();
    const std::uint64_t position = position_of_key(scan.key());
    if (!visible(position)) continue;
    OSLER_TRY(const std::vector<Atom> atoms, read_term(term_of_key(scan.key())));
    visit(std::get<Reference>(atoms.front()), position);
  }
  return scan.status();
}

Result<std::vector<std::string>> Index::ids(const Scope& scope, const Positions& positions) const {
  std::vector<std::string> ids;
  ids.reserve(positions.size());
  if (positions.empty()) return ids;
  if (positions.size() <= kIdsOneByOneMax) {
    std::string id;
    for (const std::uint64_t position : positions) {
      budget_.take_one();
      OSLER_TRY(const bool there, database_.get(Column::kIndex, every_version_key(scope, position), id));
      if (!there) return internal_error("damaged index: no entry for position " + std::to_string(position));
      ids.push_back(id);
    }
    return ids;
  }
  Scan scan = database_.scan(Column::kIndex, every_version_key(scope, positions.front()),
                             every_version_key(scope, positions.back() + 1));
  auto wanted = positions.begin();
  for (; scan.valid() && wanted != positions.end() && !budget_.spent(); scan.next()) {
    budget_.take_one();
    if (position_of_key(scan.key()) != *wanted) continue;
    ids.emplace_back(scan.value());
    ++wanted;
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  if (wanted != positions.end() && !budget_.spent()) return internal_error("damaged index: a version has no entry");
  return ids;
}

}  // namespace osler::store::rocks
