#pragma once
// A search parameter beside those of R4: what an installation, an organization or a package adds to the definitions.

#include <string>
#include <vector>

#include "fhir/model/definitions.h"

namespace osler::fhir {

/// Numbers of added parameters lie between these, both inside; those of R4 below. See also search/facet.h.
inline constexpr std::uint16_t kAddedParameterMin = 2'048;
inline constexpr std::uint16_t kAddedParameterMax = 4'095;

/// As SearchParameter, owning its texts.
struct AddedParameter {
  struct Component {
    ParameterId parameter = ParameterId::kNone;
    std::string expression;
    bool operator==(const Component&) const = default;
  };
  ParameterId id = ParameterId::kNone;
  std::string code;
  std::string url;
  SearchType type = SearchType::kToken;
  std::string expression;
  std::vector<TypeId> bases;    ///< Concrete ones.
  std::vector<TypeId> targets;  ///< Of a reference; empty: any.
  std::vector<Component> components;
  std::string description;
};

}  // namespace osler::fhir
