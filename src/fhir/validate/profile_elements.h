#pragma once
// The elements of a profile before they are compiled: those of its snapshot, or, where it has none, those of its base with
// its differential laid over. Spec: FHIR R4, structuredefinition.html#snapshot.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/tree.h"

namespace osler::fhir {

/// One ElementDefinition; later layers hide members of earlier ones.
struct ProfileElement {
  std::string id;
  std::vector<json::View> layers;

  /// The newest layer's member; none.
  json::View field(std::string_view name) const;
  /// The newest member whose name begins with `prefix` ("fixed", "pattern").
  json::View choice(std::string_view prefix) const;
};

struct ProfileElements {
  std::vector<ProfileElement> elements;  ///< In order.
  std::vector<std::shared_ptr<const json::Tree>> owners;
};

/// Its id; where that is missing, made of path and slice name.
std::string element_id(json::View element);

/// Base profiles over one another, at most.
inline constexpr std::size_t kProfileChainMax = 16;

using FindDefinition = std::function<Result<std::shared_ptr<const json::Tree>>(std::string_view canonical)>;

/// `find` answers null for what is not loaded; R4's own types need not be. Errors: kUnprocessable for a chain that is
/// longer than kProfileChainMax or broken, naming the base.
Result<ProfileElements> read_profile_elements(const std::shared_ptr<const json::Tree>& definition, const FindDefinition& find);

}  // namespace osler::fhir
