#pragma once
// The index as queries see it: which versions have which values. Knows nothing of visibility beyond asking, of sorting
// or paging.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/query.h"
#include "store/rocks/database.h"
#include "store/rocks/known_conditions.h"
#include "store/rocks/positions.h"
#include "store/rocks/postings.h"
#include "store/rocks/term_ranges.h"
#include "store/rocks/terms.h"
#include "store/rocks/timeline.h"

namespace osler::store::rocks {

/// How much looking is allowed: so many keys for the committer, which everybody waits for; so long for readers.
struct Budget {
  std::uint64_t keys_left = ~std::uint64_t{0};
  Clock* clock = nullptr;      ///< With it: until then.
  std::int64_t until_ms = 0;
  std::uint64_t unwatched = 0; ///< Keys since the clock was asked.

  bool spent() const { return keys_left == 0; }
  void take(std::uint64_t keys) {
    keys_left -= std::min(keys, keys_left);
    if (clock == nullptr || (unwatched += keys) < kKeysUnwatched) return;
    unwatched = 0;
    if (clock->steady_ms() >= until_ms) keys_left = 0;
  }

  static constexpr std::uint64_t kKeysUnwatched = 1'024;
};

/// A condition before it is evaluated.
struct Looked {
  std::uint64_t size = 0;          ///< About how many entries have to be read.
  std::optional<Positions> found;  ///< The visible versions, if they were read already; then also:
  Positions entries{};             ///< all of them, visible or not, up to the moment, ascending,
  std::uint64_t work = 0;          ///< and how many terms and entries had to be looked at.
  std::optional<KnownEntries> known{};  ///< What an earlier search found; nothing was read then.
};

class Index {
 public:
  /// The store as it was at `moment`. All arguments must outlive the index; cheap to make.
  Index(const Postings& postings, const Timeline& timeline, std::uint64_t moment, Budget& budget)
      : database_(postings.database()),
        segments_(postings.segments()),
        timeline_(timeline),
        moment_(moment),
        budget_(budget) {}

  bool visible(std::uint64_t position) const { return timeline_.visible(position, moment_); }

  /// What there is for `where`, read if it is little.
  Result<Looked> look(const Scope& scope, const Where& where) const;
  /// About how many entries the parameter has.
  Result<std::uint64_t> estimate(const Scope& scope, ParameterId parameter) const;

  /// Versions with a value that meets `where`, visible or not, up to the moment, ascending. `work`: grows by the terms and
  /// entries that were looked at. When the budget is spent, what was found until then.
  Result<Positions> entries(const Scope& scope, const Where& where, std::uint64_t& work) const;
  /// Those that are visible. When the budget is spent, what was found until then.
  Result<Positions> matches(const Scope& scope, const Where& where) const;
  /// Adds all versions with a value that meets `where`, visible or not.
  Status add_entries(const Scope& scope, const Where& where, PositionBits& out) const;
  /// Those of `candidates`, which must be visible, that meet `where`: leaps through the entries from one candidate to
  /// the next. Nothing if the entries are not of a few terms.
  Result<std::optional<Positions>> among(const Scope& scope, const Where& where, const Positions& candidates) const;
  /// The same for any value of the parameter.
  Result<Positions> present(const Scope& scope, ParameterId parameter, std::uint64_t& work) const;
  Status add_present(const Scope& scope, ParameterId parameter, PositionBits& out) const;
  /// All visible versions of the type written after `after`, and not after `until`.
  Result<Positions> all(const Scope& scope, std::uint64_t after, std::uint64_t until) const;

  /// The visible versions behind each reference of a parameter that `wants`, in order of id.
  using WantsReference = std::function<bool(const Reference& reference)>;
  using VisitReference = std::function<void(const Reference& reference, const Positions& positions)>;
  Status references(const Scope& scope, ParameterId parameter, const WantsReference& wants, const VisitReference& visit) const;

  /// Ids of these versions, which must be of the type; empty for those that were purged meanwhile.
  Result<std::vector<std::string>> ids(const Scope& scope, const Positions& positions) const;

  /// The terms of a range, with all their versions, visible or not.
  TermWalk walk(const TermRange& range, Direction direction = Direction::kAscending) const {
    return {database_, segments_, range.begin, range.end, direction};
  }
  /// Takes away what is not visible, brings the rest in order, each once.
  void keep_visible(Positions& positions) const;
  /// Whether the budget is used up, and using it up: the answer is worthless then.
  bool is_spent() const { return budget_.spent(); }
  void take(std::uint64_t keys) const { budget_.take(keys); }
  void spend() const { budget_.keys_left = 0; }

  const Database& database() const { return database_; }
  const Timeline& timeline() const { return timeline_; }
  std::uint64_t moment() const { return moment_; }

 private:
  template <class Visit>
  Status visit_matches(const Scope& scope, const Where& where, std::uint64_t& work, const Visit& visit) const;
  Result<TermPlan> best_plan(const Scope& scope, const Where& where) const;
  Result<std::vector<TermPlan>> plans(const Scope& scope, const Where& where) const;
  Result<std::optional<Looked>> few(const Where& where, const TermPlan& plan) const;
  void bring_in_order(Positions& entries) const;
  Result<std::uint64_t> estimate(const TermPlan& plan) const;
  Result<std::optional<std::vector<std::string>>> units(const Scope& scope, ParameterId parameter) const;

  const Database& database_;
  const Segments segments_;
  const Timeline& timeline_;
  std::uint64_t moment_;
  Budget& budget_;
};

}  // namespace osler::store::rocks
