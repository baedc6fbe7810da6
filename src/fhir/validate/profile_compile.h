#pragma once
// From a StructureDefinition to a compiled profile.

#include "fhir/validate/profile.h"
#include "fhir/validate/profile_elements.h"

namespace osler::fhir {

/// Elements of one profile, at most.
inline constexpr std::size_t kProfileElementsMax = 5'000;

/// `definition` holds a StructureDefinition with derivation "constraint"; `find` gives those it is made from and names.
/// Errors: kUnprocessable for what is no profile, for an unknown type, for more than kProfileElementsMax elements; as
/// read_profile_elements(). What one element demands and cannot be compiled is named in `left_out`.
Result<ProfilePtr> compile_profile(const Definitions& definitions, const std::shared_ptr<const json::Tree>& definition,
                                   const FindDefinition& find);

}  // namespace osler::fhir
