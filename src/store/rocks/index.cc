#include "store/rocks/index.h"

#include <algorithm>

#include "store/matches.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kUnitsMax = 64;         ///< More units than this are not looked up one by one.
constexpr int kTermsToCountMax = 64;          ///< What more terms hold is estimated.
constexpr std::uint64_t kFewEntries = 4'096;  ///< Cheaper to read at once than to come back for.
constexpr std::uint64_t kEntriesToCount = 100'000;
constexpr std::uint64_t kEntriesPerTerm = 16;  ///< What going to a term costs, in entries read meanwhile.
constexpr std::uint64_t kEntryBytesAssumed = 8;   ///< On disk, for estimates.
constexpr std::size_t kIdsOneByOneMax = 512;
constexpr std::size_t kTermsToLeapMax = 4;  ///< Through more terms it is cheaper to read the candidates.

/// The term of a key, from the tag on.
std::string_view from_tag(std::string_view term) { return term.substr(kParameterPrefixBytes); }

}  // namespace

/// Intervals begin with their unit: from one unit a seek leads to the next.
Result<std::optional<std::vector<std::string>>> Index::units(const Scope& scope, ParameterId parameter) const {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kInterval);
  TermWalk terms = walk({prefix, end_of_prefix(prefix)});
  std::vector<std::string> units;
  while (terms.valid()) {
    OSLER_TRY(const std::vector<Atom> atoms, read_term(from_tag(terms.term())));
    units.push_back(std::get<Interval>(atoms.front()).unit);
    if (units.size() > kUnitsMax) return std::optional<std::vector<std::string>>();
    std::string unit_prefix = prefix;
    append_string(unit_prefix, units.back());
    terms.seek(end_of_prefix(unit_prefix));
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  return std::optional(std::move(units));
}

Result<std::uint64_t> Index::estimate(const TermPlan& plan) const {
  std::uint64_t counted = 0;
  int terms_left = kTermsToCountMax;
  for (const TermRange& range : plan.ranges) {
    TermWalk terms = walk(range);
    for (; terms.valid() && terms_left > 0 && counted < kEntriesToCount; terms.next(), --terms_left) {
      counted += terms.count(kEntriesToCount - counted);
    }
    OSLER_RETURN_IF_ERROR(terms.status());
  }
  if (terms_left > 0 && counted < kEntriesToCount) return counted;
  std::uint64_t bytes = 0;
  for (const TermRange& range : plan.ranges) {
    bytes += database_.approximate_bytes(Column::kPostings, range.begin, range.end);
  }
  return std::max(counted + 1, bytes / kEntryBytesAssumed);
}

Result<std::vector<TermPlan>> Index::plans(const Scope& scope, const Where& where) const {
  std::optional<std::vector<std::string>> known_units;
  if (asks_for_units(where)) {
    OSLER_TRY(known_units, units(scope, where.parameter));
  }
  return term_plans(scope, where, known_units);
}

Result<TermPlan> Index::best_plan(const Scope& scope, const Where& where) const {
  OSLER_TRY(std::vector<TermPlan> all, plans(scope, where));
  if (all.size() == 1) return std::move(all.front());
  std::size_t best = 0;
  std::uint64_t least = ~std::uint64_t{0};
  for (std::size_t i = 0; i < all.size(); ++i) {
    OSLER_TRY(const std::uint64_t size, estimate(all[i]));
    if (size < least) best = i;
    least = std::min(least, size);
  }
  return std::move(all[best]);
}

