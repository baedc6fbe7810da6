#include "fhir/search/conversion.h"

namespace osler::fhir {

void EntrySink::add_at(ParameterId at, store::Atom atom) const {
  store::IndexEntry& entry = out.emplace_back();
  entry.parameter = at;
  entry.parts.push_back(std::move(atom));
}

void EntrySink::add_pair(Facet kind, store::Atom first, store::Atom second) const {
  store::IndexEntry& entry = out.emplace_back();
  entry.parameter = facet(parameter, kind);
  entry.parts.reserve(2);
  entry.parts.push_back(std::move(first));
  entry.parts.push_back(std::move(second));
}

Conversion conversion_for(SearchType search_type, std::string_view type_name, Primitive primitive) {
  switch (search_type) {
    case SearchType::kToken: return token_conversion(type_name, primitive);
    case SearchType::kString: return string_conversion(type_name, primitive);
    case SearchType::kDate: return date_conversion(type_name, primitive);
    case SearchType::kQuantity: return quantity_conversion(type_name, primitive);
    case SearchType::kNumber: return number_conversion(type_name, primitive);
    case SearchType::kReference: return reference_conversion(type_name, primitive);
    case SearchType::kUri: return uri_conversion(type_name, primitive);
    case SearchType::kSpecial: return place_conversion(type_name, primitive);
    case SearchType::kComposite: return nullptr;
  }
  return nullptr;
}

}  // namespace osler::fhir
