// Conditions that were asked before: what was found then, and what came since.
#include <algorithm>

#include "store/matches.h"
#include "store/query_bytes.h"
#include "store/rocks/evaluate.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kLaterMax = 32;  ///< More versions than these are not looked at for each search again.
constexpr std::uint64_t kWorkOfColumn = 1'024;  ///< What going through a column costs at least, as KnownConditionsOptions counts.
constexpr std::size_t kListedMax = 1'024;  ///< Of more it is quicker to ask the bits of what is visible.

/// A condition that one version's terms alone decide.
class TermTest {
 public:
  TermTest(const Scope& scope, const Where& where) : where_(&where), plan_(std::move(term_plans(scope, where, {}).front())) {}
  TermTest(const Scope& scope, const Present& present) : plan_{{primary_range(scope, present.parameter)}, false} {}

  Result<bool> met_by(const TermList& terms) const {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const std::string_view term = terms[i];
      const bool in_range = std::any_of(plan_.ranges.begin(), plan_.ranges.end(),
                                        [term](const TermRange& range) { return term >= range.begin && term < range.end; });
      if (!in_range) continue;
      if (!plan_.to_check) return true;
      OSLER_TRY(std::vector<Atom> atoms, read_term(term.substr(kParameterPrefixBytes)));
      if (meets(IndexEntry{where_->parameter, std::move(atoms)}, *where_)) return true;
    }
    return false;
  }

 private:
  const Where* where_ = nullptr;  ///< With plan_.to_check.
  TermPlan plan_;
};

std::vector<TermTest> tests_of(const Scope& scope, const Expr& expr) {
  std::vector<TermTest> tests;
  if (const auto* where = std::get_if<Where>(&expr.node)) {
    tests.emplace_back(scope, *where);
  } else if (const auto* present = std::get_if<Present>(&expr.node)) {
    tests.emplace_back(scope, *present);
  } else {
    for (const Expr& part : std::get<Any>(expr.node).parts) tests.emplace_back(scope, std::get<Where>(part.node));
  }
  return tests;
}

Result<Positions> met_by(const std::vector<RecentTerms::Version>& versions, const std::vector<TermTest>& tests) {
  Positions found;
  for (const RecentTerms::Version& version : versions) {
    for (const TermTest& test : tests) {
      OSLER_TRY(const bool met, test.met_by(*version.terms));
      if (!met) continue;
      found.push_back(version.position);
      break;
    }
  }
  return found;
}

/// The set and what came later, in one, for moments from `since` on.
EntrySet grown(const KnownEntries& known, std::uint64_t since, std::uint64_t until) {
  const EntrySet& set = *known.set;
  if (!set.bits()) {
    Positions all = set.list();
    all.insert(all.end(), known.later.begin(), known.later.end());
    return {std::move(all), since, until};
  }
  PositionBits all = *set.bits();
  all.resize(until);
  for (const std::uint64_t position : known.later) all.add(position);
  return {std::move(all), since, until};
}

}  // namespace

/// A choice of intervals of one parameter is one condition (below, or above, or at the same time); of other choices each
/// part is.
bool Evaluator::may_be_known(const Expr& expr) const {
  if (extractor_ == nullptr) return false;
  const bool is_leaf = std::holds_alternative<Where>(expr.node) || std::holds_alternative<Present>(expr.node) || std::holds_alternative<Mentions>(expr.node);
  if (is_leaf) return true;
  const auto* any = std::get_if<Any>(&expr.node);
  return any != nullptr && is_of_intervals(expr) &&
         std::all_of(any->parts.begin(), any->parts.end(), [](const Expr& part) { return std::holds_alternative<Where>(part.node); });
}

std::string Evaluator::key_of(const Scope& scope, const Expr& expr) const {
  QueryBytes key;
  key.add(generation_);
  key.add(std::uint64_t{scope.partition.number()});
  key.add(scope.type);
  key.add(expr);
  return key.bytes();
}

