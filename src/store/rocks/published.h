#pragma once
// What readers see: the newest position, and counts that belong to it.

#include <atomic>
#include <cstdint>
#include <optional>

#include "store/rocks/recent_changes.h"
#include "store/rocks/runs.h"
#include "store/rocks/tallies.h"
#include "store/rocks/timeline.h"
#include "store/rocks/visible_bits.h"

namespace osler::store::rocks {

/// The committer changes it between begin() and end(); readers take what is published without waiting for it.
class Published {
 public:
  Timeline timeline;
  Runs runs;
  Tallies tallies;
  VisibleBits visible{timeline};

  std::uint64_t newest() const { return newest_.load(std::memory_order_acquire); }
  BatchNumber batch() const { return batch_.load(std::memory_order_acquire); }

  /// Grows when what was purged is hidden, and when it is gone from the records too.
  std::uint64_t purges() const { return purges_.load(std::memory_order_acquire); }
  void purged() { purges_.fetch_add(1, std::memory_order_acq_rel); }

  void begin() { changes_.fetch_add(1, std::memory_order_acq_rel); }
  void end(std::uint64_t newest, BatchNumber batch) {
    timeline.show(newest);
    newest_.store(newest, std::memory_order_release);
    batch_.store(batch, std::memory_order_release);
    changes_.fetch_add(1, std::memory_order_acq_rel);
  }

  /// How many live records, or versions, a type has at `moment`. Nothing if that moment has passed or a commit is just
  /// being published: then whoever asks has to count.
  std::optional<std::uint64_t> live(const Scope& scope, std::uint64_t moment) const {
    return at(scope, moment, &Tally::live);
  }
  std::optional<std::uint64_t> versions(const Scope& scope, std::uint64_t moment) const {
    return at(scope, moment, &Tally::versions);
  }

 private:
  std::optional<std::uint64_t> at(const Scope& scope, std::uint64_t moment,
                                  std::atomic<std::uint64_t> Tally::*count) const {
    const std::uint64_t before = changes_.load(std::memory_order_acquire);
    const Tally* tally = tallies.find(scope);
    const std::uint64_t value = tally == nullptr ? 0 : (tally->*count).load(std::memory_order_acquire);
    const bool settled = before % 2 == 0 && newest() == moment && changes_.load(std::memory_order_acquire) == before;
    if (!settled) return std::nullopt;
    return value;
  }

  std::atomic<std::uint64_t> changes_{0};  ///< Odd while something is being published.
  std::atomic<std::uint64_t> newest_{0};
  std::atomic<BatchNumber> batch_{0};
  std::atomic<std::uint64_t> purges_{0};
};

}  // namespace osler::store::rocks
