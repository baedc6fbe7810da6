#include "engine/surroundings.h"

namespace osler::engine {

Surroundings::Surroundings(const Parts& parts, store::Partition partition)
    : profiles_(parts.conformance.profiles(partition)), terminology_(profiles_.profiles().library()) {
  environment_.now_ms = parts.clock.now_ms();
  environment_.terminology = &terminology_;
  environment_.conforms_to = [this](const fhir::path::Item& item, std::string_view profile) { return profiles_.conforms(item, profile); };
}

fhir::ExtensionDefinitions Surroundings::extensions(Severity codes) const {
  return {.definitions = &profiles_.profiles(), .of_others = Severity::kError, .codes_of_others = codes, .misplaced = Severity::kWarning};
}

}  // namespace osler::engine