Result<std::optional<KnownEntries>> Evaluator::known(const Scope& scope, const Expr& expr) const {
  using Known = std::optional<KnownEntries>;
  if (!may_be_known(expr)) return Known();
  const std::string key = key_of(scope, expr);
  OSLER_TRY(Known before, with_later(scope, expr, key, ground_.known.find(key)));
  if (before) return before;
  std::shared_ptr<const EntrySet> found = from_column(scope, expr);
  if (!found) return Known();
  if (ground_.known.is_worth(kWorkOfColumn)) ground_.known.keep(key, found);
  OSLER_TRY(Known by_column, with_later(scope, expr, key, std::move(found)));
  if (by_column) by_column->is_new = true;
  return by_column;
}

/// The set and what came after it. Nothing if there is no set, or one that cannot be used at this moment.
Result<std::optional<KnownEntries>> Evaluator::with_later(const Scope& scope, const Expr& expr, const std::string& key,
                                                          std::shared_ptr<const EntrySet> set) const {
  using Known = std::optional<KnownEntries>;
  KnownEntries known{std::move(set), {}, false};
  const std::uint64_t moment = index_.moment();
  if (!known.set || moment < known.set->since()) return Known();
  if (moment <= known.set->until()) return Known(std::move(known));
  const auto later = ground_.recent.of(scope, known.set->until(), moment);
  if (!later) return Known();
  // Terms tell of each version; a text is read, of what is visible.
  const auto* mentioned = std::get_if<Mentions>(&expr.node);
  if (mentioned != nullptr) {
    Positions visible;
    for (const RecentTerms::Version& version : *later) {
      if (index_.visible(version.position)) visible.push_back(version.position);
    }
    OSLER_TRY(known.later, mentioning(visible, *mentioned));
  } else if (!later->empty()) {
    OSLER_TRY(known.later, met_by(*later, tests_of(scope, expr)));
  }
  if (index_.is_spent()) return Known(std::move(known));
  if (later->size() > kLaterMax) {
    const std::uint64_t since = mentioned != nullptr ? moment : known.set->since();
    known = {std::make_shared<const EntrySet>(grown(known, since, moment)), {}, false};
    ground_.known.keep(key, known.set);
  }
  return Known(std::move(known));
}

Positions Evaluator::visible_of(const KnownEntries& known) const {
  const EntrySet& set = *known.set;
  if (set.bits()) return known.visible_in(*ground_.published.visible.at(index_.moment())).positions();
  Positions found;
  const auto keep = [&](const Positions& some, const auto& is_visible) {
    std::copy_if(some.begin(), some.end(), std::back_inserter(found), is_visible);
  };
  const auto by_timeline = [this](std::uint64_t position) { return index_.visible(position); };
  if (set.size() <= kListedMax) {
    keep(set.list(), by_timeline);
  } else {
    const std::shared_ptr<const PositionBits> visible = ground_.published.visible.at(index_.moment());
    keep(set.list(), [&](std::uint64_t position) { return visible->has(position); });
  }
  keep(known.later, by_timeline);
  return found;
}

/// What is in one of them, up to the moment.
KnownEntries Evaluator::either(const std::vector<KnownEntries>& parts) const {
  const std::uint64_t moment = index_.moment();
  const bool as_lists = std::none_of(parts.begin(), parts.end(), [](const KnownEntries& part) { return part.set->bits().has_value(); });
  if (as_lists) {
    Positions all;
    for (const KnownEntries& part : parts) {
      all.insert(all.end(), part.set->list().begin(), part.set->list().end());
      all.insert(all.end(), part.later.begin(), part.later.end());
    }
    make_ascending(all);
    while (!all.empty() && all.back() > moment) all.pop_back();
    return {std::make_shared<const EntrySet>(std::move(all), moment, moment), {}, false};
  }
  PositionBits all(moment);
  for (const KnownEntries& part : parts) part.add_to(all);
  return {std::make_shared<const EntrySet>(std::move(all), moment, moment), {}, false};
}

/// The visible versions with a value that the condition, a Where or Present, asks for.
Result<Positions> Evaluator::entries_found(const Scope& scope, const Expr& expr) const {
  std::uint64_t work = 0;
  const auto* where = std::get_if<Where>(&expr.node);
  OSLER_TRY(Positions found, where != nullptr ? index_.entries(scope, *where, work) : index_.present(scope, std::get<Present>(expr.node).parameter, work));
  keep(scope, expr, work, [&] { return EntrySet(found, 0, index_.moment()); });
  index_.keep_visible(found);
  return found;
}

}  // namespace osler::store::rocks
