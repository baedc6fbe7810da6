#pragma once
// All resources of one synthetic patient, of a life of encounters between 2012 and 2021.

#include "resource.h"

namespace osler::synthetic {

struct PatientOptions {
  std::uint64_t seed = 42;
  /// Mean number of encounters is twice this: 1 gives about 16 resources a patient, 65 about 1,000.
  std::uint32_t scale = 1;
  Naming naming = Naming::kLinks;
};

/// Patient `number` is the same whatever else is made. The Patient itself comes first; what refers comes after what it
/// refers to.
void make_patient(const PatientOptions& options, std::uint32_t number, Facts& facts, const Sink& sink);

}  // namespace osler::synthetic