/// What a plan leads to; nothing if that is much.
Result<std::optional<Looked>> Index::few(const Where& where, const TermPlan& plan) const {
  using Known = std::optional<Looked>;
  Looked looked;
  Positions& entries = looked.entries;
  int terms_left = kTermsToCountMax;
  for (const TermRange& range : plan.ranges) {
    TermWalk terms = walk(range);
    for (; terms.valid(); terms.next(), --terms_left) {
      if (terms_left == 0 || budget_.spent()) return Known();
      budget_.take(1);
      looked.work += kEntriesPerTerm;
      if (plan.to_check) {
        OSLER_TRY(std::vector<Atom> atoms, read_term(from_tag(terms.term())));
        if (!meets(IndexEntry{where.parameter, std::move(atoms)}, where)) continue;
      }
      const std::size_t before = entries.size();
      const bool all = terms.read_few(kFewEntries, entries);
      budget_.take(entries.size() - before);
      if (!all || entries.size() > kFewEntries) return Known();
    }
    OSLER_RETURN_IF_ERROR(terms.status());
  }
  looked.work += entries.size();
  bring_in_order(entries);
  looked.found = entries;
  keep_visible(*looked.found);
  looked.size = looked.found->size();
  return Known(std::move(looked));
}

/// Takes away what came after the moment, too.
void Index::bring_in_order(Positions& entries) const {
  std::erase_if(entries, [this](std::uint64_t position) { return position > moment_; });
  make_ascending(entries);
}

Result<Looked> Index::look(const Scope& scope, const Where& where) const {
  OSLER_TRY(const std::vector<TermPlan> all, plans(scope, where));
  for (const TermPlan& plan : all) {
    OSLER_TRY(std::optional<Looked> found, few(where, plan));
    if (found) return *std::move(found);
  }
  Looked looked{~std::uint64_t{0}, {}};
  for (const TermPlan& plan : all) {
    OSLER_TRY(const std::uint64_t size, estimate(plan));
    looked.size = std::min(looked.size, size);
  }
  return looked;
}

Result<std::uint64_t> Index::estimate(const Scope& scope, ParameterId parameter) const {
  return estimate(TermPlan{{primary_range(scope, parameter)}, false});
}

void Index::keep_visible(Positions& positions) const {
  std::erase_if(positions, [this](std::uint64_t position) { return !visible(position); });
  make_ascending(positions);
}

/// Every term with a value that meets `where`, until the budget is spent. `work`: grows by those that were looked at.
template <class Visit>
Status Index::visit_matches(const Scope& scope, const Where& where, std::uint64_t& work, const Visit& visit) const {
  OSLER_TRY(const TermPlan plan, best_plan(scope, where));
  for (const TermRange& range : plan.ranges) {
    TermWalk terms = walk(range);
    for (; terms.valid() && !budget_.spent(); terms.next()) {
      budget_.take(1);
      work += kEntriesPerTerm;
      if (plan.to_check) {
        OSLER_TRY(std::vector<Atom> atoms, read_term(from_tag(terms.term())));
        if (!meets(IndexEntry{where.parameter, std::move(atoms)}, where)) continue;
      }
      visit(terms);
    }
    OSLER_RETURN_IF_ERROR(terms.status());
  }
  return {};
}

Result<Positions> Index::entries(const Scope& scope, const Where& where, std::uint64_t& work) const {
  Positions found;
  OSLER_RETURN_IF_ERROR(visit_matches(scope, where, work, [&](TermWalk& terms) {
    const std::size_t before = found.size();
    terms.read(found);
    budget_.take(found.size() - before);
  }));
  work += found.size();
  bring_in_order(found);
  return found;
}

Result<Positions> Index::matches(const Scope& scope, const Where& where) const {
  std::uint64_t work = 0;
  OSLER_TRY(Positions found, entries(scope, where, work));
  keep_visible(found);
  return found;
}

Status Index::add_entries(const Scope& scope, const Where& where, PositionBits& out) const {
  std::uint64_t work = 0;
  return visit_matches(scope, where, work, [&](TermWalk& terms) { terms.read(out); });
}

