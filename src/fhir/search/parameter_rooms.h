#pragma once
// The own parameters of every partition, read from its rows when first asked for and again after each change. Knows who
// still works with an earlier state, so that a sweep over old versions begins when nobody does.

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "fhir/search/own_parameters.h"
#include "store/store.h"

namespace osler::fhir {

/// How far the index of a parameter that is being built has come.
struct BuildProgress {
  std::uint64_t done = 0;   ///< Of `total`, in the sweep's own measure.
  std::uint64_t total = 0;  ///< 0: it waits to be begun.
  /// 0 to 99: 100 is ready, and ready is not building.
  unsigned percent() const;
};

/// Any thread.
class ParameterRooms {
 public:
  /// `r4` must outlive this. Without a store no partition has parameters of its own.
  explicit ParameterRooms(const Definitions& r4);

  /// To be called once, before anything else. The store's rows must be readable; its index need not be open.
  void attach(const store::Store& store);

  /// Never null. Hold it from extracting a write's entries until the write is committed: that is the lease which the
  /// sweep waits for. Errors: those of Store::rows; kInternal for a damaged row.
  Result<std::shared_ptr<const OwnParameters>> of(store::Partition partition) const;
  /// Reads the rows again, after a commit that changed them. Errors: as of(), which then tries again: the state before
  /// is never taken for the present one.
  Status refresh(store::Partition partition) const;
  /// Whether somebody holds a state before the present one.
  bool earlier_in_use(store::Partition partition) const;

  /// How many are being built in the partitions that were asked for since the start.
  std::uint64_t building() const;

  void set_progress(store::Partition partition, ParameterId id, BuildProgress progress) const;
  BuildProgress progress(store::Partition partition, ParameterId id) const;

 private:
  struct Room {
    std::shared_ptr<const OwnParameters> now;
    std::vector<std::weak_ptr<const OwnParameters>> earlier;
    std::map<ParameterId, BuildProgress> progress;
  };
  Result<std::shared_ptr<const OwnParameters>> read(store::Partition partition) const;

  const Definitions& r4_;
  const store::Store* store_ = nullptr;
  mutable std::mutex mutex_;
  mutable std::map<store::Partition, Room> rooms_;
  mutable std::uint64_t snapshots_ = 0;
};

}  // namespace osler::fhir
