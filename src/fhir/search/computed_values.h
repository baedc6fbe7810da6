#pragma once
// Values of the few parameters whose expressions are no plain paths: Patient.deceased.exists() and …, Bundle.entry[0].resource.

#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/path/program.h"
#include "json/tree.h"
#include "store/query.h"

namespace osler::fhir {

struct ComputedParameter {
  ParameterId parameter;
  SearchType type;
  path::Program program;
};

/// Appends the values of each expression that can be evaluated; an expression that fails has none.
void collect_computed(const Definitions& definitions, const std::vector<ComputedParameter>& parameters, StructureId structure,
                      json::View resource, std::vector<store::IndexEntry>& out);

}  // namespace osler::fhir
