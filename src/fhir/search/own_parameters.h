#pragma once
// What one partition searches by: R4's parameters and its own, as they were at one moment. Immutable; any thread.

#include <memory>
#include <vector>

#include "fhir/search/own_parameter.h"
#include "fhir/search/type_plan.h"
#include "json/tree.h"
#include "store/query.h"

namespace osler::fhir {

/// `Error::code` of a search by a parameter whose index is still being built.
inline constexpr std::string_view kParameterBuilding = "SEARCH_PARAMETER_BUILDING";

class OwnParameters {
 public:
  /// `all`: every row of the partition. What this build cannot compile any more is left out. `number` tells snapshots of one
  /// partition apart. `r4` must outlive this.
  OwnParameters(const Definitions& r4, std::vector<OwnParameter> all, std::uint64_t number);

  /// For reading queries: R4's and those in effect, being built or ready.
  const Definitions& definitions() const { return definitions_; }
  const std::vector<OwnParameter>& all() const { return all_; }
  std::uint64_t number() const { return number_; }
  /// Facets count as their parameter. Null if no row has that number.
  const OwnParameter* find(ParameterId id) const;
  bool is_ready(ParameterId id) const;
  std::vector<ParameterId> building() const;

  /// Appends the entries of own parameters in effect; those of R4 are the ResourceExtractor's.
  void extract(TypeId type, json::View resource, std::vector<store::IndexEntry>& out) const;

 private:
  std::vector<OwnParameter> all_;
  std::uint64_t number_;
  Definitions definitions_;
  std::vector<std::unique_ptr<const TypePlan>> plans_;  ///< By type number; null: nothing.
};

/// Own parameters that a query looks at: in conditions, links and sort keys. Each once, facets as their parameters.
std::vector<ParameterId> own_parameters_in(const store::Query& query);

}  // namespace osler::fhir
