#pragma once
// All versions of a record, taken away as if they had never been. Positions have no holes, so at each of them a deletion
// without a name stays: of a record of no type, in the system's partition, whose id is the position. See docs/adr/0059.

#include <optional>
#include <string>
#include <vector>

#include "store/rocks/database.h"
#include "store/rocks/keys.h"
#include "store/rocks/terms.h"
#include "store/write_set.h"

namespace osler::store::rocks {

class Published;
class Records;
struct Run;

/// Whether a key is that of what stays at a purged version's position.
inline bool is_purged(const RecordKey& key) { return key.type == TypeId::kNone; }
/// What a decision about a record finds that was purged a moment ago: as if nothing were there.
inline constexpr CurrentState kPurgedState{};
inline bool is_purged(const CurrentState& state) { return state.version.number == 0; }

struct PurgedVersion {
  std::uint64_t position = 0;
  Version version;
  std::int64_t time_ms = 0;
};

/// A record that is to be purged, as it was when it was looked up.
struct PreparedPurge {
  std::string current_key;
  std::optional<CurrentState> state;
  std::vector<PurgedVersion> versions;  ///< All, from the first on.
};

/// Errors: kInternal (damage).
Result<std::vector<PreparedPurge>> look_up_purges(const Database& database, const Records& records, Partition partition,
                                                  const std::vector<Purge>& purges);

/// What the committer has collected of purges for one batch.
class CollectedPurges {
 public:
  explicit CollectedPurges(const Records& records) : records_(records) {}

  /// Puts everything into `batch` that the records need, and a row that says what is to be erased yet.
  void add(const Scope& scope, const RecordKey& key, const PreparedPurge& purge, Batch& batch);
  /// Before the batch is written: from now on no reader sees the versions.
  void hide(Published& published) const;
  /// Once it is. Between begin() and end() of `published`. Whether there was anything.
  bool publish(Published& published);

 private:
  struct Collected {
    Scope scope;
    const PreparedPurge* purge;  ///< Held by the set, which waits for its answer.
  };
  const Records& records_;
  std::vector<Collected> collected_;
};

/// What has to be erased yet: where traces of versions can be.
struct PurgeRemains {
  std::string meta_key;
  Scope scope;
  std::vector<std::uint64_t> positions;  ///< What lies between two that are near is rewritten too.
};
constexpr std::uint64_t kNearPositions = 1'024;  ///< So far apart they are at most.

/// Of all purges that were written and not finished, and of runs that came to nothing. Errors: kInternal (damage).
Result<std::vector<PurgeRemains>> what_remains(const Database& database);
Result<bool> has_purge_under_way(const Database& database);
/// Files of a run that was given up are in the database: what they have of the type is to be erased with the next purge,
/// or after the next start.
void put_given_up(const Scope& scope, const Run& run, Batch& batch);

}  // namespace osler::store::rocks
