#pragma once
// For tests: a FHIR resource written as XML, as the JSON it stands for. Published cases bring some of their profiles in XML,
// which Osler itself does not read. Narratives, and extensions of primitives, are not expected there.

#include <string>
#include <string_view>

namespace osler::fhir {

/// Empty if it is not XML, or holds what is not expected. Spec: FHIR R4, json.html, xml.html.
std::string json_of_xml(std::string_view xml);

}  // namespace osler::fhir
