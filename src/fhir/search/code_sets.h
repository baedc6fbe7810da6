#pragma once
// The lists of codes that `:in`, `:not-in`, `:above` and `:below` stand for.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "fhir/terms/content.h"
#include "store/query.h"

namespace osler::fhir {

/// Asks the content that is loaded for an organization and environment; without any, only the value sets compiled into the
/// definitions are known, and no hierarchy. Errors of both: kInvalidInput, issue not-found, for content that is not known;
/// TOO_COSTLY beyond `codes_max`.
class CodeSets {
 public:
  CodeSets(const Definitions& definitions, const terms::Content* content, std::size_t codes_max)
      : definitions_(definitions), content_(content), codes_max_(codes_max) {}

  /// Every code of a value set, by its canonical, perhaps with "|version".
  Result<std::vector<store::Token>> members(std::string_view value_set) const;
  /// The code itself, and all that it subsumes (kBelow) or that subsume it (kAbove).
  Result<std::vector<store::Token>> hierarchy(const store::Token& code, store::Hierarchy way) const;

 private:
  Result<std::vector<store::Token>> compiled_members(std::string_view value_set) const;

  const Definitions& definitions_;
  const terms::Content* content_;
  std::size_t codes_max_;
};

}  // namespace osler::fhir
