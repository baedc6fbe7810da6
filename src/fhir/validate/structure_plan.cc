#include "fhir/validate/structure_plan.h"

namespace osler::fhir {
namespace {

SpecialStructure special_of(const Structure& structure) {
  if (structure.name == "Bundle") return SpecialStructure::kBundle;
  if (structure.kind == StructureKind::kResource) return SpecialStructure::kResource;
  if (structure.name == "Extension") return SpecialStructure::kExtension;
  if (structure.name == "Reference") return SpecialStructure::kReference;
  if (structure.name == "Attachment") return SpecialStructure::kAttachment;
  if (structure.name == "Identifier") return SpecialStructure::kIdentifier;
  if (structure.name == "Coding") return SpecialStructure::kCoding;
  if (structure.name == "CodeableConcept") return SpecialStructure::kCodeableConcept;
  if (structure.name == "Narrative") return SpecialStructure::kNarrative;
  return SpecialStructure::kNone;
}

}  // namespace

StructureChecker::Plan::Plan(const Definitions& from) : definitions(from), invariants(from) {
  specials.push_back(SpecialStructure::kNone);
  required_starts.assign(2, 0);
  for (std::uint16_t number = 1; number <= from.structure_count(); ++number) {
    const Structure& structure = from.at(StructureId{number});
    OSLER_ASSERT(structure.elements.size() <= path::kElementsMax);
    specials.push_back(special_of(structure));
    std::uint8_t choice = 0;
    for (std::size_t i = 0; i < structure.elements.size(); ++i) {
      const Element& element = structure.elements[i];
      OSLER_ASSERT(element.choice_group <= kChoicesMax);
      const bool first_of_choice = element.choice_group == 0 || element.choice_group != choice;
      choice = element.choice_group;
      if (element.min > 0 && first_of_choice) required_positions.push_back(static_cast<std::uint16_t>(i));
    }
    required_starts.push_back(static_cast<std::uint32_t>(required_positions.size()));
  }
  any_resource = from.structure("Resource").value_or(StructureId::kNone);
  const json::NameTable& names = from.names();
  resource_type = names.find("resourceType");
  contained = names.find("contained");
  extension = names.find("extension");
  reference = names.find("reference");
  identifier = names.find("identifier");
  display = names.find("display");
  system = names.find("system");
  code = names.find("code");
  coding = names.find("coding");
  text = names.find("text");
  div = names.find("div");
  currencies = from.value_set("http://hl7.org/fhir/ValueSet/currencies").value_or(ValueSetId::kNone);
  media_types = from.value_set("http://hl7.org/fhir/ValueSet/mimetypes").value_or(ValueSetId::kNone);
}

}  // namespace osler::fhir
