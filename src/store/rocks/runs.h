#pragma once
// Staged runs as everybody else has to know them: when their versions were written, which positions have no version
// because a run left them out, and whose records are not in `current` and `history` yet. See docs/adr/0057.

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rocks/frame.h"
#include "store/rocks/run_keys.h"

namespace osler::store::rocks {

/// Stands in frames for a time that stands in the run's row: nobody knew it when the frame was written.
inline constexpr std::int64_t kTimeOfRun = std::numeric_limits<std::int64_t>::min();

/// kBegun: files may be there, and are nothing. kCommitted: `current` and `history` may lack its records. kGivenUp:
/// nothing is there.
enum class RunState : std::uint8_t { kBegun = 1, kCommitted = 2, kSettled = 3, kGivenUp = 4 };

/// A row of the runs: positions [base, base + count), and `skipped` before them that have no version.
struct Run {
  std::uint64_t base = 0;
  std::uint64_t count = 0;
  std::uint64_t skipped = 0;
  std::int64_t time_ms = 0;
  RunState state = RunState::kBegun;
};
inline constexpr std::string_view kRunPrefix = "run/";
std::string run_key(std::uint64_t base);
std::string run_value(const Run& run);
/// Errors: kInternal.
Result<Run> read_run(std::string_view key, std::string_view value);

/// A committed run that is not settled.
struct UnsettledRun {
  std::shared_ptr<const RunKeys> keys;
  std::uint64_t base = 0;
  std::int64_t time_ms = 0;

  PlacedRun placed() const { return {keys.get(), base, time_ms}; }
  /// Nothing: the run does not write the record.
  std::optional<CurrentState> state(std::string_view current_key) const;
};

class Runs {
 public:
  // --- the one who writes. In order of their bases.
  void add(const Run& run);
  void begin_settling(std::shared_ptr<const UnsettledRun> run);
  /// Everything of it is on disk.
  void settled();

  // --- any thread
  /// To be asked before the disk is; null: the disk has everything.
  std::shared_ptr<const UnsettledRun> unsettled() const;
  /// Puts in the times that the frame of a run lacks. Errors: kInternal.
  Status complete(VersionHeader& header) const;
  /// The position itself, or the first after the ones without a version among which it is.
  std::uint64_t past_hole(std::uint64_t position) const;
  /// How many positions up to the newest version have none.
  std::uint64_t holes_below(std::uint64_t newest) const;
  /// The end of the committed run that has the position; nothing if none has.
  std::optional<std::uint64_t> end_of_run(std::uint64_t position) const;
  /// Whether a run had the position that came to nothing: only files of the index may have it still.
  bool is_given_up(std::uint64_t position) const;

 private:
  const Run* at(std::uint64_t position) const;

  mutable std::shared_mutex mutex_;
  std::vector<Run> runs_;
  std::atomic<bool> settles_ = false;
  std::shared_ptr<const UnsettledRun> unsettled_;
};

}  // namespace osler::store::rocks
