#pragma once
// From one element to the values of one search parameter, by the parameter's type and the element's type.
// Spec: FHIR R4, search.html (the tables of each parameter type).

#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/search/facet.h"
#include "json/tree.h"
#include "store/query.h"

namespace osler::fhir {

/// Where the values go.
struct EntrySink {
  std::vector<store::IndexEntry>& out;
  ParameterId parameter;

  void add(store::Atom atom) const { add_at(parameter, std::move(atom)); }
  void add(Facet kind, store::Atom atom) const { add_at(facet(parameter, kind), std::move(atom)); }
  void add_pair(Facet kind, store::Atom first, store::Atom second) const;

 private:
  void add_at(ParameterId at, store::Atom atom) const;
};

/// What a conversion may need to know besides the value.
struct ConversionContext {
  const Definitions& definitions;
  const Element* element = nullptr;       ///< Declares the value; null for values computed by an expression.
  TypeId reference_type = TypeId::kNone;  ///< Only references to this type; kNone: any.
  json::View resource = {};               ///< The whole one, with what it contains.
};

/// Adds the values of one element (never an array). Adds nothing if the value does not fit its type.
using Conversion = void (*)(const ConversionContext& context, json::View value, const EntrySink& sink);

/// How elements of a FHIR type are read for a parameter of a search type; null if they have no values for it.
Conversion conversion_for(SearchType search_type, std::string_view type_name, Primitive primitive);

// --- the families, one file each: convert_token.cc, convert_string.cc, convert_date.cc, convert_quantity.cc, convert_reference.cc, convert_place.cc
Conversion token_conversion(std::string_view type_name, Primitive primitive);
Conversion string_conversion(std::string_view type_name, Primitive primitive);
Conversion date_conversion(std::string_view type_name, Primitive primitive);
Conversion quantity_conversion(std::string_view type_name, Primitive primitive);
Conversion number_conversion(std::string_view type_name, Primitive primitive);
Conversion reference_conversion(std::string_view type_name, Primitive primitive);
Conversion place_conversion(std::string_view type_name, Primitive primitive);
Conversion uri_conversion(std::string_view type_name, Primitive primitive);

/// The interval of all instants a Period, Timing or date text stands for, if it can be read; used by dates and composites.
std::optional<store::Interval> date_interval(std::string_view text);

}  // namespace osler::fhir
