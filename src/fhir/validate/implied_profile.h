#pragma once
// Profiles that R4 demands without being asked: an Observation with the code of a vital sign is one.

#include <string_view>

#include "json/tree.h"

namespace osler::fhir {

/// The profile of the vital sign that an Observation's code names; empty for everything else.
/// Spec: FHIR R4, observation-vitalsigns.html.
std::string_view implied_profile(json::View resource);

}  // namespace osler::fhir
