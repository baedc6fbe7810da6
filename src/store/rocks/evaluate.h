#pragma once
// Which versions of a type meet an expression at a moment: the most selective condition first, the others as filters,
// by the index or, when few candidates are left, by reading them.

#include <vector>

#include "store/extractor.h"
#include "store/rocks/ground.h"
#include "store/rocks/index.h"
#include "store/rocks/plan_recorder.h"

namespace osler::store::rocks {

/// Visible versions of one type: a list or, if they are many, bits.
struct Found {
  Positions list;
  std::optional<PositionBits> bits;

  std::uint64_t size() const { return bits ? bits->count() : list.size(); }
};

/// The conditions on one type, all of which must hold. Points into the query.
using Conditions = std::vector<const Expr*>;

/// All of them, where they stand.
Conditions pointers_to(const std::vector<Expr>& parts);

/// Takes Alls within Alls apart; what holds for everything is left out.
Conditions flattened(const Conditions& conditions);
/// Whether there are conditions, and all of them say only what does not match.
bool only_exclude(const Conditions& flat);

/// A condition's entries, if known.
struct Leaf {
  const Expr* expr;
  Looked looked;
};

/// Conditions by kind.
struct Sorted {
  std::vector<Leaf> wanted;           ///< Ascending by size.
  std::vector<const Expr*> unwanted;  ///< Not nodes.
};

class Evaluator {
 public:
  /// Without `extractor` no record is read: for the committer. With `plan` the steps are noted. All arguments must outlive
  /// the evaluator.
  Evaluator(const Index& index, const Ground& ground, Partition partition, const Extractor* extractor,
            PlanRecorder* plan = nullptr, std::uint64_t mentions_read_max = ~std::uint64_t{0})
      : index_(index), ground_(ground), records_(ground.records), partition_(partition), extractor_(extractor), plan_(plan),
        mentions_read_max_(mentions_read_max), generation_(ground.postings.generation()) {}

  /// Visible versions of the type that meet all conditions. Once the index's budget is spent the answer is worthless.
  Result<Found> find(TypeId type, const Conditions& conditions) const;
  /// The same as a list.
  Result<Positions> evaluate(TypeId type, const Conditions& conditions) const;
  /// Visible versions of the type that fail one of these conditions, which only exclude.
  Result<Found> excluded(TypeId type, const Conditions& conditions) const;

 private:
  Result<std::optional<Sorted>> sorted(const Scope& scope, const Conditions& conditions) const;
  bool wants_bits(const Sorted& sorted) const;
  Result<PositionBits> as_bits(const Scope& scope, const Sorted& sorted) const;
  Status add_from_index(const Scope& scope, const Expr& expr, PositionBits& out) const;

  // What was found before: evaluate_known.cc.
  bool may_be_known(const Expr& expr) const;
  std::string key_of(const Scope& scope, const Expr& expr) const;
  Result<std::optional<KnownEntries>> known(const Scope& scope, const Expr& expr) const;
  Result<std::optional<KnownEntries>> with_later(const Scope& scope, const Expr& expr, const std::string& key, std::shared_ptr<const EntrySet> set) const;
  std::shared_ptr<const EntrySet> from_column(const Scope& scope, const Expr& expr) const;
  /// Keeps the set that `make` gives, if finding it took enough work. What was found until the time was up is not all.
  template <class Make>
  void keep(const Scope& scope, const Expr& expr, std::uint64_t work, const Make& make) const {
    if (!may_be_known(expr) || !ground_.known.is_worth(work) || index_.is_spent()) return;
    ground_.known.keep(key_of(scope, expr), std::make_shared<const EntrySet>(make()));
  }
  Positions visible_of(const KnownEntries& known) const;
  KnownEntries either(const std::vector<KnownEntries>& parts) const;
  Result<Positions> entries_found(const Scope& scope, const Expr& expr) const;
  Result<Looked> look_known(const Scope& scope, const Expr& expr) const;

  static bool is_of_intervals(const Expr& expr);
  bool has_column(const Scope& scope, const Expr& expr) const;
  std::uint64_t about_by_column(const Scope& scope, const Expr& expr) const;
  Result<std::optional<Positions>> among_extents(const Scope& scope, const Expr& expr, const Positions& candidates) const;
  Status add_as_bits(const Scope& scope, const Expr& expr, PositionBits& out) const;
  Result<std::optional<PositionBits>> by_column(const Scope& scope, const Expr& expr, const PositionBits& candidates) const;
  Result<Positions> start(const Scope& scope, Sorted& sorted) const;
  Result<Positions> narrow(const Scope& scope, Positions candidates, Sorted& sorted) const;
  Result<Positions> matches(const Scope& scope, const Expr& expr) const;
  Result<Looked> look(const Scope& scope, const Expr& expr) const;
  Result<std::uint64_t> estimate(const Scope& scope, const Expr& expr) const;
  Result<std::optional<Positions>> among(const Scope& scope, const Expr& expr, const Positions& candidates) const;
  Result<Positions> any(const Scope& scope, const Any& any) const;
  Result<Positions> by_ids(const Scope& scope, std::vector<std::string> ids) const;
  void add_visible(const CurrentState& state, Positions& out) const;
  Result<Positions> updated(const Scope& scope, const Updated& updated) const;
  Result<Positions> pointing(const Scope& scope, const Points& points) const;
  Result<Positions> pointed_at(const Scope& scope, const PointedAt& pointed_at) const;
  struct Followed;
  Result<std::optional<Followed>> links_of(const Scope& source, ParameterId reference, TypeId target) const;
  Result<std::optional<Positions>> sources_of(const Scope& source, ParameterId reference, const Scope& target, const Positions& targets) const;
  Result<std::optional<Positions>> targets_of(const Scope& source, ParameterId reference, const Scope& target, const Found& sources) const;
  Result<Positions> within(const Scope& scope, const Within& within) const;
  Result<Positions> hierarchy(const Scope& target, const Within& within) const;
  Result<Positions> one_step(const Scope& target, const Within& within, const Positions& from) const;
  Result<Positions> referrers(const Scope& scope, ParameterId reference, TypeId target, const std::vector<std::string>& ids) const;
  Result<std::vector<std::string>> referred_ids(const Scope& source, ParameterId reference, TypeId target, const Positions& sources) const;
  Result<std::optional<Positions>> by_text(const Expr& expr, const Positions& candidates) const;
  Status may_read(std::size_t candidates) const;
  Result<Positions> mentioning(const Positions& candidates, const Mentions& mentioned) const;
  Result<Positions> holding(const Positions& candidates, const Holds& asked) const;
  void note(std::string_view action, const Scope& scope, const Expr* condition, std::uint64_t estimated, std::uint64_t rows) const;
  Result<Positions> by_reading(const Positions& candidates, const std::vector<const Expr*>& conditions) const;

  const Index& index_;
  const Ground& ground_;
  const Records& records_;
  Partition partition_;
  const Extractor* extractor_;
  PlanRecorder* plan_;
  std::uint64_t mentions_read_max_;
  std::uint64_t generation_;
};

/// The first position, up to `newest`, whose time is at or after `time_ms`; newest + 1 if there is none.
Result<std::uint64_t> first_position_at(const Records& records, std::int64_t time_ms, std::uint64_t newest);

}  // namespace osler::store::rocks
