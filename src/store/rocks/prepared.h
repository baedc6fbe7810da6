#pragma once
// A write set made ready on its caller's thread: texts compressed, terms made, everything looked up that the
// committer will decide on. What is left for the one serial thread is to compare and to number.

#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "store/rocks/purge.h"
#include "store/rocks/recent_changes.h"
#include "store/rocks/search.h"
#include "store/write_set.h"

namespace osler::store::rocks {

/// A record that a write set changes or relies on, as it was when it was looked up.
struct LookedUp {
  std::string current_key;
  std::optional<CurrentState> state;
};

struct PreparedPut {
  LookedUp record;
  Content content;
  TermList terms;
};

/// A row's revision when it was looked up; 0: not there.
struct LookedUpRow {
  std::string row_key;
  std::uint64_t revision = 0;
};

/// What a guard was found to be. Of the three kinds only its own is set.
struct PreparedGuard {
  LookedUp record;
  LookedUpRow row;
  std::uint64_t matches = 0;
};

class StagedRun;
struct Reservation;

struct PreparedSet {
  explicit PreparedSet(WriteSet w) : writes(std::move(w)) {}

  WriteSet writes;
  std::vector<PreparedPut> puts;
  std::vector<LookedUp> removes;
  std::vector<PreparedPurge> purges;
  std::vector<LookedUpRow> rows;
  std::vector<LookedUpRow> system_rows;
  std::vector<PreparedGuard> guards;
  BatchNumber looked_up_at = 0;  ///< The newest batch published before anything was looked up.
  std::uint64_t moment = 0;      ///< The newest position, at that time.

  // Of a set whose records are staged. Without a reservation the stage writes nothing.
  const StagedRun* run = nullptr;
  std::shared_ptr<Reservation> reservation;
  bool may_look_again = false;   ///< In: whether it may be answered by the next,
  bool must_look_again = false;  ///< out: so much changed that it should be looked up again before it is judged.

  // The answer, and who waits for it.
  Result<Outcome> outcome = Outcome(Stale{});
  Loop* loop = nullptr;
  std::coroutine_handle<> waiting;
};

/// Looks up rows and guards, again if they were looked up before. Errors: as prepare().
Status look_up_conditions(const Ground& ground, const Extractor* extractor, PreparedSet& set);

/// Errors: kInvalidInput (a reserved parameter, names too long), kInternal (damage found by a look-up).
Result<PreparedSet> prepare(const Ground& ground, const Compressor& compressor, const Extractor* extractor,
                            WriteSet writes);

/// Whether the store can keep it. Errors: kInvalidInput.
Status check_limits(const Put& put);
Status check_limits(const Origin& origin);

/// The revision of a row on disk; 0: not there.
Result<std::uint64_t> revision_on_disk(const Database& database, std::string_view row_key);

}  // namespace osler::store::rocks
