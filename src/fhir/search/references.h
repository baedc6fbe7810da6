#pragma once
// The references a resource makes, wherever they stand.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/definitions.h"
#include "json/tree.h"
#include "store/query.h"

namespace osler::fhir {

/// What kind of reference a text is.
struct ReferenceText {
  enum class Form : std::uint8_t { kRelative, kAbsolute, kUrn, kContained, kConditional, kInvalid };
  Form form = Form::kInvalid;
  TypeId type = TypeId::kNone;      ///< kRelative (and kAbsolute under `base_url`, which becomes kRelative).
  std::string_view type_name;
  std::string_view id;
  std::string_view version;         ///< After /_history/; may be empty.
};

/// Reads "Type/id[/_history/v]", "http…", "urn:…", "#id", "Type?query". An absolute URL under `base_url` (if not empty) reads
/// as relative. A relative reference to an unknown type is kInvalid.
ReferenceText read_reference(const Definitions& definitions, std::string_view text, std::string_view base_url = {});

/// Calls `visit` for every Reference.reference in the resource (contained ones included), in document order, with the string's view, the
/// element that declares it (for its targets; may be null inside unknown content) and a function that makes the FHIRPath of the
/// Reference ("Encounter.participant[0].individual") when needed.
void visit_references(const Definitions& definitions, json::View resource,
                      const std::function<void(json::View reference, const Element* element,
                                               const std::function<std::string()>& expression)>& visit);

/// Ids of the patients whose compartment the resource is in, from its index entries. Spec: compartmentdefinition-patient.html.
std::vector<std::string> patients_of(const Definitions& definitions, TypeId type, std::string_view id,
                                     const std::vector<store::IndexEntry>& entries);

}  // namespace osler::fhir
