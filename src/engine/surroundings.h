#pragma once
// What the rules of one partition may ask beyond the resource: its value sets, profiles and extensions, and the time.

#include "engine/parts.h"
#include "fhir/terms/terminology.h"

namespace osler::engine {

/// Made for each check; costs no look-up but one of the partition.
class Surroundings {
 public:
  /// `parts` must outlive it.
  Surroundings(const Parts& parts, store::Partition partition);
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

  const fhir::path::Environment& environment() const { return environment_; }
  const fhir::ProfileChecker& profiles() const { return profiles_; }
  /// One that stands outside its context of use is a warning: published packages hold such ones. `codes`: the worst that a
  /// code outside a value set may be where the definition is not R4's own.
  fhir::ExtensionDefinitions extensions(Severity codes) const;

 private:
  const fhir::ProfileChecker& profiles_;
  const fhir::terms::Terminology terminology_;
  fhir::path::Environment environment_;
};

}  // namespace osler::engine
