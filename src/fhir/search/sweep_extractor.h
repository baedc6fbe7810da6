#pragma once
// The entries of some own parameters alone: what a sweep over stored versions adds to the index.

#include <memory>
#include <vector>

#include "fhir/search/own_parameters.h"
#include "store/extractor.h"

namespace osler::fhir {

/// Immutable; any thread.
class SweepExtractor final : public store::Extractor {
 public:
  /// `parameters`: numbers of `own` that are in effect; others are left out.
  SweepExtractor(std::shared_ptr<const OwnParameters> own, const std::vector<ParameterId>& parameters);

  /// Types that some of them can find something in, by number.
  const std::vector<TypeId>& types() const { return types_; }

  Status extract(store::Partition partition, TypeId type, std::string_view text, std::vector<store::IndexEntry>& out) const override;
  Status folded_text(store::Partition partition, TypeId type, std::string_view text, ParameterId field, std::string& out) const override;
  Status contained(store::Partition partition, TypeId type, std::string_view text, std::vector<store::Contained>& out) const override;
  store::ParameterEpoch epoch(store::Partition partition, ParameterId parameter) const override;
  bool is_complete(store::Partition partition, ParameterId parameter) const override;

 private:
  const std::shared_ptr<const OwnParameters> own_;
  std::vector<TypeId> types_;
  std::vector<std::unique_ptr<const TypePlan>> plans_;  ///< By type number; null: nothing.
};

}  // namespace osler::fhir
