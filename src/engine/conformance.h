#pragma once
// The conformance resources of each partition: what R4 ships, shared by all, and what the partition itself stores (from
// packages or written like any resource), found by canonical URL. A write takes effect with its commit.

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "fhir/model/definitions.h"
#include "fhir/terms/library.h"
#include "fhir/terms/shipped.h"
#include "fhir/validate/profile_check.h"
#include "store/store.h"

namespace osler::engine {

/// Any thread.
class Conformance {
 public:
  /// Both must outlive it.
  Conformance(const fhir::Definitions& definitions, const store::Store& store);
  ~Conformance();

  /// Lives as long as this object.
  const fhir::terms::Library& library(store::Partition partition) const;
  /// Checks against the profiles of the same. Lives as long as this object.
  const fhir::ProfileChecker& profiles(store::Partition partition) const;
  /// What R4 ships, alone.
  const fhir::terms::Library& shipped() const { return shipped_; }
  /// The same as texts.
  const fhir::terms::Source& shipped_texts() const { return shipped_source_; }
  /// Whether writes of the type take effect here.
  bool concerns(TypeId type) const;
  bool concerns(const store::WriteSet& writes) const;
  /// To be told after every commit of a write set that concerns it, before that is answered.
  void changed(store::Partition partition) const;

 private:
  class StoredSource;
  struct Room;
  Room& room(store::Partition partition) const;

  const fhir::Definitions& definitions_;
  const store::Store& store_;
  std::vector<TypeId> types_;  ///< By ResourceKind.
  fhir::terms::ShippedSource shipped_source_;
  fhir::terms::Library shipped_;
  fhir::ProfileSet shipped_profiles_;  ///< Compiled once for all partitions.
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::uint32_t, std::unique_ptr<Room>> rooms_;  ///< By partition number.
};

}  // namespace osler::engine
