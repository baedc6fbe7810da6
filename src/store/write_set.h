#pragma once
// Everything one request changes, and everything that must still be true when it does. Wholly or not at all.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/partition.h"
#include "store/query.h"
#include "store/record.h"

namespace osler::store {

/// What the record's state must be at commit.
struct ExpectAbsent {};                      ///< No version at all.
struct ExpectNotLive {};                     ///< Absent or deleted.
struct ExpectVersion { Version version; };   ///< Live, and exactly this version.
struct ExpectLive {};                        ///< Live, any version.
struct ExpectAny {};                         ///< Absent, live or deleted: create, update or revive.
using Expect = std::variant<ExpectAbsent, ExpectNotLive, ExpectVersion, ExpectLive, ExpectAny>;

/// Writes a version. The text is compressed by the store, on the caller's thread.
struct Put {
  RecordKey key;
  Expect expect;
  std::string text;
  std::uint32_t splice_at = 0;
  std::vector<IndexEntry> entries;
};

/// Writes a deletion. A record that is not live, where `expect` allows that, is left as it is (no version, no error).
struct Remove {
  RecordKey key;
  Expect expect;
};

/// Takes away every version of a record as if it had never been: it is in no history, search or list of changes any more, and
/// may be created anew. Refused if there is no version; stale if one came while the set was under way.
struct Purge {
  RecordKey key;
};

/// A row of a table: small state that is not a resource. Revisions count from 1.
struct Row {
  std::string key;
  std::string bytes;
  std::uint64_t revision = 0;
};

/// Puts (or, without bytes, erases) a row. `expected_revision`: nothing: whatever is there; 0: must be absent.
struct RowChange {
  std::string table;  ///< Lower-case word of 1 to 32 bytes.
  std::string key;    ///< At most 512 bytes.
  std::optional<std::string> bytes;
  std::optional<std::uint64_t> expected_revision;
};

/// A live record must be there at commit, this write set's own puts included, its removes excluded.
struct MustExist { RecordKey key; };
/// The query must have exactly `count` matches at commit, before this write set's own changes. (None, one and several
/// are all that is told apart.)
struct MatchesExactly {
  AuthorizedQuery query;
  std::uint64_t count = 0;
};
/// The row must be at this revision (0: absent) without being changed.
struct RowIs {
  std::string table;
  std::string key;
  std::uint64_t revision = 0;
};
/// By which parameters records of a type refer to others.
struct ReferringType {
  TypeId type = TypeId::kNone;
  std::vector<ParameterId> parameters;
};
/// Nothing live may refer to the record at commit, by one of these parameters. The record itself and what this write set
/// removes or purges do not count; of what it puts, the new values do.
struct Unreferenced {
  RecordKey key;
  std::string url;  ///< That others may name it by as well; empty: none.
  std::shared_ptr<const std::vector<ReferringType>> by;  ///< Never null. Each type once.
};
using Guard = std::variant<MustExist, MatchesExactly, RowIs, Unreferenced>;

class Stage;

struct WriteSet {
  explicit WriteSet(Partition p) : partition(p) {}
  Partition partition;
  Position checked_at;             ///< The moment at which the caller looked things up; {} if it did not.
  std::vector<Put> puts;           ///< At most one put or remove for a key.
  std::vector<Remove> removes;
  std::vector<Purge> purges;       ///< Each for another key than all of the above.
  std::vector<RowChange> rows;     ///< In this partition.
  std::vector<RowChange> system_rows;  ///< In the system partition.
  std::vector<Guard> guards;
  /// Many puts and removes (store/stage.h), of this partition; then `puts`, `removes` and `rows_after` must be empty. Spent by the
  /// commit, whatever its outcome.
  std::shared_ptr<Stage> stage;
  Origin origin;
  std::string audit;               ///< One audit entry for the ledger, in the engine's own form; empty: none.
  /// Rows that can only be written once versions are known: called by the committer with the headers of `puts` in
  /// order; pure, short, no look-ups. May be empty.
  std::function<std::vector<RowChange>(const std::vector<VersionHeader>& headers)> rows_after;
};

/// In order of `puts`, then of `removes`. A remove that changed nothing has version 0. What was staged has no headers here: its
/// versions were told when it was staged.
struct Committed {
  std::vector<VersionHeader> headers;
  std::uint64_t purged_versions = 0;
  Position position;         ///< Of the last version written, or the newest before if none was.
  std::int64_t time_ms = 0;  ///< Of all versions of the set.
};

enum class RefusedBy : std::uint8_t { kPut, kRemove, kPurge, kRow, kSystemRow, kGuard, kStaged };

/// Nothing was written. Judged in this order, and the first that does not hold is named: puts, removes or what was staged,
/// purges, rows, system rows, guards, rows_after (as kRow, with indexes that go on after `rows`).
struct Refused {
  RefusedBy by = RefusedBy::kGuard;
  std::size_t index = 0;            ///< Into puts, removes, purges, rows, system_rows or guards, or the place among what was staged.
  std::optional<VersionHeader> found;  ///< What stood there instead, for puts and removes; nothing: no version at all.
};

/// Judging would have taken the committer too long, or a staged record changed meanwhile: prepare again on newer ground.
struct Stale {};

using Outcome = std::variant<Committed, Refused, Stale>;

}  // namespace osler::store
