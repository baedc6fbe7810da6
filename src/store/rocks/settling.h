#pragma once
// A committed run's rows of `current` and `history`, written bit by bit between other commits.

#include <functional>
#include <memory>
#include <unordered_set>

#include "store/rocks/database.h"
#include "store/rocks/published.h"
#include "store/rocks/runs.h"

namespace osler::store::rocks {

/// The committer's.
class Settling {
 public:
  Settling(std::shared_ptr<const UnsettledRun> run, const Run& row, BatchNumber batch)
      : run_(std::move(run)), row_(row), batch_(batch) {}

  /// A later version of the record was collected: its row of `current` is not the run's any more.
  void overtaken(std::string_view current_key);
  const UnsettledRun& run() const { return *run_; }
  const std::shared_ptr<const UnsettledRun>& shared() const { return run_; }
  /// In which the run was published.
  BatchNumber batch() const { return batch_; }

  /// Adds the rows of the next `records`, and shows each. True: these were the last, and the run's own row says so.
  using Visit = std::function<void(std::string_view current_key, const CurrentState& state)>;
  bool add_rows(std::size_t records, Batch& batch, const Visit& visit);

 private:
  std::shared_ptr<const UnsettledRun> run_;
  Run row_;
  BatchNumber batch_;
  std::size_t next_ = 0;  ///< Into the run's keys in order.
  std::unordered_set<std::size_t> overtaken_;
};

}  // namespace osler::store::rocks