Result<std::optional<Positions>> Index::among(const Scope& scope, const Where& where,
                                              const Positions& candidates) const {
  using Known = std::optional<Positions>;
  OSLER_TRY(const TermPlan plan, best_plan(scope, where));
  if (plan.to_check) return Known();
  Positions found;
  std::size_t terms_left = kTermsToLeapMax;
  for (const TermRange& range : plan.ranges) {
    TermWalk terms = walk(range);
    for (; terms.valid(); terms.next()) {
      if (terms_left-- == 0) return Known();
      budget_.take(candidates.size());
      terms.read_among(candidates, found);
    }
    OSLER_RETURN_IF_ERROR(terms.status());
  }
  make_ascending(found);
  return Known(std::move(found));
}

Result<Positions> Index::present(const Scope& scope, ParameterId parameter, std::uint64_t& work) const {
  Positions found;
  TermWalk terms = walk(primary_range(scope, parameter));
  for (; terms.valid() && !budget_.spent(); terms.next()) {
    const std::size_t before = found.size();
    terms.read(found);
    budget_.take(1 + found.size() - before);
    work += kEntriesPerTerm;
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  work += found.size();
  bring_in_order(found);
  return found;
}

Status Index::add_present(const Scope& scope, ParameterId parameter, PositionBits& out) const {
  TermWalk terms = walk(primary_range(scope, parameter));
  for (; terms.valid() && !budget_.spent(); terms.next()) {
    budget_.take(1);
    terms.read(out);
  }
  return terms.status();
}

Result<Positions> Index::all(const Scope& scope, std::uint64_t after, std::uint64_t until) const {
  Positions found;
  const std::uint64_t last = std::min(until, moment_);
  if (last <= after) return found;
  Scan scan = database_.scan(Column::kIndex, every_version_key(scope, after + 1), every_version_key(scope, last + 1));
  for (; scan.valid() && !budget_.spent(); scan.next()) {
    budget_.take(1);
    const std::uint64_t position = position_of_key(scan.key());
    if (visible(position)) found.push_back(position);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return found;
}

Status Index::references(const Scope& scope, ParameterId parameter, const WantsReference& wants, const VisitReference& visit) const {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kReference);
  TermWalk terms = walk({prefix, end_of_prefix(prefix)});
  Positions found;
  for (; terms.valid() && !budget_.spent(); terms.next()) {
    budget_.take(1);
    OSLER_TRY(const std::vector<Atom> atoms, read_term(from_tag(terms.term())));
    const Reference& reference = std::get<Reference>(atoms.front());
    if (!wants(reference)) continue;
    found.clear();
    terms.read(found);
    budget_.take(found.size());
    keep_visible(found);
    if (!found.empty()) visit(reference, found);
  }
  return terms.status();
}

Result<std::vector<std::string>> Index::ids(const Scope& scope, const Positions& positions) const {
  std::vector<std::string> ids;
  ids.reserve(positions.size());
  if (positions.empty()) return ids;
  if (positions.size() <= kIdsOneByOneMax) {
    std::string id;
    for (const std::uint64_t position : positions) {
      budget_.take(1);
      OSLER_TRY(const bool there, database_.get(Column::kIndex, every_version_key(scope, position), id));
      if (!there && timeline_.is_purged(position)) id.clear();  // While this search is under way.
      else if (!there) return internal_error("damaged index: no entry for position " + std::to_string(position));
      ids.push_back(id);
    }
    return ids;
  }
  Scan scan = database_.scan(Column::kIndex, every_version_key(scope, positions.front()),
                             every_version_key(scope, positions.back() + 1));
  auto wanted = positions.begin();
  for (; scan.valid() && wanted != positions.end() && !budget_.spent(); scan.next()) {
    budget_.take(1);
    for (; wanted != positions.end() && *wanted < position_of_key(scan.key()) && timeline_.is_purged(*wanted); ++wanted) ids.emplace_back();
    if (wanted == positions.end() || position_of_key(scan.key()) != *wanted) continue;
    ids.emplace_back(scan.value());
    ++wanted;
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  for (; wanted != positions.end() && timeline_.is_purged(*wanted); ++wanted) ids.emplace_back();
  if (wanted != positions.end() && !budget_.spent()) return internal_error("damaged index: a version has no entry");
  return ids;
}

}  // namespace osler::store::rocks
