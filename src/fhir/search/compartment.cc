#include "fhir/search/compartment.h"

#include <algorithm>
#include <array>

#include "fhir/model/resource_id.h"

namespace osler::fhir {
namespace {

bool is_compartment(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kCompartments = {"Patient", "Encounter", "RelatedPerson", "Practitioner", "Device"};
  return std::find(kCompartments.begin(), kCompartments.end(), name) != kCompartments.end();
}

std::vector<const SearchParameter*> leading_parameters(const Definitions& definitions, std::string_view compartment, TypeId type) {
  std::vector<const SearchParameter*> parameters;
  for (const std::string_view code : definitions.compartment_parameters(compartment, type)) {
    const SearchParameter* parameter = definitions.search_parameter(type, code);
    if (parameter != nullptr && parameter->type == SearchType::kReference) parameters.push_back(parameter);
  }
  return parameters;
}

}  // namespace

bool is_in_compartment(const Definitions& definitions, std::string_view compartment, TypeId type) {
  return definitions.name_of(type) == compartment || !definitions.compartment_parameters(compartment, type).empty();
}

Result<store::Expr> compartment_expr(const Definitions& definitions, std::string_view compartment, std::string_view id, TypeId type) {
  const std::string only(id);
  return compartments_expr(definitions, compartment, {&only, 1}, type);
}

Result<store::Expr> compartments_expr(const Definitions& definitions, std::string_view compartment, std::span<const std::string> ids, TypeId type) {
  const std::optional<TypeId> owner = definitions.resource_type(compartment);
  if (!owner || !is_compartment(compartment)) return invalid_input("there is no compartment of " + std::string(compartment));
  if (!std::all_of(ids.begin(), ids.end(), is_resource_id)) return invalid_input("expected the id of the compartment's resource");
  if (!is_in_compartment(definitions, compartment, type)) {
    return invalid_input(std::string(definitions.name_of(type)) + " is never in the compartment of " + std::string(compartment));
  }
  store::Any any;
  if (type == *owner) any.parts.push_back({store::Ids{{ids.begin(), ids.end()}}});
  for (const SearchParameter* parameter : leading_parameters(definitions, compartment, type)) {
    for (const std::string& id : ids) any.parts.push_back({store::Where{parameter->id, {store::IsReference{*owner, id}}}});
  }
  return store::Expr{std::move(any)};
}

store::Expr some_compartment_expr(const Definitions& definitions, std::string_view compartment, TypeId type) {
  if (definitions.name_of(type) == compartment) return {store::All{}};
  store::Any any;
  const std::optional<TypeId> owner = definitions.resource_type(compartment);
  for (const SearchParameter* parameter : leading_parameters(definitions, compartment, type)) {
    any.parts.push_back({store::Where{parameter->id, {store::RefersTo{owner.value_or(TypeId::kNone)}}}});
  }
  return {std::move(any)};
}

}  // namespace osler::fhir
