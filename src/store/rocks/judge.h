#pragma once
// Whether a prepared write set may happen now: what its caller looked up, corrected by what changed since.

#include <map>
#include <optional>
#include <variant>

#include "store/rocks/prepared.h"
#include "store/rocks/recent_references.h"

namespace osler::store::rocks {

/// What a set that may happen will change, given what stands there now.
struct Permitted {
  std::vector<std::optional<CurrentState>> puts;     ///< Before the put.
  std::vector<std::optional<CurrentState>> removes;  ///< Before the removal.
  std::vector<std::uint64_t> rows;                   ///< Revisions before the change.
  std::vector<std::uint64_t> system_rows;
};
/// A guard can be judged only once what this batch has collected is written.
struct WriteFirst {};
/// What was looked up is too old to be judged quickly.
struct LookAgain {};
using Verdict = std::variant<Permitted, Refused, Stale, WriteFirst, LookAgain>;

/// The committer's alone. Knows every change of the last while, written or collected.
class Judge {
 public:
  explicit Judge(const Ground& ground);

  /// Errors: kInternal if something looked up is damaged.
  Result<Verdict> judge(const PreparedSet& set) const;
  /// Rows that can be judged only after the set's own: their revisions, or the index of the first that does not hold.
  using RowsVerdict = std::variant<std::vector<std::uint64_t>, std::size_t>;
  Result<RowsVerdict> judge_rows_after(const PreparedSet& set, const Permitted& permitted,
                                       const std::vector<RowChange>& changes) const;

  /// A version that was collected. `entries` must stay until published().
  struct Collected {
    Scope scope;
    const std::string* id;
    const std::vector<IndexEntry>* entries;  ///< Null for a deletion.
    bool replaces;                           ///< A live version stood there.
  };
  // What was collected becomes what is so for the next set.
  void changed(std::string_view current_key, const CurrentState& state, const Collected& collected, BatchNumber batch);
  /// All versions of the record, whose key of `current` this is, are purged; `last` is the newest position of all.
  void purged(std::string_view current_key, const Scope& scope, std::uint64_t last, BatchNumber batch);
  /// A run was published: `newest` is its last version of the type.
  void changed_by_run(const Scope& scope, std::uint64_t newest) { last_change_[{scope.partition, scope.type}] = newest; }
  /// What a run refers to is not known here: look-ups of referrers that did not see it are not good any more.
  void references_unknown(BatchNumber batch) { references_.forget_before(batch); }
  /// A record of the run as the run left it: what stands here of it is older, or comes after the run.
  void settling(std::string_view current_key, const CurrentState& state) {
    CurrentState* recent = records_.find_to_correct(current_key);
    if (recent != nullptr && recent->position < state.position) *recent = state;
  }
  /// The run of batch `batch` is settled: look-ups that did not see it are not good any more.
  void settled(BatchNumber batch) { records_.forget_before(batch); }
  void changed_row(std::string_view row_key, std::uint64_t revision, BatchNumber batch);
  /// Everything collected can be read now.
  void published();

 private:
  Result<std::optional<CurrentState>> now(const LookedUp& record, BatchNumber looked_up_at) const;
  Result<std::uint64_t> now(const LookedUpRow& row, BatchNumber looked_up_at) const;
  std::optional<Verdict> judge_run(const PreparedSet& set) const;
  bool must_look_again(const PreparedSet& set) const;
  std::uint64_t last_change(Partition partition, const AuthorizedQuery& query) const;
  Result<std::optional<Refused>> judge_records(const PreparedSet& set, Permitted& permitted) const;
  Result<std::optional<Verdict>> judge_purges(const PreparedSet& set) const;
  Result<std::optional<Refused>> judge_rows(const PreparedSet& set, Permitted& permitted) const;
  Result<Verdict> judge_guards(const PreparedSet& set) const;
  Result<bool> exists(const PreparedSet& set, const RecordKey& key, const LookedUp& record) const;
  /// Nothing: the set was looked up before references were watched.
  std::optional<bool> is_referred_to_since(const PreparedSet& set, const Unreferenced& target) const;
  using Matches = std::variant<std::uint64_t, Stale, WriteFirst>;
  Result<Matches> matches_now(const PreparedSet& set, const MatchesExactly& guard, std::uint64_t looked_up) const;
  Result<Matches> matches_published(const PreparedSet& set, const MatchesExactly& guard, std::uint64_t looked_up,
                                    std::uint64_t changed_at) const;
  /// How many collected records match. Nothing if that cannot be said without writing them first.
  std::optional<std::uint64_t> matches_collected(Partition partition, const AuthorizedQuery& query) const;

  const Ground& ground_;
  RecentChanges<CurrentState> records_;
  RecentChanges<std::uint64_t> rows_;
  mutable RecentReferences references_;  ///< Watched from the first question on.
  std::map<std::pair<Partition, TypeId>, std::uint64_t> last_change_;     ///< The newest published version of a type.
  std::map<std::pair<Partition, TypeId>, std::uint64_t> last_collected_;  ///< The newest that is only collected.
  std::vector<Collected> collected_;
};

/// The header of what stood there, as far as the decision needed it.
std::optional<VersionHeader> header_of(const std::optional<CurrentState>& state);

}  // namespace osler::store::rocks
